use super::vault::Vault;
use crate::{
    bond::Bond,
    error::EscrowError,
    event::JobSettled,
    state::{Job, Market, Settlement, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Operator, token::require_token_account};

#[derive(Accounts)]
pub struct Settle {
    #[account(mut)]
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, address = market.pool @ EscrowError::WrongMarket)]
    pub pool: UncheckedAccount,
    #[account(mut, constraint = job.operator.is(operator.address()) @ EscrowError::WrongOperator)]
    pub operator: Box<Account<Operator>>,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    /// Token account of the operator's authority.
    #[account(mut)]
    pub provider_token: UncheckedAccount,
    #[account(mut, constraint = Market::is_treasury(&market, treasury.address()) @ ProgramError::InvalidSeeds)]
    pub treasury: UncheckedAccount,
    #[account(mut, address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl Settle {
    pub fn settle(&mut self, signer_bump: u8) -> Result<()> {
        self.job.require_settleable(Clock::get()?.unix_timestamp)?;
        self.pay(signer_bump, false)
    }

    /// Pays everyone but the seats, which are paid one by one, and gives the provider its bond back.
    pub(super) fn pay(&mut self, signer_bump: u8, early: bool) -> Result<()> {
        require_token_account(
            self.provider_token.account(),
            &self.market.payment_mint,
            &self.operator.authority,
        )?;
        let (price, accepts) = (self.job.price, self.job.accepts());
        let burns = self.market.pays_in_reward();
        let parts = Settlement::of(price, &self.job.terms, accepts, burns);
        self.job.set_status(Status::Settled);
        self.job.per_seat = parts.per_seat;
        self.job.open_locks -= 1;
        self.market.jobs_settled += 1;
        self.market.value_settled = self.market.value_settled.saturating_add(price);
        self.market.fees_burnt = self.market.fees_burnt.saturating_add(parts.burnt);

        let vault = Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        );
        vault.pay(&mut self.job, self.provider_token.account(), parts.provider)?;
        vault.burn(&mut self.job, parts.burnt)?;
        vault.pay(&mut self.job, self.treasury.account(), parts.treasury)?;
        Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.view(),
            ledger: self.ledger.account(),
        }
        .release(self.job.lock_slot, self.job.address(), Some(price))?;
        emit(&JobSettled {
            job: *self.job.address(),
            operator: self.job.operator,
            to_provider: parts.provider,
            burnt: parts.burnt,
            to_treasury: parts.treasury,
            to_verifiers: self.job.vault_balance,
            early: u64::from(early),
        });
        Ok(())
    }
}
