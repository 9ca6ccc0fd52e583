//! Random sequences of the stake program's instructions, with hostile amounts and times, on the real ELF file. After
//! each one the books must balance; see [`crate::World::check`] and [`play`](self).
//!
//! A sequence is made of its seed alone. One that fails is cut down to the actions it takes to fail, and printed.

mod action;
mod cast;
mod farms;
mod play;

pub use action::Action;
pub use play::Tally;

use action::actions;
use play::play;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Instructions in a sequence.
pub const STEPS: usize = 2_000;
/// Most runs that cutting a failing sequence down takes.
const CUTS: usize = 200;

/// Plays the sequence of `seed`.
///
/// # Panics
/// With the seed and the fewest actions found that fail, when it does.
pub fn run(seed: u64) -> Tally {
    let actions = actions(seed, STEPS);
    match attempt(&actions) {
        Ok(tally) => tally,
        Err(reason) => {
            let (few, last) = cut(actions, reason.clone());
            let list: Vec<String> = few.iter().map(|action| format!("  {action:?}")).collect();
            panic!(
                "seed {seed} fails: {reason}\n{} actions are enough to fail: {last}\n{}",
                few.len(),
                list.join("\n")
            );
        }
    }
}

fn attempt(actions: &[Action]) -> Result<Tally, String> {
    catch_unwind(AssertUnwindSafe(|| play(actions))).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "a panic without a text".to_owned())
    })
}

/// Leaves parts out, smaller and smaller ones, as long as what is left fails, and says how that fails.
fn cut(mut actions: Vec<Action>, mut reason: String) -> (Vec<Action>, String) {
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
            match attempt(&fewer) {
                Err(why) => (actions, reason) = (fewer, why),
                Ok(_) => at += size,
            }
        }
        size /= 2;
    }
    std::panic::set_hook(hook);
    (actions, reason)
}
