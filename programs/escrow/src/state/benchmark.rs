//! Benchmarks: how an operator shows what hardware it has, and so which jobs it may accept.
//!
//! The chain draws a seed, and the operator runs a fixed chain of matrix products over weights that follow from it, see
//! [`assay_proof::benchmark`]. The root of its trace is due within some slots. Then the chain draws elements of the trace,
//! and the operator shows for each the operands that give it, which the judge recomputes. Whoever computed a share f of
//! the elements wrongly, or not at all, passes with a chance of (1 - f)^draws, each time it pays for another run.

use super::log_until;
use crate::{
    constants::{
        ABANDONED_SECONDS, DRAW_DELAY_SLOTS, MAX_ANSWER_SECONDS, MAX_BENCHMARK_SLOTS, MAX_DRAWS,
        MAX_WINDOW_SECONDS,
    },
    error::EscrowError,
};
use anchor_lang::prelude::*;
use judge::Finding;
use solana_sha256_hasher::hashv;

/// Kind of a finding about one element.
const ELEMENT: u8 = 1;

/// A class of hardware of a stake pool.
#[account]
pub struct BenchmarkClass {
    pub pool: Address,
    pub terms: BenchmarkTerms,
    /// Of the PDA that signs in the stake program.
    pub signer_bump: u8,
    pub bump: u8,
    pub padding: [u8; 2],
}

/// What must be shown for a class.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct BenchmarkTerms {
    /// Root of the spec that follows from `rows`, `width`, `weights` and `steps`.
    pub spec_root: [u8; 32],
    /// Root of the first operand.
    pub input_root: [u8; 32],
    /// Rows of every step's result.
    pub rows: u32,
    /// Columns of it, and rows and columns of every weight.
    pub width: u32,
    /// From the slot that decides the seed, within which the trace root is due.
    pub slots: u32,
    /// From the proof, in which every element drawn must be shown.
    pub answer_seconds: u32,
    /// From the last of them, in which anyone may still refute.
    pub window_seconds: u32,
    pub weights: u16,
    pub steps: u16,
    /// The larger, the stronger.
    pub class: u16,
    /// Elements drawn, at most 64.
    pub draws: u16,
}

impl BenchmarkTerms {
    /// # Errors
    /// [`EscrowError::BadParameter`] outside the program's bounds.
    pub fn validate(&self) -> Result<()> {
        let ok = self.rows > 0
            && self.width > 0
            && self.weights > 0
            && self.steps > 0
            && self.class > 0
            && (1..=MAX_DRAWS).contains(&self.draws)
            && (1..=MAX_BENCHMARK_SLOTS).contains(&self.slots)
            && (1..=MAX_ANSWER_SECONDS).contains(&self.answer_seconds)
            && self.window_seconds <= MAX_WINDOW_SECONDS;
        require!(ok, EscrowError::BadParameter);
        Ok(())
    }

    /// One bit for each element drawn.
    fn all_answered(&self) -> u64 {
        u64::MAX >> (u32::from(MAX_DRAWS) - u32::from(self.draws))
    }
}

/// A benchmark that an operator is at.
#[account]
pub struct Benchmark {
    pub operator: Address,
    /// Gets the rent back.
    pub payer: Address,
    /// What the weights follow from; zeros until it is drawn.
    pub seed: [u8; 32],
    pub trace_root: [u8; 32],
    pub output_root: [u8; 32],
    /// What the elements drawn follow from; zeros until then.
    pub sample: [u8; 32],
    /// Slot whose hash decides the seed.
    pub seed_slot: u64,
    /// Slot whose hash decides the elements; 0 until the trace root is there.
    pub draw_slot: u64,
    /// Which elements were shown, as bits.
    pub answered: u64,
    /// Last second in which they can be.
    pub answer_by: i64,
    /// Last second in which anyone can refute; 0 until every element was shown.
    pub refute_by: i64,
    pub terms: BenchmarkTerms,
    /// 1 when a wrong number was shown.
    pub failed: u8,
    /// Of the PDA that signs in the stake program.
    pub signer_bump: u8,
    pub bump: u8,
    pub padding: u8,
}

impl Benchmark {
    pub fn is_seeded(&self) -> bool {
        is_known(&self.seed)
    }

    pub fn is_proven(&self) -> bool {
        self.draw_slot > 0
    }

    pub fn is_drawn(&self) -> bool {
        is_known(&self.sample)
    }

    /// Every element was shown to be right, and no other to be wrong.
    pub fn has_passed(&self) -> bool {
        self.refute_by > 0 && self.failed == 0
    }

    /// Last slot for the trace root.
    pub fn due_slot(&self) -> u64 {
        self.seed_slot + u64::from(self.terms.slots)
    }

