use crate::{
    constants::DRAW_DELAY_SLOTS,
    error::EscrowError,
    event::BenchmarkBegun,
    state::{Benchmark, BenchmarkClass},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Operator};

#[derive(Accounts)]
pub struct BeginBenchmark {
    #[account(mut)]
    pub agent: Signer,
    #[account(constraint = operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub operator: Account<Operator>,
    #[account(constraint = class.pool.is(&operator.pool) @ EscrowError::WrongBenchmark)]
    pub class: Account<BenchmarkClass>,
    /// One at a time.
    #[account(
        init,
        payer = agent,
        seeds = [b"benchmark", operator.address().as_ref()],
        bump
    )]
    pub benchmark: Account<Benchmark>,
    pub system_program: Program<System>,
}

impl BeginBenchmark {
    /// The seed is that of a slot that is still to come.
    pub fn begin(&mut self, bump: u8) -> Result<()> {
        let benchmark = &mut *self.benchmark;
        benchmark.operator = *self.operator.address();
        benchmark.payer = *self.agent.address();
        benchmark.terms = self.class.terms;
        benchmark.seed_slot = Clock::get()?.slot + DRAW_DELAY_SLOTS;
        benchmark.signer_bump = self.class.signer_bump;
        benchmark.bump = bump;
        emit(&BenchmarkBegun {
            benchmark: *self.benchmark.address(),
            operator: self.benchmark.operator,
            class: u64::from(self.benchmark.terms.class),
            seed_slot: self.benchmark.seed_slot,
        });
        Ok(())
    }
}
