//! Account types: layout, invariants, and the rules as methods over plain values.

mod ledger;
mod operator;
mod pool;
mod registry;
mod ticket;

pub use ledger::{BondLedger, BondLock};
pub use operator::{Operator, Outcome, Profile};
pub use pool::{Pool, PoolParams};
pub use registry::{VerifierEntry, VerifierRegistry};
pub use ticket::Ticket;
