//! The stake program's instructions. After each one the books must balance; see [`crate::World::check`] and
//! [`play`](self).

mod action;
mod cast;
mod farms;
mod play;

pub use action::Action;

use super::{Game, Tally};

/// Stakes, backs, slashes and leaves.
pub struct Stake;

impl Game for Stake {
    type Action = Action;
    const STEPS: usize = 2_000;

    fn actions(seed: u64) -> Vec<Action> {
        action::actions(seed, Self::STEPS)
    }

    fn play(actions: &[Action]) -> Tally {
        play::play(actions)
    }
}
