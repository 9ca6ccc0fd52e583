//! One file per instruction of the stake program, and per rule that several of them keep.

mod add;
mod advance_epoch;
mod back;
mod backing_slashed;
mod begin_unbond;
mod begin_unstake;
mod bonds;
mod cancel_unbond;
mod cancel_unstake;
mod claim;
mod claim_operator;
mod close_operator;
mod close_position;
mod commission;
mod create_farm;
mod deposit_bond;
mod emission_cap;
mod exits;
mod extremes;
mod farm_rewards;
mod governor;
mod handover;
mod held;
mod initialize_pool;
mod join_registry;
mod leave;
mod leave_registry;
mod lock;
mod lock_bond;
mod merge;
mod open_position;
mod open_vesting;
mod register_operator;
mod release_bond;
mod retire_operator;
mod retired;
mod rewards;
mod round_trips;
mod saturation;
mod set_class;
mod set_params;
mod set_pause;
mod slash;
mod split;
mod stake_liquidity;
mod sync_operator;
mod sync_position;
mod total_votes;
mod transfer_position;
mod treasury;
mod update_operator;
mod votes;
mod voting_weight;
mod withdraw;
mod withdraw_bond;
mod work_emission;

use crate::support::TestWorld;
use assay_tests::{Stake, World};

const DAY: i64 = 86_400;
/// Between leaving and withdrawing.
const COOLDOWN: i64 = 7 * DAY;
/// Seconds.
const YEAR: u32 = 365 * 86_400;
/// Security's share of the first epoch that emits: 40 % of 1,000,000,007.
const STREAM: u64 = 400_000_002;

/// A provider with a bond, and nobody else.
fn bonded() -> TestWorld {
    World::new().with_provider()
}

/// A provider with a bond, and Ann, who backs nobody.
fn staked(amount: u64, lock_seconds: u32) -> (TestWorld, Stake) {
    let mut world = bonded();
    let ann = world.add_staker("ann", amount, lock_seconds);
    (world, ann)
}

/// A provider with a bond, and Ann, who backs it.
fn backed(amount: u64, lock_seconds: u32) -> (TestWorld, Stake) {
    let (mut world, ann) = staked(amount, lock_seconds);
    let provider = world.provider.clone();
    world.back(&ann, &provider).expect("backs");
    (world, ann)
}
