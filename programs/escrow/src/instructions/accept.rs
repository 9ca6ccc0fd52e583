use super::bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded};
use crate::{
    constants::PAUSE_ACCEPT,
    error::EscrowError,
    event::JobAccepted,
    state::{Job, Market},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    constants::ROLE_PROVIDER,
    event::{emit, note},
};

#[derive(Accounts)]
pub struct Accept {
    #[account(constraint = bonded.operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub agent: Signer,
    #[account(constraint = market.pool.is(bonded.pool.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Account<Job>,
    pub bonded: Nested<Bonded>,
}

impl Accept {
    fn validate(&self, now: i64) -> Result<()> {
        self.market.require_active(PAUSE_ACCEPT)?;
        let operator = &self.bonded.operator;
        operator.require_may_work(ROLE_PROVIDER, now)?;
        require!(operator.class >= self.job.min_class, EscrowError::BelowClass);
        require!(
            operator.reputation(now) >= self.job.min_reputation,
            EscrowError::BelowReputation
        );
        let (free, needed) = (
            operator.free_bond(self.bonded.pool.bond_factor_bps),
            self.job.terms.required_bond,
        );
        if free < needed {
            note("base units of bond that are missing:", needed - free);
            return Err(EscrowError::InsufficientBond.into());
        }
        Ok(())
    }

    pub fn accept(&mut self, lock_slot: u8) -> Result<()> {
        let now = now()?;
        self.validate(now)?;
        self.job.accept(self.bonded.operator.address(), lock_slot, now)?;
        let bond = self.job.terms.required_bond;
        self.bonded.lock(&self.job, lock_slot, bond)?;
        emit(&JobAccepted {
            job: *self.job.address(),
            operator: self.job.operator,
            bond,
            commit_by: self.job.commit_by,
        });
        Ok(())
    }
}
