//! One file per instruction, or per few that name the same accounts: accounts, rules, effect.

mod add_action;
mod cast_vote;
mod close_proposal;
mod close_vote;
mod create_proposal;
mod create_realm;
mod delegate;
mod execute_action;
mod finalize;
mod handover;
mod proposing;
mod set_realm;
mod stream;
mod submit;
mod veto;
mod voting;

pub use add_action::*;
pub use cast_vote::*;
pub use close_proposal::*;
pub use close_vote::*;
pub use create_proposal::*;
pub use create_realm::*;
pub use delegate::*;
pub use execute_action::*;
pub use finalize::*;
pub use handover::*;
pub use proposing::*;
pub use set_realm::*;
pub use stream::*;
pub use submit::*;
pub use veto::*;
pub use voting::*;
