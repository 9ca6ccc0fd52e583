//! The AMM program's instructions, in pools of every kind of mint. After each one everything must add up, see
//! [`crate::pools`]: what moved is what the quote said, vaults hold what is owed, and a unit of liquidity is worth no
//! less. At the end everybody leaves.

mod action;
mod cast;
mod play;

pub use action::Action;

use super::{Game, Tally};

/// Trades, provides liquidity, locks it and collects.
pub struct Amm;

impl Game for Amm {
    type Action = Action;
    const STEPS: usize = 1_000;

    fn actions(seed: u64) -> Vec<Action> {
        action::actions(seed, Self::STEPS)
    }

    fn play(actions: &[Action]) -> Tally {
        play::play(actions)
    }
}
