use super::vault::Vault;
use crate::{
    bond::Bond,
    constants::TIER_OPTIMISTIC,
    error::EscrowError,
    event::JobExpired,
    state::{log_until, Job, Market, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, token::require_token_account};

#[derive(Accounts)]
pub struct ExpireUnattested {
    #[account(mut)]
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, address = market.pool @ EscrowError::WrongMarket)]
    pub pool: UncheckedAccount,
    #[account(mut, address = job.operator @ EscrowError::WrongOperator)]
    pub operator: UncheckedAccount,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    #[account(mut)]
    pub client_token: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl ExpireUnattested {
    fn validate(&self) -> Result<()> {
        self.job.require(Status::Challengeable)?;
        require!(self.job.tier != TIER_OPTIMISTIC, EscrowError::NoCommittee);
        require!(!self.job.has_quorum(), EscrowError::QuorumReached);
        let until = self.job.final_by.max(self.job.attest_by);
        if Clock::get()?.unix_timestamp <= until {
            log_until(until);
            return Err(EscrowError::DeadlineNotPassed.into());
        }
        require_token_account(
            self.client_token.account(),
            &self.market.payment_mint,
            &self.job.client,
        )
    }

    /// Nothing was proven and nothing was shown to be wrong: the client gets its money and the provider its bond.
    pub fn expire(&mut self, signer_bump: u8) -> Result<()> {
        self.validate()?;
        self.job.set_status(Status::Expired);
        self.job.open_locks -= 1;
        self.market.jobs_expired += 1;
        let refund = self.job.vault_balance;
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .pay(&mut self.job, self.client_token.account(), refund)?;
        Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.account(),
            ledger: self.ledger.account(),
        }
        .release(self.job.lock_slot, self.job.address(), None)?;
        emit(&JobExpired {
            job: *self.job.address(),
            operator: self.job.operator,
            refund,
            penalty: 0,
        });
        Ok(())
    }
}
