//! What happens in farms. Amounts are base units of the LP token, or of the reward token where it is claimed.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct FarmCreated {
    pub pool: Address,
    pub farm: Address,
    pub lp_mint: Address,
    pub weight: u64,
    /// That of all farms.
    pub total_weight: u64,
}

#[event(bytemuck)]
pub struct FarmWeightSet {
    pub farm: Address,
    pub weight_before: u64,
    pub weight_after: u64,
    /// That of all farms.
    pub total_weight: u64,
}

#[event(bytemuck)]
pub struct FarmStakeOpened {
    pub farm: Address,
    pub stake: Address,
    pub owner: Address,
}

#[event(bytemuck)]
pub struct LiquidityStaked {
    pub farm: Address,
    pub stake: Address,
    pub owner: Address,
    pub amount: u64,
    pub amount_after: u64,
    /// By everybody in the farm.
    pub staked_after: u64,
}

#[event(bytemuck)]
pub struct LiquidityUnstaked {
    pub farm: Address,
    pub stake: Address,
    pub owner: Address,
    pub amount: u64,
    pub amount_after: u64,
    /// By everybody in the farm.
    pub staked_after: u64,
}

#[event(bytemuck)]
pub struct LiquidityClaimed {
    pub farm: Address,
    pub stake: Address,
    pub owner: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct FarmStakeClosed {
    pub farm: Address,
    pub stake: Address,
    pub owner: Address,
}
