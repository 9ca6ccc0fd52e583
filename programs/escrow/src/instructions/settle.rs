use super::{
    bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded, Service},
    buyback::Buyback,
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    error::EscrowError,
    event::JobSettled,
    state::{Market, Settlement, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
    token::require_token_account,
};

#[derive(Accounts)]
pub struct Settle {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Box<Account<Market>>,
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
        self.pay(false, None)
    }

    /// Pays everyone but the seats, which are paid one by one, and gives the provider its bond back.
    pub(super) fn pay(&mut self, early: bool, buyback: Option<&Buyback>) -> Result<()> {
        // Whoever settles does not choose whether fees are burnt, and where.
        let pool = buyback.map_or(Address::default(), |buyback| *buyback.amm_pool.address());
        require!(self.market.buyback().is(&pool), EscrowError::WrongBuyback);
        let (job, operator) = (&mut self.escrowed.job, &self.bonded.operator);
        job.require_operator(operator.address())?;
        require_token_account(
            self.provider_token.account(),
            &job.payment_mint,
            &operator.authority,
        )?;
        let price = job.price;
        let parts = Settlement::of(price, &job.terms, job.accepts());
        job.set_status(Status::Settled);
        job.per_seat = parts.per_seat;
        job.open_locks -= 1;
        self.market.jobs_settled += 1;
        self.market.value_settled = self.market.value_settled.saturating_add(price);

        self.escrowed.pay(&self.provider_token, parts.provider)?;
        let burnt = self.burn(parts.to_burn, buyback)?;
        // What could not be burnt is the treasury's.
        let to_treasury = if burnt == 0 {
            parts.treasury + parts.to_burn
        } else {
            parts.treasury
        };
        self.escrowed.pay(&self.treasury, to_treasury)?;
        self.escrowed.job.burnt = burnt;
        self.market.fees_burnt = self.market.fees_burnt.saturating_add(burnt);
        let job = &self.escrowed.job;
        let service = Service::Settled { value: price, burnt };
        self.bonded.release(job, job.lock_slot, service)?;
        emit(&JobSettled {
            job: *job.address(),
            operator: job.operator,
            to_provider: parts.provider,
            burnt,
            to_treasury,
            to_verifiers: job.vault_balance,
            early: u64::from(early),
        });
        Ok(())
    }

    /// Burns `amount` of the fee, or reward tokens bought for it; returns the reward tokens burnt.
    fn burn(&mut self, amount: u64, buyback: Option<&Buyback>) -> Result<u64> {
        if amount == 0 {
            return Ok(0);
        }
        if self.market.pays_in_reward() {
            self.escrowed.burn(&self.reward_mint, amount)?;
            return Ok(amount);
        }
        match buyback {
            Some(buyback) => {
                let (market, mint, unused) = (&self.market, &self.reward_mint, &self.treasury);
                self.escrowed.buy_and_burn(buyback, market, mint, unused, amount)
            }
            None => Ok(0),
        }
    }
}
