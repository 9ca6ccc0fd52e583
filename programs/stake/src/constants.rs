//! Seeds and protocol constants.

/// Seed of a [`crate::state::Pool`], with the reward mint.
pub const POOL_SEED: &[u8] = b"pool";
/// Seed of the token account that holds every staked token, with the pool.
pub const STAKE_VAULT_SEED: &[u8] = b"stake_vault";
/// Seed of the token account that holds every minted and unclaimed reward, with the pool.
pub const REWARD_VAULT_SEED: &[u8] = b"reward_vault";
/// Seed of an [`crate::state::Operator`], with the pool and the authority.
pub const OPERATOR_SEED: &[u8] = b"operator";
/// Seed of a [`crate::state::BondLedger`], with the operator.
pub const LEDGER_SEED: &[u8] = b"ledger";
/// Seed of a [`crate::state::Position`], with the pool and an id.
pub const POSITION_SEED: &[u8] = b"position";
/// Seed of a [`crate::state::Ticket`], with the operator or position it came from and a nonce.
pub const TICKET_SEED: &[u8] = b"ticket";
/// Seed of the [`crate::state::VerifierRegistry`], with the pool.
pub const VERIFIERS_SEED: &[u8] = b"verifiers";

/// Seed of a [`crate::state::Farm`], with the pool and the LP mint.
pub const FARM_SEED: &[u8] = b"farm";
/// Seed of the token account that holds every LP token staked in a farm, with the farm.
pub const FARM_VAULT_SEED: &[u8] = b"farm_vault";
/// Seed of a [`crate::state::FarmStake`], with the farm and the owner.
pub const FARM_STAKE_SEED: &[u8] = b"farm_stake";

/// One basis point is a ten-thousandth.
pub const BPS: u64 = 10_000;

/// Jobs an operator can have bonded at one time; the ledger is one account of about 10 KiB,
/// the most that one instruction can create.
pub const LEDGER_SLOTS: usize = 250;
/// Verifiers in the committee lottery, for the same reason.
pub const REGISTRY_SLOTS: usize = 250;
/// `Operator::registry_index` of an operator that is not in the lottery.
pub const NOT_REGISTERED: u16 = u16::MAX;

/// Longest endpoint of an operator, bytes of UTF-8.
pub const ENDPOINT_LEN: usize = 96;

/// Share of every slash that is burnt at the least, so that slashing oneself never pays.
pub const MIN_SLASH_BURN_BPS: u64 = 2_000;

/// Bounds of what governance may set.
pub const MAX_COOLDOWN_SECONDS: i64 = 30 * 86_400;
pub const MAX_JAIL_SECONDS: i64 = 90 * 86_400;
/// Locks may never exceed the stake behind them, so a slash is always covered.
pub const MAX_BOND_FACTOR_BPS: u16 = 10_000;
/// Commission of an operator.
pub const MAX_COMMISSION_BPS: u16 = 5_000;
/// Between announcing a commission and its effect.
pub const MAX_COMMISSION_DELAY_SECONDS: i64 = 90 * 86_400;
/// Operators among which stake is to spread: backing beyond one part of this many earns no more.
pub const MAX_SATURATION: u16 = 1_000;

/// Longest lock of a position: four years of 365 days.
pub const MAX_LOCK_SECONDS: u32 = 4 * 365 * 86_400;
/// A position locked for [`MAX_LOCK_SECONDS`] weighs this much more, in multiples of its amount.
pub const LOCK_BONUS: u32 = 3;
/// Longest time a vote can hold a position; after that it is free whatever the governor says.
pub const MAX_VOTE_SECONDS: i64 = 60 * 86_400;
/// Longest time for which a vote against gives the right to leave with a shorter cooldown.
pub const MAX_EXIT_SECONDS: i64 = 61 * 86_400;
/// Changes of a position's voting weight that it remembers.
pub const REMEMBERED_WEIGHTS: usize = 4;
/// Backing whose shares are worth less than one part in this many takes no new backers; their shares would not fit.
pub const MAX_SHARES_PER_UNIT: u64 = 1_024;

/// Bounds of an epoch's length.
pub const MAX_EPOCH_SECONDS: u32 = 30 * 86_400;
/// Epochs whose rates for work are kept; work that is not collected for longer is not paid.
pub const KEPT_EPOCHS: usize = 128;
/// Most that is paid for proven work, as a share of the fees burnt for it. With [`ATTESTED_BPS`] it stays below the
/// whole: a client, a provider and verifiers in league lose at least a quarter of every fee they burn.
pub const WORK_BPS: u16 = 5_000;
/// Most that is paid for verification, as a share of the fees burnt for the work that was verified.
pub const ATTESTED_BPS: u16 = 2_500;

/// Most that a farm can count for among the farms of its pool.
pub const MAX_FARM_WEIGHT: u64 = 1_000_000;

/// Decimals of the reward token.
pub const REWARD_DECIMALS: u8 = 6;
/// Hard cap of the reward token, base units: 1,000,000,000 tokens.
pub const REWARD_CAP: u64 = 1_000_000_000 * 1_000_000;

/// Roles of an operator, as bits.
pub const ROLE_PROVIDER: u8 = 1;
pub const ROLE_VERIFIER: u8 = 2;

/// Actions that can be paused, as bits. Exits have none.
pub const PAUSE_REGISTER: u8 = 1;
pub const PAUSE_DEPOSIT: u8 = 2;
pub const PAUSE_JOIN: u8 = 4;
pub const PAUSE_STAKE: u8 = 8;
pub const PAUSE_BACK: u8 = 16;
pub const PAUSE_FARM: u8 = 32;
pub const PAUSE_ALL: u8 = PAUSE_REGISTER | PAUSE_DEPOSIT | PAUSE_JOIN | PAUSE_STAKE | PAUSE_BACK | PAUSE_FARM;

/// Kinds of a position.
pub const KIND_FREE: u8 = 0;
pub const KIND_VESTING: u8 = 1;

/// A reputation point is lost by half every 30 days.
pub const REPUTATION_HALF_LIFE_SECONDS: i64 = 30 * 86_400;
/// Points of one settled job.
pub const REPUTATION_PER_JOB: u32 = 1_000;
/// Most points an operator can have.
pub const REPUTATION_CAP: u32 = 1_000_000;
