use super::pooled::{__client_accounts_pooled, __cpi_accounts_pooled, Pooled};
use crate::{
    error::AmmError,
    event::{CreatorFeesCollected, ProtocolFeesCollected},
    state::Side,
};
use anchor_lang::prelude::*;
use assay_math::share_ceil;
use core::mem::take;
use stake::{check::Is, event::emit, token::require_token_account};

/// Callable by anyone: part of the reward tokens is burnt, and the rest goes to the authority's token accounts.
#[derive(Accounts)]
pub struct CollectProtocolFees {
    #[account(constraint = pooled.config.stake_pool.is(stake_pool.address()) @ AmmError::WrongConfig)]
    pub stake_pool: Account<stake::state::Pool>,
    pub pooled: Nested<Pooled>,
    /// One of the pool's two mints again, to be burnt.
    #[account(mut, unsafe(dup), constraint = stake_pool.reward_mint.is(reward_mint.address()) @ AmmError::WrongMint)]
    pub reward_mint: UncheckedAccount,
}

impl CollectProtocolFees {
    pub fn collect(&mut self) -> Result<()> {
        let fees = take(&mut self.pooled.pool.protocol_fees);
        let to = self.stake_pool.authority;
        let reward = self.pooled.pool.reward_side(&self.pooled.config);
        let burnt = share_ceil(fees[reward as usize], self.pooled.config.fees.burn_bps);
        let mut paid = fees;
        paid[reward as usize] -= burnt;
        let pool = &mut self.pooled.pool;
        pool.burnt = pool.burnt.saturating_add(burnt);
        self.pooled.burn(reward, &self.reward_mint, burnt)?;
        pay_fees(&self.pooled, &to, paid, burnt)?;
        emit(&ProtocolFeesCollected {
            pool: *self.pooled.pool.address(),
            to,
            amount_a: paid[0],
            amount_b: paid[1],
            burnt,
        });
        Ok(())
    }
}

/// Callable by anyone: to the creator's token accounts.
#[derive(Accounts)]
pub struct CollectCreatorFees {
    pub pooled: Nested<Pooled>,
}

impl CollectCreatorFees {
    pub fn collect(&mut self) -> Result<()> {
        let fees = take(&mut self.pooled.pool.creator_fees);
        let creator = self.pooled.pool.creator;
        pay_fees(&self.pooled, &creator, fees, 0)?;
        emit(&CreatorFeesCollected {
            pool: *self.pooled.pool.address(),
            creator,
            amount_a: fees[0],
            amount_b: fees[1],
        });
        Ok(())
    }
}

/// Pays `amounts` to token accounts of `owner`; where there is nothing, the account need not be one.
#[inline(never)]
pub(super) fn pay_fees(pooled: &Pooled, owner: &Address, amounts: [u64; 2], burnt: u64) -> Result<()> {
    require!(amounts != [0; 2] || burnt > 0, AmmError::NothingToCollect);
    for side in [Side::A, Side::B] {
        let amount = amounts[side as usize];
        if amount > 0 {
            let (account, _) = pooled.ends(side);
            require_token_account(account.account(), &pooled.pool.mints[side as usize], owner)?;
            pooled.pay(side, amount)?;
        }
    }
    Ok(())
}
