//! One file per instruction: accounts, rules, effect.

mod buy_and_burn;
mod change_liquidity;
mod collect_fees;
mod create_config;
mod donate;
mod initialize_pool;
mod lock_liquidity;
mod pooled;
mod skim;
mod swap;
mod sync_oracle;

pub use buy_and_burn::*;
pub use change_liquidity::*;
pub use collect_fees::*;
pub use create_config::*;
pub use donate::*;
pub use initialize_pool::*;
pub use lock_liquidity::*;
pub use pooled::*;
pub use skim::*;
pub use swap::*;
pub use sync_oracle::*;
