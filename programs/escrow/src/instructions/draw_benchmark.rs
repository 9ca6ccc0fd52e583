use super::slot_hash::slot_hash;
use crate::{error::EscrowError, event::BenchmarkDrawn, state::Benchmark};
use anchor_lang::prelude::*;
use pinocchio::sysvars::slot_hashes::SLOTHASHES_ID;
use stake::event::emit;

/// Anyone may have it done.
#[derive(Accounts)]
pub struct DrawBenchmark {
    #[account(mut)]
    pub benchmark: Account<Benchmark>,
    #[account(address = SLOTHASHES_ID)]
    pub slot_hashes: UncheckedAccount,
}

impl DrawBenchmark {
    /// The slot that decides is fixed. One that was missed is not made up for: whoever does not like what it draws could
    /// wait until it is forgotten.
    pub fn draw(&mut self) -> Result<()> {
        let hash = slot_hash(&self.slot_hashes, self.benchmark.awaited_slot()?)?;
        let hash = hash.ok_or(EscrowError::DrawMissed)?;
        let address = *self.benchmark.address();
        self.benchmark.draw(&hash, &address);
        let drawn = match self.benchmark.is_drawn() {
            true => self.benchmark.sample,
            false => self.benchmark.seed,
        };
        emit(&BenchmarkDrawn {
            benchmark: address,
            drawn,
        });
        Ok(())
    }
}
