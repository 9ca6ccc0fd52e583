//! The governor's instructions, with the stake program's between them. After each one everything must add up; see
//! [`crate::governance::Governed::check`], [`crate::World::check`] and [`rules`].

mod action;
mod cast;
mod choose;
mod leave;
mod play;
mod positions;
mod rules;

pub use action::Action;

use super::{Game, Tally};

/// Proposes, votes, executes, and moves stake in the meantime.
pub struct Governor;

impl Game for Governor {
    type Action = Action;
    const STEPS: usize = 300;

    fn actions(seed: u64) -> Vec<Action> {
        action::actions(seed, Self::STEPS)
    }

    fn play(actions: &[Action]) -> Tally {
        play::play(actions)
    }
}
