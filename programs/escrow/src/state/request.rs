use anchor_lang::prelude::*;

/// What a client asks for.
#[derive(Clone, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct JobRequest {
    pub nonce: u64,
    /// Payment base units, the fee included.
    pub price: u64,
    /// Payment base units.
    pub max_external_value: u64,
    pub spec_root: [u8; 32],
    pub input_root: [u8; 32],
    pub seed_commitment: [u8; 32],
    pub accept_seconds: u32,
    pub run_seconds: u32,
    /// 0 for no heartbeats.
    pub heartbeat_seconds: u32,
    pub min_reputation: u32,
    pub min_class: u16,
    /// 0 optimistic, 1 committee.
    pub tier: u8,
    /// UTF-8, at most 128 bytes.
    pub uri: alloc::vec::Vec<u8>,
}
