//! Proposals: what they are at a moment, how their votes stand, and what their actions do.

mod action;
mod phase;
mod standing;

use ::governor::state::{Action, Proposal, Status, Tally};

pub use action::{stage, staged, unstage, StageError};
pub use phase::Phase;
pub use standing::Standing;
