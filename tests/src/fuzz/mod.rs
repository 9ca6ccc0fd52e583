//! Random sequences of a program's instructions, with hostile amounts and times, on the real ELF file. After each one
//! everything must add up.
//!
//! A sequence is made of its seed alone. One that fails is cut down to the actions it takes to fail, and printed.

mod amm;
mod amount;
mod draw;
mod governor;
mod stake;

pub use amm::Amm;
pub use amount::Amount;
pub use governor::Governor;
pub use stake::Stake;

use std::{
    fmt::Debug,
    panic::{catch_unwind, AssertUnwindSafe},
};

/// Most runs that cutting a failing sequence down takes.
const CUTS: usize = 200;

/// A program that is played.
pub trait Game {
    /// One step of a sequence.
    type Action: Clone + Debug;
    /// Instructions in a sequence.
    const STEPS: usize;

    /// The actions of a seed.
    fn actions(seed: u64) -> Vec<Self::Action>;

    /// Plays `actions` on a fresh chain.
    ///
    /// # Panics
    /// When something does not add up.
    fn play(actions: &[Self::Action]) -> Tally;
}

/// How many instructions of a sequence went through, and how many were refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: usize,
    pub refused: usize,
}

/// Plays the sequence of `seed`.
///
/// # Panics
/// With the seed and the fewest actions found that fail, when it does.
pub fn run<G: Game>(seed: u64) -> Tally {
    let actions = G::actions(seed);
    match attempt::<G>(&actions) {
        Ok(tally) => tally,
        Err(reason) => {
            let (few, last) = cut::<G>(actions, reason.clone());
            let list: Vec<String> = few.iter().map(|action| format!("  {action:?}")).collect();
            panic!(
                "seed {seed} fails: {reason}\n{} actions are enough to fail: {last}\n{}",
                few.len(),
                list.join("\n")
            );
        }
    }
}

fn attempt<G: Game>(actions: &[G::Action]) -> Result<Tally, String> {
    catch_unwind(AssertUnwindSafe(|| G::play(actions))).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "a panic without a text".to_owned())
    })
}

/// Leaves parts out, smaller and smaller ones, as long as what is left fails, and says how that fails.
fn cut<G: Game>(mut actions: Vec<G::Action>, mut reason: String) -> (Vec<G::Action>, String) {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut size = actions.len() / 2;
    let mut runs = 0;
    while size > 0 && runs < CUTS {
        let mut at = 0;
        while at < actions.len() && runs < CUTS {
            let mut fewer = actions.clone();
            fewer.drain(at..(at + size).min(actions.len()));
            runs += 1;
            match attempt::<G>(&fewer) {
                Err(why) => (actions, reason) = (fewer, why),
                Ok(_) => at += size,
            }
        }
        size /= 2;
    }
    std::panic::set_hook(hook);
    (actions, reason)
}
