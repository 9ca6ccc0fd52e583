//! `set_lock` and `release_lock`.

use super::{backed, staked, YEAR};
use crate::support::{number, refused, who};
use assay_tests::{BOND, START};
use stake::{constants::MAX_LOCK_SECONDS, error::StakeError, state::with_lock};

#[test]
fn a_lock_gives_weight_and_its_release_takes_it() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    let sent = world.set_lock(&ann, 4 * YEAR).expect("locks");
    let position = world.position(&ann);
    assert_eq!((position.lock_seconds, position.lock_ends_at), (4 * YEAR, 0));
    assert_eq!(position.weight(), 4_000);
    assert_eq!(world.operator(&provider).weight, BOND + 4_000);
    assert_eq!(world.pool_state().total_weight, BOND + 4_000);
    let event = sent.event("LockSet");
    assert_eq!(who(&event, "position"), ann.address);
    let fields = ["lock_seconds", "lock_ends_at"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [u64::from(4 * YEAR), 0]
    );

    let sent = world.release_lock(&ann).expect("releases");
    let ends_at = START + i64::from(4 * YEAR);
    let position = world.position(&ann);
    assert_eq!((position.lock_ends_at, position.weight()), (ends_at, 1_000));
    assert_eq!(world.operator(&provider).weight, BOND + 1_000);
    let event = sent.event("LockSet");
    assert_eq!(number(&event, "lock_ends_at"), ends_at as u64);
    world.warp_to(ends_at - 1);
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
    world.warp_to(ends_at);
    world.begin_unstake(&ann, 0, 1).expect("over");
}

#[test]
fn longer_and_never_shorter() {
    let (mut world, ann) = staked(1_000, YEAR);
    for seconds in [0, 1, YEAR - 1, YEAR] {
        refused(world.set_lock(&ann, seconds), StakeError::LockTooShort);
    }
    world.set_lock(&ann, YEAR + 1).expect("one second longer");
    for seconds in [MAX_LOCK_SECONDS + 1, u32::MAX] {
        refused(world.set_lock(&ann, seconds), StakeError::LockTooLong);
    }
    world.set_lock(&ann, MAX_LOCK_SECONDS).expect("four years");
    refused(world.set_lock(&ann, MAX_LOCK_SECONDS), StakeError::LockTooShort);
}

#[test]
fn a_countdown_is_not_cut_short_by_a_new_lock() {
    let (mut world, ann) = staked(1_000, 1_000);
    world.release_lock(&ann).expect("releases");
    world.warp_to(START + 600);
    refused(world.set_lock(&ann, 399), StakeError::LockTooShort);
    world.set_lock(&ann, 400).expect("ends when it would have");
    let position = world.position(&ann);
    assert_eq!((position.lock_seconds, position.lock_ends_at), (400, 0));
    world.release_lock(&ann).expect("releases");
    assert_eq!(world.position(&ann).lock_ends_at, START + 1_000);
}

#[test]
fn after_the_countdown_any_lock_is_new() {
    let (mut world, ann) = staked(1_000, 1_000);
    world.release_lock(&ann).expect("releases");
    world.warp_to(START + 1_000);
    refused(world.release_lock(&ann), StakeError::NoLock);
    refused(world.set_lock(&ann, 0), StakeError::LockTooShort);
    world.set_lock(&ann, 1).expect("a second");
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
}

#[test]
fn only_what_is_locked_is_released_and_once() {
    let (mut world, ann) = staked(1_000, 0);
    refused(world.release_lock(&ann), StakeError::NoLock);
    world.set_lock(&ann, 10).expect("locks");
    world.release_lock(&ann).expect("releases");
    refused(world.release_lock(&ann), StakeError::NoLock);
}

#[test]
fn not_released_while_it_votes() {
    let (mut world, ann) = staked(1_000, YEAR);
    let governor = world.with_governor();
    world.hold_vote(&governor, &ann, START + 100).expect("holds");
    world.warp_to(START + 99);
    refused(world.release_lock(&ann), StakeError::PositionVoting);
    world.set_lock(&ann, 2 * YEAR).expect("longer is fine");
    world.warp_to(START + 100);
    world.release_lock(&ann).expect("the voting is over");
}

#[test]
fn the_weight_is_that_of_the_formula() {
    let (mut world, ann) = backed(999_983, 0);
    for seconds in [1, 86_400, 12_345_678, YEAR, 2 * YEAR + 1, MAX_LOCK_SECONDS] {
        world.set_lock(&ann, seconds).expect("longer");
        let bonus = 999_983u128 * 3 * u128::from(seconds) / u128::from(MAX_LOCK_SECONDS);
        assert_eq!(world.position(&ann).weight(), 999_983 + bonus as u64, "{seconds}");
    }
    assert_eq!(with_lock(u64::MAX, MAX_LOCK_SECONDS), None);
    assert_eq!(with_lock(u64::MAX / 4, MAX_LOCK_SECONDS), Some(u64::MAX / 4 * 4));
}

#[test]
fn while_leaving_a_lock_gives_no_weight() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    world.set_lock(&ann, YEAR).expect("locks");
    assert_eq!(world.operator(&provider).weight, BOND);
    world.release_lock(&ann).expect("releases");
    assert_eq!(world.operator(&provider).weight, BOND);
}
