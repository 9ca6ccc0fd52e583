//! Account types: layout, invariants, and the rules as methods over plain values.

mod committee;
mod evidence;
mod job;
mod market;
mod mint_policy;
mod settlement;
mod terms;

pub use committee::{draw, Draw, Seat, Verdict};
pub use evidence::Evidence;
pub use job::{log_until, Job, JobRequest, Status};
pub use market::{Market, MarketParams};
pub use mint_policy::require_allowed_mint;
pub use settlement::Settlement;
pub use terms::Terms;
