//! For each instruction, how to come to where it succeeds.

mod amm;
mod benchmark;
mod buyback;
mod demand;
mod escrow;
mod farm;
mod governor;
mod judge;
mod position;
mod stake;

pub use self::{
    amm::amm_recipes,
    benchmark::answer_of_the_largest,
    escrow::escrow_recipes,
    governor::{governor_recipes, Scene},
    judge::judge_recipes,
    stake::{slash_of_backers, stake_recipes},
};

use super::Lab;
use solana_instruction::Instruction;

/// Brings a fresh lab to where an instruction succeeds, and gives the instruction. Others of everything it names are
/// brought to the same point, so that only whose they are tells them apart.
#[derive(Clone, Copy)]
pub struct Recipe {
    /// As the IDL names it.
    pub instruction: &'static str,
    pub prepare: fn(&mut Lab) -> Instruction,
}

/// `recipes![name, ...]`: the functions of these names are the recipes of the instructions so called.
macro_rules! recipes {
    ($($name:ident),* $(,)?) => {
        vec![$($crate::lab::Recipe { instruction: stringify!($name), prepare: $name }),*]
    };
}
use recipes;
