//! What the program would refuse, found out before anything is sent.

use super::Snapshot;
use crate::AMM_ERRORS;
use amm::{error::AmmError, state::LiquidityPool};
use anchor_lang::prelude::ProgramError;

/// An instruction of the AMM program that would fail, with the program's own sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pool {pool} would refuse: {sentence} ({name}){}", detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default())]
pub struct Refusal {
    pub pool: solana_address::Address,
    /// The program's error code.
    pub code: u32,
    /// The error's name, for example `AboveLaunchCap`.
    pub name: &'static str,
    /// What is wrong and what to do.
    pub sentence: &'static str,
    /// The numbers that the program would log with it.
    pub detail: Option<String>,
}

impl Refusal {
    /// Explains what the program's own rules said about a pool.
    pub(super) fn of(snapshot: &Snapshot, error: ProgramError) -> Self {
        let code = match error {
            ProgramError::Custom(code) => code,
            // Its functions return nothing else; what they would add is told by its number.
            other => u64::from(other) as u32,
        };
        let known = AMM_ERRORS.iter().find(|(known, ..)| *known == code);
        let (_, name, sentence) = known.copied().unwrap_or((code, "Unknown", "an unknown error"));
        Self {
            pool: snapshot.address,
            code,
            name,
            sentence,
            detail: detail(&snapshot.state, code),
        }
    }

    /// Whether this is `error`.
    pub fn is(&self, error: AmmError) -> bool {
        ProgramError::from(error) == ProgramError::Custom(self.code)
    }
}

/// What the program logs beside some of its errors.
fn detail(state: &LiquidityPool, code: u32) -> Option<String> {
    let is = |error: AmmError| ProgramError::from(error) == ProgramError::Custom(code);
    if is(AmmError::NotOpen) {
        return Some(format!(
            "trading opens at Unix time {}",
            state.launch.terms.opens_at
        ));
    }
    if is(AmmError::AboveLaunchCap) {
        let [a, b] = state.launch.left;
        return Some(format!(
            "left in this slot, base units: {a} of mint a, {b} of mint b"
        ));
    }
    None
}
