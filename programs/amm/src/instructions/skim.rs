use super::{
    collect_fees::pay_fees,
    pooled::{__client_accounts_pooled, __cpi_accounts_pooled, Pooled},
};
use crate::{error::AmmError, event::Skimmed, state::Side};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, token::balance};

/// Callable by anyone: what was sent to the vaults from outside goes to the authority's token accounts.
#[derive(Accounts)]
pub struct Skim {
    #[account(constraint = pooled.config.stake_pool.is(stake_pool.address()) @ AmmError::WrongConfig)]
    pub stake_pool: Account<stake::state::Pool>,
    pub pooled: Nested<Pooled>,
}

impl Skim {
    pub fn skim(&mut self) -> Result<()> {
        let excess = [self.excess(Side::A)?, self.excess(Side::B)?];
        pay_fees(&self.pooled, &self.stake_pool.authority, excess, 0)?;
        emit(&Skimmed {
            pool: *self.pooled.pool.address(),
            amount_a: excess[0],
            amount_b: excess[1],
        });
        Ok(())
    }

    fn excess(&self, side: Side) -> Result<u64> {
        let (_, vault) = self.pooled.ends(side);
        Ok(balance(vault.account())?.saturating_sub(self.pooled.pool.owed(side)))
    }
}
