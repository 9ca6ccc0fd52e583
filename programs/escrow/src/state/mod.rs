//! Account types: layout, invariants, and the rules as methods over plain values.

mod benchmark;
mod committee;
mod demand;
mod draw;
mod evidence;
mod job;
mod market;
mod mint_policy;
mod request;
mod settlement;
mod status;
mod terms;

pub use benchmark::{Benchmark, BenchmarkClass, BenchmarkTerms};
pub use committee::{Attestation, Seat, Verdict};
pub use demand::Demand;
pub use draw::{draw, Draw};
pub use evidence::Evidence;
pub use job::Job;
pub use market::{Market, MarketParams};
pub use mint_policy::require_allowed_mint;
pub use request::JobRequest;
pub use settlement::Settlement;
pub use status::{log_until, Status};
pub use terms::Terms;
