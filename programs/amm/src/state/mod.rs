//! Account types: layout, invariants, and the rules as methods over plain values.

mod config;
mod launch;
mod liquidity;
mod lock;
mod oracle;
mod pool;
mod trade;

pub use config::{FeeConfig, Fees};
pub use launch::{Launch, LaunchTerms};
pub use liquidity::{Deposit, OneSidedDeposit, OneSidedWithdrawal, Withdrawal};
pub use lock::{LiquidityLock, Release};
pub use oracle::{Observation, Oracle, Prices};
pub use pool::{
    require_at_least, require_at_most, require_in_time, FeeShares, Limits, LiquidityPool, Side, Taxes,
};
pub use trade::Trade;