    /// Slot whose hash decides what is drawn next: the seed, or the elements.
    ///
    /// # Errors
    /// [`EscrowError::BenchmarkStep`] when nothing is.
    pub fn awaited_slot(&self) -> Result<u64> {
        match (self.is_seeded(), self.is_proven() && !self.is_drawn()) {
            (false, _) => Ok(self.seed_slot),
            (true, true) => Ok(self.draw_slot),
            (true, false) => Err(EscrowError::BenchmarkStep.into()),
        }
    }

    /// Takes what was drawn. It is another benchmark's under no circumstances: `address` is mixed in.
    pub fn draw(&mut self, slot_hash: &[u8; 32], address: &Address) {
        let drawn = hashv(&[
            b"assay:benchmark:v1",
            slot_hash,
            address.as_ref(),
            &self.trace_root,
        ])
        .to_bytes();
        match self.is_seeded() {
            false => self.seed = drawn,
            true => self.sample = drawn,
        }
    }

    /// Takes the roots of the result.
    ///
    /// # Errors
    /// [`EscrowError::BenchmarkStep`], [`EscrowError::BenchmarkLate`].
    pub fn prove(&mut self, trace_root: [u8; 32], output_root: [u8; 32], slot: u64, now: i64) -> Result<()> {
        require!(self.is_seeded() && !self.is_proven(), EscrowError::BenchmarkStep);
        require!(slot <= self.due_slot(), EscrowError::BenchmarkLate);
        self.trace_root = trace_root;
        self.output_root = output_root;
        self.draw_slot = slot + DRAW_DELAY_SLOTS;
        self.answer_by = now + i64::from(self.terms.answer_seconds);
        Ok(())
    }

    /// Op, row and column of an element drawn.
    pub fn element(&self, draw: u8) -> (u16, u32, u32) {
        let hash = hashv(&[b"assay:element:v1", &self.sample, &[draw]]).to_bytes();
        let below = |at: usize, bound: u32| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&hash[at..at + 8]);
            (u64::from_le_bytes(bytes) % u64::from(bound)) as u32
        };
        let BenchmarkTerms {
            steps, rows, width, ..
        } = self.terms;
        (below(0, steps.into()) as u16, below(8, rows), below(16, width))
    }

    /// Takes what the judge found about the element of this draw. A wrong number fails the benchmark.
    ///
    /// # Errors
    /// [`EscrowError::BenchmarkStep`], [`EscrowError::BenchmarkLate`], [`EscrowError::WrongElement`].
    pub fn answer(&mut self, draw: u8, finding: &Finding, now: i64) -> Result<()> {
        require!(self.is_drawn() && self.failed == 0, EscrowError::BenchmarkStep);
        require!(now <= self.answer_by, EscrowError::BenchmarkLate);
        require!(
            u16::from(draw) < self.terms.draws
                && finding.kind == ELEMENT
                && (finding.op, finding.i, finding.j) == self.element(draw),
            EscrowError::WrongElement
        );
        if finding.claimed != finding.expected {
            self.failed = 1;
            return Ok(());
        }
        self.answered |= 1 << draw;
        if self.answered == self.terms.all_answered() && self.refute_by == 0 {
            self.refute_by = now + i64::from(self.terms.window_seconds);
        }
        Ok(())
    }

    /// Takes what the judge found about anything of the result.
    ///
    /// # Errors
    /// [`EscrowError::BenchmarkStep`], [`EscrowError::NothingRefuted`].
    pub fn refute(&mut self, finding: &Finding) -> Result<()> {
        require!(self.is_proven() && self.failed == 0, EscrowError::BenchmarkStep);
        require!(finding.claimed != finding.expected, EscrowError::NothingRefuted);
        self.failed = 1;
        Ok(())
    }

    /// # Errors
    /// [`EscrowError::BenchmarkStep`] unless it has passed, [`EscrowError::WindowOpen`].
    pub fn require_final(&self, now: i64) -> Result<()> {
        require!(self.has_passed(), EscrowError::BenchmarkStep);
        if now <= self.refute_by {
            log_until(self.refute_by);
            return Err(EscrowError::WindowOpen.into());
        }
        Ok(())
    }

    /// That it cannot pass any more, or nobody has finished it for long. Who failed waits as long as who does not answer,
    /// before it can begin again.
    ///
    /// # Errors
    /// [`EscrowError::DeadlineNotPassed`].
    pub fn require_over(&self, slot: u64, now: i64) -> Result<()> {
        let over = match (self.is_proven(), self.has_passed()) {
            (false, _) => slot > self.due_slot(),
            (true, false) => now > self.answer_by,
            (true, true) => now > self.refute_by + ABANDONED_SECONDS,
        };
        require!(over, EscrowError::DeadlineNotPassed);
        Ok(())
    }
}

/// Whether it was drawn: a hash is not zeros.
#[inline(never)]
fn is_known(hash: &[u8; 32]) -> bool {
    *hash != [0; 32]
}
