use crate::{error::EscrowError, event::BenchmarkClassClosed, state::BenchmarkClass};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Pool};

#[derive(Accounts)]
pub struct CloseBenchmarkClass {
    #[account(mut)]
    pub authority: Signer,
    #[account(constraint = pool.authority.is(authority.address()) @ EscrowError::NotMarketAuthority)]
    pub pool: Account<Pool>,
    #[account(
        mut,
        constraint = class.pool.is(pool.address()) @ EscrowError::WrongBenchmark,
        close = authority
    )]
    pub class: Account<BenchmarkClass>,
}

impl CloseBenchmarkClass {
    /// Benchmarks that were begun keep its terms, and operators their class.
    pub fn close(&mut self) -> Result<()> {
        emit(&BenchmarkClassClosed {
            class_account: *self.class.address(),
            pool: self.class.pool,
            class: u64::from(self.class.terms.class),
        });
        Ok(())
    }
}
