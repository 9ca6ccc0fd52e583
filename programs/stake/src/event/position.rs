//! What happens to positions and their tickets. Amounts are base units.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct PositionOpened {
    pub pool: Address,
    pub position: Address,
    pub owner: Address,
    pub amount: u64,
    pub kind: u64,
    pub lock_seconds: u64,
}

#[event(bytemuck)]
pub struct StakeAdded {
    pub position: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct PositionSplit {
    pub position: Address,
    pub new: Address,
    pub value_before: u64,
    pub value_after: u64,
    pub new_value: u64,
}

#[event(bytemuck)]
pub struct PositionsMerged {
    pub position: Address,
    pub merged: Address,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct PositionTransferred {
    pub position: Address,
    pub owner_before: Address,
    pub owner_after: Address,
}

#[event(bytemuck)]
pub struct PositionClosed {
    pub position: Address,
    pub owner: Address,
}

#[event(bytemuck)]
pub struct UnstakeBegun {
    pub position: Address,
    pub ticket: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
    pub release_at: i64,
}

#[event(bytemuck)]
pub struct UnstakeCancelled {
    pub position: Address,
    pub ticket: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct StakeWithdrawn {
    pub position: Address,
    pub ticket: Address,
    pub owner: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct RewardsClaimed {
    pub position: Address,
    pub owner: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct RewardsCompounded {
    pub position: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct OperatorBacked {
    pub operator: Address,
    pub position: Address,
    pub amount: u64,
    pub shares: u64,
    pub backing_after: u64,
}

#[event(bytemuck)]
pub struct OperatorLeft {
    pub operator: Address,
    pub position: Address,
    pub amount: u64,
    pub backing_after: u64,
    /// Unix time from which it may back somebody else.
    pub leaving_until: i64,
}

#[event(bytemuck)]
pub struct LeaveEnded {
    pub operator: Address,
    pub position: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct LockSet {
    pub position: Address,
    pub lock_seconds: u64,
    /// Unix time at which a released lock ends; 0 while it stands.
    pub lock_ends_at: i64,
}
