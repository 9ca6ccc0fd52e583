use super::vault::Vault;
use crate::{
    error::EscrowError,
    event::JobExpired,
    state::{log_until, Job, Market, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, token::require_token_account};

#[derive(Accounts)]
pub struct ExpireOpen {
    #[account(mut)]
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    #[account(mut)]
    pub client_token: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
}

impl ExpireOpen {
    pub fn expire(&mut self) -> Result<()> {
        self.job.require(Status::Open)?;
        if Clock::get()?.unix_timestamp <= self.job.accept_by {
            log_until(self.job.accept_by);
            return Err(EscrowError::DeadlineNotPassed.into());
        }
        require_token_account(
            self.client_token.account(),
            &self.market.payment_mint,
            &self.job.client,
        )?;
        self.job.set_status(Status::Expired);
        self.market.jobs_expired += 1;
        let refund = self.job.vault_balance;
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .pay(&mut self.job, self.client_token.account(), refund)?;
        emit(&JobExpired {
            job: *self.job.address(),
            operator: self.job.operator,
            refund,
            penalty: 0,
        });
        Ok(())
    }
}
