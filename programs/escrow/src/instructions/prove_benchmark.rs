use crate::{error::EscrowError, event::BenchmarkProven, state::Benchmark};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Operator};

#[derive(Accounts)]
pub struct ProveBenchmark {
    pub agent: Signer,
    #[account(constraint = operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = benchmark.operator.is(operator.address()) @ EscrowError::WrongBenchmark)]
    pub benchmark: Account<Benchmark>,
}

impl ProveBenchmark {
    pub fn prove(&mut self, trace_root: [u8; 32], output_root: [u8; 32]) -> Result<()> {
        let clock = Clock::get()?;
        self.benchmark
            .prove(trace_root, output_root, clock.slot, clock.unix_timestamp)?;
        emit(&BenchmarkProven {
            benchmark: *self.benchmark.address(),
            trace_root,
            output_root,
            draw_slot: self.benchmark.draw_slot,
            answer_by: self.benchmark.answer_by,
        });
        Ok(())
    }
}
