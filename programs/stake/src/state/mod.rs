//! Account types: layout, invariants, and the rules as methods over plain values.

mod earning;
mod emission;
mod farm;
mod index;
mod ledger;
mod lock;
mod operator;
mod penalty;
mod pool;
mod position;
mod registry;
mod reputation;
mod ticket;
mod tranche;
mod vesting;
mod voting;

pub use emission::Minted;
pub use farm::{Farm, FarmStake};
pub use index::Index;
pub use ledger::{BondLedger, BondLock};
pub use lock::with_lock;
pub use operator::{Operator, Profile};
pub use penalty::split_slash;
pub use pool::{EpochRates, Pool, PoolParams, Schedule};
pub use position::{settle, DissentingVote, Position};
pub use registry::{VerifierEntry, VerifierRegistry};
pub use reputation::Outcome;
pub use ticket::Ticket;
pub use tranche::Tranche;
pub use vesting::Vesting;
pub use voting::Remembered;
