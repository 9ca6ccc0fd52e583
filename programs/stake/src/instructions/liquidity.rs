use super::paid::{__client_accounts_paid, __cpi_accounts_paid, Paid};
use crate::{
    check::{now, Is},
    constants::PAUSE_FARM,
    error::StakeError,
    event::{emit, LiquidityClaimed, LiquidityStaked, LiquidityUnstaked},
    state::{Farm, FarmStake, Pool},
};
use anchor_lang::prelude::*;

/// Accounts of `stake_liquidity`, `unstake_liquidity` and `claim_liquidity`.
#[derive(Accounts)]
pub struct Liquidity {
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = farm.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub farm: Account<Farm>,
    #[account(mut, constraint = stake.farm.is(farm.address()) @ StakeError::WrongFarm, constraint = stake.owner.is(owner.address()) @ StakeError::NotFarmStakeOwner)]
    pub stake: Account<FarmStake>,
    /// LP tokens through the farm's vault; rewards out of the pool's reward vault.
    pub paid: Nested<Paid>,
}

impl Liquidity {
    pub fn stake(&mut self, amount: u64) -> Result<()> {
        self.pool.require_active(PAUSE_FARM)?;
        self.collect()?;
        self.stake.put(&mut self.farm, amount)?;
        self.paid.take_liquidity(&self.farm, &self.owner, amount)?;
        emit(&LiquidityStaked {
            farm: *self.farm.address(),
            stake: *self.stake.address(),
            owner: *self.owner.address(),
            amount,
            amount_after: self.stake.amount,
            staked_after: self.farm.staked,
        });
        Ok(())
    }

    /// At once: LP tokens cannot be slashed, so there is nothing to wait for.
    pub fn unstake(&mut self, amount: u64) -> Result<()> {
        self.collect()?;
        self.stake.take(&mut self.farm, amount)?;
        let owner = self.owner.address();
        self.paid.give_liquidity(&self.pool, &self.farm, owner, amount)?;
        emit(&LiquidityUnstaked {
            farm: *self.farm.address(),
            stake: *self.stake.address(),
            owner: *self.owner.address(),
            amount,
            amount_after: self.stake.amount,
            staked_after: self.farm.staked,
        });
        Ok(())
    }

    pub fn claim(&mut self) -> Result<()> {
        self.collect()?;
        let amount = self.stake.claim()?;
        self.paid.reward(&mut self.pool, self.owner.address(), amount)?;
        emit(&LiquidityClaimed {
            farm: *self.farm.address(),
            stake: *self.stake.address(),
            owner: *self.owner.address(),
            amount,
        });
        Ok(())
    }

    /// Brings farm and stake up to now.
    #[inline(never)]
    fn collect(&mut self) -> Result<()> {
        self.farm.collect(&mut self.pool, now()?);
        self.stake.collect(&self.farm);
        Ok(())
    }
}
