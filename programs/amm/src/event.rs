//! One event per state change, with what an indexer needs to follow balances without reading accounts. Amounts are base
//! units; where there are two, they are mint a's and mint b's.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct ConfigCreated {
    pub config: Address,
    pub stake_pool: Address,
    pub index: u64,
}

#[event(bytemuck)]
pub struct FeesSet {
    pub config: Address,
    pub fee_bps: u64,
    pub protocol_bps: u64,
    pub burn_bps: u64,
    pub creator_bps: u64,
    pub surcharge_share_bps: u64,
    pub surcharge_most_bps: u64,
    pub launch_bps: u64,
    pub launch_hours: u64,
    pub surcharge_seconds: u64,
    pub observation_seconds: u64,
}

#[event(bytemuck)]
pub struct PauseSet {
    /// A config, for all of its pools, or a pool.
    pub of: Address,
    pub mask_before: u64,
    pub mask_after: u64,
}

#[event(bytemuck)]
pub struct PoolCreated {
    pub pool: Address,
    pub config: Address,
    pub mint_a: Address,
    pub mint_b: Address,
    pub lp_mint: Address,
    pub creator: Address,
    pub amount_a: u64,
    pub amount_b: u64,
    /// What the creator got of it.
    pub liquidity: u64,
    pub opens_at: i64,
    pub launch_seconds: u64,
    pub launch_fee_bps: u64,
    pub launch_cap_bps: u64,
}

#[event(bytemuck)]
pub struct Swapped {
    pub pool: Address,
    pub user: Address,
    /// 1 when mint a was paid, 0 when mint b was.
    pub a_to_b: u64,
    /// Left the user's account.
    pub sent: u64,
    /// Arrived in it.
    pub received: u64,
    /// Fee, in what was paid, and what of it the liquidity did not keep.
    pub fee: u64,
    pub protocol_fee: u64,
    pub creator_fee: u64,
    pub reserve_a: u64,
    pub reserve_b: u64,
}

#[event(bytemuck)]
pub struct Burnt {
    pub pool: Address,
    /// Paid, in the other mint.
    pub sent: u64,
    /// Reward tokens bought and burnt.
    pub burnt: u64,
    pub fee: u64,
    pub protocol_fee: u64,
    pub creator_fee: u64,
    pub reserve_a: u64,
    pub reserve_b: u64,
}

#[event(bytemuck)]
pub struct LiquidityAdded {
    pub pool: Address,
    pub user: Address,
    /// Left the user's accounts.
    pub sent_a: u64,
    pub sent_b: u64,
    /// Of one side alone: the fee, in that side, and what of it the liquidity did not keep.
    pub fee: u64,
    pub protocol_fee: u64,
    pub creator_fee: u64,
    pub liquidity: u64,
    pub reserve_a: u64,
    pub reserve_b: u64,
}

#[event(bytemuck)]
pub struct LiquidityRemoved {
    pub pool: Address,
    pub user: Address,
    /// Arrived in the user's accounts.
    pub received_a: u64,
    pub received_b: u64,
    /// In one side alone: the fee, in that side, and what of it the liquidity did not keep.
    pub fee: u64,
    pub protocol_fee: u64,
    pub creator_fee: u64,
    pub liquidity: u64,
    pub reserve_a: u64,
    pub reserve_b: u64,
}

#[event(bytemuck)]
pub struct Donated {
    pub pool: Address,
    pub amount_a: u64,
    pub amount_b: u64,
    pub reserve_a: u64,
    pub reserve_b: u64,
}

#[event(bytemuck)]
pub struct LiquidityLocked {
    pub pool: Address,
    pub lock: Address,
    pub owner: Address,
    pub liquidity: u64,
    /// Unix times; 0 and 0 for ever.
    pub starts_at: i64,
    pub ends_at: i64,
}

#[event(bytemuck)]
pub struct LockCollected {
    pub lock: Address,
    pub owner: Address,
    /// Collected, and still locked.
    pub liquidity: u64,
    pub left: u64,
}

#[event(bytemuck)]
pub struct LockClosed {
    pub lock: Address,
    pub owner: Address,
}

#[event(bytemuck)]
pub struct ProtocolFeesCollected {
    pub pool: Address,
    pub to: Address,
    pub amount_a: u64,
    pub amount_b: u64,
    /// Reward tokens burnt besides.
    pub burnt: u64,
}

#[event(bytemuck)]
pub struct CreatorFeesCollected {
    pub pool: Address,
    pub creator: Address,
    pub amount_a: u64,
    pub amount_b: u64,
}

#[event(bytemuck)]
pub struct Skimmed {
    pub pool: Address,
    pub amount_a: u64,
    pub amount_b: u64,
}

#[event(bytemuck)]
pub struct OracleSynced {
    pub pool: Address,
    pub reserve_a: u64,
    pub reserve_b: u64,
}
