use crate::{
    bond::Bond,
    error::EscrowError,
    event::Attested,
    state::{Job, Market, Verdict},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Operator};

#[derive(Accounts)]
pub struct Attest {
    pub agent: Signer,
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, address = market.pool @ EscrowError::WrongMarket)]
    pub pool: UncheckedAccount,
    #[account(mut, constraint = operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub operator: Box<Account<Operator>>,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl Attest {
    pub fn attest(&mut self, seat: u8, verdict: u8, lock_slot: u8, signer_bump: u8) -> Result<()> {
        let verdict = Verdict::try_from(verdict)?;
        let now = Clock::get()?.unix_timestamp;
        self.job
            .attest(seat, self.operator.address(), verdict, lock_slot, now)?;
        Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.view(),
            ledger: self.ledger.account(),
        }
        .lock(lock_slot, self.job.address(), self.job.terms.verifier_bond)?;
        emit(&Attested {
            job: *self.job.address(),
            operator: *self.operator.address(),
            seat: u64::from(seat),
            verdict: u64::from(u8::from(verdict)),
            accepts: u64::from(self.job.accepts()),
        });
        Ok(())
    }
}
