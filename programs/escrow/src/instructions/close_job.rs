use super::vault::Vault;
use crate::{
    error::EscrowError,
    event::JobClosed,
    state::{Job, Market},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct CloseJob {
    #[account(mut)]
    pub client: Signer,
    pub market: Box<Account<Market>>,
    #[account(
        mut,
        constraint = job.market.is(market.address()) @ EscrowError::WrongMarket,
        constraint = job.client.is(client.address()) @ EscrowError::NotClient,
        close = client
    )]
    pub job: Box<Account<Job>>,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    /// Gets what others sent to the vault.
    #[account(mut)]
    pub client_token: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
}

impl CloseJob {
    pub fn close(&mut self) -> Result<()> {
        self.job.require_closable()?;
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .close(&self.job, self.client_token.account(), self.client.account())?;
        emit(&JobClosed {
            job: *self.job.address(),
            client: self.job.client,
        });
        Ok(())
    }
}
