use super::pooled::{__client_accounts_pooled, __cpi_accounts_pooled, Pooled};
use crate::{
    event::Donated,
    state::{require_in_time, Side},
};
use anchor_lang::prelude::*;
use stake::event::emit;

#[derive(Accounts)]
pub struct Donate {
    pub user: Signer,
    pub pooled: Nested<Pooled>,
}

impl Donate {
    /// `amounts` leave the user's accounts; what arrives is the liquidity's.
    pub fn donate(&mut self, amounts: [u64; 2], deadline: i64) -> Result<()> {
        let pooled = &mut self.pooled;
        let clock = pooled.enter()?;
        require_in_time(deadline, clock.unix_timestamp)?;
        pooled.pool.require_depositable(&pooled.config)?;
        let taxes = pooled.taxes(&clock);
        let given = [taxes[0].net(amounts[0]), taxes[1].net(amounts[1])];
        pooled.pool.donate(given)?;
        pooled.take(Side::A, &self.user, amounts[0])?;
        pooled.take(Side::B, &self.user, amounts[1])?;
        let pool = &self.pooled.pool;
        emit(&Donated {
            pool: *pool.address(),
            amount_a: given[0],
            amount_b: given[1],
            reserve_a: pool.reserves[0],
            reserve_b: pool.reserves[1],
        });
        Ok(())
    }
}
