use super::pooled::{__client_accounts_pooled, __cpi_accounts_pooled, Pooled};
use crate::{
    event::Swapped,
    state::{require_at_least, require_at_most, Limits, Side, Trade},
};
use anchor_lang::prelude::*;
use stake::event::emit;

#[derive(Accounts)]
pub struct Swap {
    pub user: Signer,
    pub pooled: Nested<Pooled>,
}

impl Swap {
    pub fn exact_in(&mut self, a_to_b: bool, amount: u64, minimum: u64, limits: &Limits) -> Result<()> {
        let (clock, from) = self.enter(a_to_b, limits)?;
        let taxes = self.pooled.taxes(&clock);
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        let trade = pool.sell(config, from, amount, &taxes, clock.unix_timestamp)?;
        require_at_least(trade.received, minimum)?;
        self.settle(&trade, clock.unix_timestamp)
    }

    pub fn exact_out(&mut self, a_to_b: bool, amount: u64, maximum: u64, limits: &Limits) -> Result<()> {
        let (clock, from) = self.enter(a_to_b, limits)?;
        let taxes = self.pooled.taxes(&clock);
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        let trade = pool.buy(config, from, amount, &taxes, clock.unix_timestamp)?;
        require_at_most(trade.sent, maximum)?;
        self.settle(&trade, clock.unix_timestamp)
    }

    fn enter(&mut self, a_to_b: bool, limits: &Limits) -> Result<(Clock, Side)> {
        let clock = self.pooled.enter()?;
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        pool.require_within(limits, clock.unix_timestamp)?;
        pool.require_tradable(config, clock.unix_timestamp)?;
        Ok((clock, if a_to_b { Side::A } else { Side::B }))
    }

    #[inline(never)]
    fn settle(&mut self, trade: &Trade, now: i64) -> Result<()> {
        let pooled = &mut self.pooled;
        pooled.pool.apply(trade, now)?;
        pooled.take(trade.from, &self.user, trade.sent)?;
        pooled.pay(trade.from.other(), trade.out)?;
        let pool = &self.pooled.pool;
        emit(&Swapped {
            pool: *pool.address(),
            user: *self.user.address(),
            a_to_b: u64::from(trade.from == Side::A),
            sent: trade.sent,
            received: trade.received,
            fee: trade.fee,
            protocol_fee: trade.shares.protocol,
            creator_fee: trade.shares.creator,
            reserve_a: pool.reserves[0],
            reserve_b: pool.reserves[1],
        });
        Ok(())
    }
}
