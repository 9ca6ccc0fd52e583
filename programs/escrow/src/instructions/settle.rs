use super::{
    bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded, Service},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    error::EscrowError,
    event::JobSettled,
    state::{Market, Settlement, Status},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
    token::require_token_account,
};

#[derive(Accounts)]
pub struct Settle {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    /// Token account of the operator's authority.
    #[account(mut)]
    pub provider_token: UncheckedAccount,
    #[account(mut, constraint = Market::is_treasury(&market, treasury.address()) @ ProgramError::InvalidSeeds)]
    pub treasury: UncheckedAccount,
    /// Where fees are burnt, when it is the payment mint, too.
    #[account(unsafe(dup), address = market.reward_mint @ EscrowError::WrongMint)]
    pub reward_mint: UncheckedAccount,
}

impl Settle {
    pub fn settle(&mut self) -> Result<()> {
        let now = now()?;
        self.escrowed.job.require_settleable(now)?;
        self.pay(false)
    }

    /// Pays everyone but the seats, which are paid one by one, and gives the provider its bond back.
    pub(super) fn pay(&mut self, early: bool) -> Result<()> {
        let (job, operator) = (&mut self.escrowed.job, &self.bonded.operator);
        job.require_operator(operator.address())?;
        require_token_account(
            self.provider_token.account(),
            &job.payment_mint,
            &operator.authority,
        )?;
        let price = job.price;
        let burns = self.market.pays_in_reward();
        let parts = Settlement::of(price, &job.terms, job.accepts(), burns);
        job.set_status(Status::Settled);
        job.per_seat = parts.per_seat;
        job.open_locks -= 1;
        self.market.jobs_settled += 1;
        self.market.value_settled = self.market.value_settled.saturating_add(price);
        self.market.fees_burnt = self.market.fees_burnt.saturating_add(parts.burnt);

        self.escrowed.pay(&self.provider_token, parts.provider)?;
        self.escrowed.burn(&self.reward_mint, parts.burnt)?;
        self.escrowed.pay(&self.treasury, parts.treasury)?;
        let job = &self.escrowed.job;
        let service = Service::Settled {
            value: price,
            burnt: parts.burnt,
        };
        self.bonded.release(job, job.lock_slot, service)?;
        emit(&JobSettled {
            job: *job.address(),
            operator: job.operator,
            to_provider: parts.provider,
            burnt: parts.burnt,
            to_treasury: parts.treasury,
            to_verifiers: job.vault_balance,
            early: u64::from(early),
        });
        Ok(())
    }
}
