use super::pooled::{__client_accounts_pooled, __cpi_accounts_pooled, Pooled};
use crate::{
    error::AmmError,
    event::Burnt,
    state::{Limits, Side, Trade},
};
use anchor_lang::prelude::*;
use pinocchio::cpi::set_return_data;
use stake::{check::Is, event::emit};

/// For programs that must not fail because a pool cannot serve them: they find nothing moved, and nothing burnt.
#[derive(Accounts)]
pub struct BuyAndBurn {
    pub user: Signer,
    pub pooled: Nested<Pooled>,
    /// One of the pool's two mints again, to be burnt.
    #[account(mut, unsafe(dup), constraint = pooled.config.reward_mint.is(reward_mint.address()) @ AmmError::WrongMint)]
    pub reward_mint: UncheckedAccount,
}

/// Where a token account of either program says whether it is frozen.
const STATE: usize = 108;
const FROZEN: u8 = 2;

impl BuyAndBurn {
    pub fn burn(&mut self, amount: u64, limits: &Limits) -> Result<()> {
        let clock = self.pooled.enter()?;
        let now = clock.unix_timestamp;
        let from = self.pooled.pool.reward_side(&self.pooled.config).other();
        let burnt = match self.trade(from, amount, limits, &clock) {
            Ok(trade) => self.settle(&trade, now)?,
            Err(_) => 0,
        };
        set_return_data(&burnt.to_le_bytes());
        Ok(())
    }

    /// The trade, if the pool may make it now, and for what the mean price says it is worth.
    fn trade(&mut self, from: Side, amount: u64, limits: &Limits, clock: &Clock) -> Result<Trade> {
        let now = clock.unix_timestamp;
        let taxes = self.pooled.taxes(clock);
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        pool.require_within(limits, now)?;
        pool.require_tradable(config, now)?;
        require!(!self.is_frozen(from), AmmError::Paused);
        let trade = pool.sell(config, from, amount, &taxes, now)?;
        pool.require_worth(&trade, limits)?;
        self.pooled.pool.apply(&trade, now)?;
        Ok(trade)
    }

    /// A vault that its mint's issuer froze takes nothing in.
    fn is_frozen(&self, side: Side) -> bool {
        let (_, vault) = self.pooled.ends(side);
        // SAFETY: the byte is read before any call, and no typed wrapper holds the account.
        let data = unsafe { vault.account().borrow_unchecked() };
        data.get(STATE).is_none_or(|state| *state == FROZEN)
    }

    #[inline(never)]
    fn settle(&mut self, trade: &Trade, now: i64) -> Result<u64> {
        let pooled = &mut self.pooled;
        pooled.pool.burnt = pooled.pool.burnt.saturating_add(trade.out);
        pooled.take(trade.from, &self.user, trade.sent)?;
        pooled.burn(trade.from.other(), &self.reward_mint, trade.out)?;
        let pool = &self.pooled.pool;
        emit(&Burnt {
            pool: *pool.address(),
            sent: trade.sent,
            burnt: trade.out,
            fee: trade.fee,
            protocol_fee: trade.shares.protocol,
            creator_fee: trade.shares.creator,
            reserve_a: pool.reserves[0],
            reserve_b: pool.reserves[1],
        });
        Ok(trade.out)
    }
}
