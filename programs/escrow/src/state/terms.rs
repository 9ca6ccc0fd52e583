use anchor_lang::prelude::*;

/// What a job was promised when it was posted; later changes of the market do not touch it.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Terms {
    /// Provider's bond, reward base units.
    pub required_bond: u64,
    /// Bond of each attesting verifier, reward base units.
    pub verifier_bond: u64,
    /// Part of the price that is the fee, payment base units.
    pub fee: u64,
    pub reveal_seconds: u32,
    pub seed_seconds: u32,
    pub attest_seconds: u32,
    pub challenge_seconds: u32,
    pub answer_seconds: u32,
    /// Bond of a demand for a leaf, lamports.
    pub demand_bond: u32,
    /// Shares of the fee, basis points; the rest goes to the treasury.
    pub burn_bps: u16,
    pub verifier_bps: u16,
    /// Shares of a slash, basis points; the rest is burnt.
    pub challenger_bps: u16,
    pub client_bps: u16,
    pub expiry_penalty_bps: u16,
    pub committee_size: u8,
    pub quorum: u8,
    /// 1 when a verifier that accepts must say what it computed.
    pub require_proof_of_verification: u8,
    pub padding: [u8; 3],
}
