//! What the governor does to a pool and its positions.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct GovernorSet {
    pub pool: Address,
    pub governor_signer: Address,
}

#[event(bytemuck)]
pub struct HandedOver {
    pub pool: Address,
    pub authority_before: Address,
    pub authority_after: Address,
}

#[event(bytemuck)]
pub struct ExitOpened {
    pub position: Address,
    /// Unix time until which its owner may leave with a shorter cooldown, and that cooldown.
    pub exit_until: i64,
    pub exit_seconds: i64,
}

#[event(bytemuck)]
pub struct PositionSynced {
    pub position: Address,
    /// Voting weight.
    pub weight: u64,
    /// To be claimed, base units.
    pub rewards: u64,
    /// The pool's, of all positions.
    pub total_votes: u64,
}
