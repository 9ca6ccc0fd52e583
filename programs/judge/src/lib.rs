//! Judges fraud proofs: recomputes the number that evidence is about. It owns nothing, changes nothing, and knows
//! nobody; what follows from its findings is the escrow's to decide. It is a program of its own so that the arithmetic
//! of every operator and the money each have room.

#![cfg_attr(target_os = "solana", no_std)]
// `#[instruction(..)]` names arguments that only some of the generated functions read.
#![allow(unused_variables)]

extern crate alloc;

pub mod error;
mod finding;
mod instructions;

use anchor_lang::prelude::*;
use assay_sbf as _;
pub use finding::{BenchmarkRoots, Finding, ResultRoots, VerifierRoots};
pub use instructions::*;

declare_id!("33fSsg4H5o7zKceSorByMXQptisYo4iQAPuSYVAJHAzi");

// Another program that links this one needs what it can be asked, and no dispatcher.
#[cfg_attr(not(feature = "cpi"), program)]
#[cfg_attr(feature = "cpi", program(interface))]
pub mod judge {
    use super::*;

    /// Judges the `len` bytes of evidence that begin at byte `start` of the account against what is known of a job and
    /// its result, and returns the finding when the result is wrong. Fails when the evidence proves nothing.
    pub fn check_result(
        ctx: &mut Context<CheckResult>,
        roots: ResultRoots,
        start: u32,
        len: u32,
    ) -> Result<()> {
        ctx.accounts.check_result(&roots, start, len)
    }

    /// As `check_result`, of what a verifier says it computed to come to its verdict.
    pub fn check_verifier(
        ctx: &mut Context<CheckResult>,
        roots: VerifierRoots,
        start: u32,
        len: u32,
    ) -> Result<()> {
        ctx.accounts.check_verifier(&roots, start, len)
    }

    /// As `check_result`, of a benchmark's result, whose weights follow from a seed. The finding is returned also when the
    /// number is right: then what is claimed is what is expected.
    pub fn check_benchmark(
        ctx: &mut Context<CheckResult>,
        roots: BenchmarkRoots,
        start: u32,
        len: u32,
    ) -> Result<()> {
        ctx.accounts.check_benchmark(&roots, start, len)
    }
}
