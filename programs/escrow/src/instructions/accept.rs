use crate::{
    bond::Bond,
    constants::PAUSE_ACCEPT,
    error::EscrowError,
    event::JobAccepted,
    state::{Job, Market},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use solana_program_log::log;
use stake::{
    check::Is,
    constants::ROLE_PROVIDER,
    event::emit,
    state::{Operator, Pool},
};

#[derive(Accounts)]
pub struct Accept {
    pub agent: Signer,
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, constraint = market.pool.is(pool.address()) @ EscrowError::WrongMarket)]
    pub pool: Box<Account<Pool>>,
    #[account(
        mut,
        constraint = operator.pool.is(pool.address()) @ EscrowError::WrongOperator,
        constraint = operator.agent.is(agent.address()) @ EscrowError::NotAgent
    )]
    pub operator: Box<Account<Operator>>,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl Accept {
    fn validate(&self, now: i64) -> Result<()> {
        self.market.require_active(PAUSE_ACCEPT)?;
        self.operator.require_may_work(ROLE_PROVIDER, now)?;
        require!(self.operator.class >= self.job.min_class, EscrowError::BelowClass);
        require!(
            self.operator.reputation(now) >= self.job.min_reputation,
            EscrowError::BelowReputation
        );
        let (free, needed) = (
            self.operator.free_bond(self.pool.bond_factor_bps),
            self.job.terms.required_bond,
        );
        if free < needed {
            log!("{} base units of bond are missing", needed - free);
            return Err(EscrowError::InsufficientBond.into());
        }
        Ok(())
    }

    pub fn accept(&mut self, lock_slot: u8, signer_bump: u8) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.validate(now)?;
        self.job.accept(self.operator.address(), lock_slot, now)?;
        let bond = self.job.terms.required_bond;
        Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.view(),
            operator: self.operator.view(),
            ledger: self.ledger.account(),
        }
        .lock(lock_slot, self.job.address(), bond)?;
        emit(&JobAccepted {
            job: *self.job.address(),
            operator: self.job.operator,
            bond,
            commit_by: self.job.commit_by,
        });
        Ok(())
    }
}
