//! Seeds and protocol constants.

use anchor_lang::{address, prelude::*};

/// Seed of a [`crate::state::Realm`], with the stake pool.
pub const REALM_SEED: &[u8] = b"realm";
/// Seed of the treasury, the address that signs what was voted, with the realm.
pub const TREASURY_SEED: &[u8] = b"treasury";
/// Seed of a [`crate::state::Proposal`], with the realm and its number.
pub const PROPOSAL_SEED: &[u8] = b"proposal";
/// Seed of an [`crate::state::Action`], with the proposal and its index.
pub const ACTION_SEED: &[u8] = b"action";
/// Seed of a [`crate::state::VoteRecord`], with the proposal and the position.
pub const VOTE_SEED: &[u8] = b"vote";
/// Seed of a [`crate::state::Delegation`], with the realm and the owner.
pub const DELEGATION_SEED: &[u8] = b"delegation";
/// Seed of a [`crate::state::Stream`], with the realm and an id.
pub const STREAM_SEED: &[u8] = b"stream";
/// Seed of the token account of a stream, with the stream.
pub const STREAM_VAULT_SEED: &[u8] = b"stream_vault";

/// One basis point is a ten-thousandth.
pub const BPS: u16 = 10_000;

/// Actions of a proposal.
pub const MAX_ACTIONS: usize = 10;
/// Addresses that an action names, its program included, and how often it may name them.
pub const MAX_ADDRESSES: usize = 32;
pub const MAX_METAS: usize = 48;
/// Longest title and URI of a proposal, bytes of UTF-8.
pub const TITLE_LEN: usize = 80;
pub const URI_LEN: usize = 128;

/// Bounds of what governance may set.
pub const MAX_THRESHOLD_BPS: u16 = 500;
pub const MIN_QUORUM_BPS: u16 = 100;
pub const MAX_QUORUM_BPS: u16 = 5_000;
pub const MIN_APPROVAL_BPS: u16 = 5_000;
pub const MAX_APPROVAL_BPS: u16 = 9_000;
/// Lamports: 0.001 SOL, with which an empty account can stay, and 10 SOL.
pub const MIN_DEPOSIT: u64 = 1_000_000;
pub const MAX_DEPOSIT: u64 = 10_000_000_000;
pub const MIN_VOTING_SECONDS: u32 = 3_600;
pub const MAX_VOTING_SECONDS: u32 = 30 * 86_400;
pub const MAX_EXTENSION_SECONDS: u32 = 7 * 86_400;
pub const MIN_LOCK_SECONDS: u32 = 3_600;
pub const MAX_LOCK_SECONDS: u32 = 30 * 86_400;
pub const MIN_EXECUTION_SECONDS: u32 = 86_400;
pub const MAX_EXECUTION_SECONDS: u32 = 30 * 86_400;
/// What is left of the pool's cooldown, as one part in this many, for who voted against something critical.
pub const EXIT_DIVISOR: i64 = 4;
/// States of `Proposal::extended`.
pub const EXTENDED: u8 = 1;
pub const LOST: u8 = 2;
/// Longest term of a guardian.
pub const MAX_TERM_SECONDS: i64 = 365 * 86_400;

/// The loader of programs that can be upgraded.
pub const LOADER: Address = address!("BPFLoaderUpgradeab1e11111111111111111111111");
/// The program that opens associated token accounts.
pub const ASSOCIATED_TOKEN_PROGRAM: Address = address!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
