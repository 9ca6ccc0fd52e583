use super::{
    bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded, Service},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    error::EscrowError,
    event::JobExpired,
    state::{Market, Status},
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
    /// Nothing was proven and nothing was shown to be wrong: the client gets its money and the provider its bond.
    pub fn expire(&mut self) -> Result<()> {
        self.escrowed.job.require_unattested(now()?)?;
        self.escrowed
            .job
            .require_operator(self.bonded.operator.address())?;
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
