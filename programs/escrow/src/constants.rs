//! Seeds and protocol constants.

/// Seed of the PDA that signs for bonds in the stake program.
pub const SIGNER_SEED: &[u8] = b"signer";
/// Seed of a [`crate::state::Market`], with the stake pool and the payment mint: anyone may make a pool, and must not
/// be able to take another pool's market.
pub const MARKET_SEED: &[u8] = b"market";
/// Seed of a market's treasury token account, with the market.
pub const TREASURY_SEED: &[u8] = b"treasury";
/// Seed of a [`crate::state::Job`], with the client and a nonce.
pub const JOB_SEED: &[u8] = b"job";
/// Seed of a job's token account, with the job.
pub const VAULT_SEED: &[u8] = b"vault";
/// Seed of an [`crate::state::Evidence`] buffer, with its owner and a nonce.
pub const EVIDENCE_SEED: &[u8] = b"evidence";
/// Seed of a [`crate::state::Demand`], with the job, the op, the row and the leaf.
pub const DEMAND_SEED: &[u8] = b"demand";
/// Seed of a [`crate::state::BenchmarkClass`], with the stake pool and the class.
pub const CLASS_SEED: &[u8] = b"class";
/// Seed of a [`crate::state::Benchmark`], with the operator.
pub const BENCHMARK_SEED: &[u8] = b"benchmark";

/// Most seats of a committee.
pub const MAX_COMMITTEE: usize = 7;
/// Longest content URI of a job, bytes of UTF-8.
pub const URI_LEN: usize = 128;
/// Committees drawn for one job at the most, before it expires without a quorum.
pub const MAX_ROUNDS: u8 = 3;
/// Slots between fixing a draw and the slot whose hash decides it.
pub const DRAW_DELAY_SLOTS: u64 = 2;

/// Elements that a benchmark draws at the most.
pub const MAX_DRAWS: u16 = 64;
/// Longest benchmark, slots: a day.
pub const MAX_BENCHMARK_SLOTS: u32 = 216_000;
/// When nobody finishes a benchmark that has passed for so long, it can be closed.
pub const ABANDONED_SECONDS: i64 = 86_400;

/// Optimistic: the challenge window only.
pub const TIER_OPTIMISTIC: u8 = 0;
/// Committee quorum and challenge window.
pub const TIER_COMMITTEE: u8 = 1;

/// What may be made of an evidence buffer, bytes. Evidence for an inner dimension of 16,384 takes about 36 KiB.
pub const MAX_EVIDENCE_LEN: u32 = 256 * 1024;
/// Most that one instruction can add to a buffer, bytes (the runtime's bound is 10,240).
pub const EVIDENCE_STEP: u32 = 10_000;

/// Demands that one party can have open at a time, in a place of its own: a provider that plays the demander, too, fills
/// nobody else's.
pub const MAX_OPEN_DEMANDS: u8 = 32;
/// Parties that have a place of their own: every seat, the client, and everybody else together.
pub const DEMAND_PLACES: usize = MAX_COMMITTEE + 2;
/// Place of the client.
pub const CLIENT_PLACE: u8 = MAX_COMMITTEE as u8;
/// Place of everybody else.
pub const ANYONE_PLACE: u8 = CLIENT_PLACE + 1;

/// Actions that can be paused, as bits. Exits and everything with a deadline have none.
pub const PAUSE_POST: u8 = 1;
pub const PAUSE_ACCEPT: u8 = 2;
pub const PAUSE_ALL: u8 = PAUSE_POST | PAUSE_ACCEPT;

/// Bounds of what governance may set.
pub const MAX_FEE_BPS: u16 = 2_000;
pub const MAX_BUYBACK_MEAN_SECONDS: u32 = 86_400;
pub const MAX_EXPIRY_PENALTY_BPS: u16 = 5_000;
pub const MIN_COLLATERAL_BPS: u16 = 10_000;
pub const MAX_RUN_SECONDS: u32 = 30 * 86_400;
pub const MAX_WINDOW_SECONDS: u32 = 7 * 86_400;
/// Lamports. The least is what an answer can cost in fees, several times over.
pub const MIN_DEMAND_BOND: u32 = 100_000;
pub const MAX_DEMAND_BOND: u32 = 1_000_000_000;
pub const MAX_ANSWER_SECONDS: u32 = 86_400;
/// The hash that decides a draw is readable for 512 slots: a client must not be able to outwait it.
pub const MAX_SEED_SECONDS: u32 = 180;
/// Of a penalty for a missed deadline the client gets this, the rest is burnt.
pub const PENALTY_CLIENT_BPS: u16 = 8_000;
