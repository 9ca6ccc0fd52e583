use super::escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed};
use crate::{
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
pub struct ExpireOpen {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    pub escrowed: Nested<Escrowed>,
    #[account(mut)]
    pub client_token: UncheckedAccount,
}

impl ExpireOpen {
    pub fn expire(&mut self) -> Result<()> {
        let job = &self.escrowed.job;
        job.require(Status::Open)?;
        if now()? <= job.accept_by {
            log_until(job.accept_by);
            return Err(EscrowError::DeadlineNotPassed.into());
        }
        let refund = self.escrowed.refund(Status::Expired, &self.client_token)?;
        self.market.jobs_expired += 1;
        emit(&JobExpired {
            job: *self.escrowed.job.address(),
            operator: self.escrowed.job.operator,
            refund,
            penalty: 0,
        });
        Ok(())
    }
}
