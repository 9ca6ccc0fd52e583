use super::vault::Vault;
use crate::{
    error::EscrowError,
    event::JobCancelled,
    state::{Job, Market, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct Cancel {
    pub client: Signer,
    pub market: Box<Account<Market>>,
    #[account(
        mut,
        constraint = job.market.is(market.address()) @ EscrowError::WrongMarket,
        constraint = job.client.is(client.address()) @ EscrowError::NotClient
    )]
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

impl Cancel {
    pub fn cancel(&mut self) -> Result<()> {
        self.job.require(Status::Open)?;
        self.job.set_status(Status::Cancelled);
        let refund = self.job.vault_balance;
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .pay(&mut self.job, self.client_token.account(), refund)?;
        emit(&JobCancelled {
            job: *self.job.address(),
            client: self.job.client,
            refund,
        });
        Ok(())
    }
}
