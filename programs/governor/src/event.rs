//! One event per state change, with what an indexer needs to follow votes and balances without reading accounts.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct RealmCreated {
    pub realm: Address,
    pub stake_pool: Address,
    pub treasury: Address,
    pub guardian: Address,
    pub guardian_until: i64,
}

#[event(bytemuck)]
pub struct RealmParamsSet {
    pub realm: Address,
    pub deposit: u64,
    pub voting_seconds: u64,
    pub late_seconds: u64,
    pub extension_seconds: u64,
    pub timelock_seconds: u64,
    pub exit_seconds: u64,
    pub execution_seconds: u64,
    pub threshold_bps: u64,
    pub quorum_bps: u64,
    pub approval_bps: u64,
    pub critical_approval_bps: u64,
}

#[event(bytemuck)]
pub struct GuardianSet {
    pub realm: Address,
    pub guardian: Address,
    pub guardian_until: i64,
}

#[event(bytemuck)]
pub struct ProposalCreated {
    pub realm: Address,
    pub proposal: Address,
    pub proposer: Address,
    pub text_hash: [u8; 32],
    pub number: u64,
    /// Lamports.
    pub deposit: u64,
}

#[event(bytemuck)]
pub struct ActionAdded {
    pub proposal: Address,
    pub action: Address,
    /// The program that the action calls.
    pub called: Address,
    /// SHA-256 of the staged instruction.
    pub hash: [u8; 32],
    pub index: u64,
}

#[event(bytemuck)]
pub struct ActionRemoved {
    pub proposal: Address,
    pub action: Address,
    pub index: u64,
}

#[event(bytemuck)]
pub struct VoteBegun {
    pub proposal: Address,
    /// Hash of everything that is voted on.
    pub content: [u8; 32],
    pub total_weight: u64,
    pub quorum: u64,
    pub started_at: i64,
    pub ends_at: i64,
    pub actions: u64,
    /// 1 when it could touch stake.
    pub critical: u64,
}

#[event(bytemuck)]
pub struct VoteCast {
    pub proposal: Address,
    pub position: Address,
    pub voter: Address,
    pub for_weight: u64,
    pub against_weight: u64,
    pub abstain_weight: u64,
}

#[event(bytemuck)]
pub struct VoteChanged {
    pub proposal: Address,
    pub position: Address,
    pub voter: Address,
    pub for_weight: u64,
    pub against_weight: u64,
    pub abstain_weight: u64,
}

#[event(bytemuck)]
pub struct VoteExtended {
    pub proposal: Address,
    pub ends_at: i64,
}

#[event(bytemuck)]
pub struct VoteWithdrawn {
    pub proposal: Address,
    pub position: Address,
    pub voter: Address,
}

#[event(bytemuck)]
pub struct VoteClosed {
    pub proposal: Address,
    pub position: Address,
}

#[event(bytemuck)]
pub struct ExitGranted {
    pub proposal: Address,
    pub position: Address,
    /// Unix time until which its owner may leave with a shorter cooldown.
    pub until: i64,
}

#[event(bytemuck)]
pub struct Delegated {
    pub realm: Address,
    pub owner: Address,
    pub delegate: Address,
}

#[event(bytemuck)]
pub struct Undelegated {
    pub realm: Address,
    pub owner: Address,
    pub delegate: Address,
}

#[event(bytemuck)]
pub struct VoteDecided {
    pub proposal: Address,
    pub for_weight: u64,
    pub against_weight: u64,
    pub abstain_weight: u64,
    pub quorum: u64,
    /// Number of its [`crate::state::Status`].
    pub status: u64,
    pub executable_at: i64,
    pub expires_at: i64,
}

#[event(bytemuck)]
pub struct ProposalVetoed {
    pub proposal: Address,
    pub guardian: Address,
}

#[event(bytemuck)]
pub struct ProposalCancelled {
    pub proposal: Address,
}

#[event(bytemuck)]
pub struct ActionExecuted {
    pub proposal: Address,
    /// The program that the action calls.
    pub called: Address,
    pub index: u64,
    /// The proposal's, after it.
    pub status: u64,
}

#[event(bytemuck)]
pub struct ActionClosed {
    pub proposal: Address,
    pub action: Address,
}

#[event(bytemuck)]
pub struct DepositReturned {
    pub proposal: Address,
    /// The proposer, or the treasury.
    pub receiver: Address,
    /// Lamports.
    pub amount: u64,
}

#[event(bytemuck)]
pub struct ProposalClosed {
    pub proposal: Address,
    pub proposer: Address,
}

#[event(bytemuck)]
pub struct StreamCreated {
    pub realm: Address,
    pub stream: Address,
    pub recipient: Address,
    pub mint: Address,
    pub amount: u64,
    pub start: i64,
    pub cliff: i64,
    pub end: i64,
}

#[event(bytemuck)]
pub struct StreamClaimed {
    pub stream: Address,
    pub recipient: Address,
    pub amount: u64,
    /// Since it was made.
    pub claimed: u64,
}

#[event(bytemuck)]
pub struct StreamCancelled {
    pub stream: Address,
    pub returned: u64,
    /// Released and not claimed yet.
    pub left: u64,
}

#[event(bytemuck)]
pub struct StreamClosed {
    pub stream: Address,
}
