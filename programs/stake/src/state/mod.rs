//! Account types: layout, invariants, and the rules as methods over plain values.

mod earning;
mod emission;
mod index;
mod ledger;
mod operator;
mod pool;
mod position;
mod registry;
mod ticket;
mod tranche;

pub use emission::Minted;
pub use index::Index;
pub use ledger::{BondLedger, BondLock};
pub use operator::{Operator, Outcome, Profile};
pub use pool::{EpochRates, Pool, PoolParams, Schedule};
pub use position::{settle, with_lock, Position, Remembered, Vesting};
pub use registry::{VerifierEntry, VerifierRegistry};
pub use ticket::Ticket;
pub use tranche::Tranche;
