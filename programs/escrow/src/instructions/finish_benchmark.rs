use super::bonded::call_stake;
use crate::{error::EscrowError, event::BenchmarkFinished, state::Benchmark};
use anchor_lang::{prelude::*, Discriminator};
use stake::{
    check::{now, Is},
    event::emit,
};

/// Anyone may have it done.
#[derive(Accounts)]
pub struct FinishBenchmark {
    #[account(
        mut,
        constraint = benchmark.operator.is(operator.address()) @ EscrowError::WrongBenchmark,
        close = payer
    )]
    pub benchmark: Account<Benchmark>,
    /// Gets the rent.
    #[account(mut, constraint = benchmark.payer.is(payer.address()) @ EscrowError::WrongBenchmark)]
    pub payer: UncheckedAccount,
    /// The operator's: the stake program checks it.
    pub pool: UncheckedAccount,
    #[account(mut)]
    pub operator: UncheckedAccount,
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl FinishBenchmark {
    /// Gives the operator the class.
    pub fn finish(&mut self) -> Result<()> {
        self.benchmark.require_final(now()?)?;
        let class = self.benchmark.terms.class;
        let mut data = [0; 10];
        data[..8].copy_from_slice(stake::instruction::SetClass::DISCRIMINATOR);
        data[8..].copy_from_slice(&class.to_le_bytes());
        let views = [
            self.escrow_signer.account(),
            self.pool.account(),
            self.operator.account(),
        ];
        call_stake(self.benchmark.signer_bump, &views, &data);
        emit(&BenchmarkFinished {
            benchmark: *self.benchmark.address(),
            operator: self.benchmark.operator,
            class: u64::from(class),
        });
        Ok(())
    }
}
