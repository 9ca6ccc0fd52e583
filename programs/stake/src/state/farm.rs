//! LP tokens staked for the liquidity share of the emission.
//!
//! The pool streams that share to its farms by weight, a farm to its stakers by amount. Everything is by indices:
//! nothing depends on how many farms and stakers there are. All rounding is down, so that together they never get more
//! than was minted.

use super::{Index, Pool};
use crate::{
    check::is_derived,
    constants::{FARM_VAULT_SEED, MAX_FARM_WEIGHT},
    error::StakeError,
};
use anchor_lang::prelude::*;

/// A farm: one LP mint whose tokens can be staked.
#[account]
pub struct Farm {
    pub pool: Address,
    /// What is staked.
    pub lp_mint: Address,
    /// What it counts for among the pool's farms; 0 when it has ended.
    pub weight: u64,
    /// LP tokens staked, base units. The farm's vault may hold more, which is nobody's.
    pub staked: u64,
    /// What a base unit of them has earned.
    pub index: Index,
    /// The pool's `farm_index` up to which the farm is right.
    pub pool_index: Index,
    /// Decimals of the LP mint.
    pub decimals: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub padding: [u8; 5],
}

/// What somebody has staked in a farm.
#[account]
pub struct FarmStake {
    pub farm: Address,
    pub owner: Address,
    /// LP tokens, base units.
    pub amount: u64,
    /// Earned and not claimed when it was last brought up to date, reward base units.
    pub owed: u64,
    /// The farm's index up to which `owed` is right.
    pub index: Index,
    pub bump: u8,
    pub padding: [u8; 7],
}

impl Farm {
    /// Collects what the farm's weight earned up to `now`. What falls due while nobody has anything staked goes back
    /// to the pool. To be called before weight or stake change.
    #[inline(never)]
    pub fn collect(&mut self, pool: &mut Pool, now: i64) {
        pool.accrue_farms(now);
        let earned = pool.farm_index.earned(self.pool_index, self.weight);
        self.pool_index = pool.farm_index;
        if self.staked == 0 {
            pool.liquidity += earned;
        } else {
            self.index.distribute(earned, self.staked);
        }
    }

    /// Sets what the farm counts for from now on. To be called after [`Farm::collect`].
    ///
    /// # Errors
    /// [`StakeError::BadParameter`] above [`MAX_FARM_WEIGHT`].
    #[inline(never)]
    pub fn set_weight(&mut self, pool: &mut Pool, weight: u64) -> Result<()> {
        require!(weight <= MAX_FARM_WEIGHT, StakeError::BadParameter);
        let others = pool.farm_weight - self.weight;
        pool.farm_weight = others.checked_add(weight).ok_or(StakeError::Overflow)?;
        self.weight = weight;
        Ok(())
    }

    /// Whether `address` is the farm's vault.
    #[inline(never)]
    pub fn is_vault(farm: &Account<Self>, address: &Address) -> bool {
        is_derived(
            address,
            FARM_VAULT_SEED,
            farm.address(),
            farm.vault_bump,
            &crate::ID,
        )
    }
}

impl FarmStake {
    /// Collects what the stake earned. To be called, after [`Farm::collect`], before its amount changes.
    pub fn collect(&mut self, farm: &Farm) {
        self.owed += farm.index.earned(self.index, self.amount);
        self.index = farm.index;
    }

    /// Puts `amount` in.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::Overflow`].
    pub fn put(&mut self, farm: &mut Farm, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        farm.staked = farm.staked.checked_add(amount).ok_or(StakeError::Overflow)?;
        // Fits: it is part of what the farm has.
        self.amount += amount;
        Ok(())
    }

    /// Takes `amount` out.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::MoreThanOwned`].
    pub fn take(&mut self, farm: &mut Farm, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        let left = self.amount.checked_sub(amount);
        self.amount = left.ok_or(StakeError::MoreThanOwned)?;
        farm.staked -= amount;
        Ok(())
    }

    /// Takes everything there is to claim.
    ///
    /// # Errors
    /// [`StakeError::NothingToClaim`].
    pub fn claim(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.owed);
        require!(amount > 0, StakeError::NothingToClaim);
        Ok(amount)
    }

    /// # Errors
    /// [`StakeError::FarmStakeInUse`] unless it is empty.
    pub fn require_closable(&self) -> Result<()> {
        require!(self.amount == 0 && self.owed == 0, StakeError::FarmStakeInUse);
        Ok(())
    }
}
