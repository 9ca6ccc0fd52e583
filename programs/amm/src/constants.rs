//! Seeds and protocol constants.

/// Seed of a [`crate::state::FeeConfig`], with the stake pool and an index.
pub const CONFIG_SEED: &[u8] = b"config";
/// Seed of a [`crate::state::LiquidityPool`], with its config and its two mints in order.
pub const POOL_SEED: &[u8] = b"pool";
/// Seed of a pool's token account, with the pool and the mint.
pub const VAULT_SEED: &[u8] = b"vault";
/// Seed of the mint of a pool's liquidity, with the pool.
pub const LP_SEED: &[u8] = b"lp";
/// Seed of a [`crate::state::LiquidityLock`], with the pool and an id.
pub const LOCK_SEED: &[u8] = b"lock";

/// Liquidity of the first deposit that nobody gets, so that a unit of it can never be made dear: whoever wants one
/// unit to be worth x must give a thousand times x away.
pub const MIN_LIQUIDITY: u64 = 1_000;
/// Decimals of every liquidity mint.
pub const LP_DECIMALS: u8 = 6;

/// Bounds of what governance may set, basis points of what is traded.
pub const MIN_FEE_BPS: u16 = 1;
pub const MAX_FEE_BPS: u16 = 200;
/// Most of the fee that may go elsewhere than to the liquidity.
pub const MAX_SHARED_BPS: u16 = 5_000;
/// Most that trading away from the mean price may cost besides.
pub const MAX_SURCHARGE_BPS: u16 = 500;
/// Time over which that mean is taken.
pub const MAX_SURCHARGE_SECONDS: u32 = 3_600;
/// Between two observations of the oracle.
pub const MAX_OBSERVATION_SECONDS: u32 = 3_600;

/// Bounds of what a tier lets the maker of a pool set for its first days.
pub const MAX_LAUNCH_FEE_BPS: u16 = 5_000;
pub const MAX_LAUNCH_HOURS: u16 = 7 * 24;
/// Least share of a reserve that may leave it in a slot while a pool is launched.
pub const MIN_LAUNCH_CAP_BPS: u16 = 10;
/// Longest time over which locked liquidity can be released.
pub const MAX_LOCK_SECONDS: i64 = 20 * 365 * 86_400;

/// Observations of the oracle that a pool keeps.
pub const OBSERVATIONS: usize = 64;

/// Actions that can be paused, as bits. Taking liquidity out has none.
pub const PAUSE_SWAP: u8 = 1;
pub const PAUSE_DEPOSIT: u8 = 2;
pub const PAUSE_CREATE: u8 = 4;
pub const PAUSE_ALL: u8 = PAUSE_SWAP | PAUSE_DEPOSIT | PAUSE_CREATE;
