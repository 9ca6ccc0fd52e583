//! Account types: layout, invariants, and the rules as methods over plain values.

mod action;
mod outcome;
mod params;
mod proposal;
mod realm;
mod status;
mod stream;
mod tally;
mod vote;

pub use action::{hash_of, is_buffer_of, Action, Staged, SIGNER, WRITABLE};
pub use params::RealmParams;
pub use proposal::{Nature, Proposal, ProposalText};
pub use realm::Realm;
pub use status::Status;
pub use stream::Stream;
pub use tally::{Ballot, Tally};
pub use vote::{Delegation, VoteRecord};
