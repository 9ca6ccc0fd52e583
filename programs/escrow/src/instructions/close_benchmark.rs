use crate::{error::EscrowError, event::BenchmarkClosed, state::Benchmark};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

/// Anyone may have it done, once the benchmark cannot pass any more.
#[derive(Accounts)]
pub struct CloseBenchmark {
    #[account(mut, close = payer)]
    pub benchmark: Account<Benchmark>,
    /// Gets the rent.
    #[account(mut, constraint = benchmark.payer.is(payer.address()) @ EscrowError::WrongBenchmark)]
    pub payer: UncheckedAccount,
}

impl CloseBenchmark {
    pub fn close(&mut self) -> Result<()> {
        let clock = Clock::get()?;
        self.benchmark.require_over(clock.slot, clock.unix_timestamp)?;
        emit(&BenchmarkClosed {
            benchmark: *self.benchmark.address(),
            operator: self.benchmark.operator,
        });
        Ok(())
    }
}
