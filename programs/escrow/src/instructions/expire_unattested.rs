use super::{
    bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded, Service},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    constants::TIER_OPTIMISTIC,
    error::EscrowError,
    event::JobExpired,
    state::{log_until, Market, Status},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

#[derive(Accounts)]
pub struct ExpireUnattested {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    #[account(mut)]
    pub client_token: UncheckedAccount,
}

impl ExpireUnattested {
    fn validate(&self) -> Result<()> {
        let job = &self.escrowed.job;
        job.require(Status::Challengeable)?;
        require!(job.tier != TIER_OPTIMISTIC, EscrowError::NoCommittee);
        require!(!job.has_quorum(), EscrowError::QuorumReached);
        let until = job.final_by.max(job.attest_by);
        if now()? <= until {
            log_until(until);
            return Err(EscrowError::DeadlineNotPassed.into());
        }
        job.require_operator(self.bonded.operator.address())
    }

    /// Nothing was proven and nothing was shown to be wrong: the client gets its money and the provider its bond.
    pub fn expire(&mut self) -> Result<()> {
        self.validate()?;
        let refund = self.escrowed.refund(Status::Expired, &self.client_token)?;
        self.escrowed.job.open_locks -= 1;
        self.market.jobs_expired += 1;
        let job = &self.escrowed.job;
        self.bonded.release(job, job.lock_slot, Service::None)?;
        emit(&JobExpired {
            job: *job.address(),
            operator: job.operator,
            refund,
            penalty: 0,
        });
        Ok(())
    }
}
