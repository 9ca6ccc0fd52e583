use super::{backed, bonds::Bonds, staked, YEAR};
use crate::support::later;
use assay_tests::{Stake, START};

#[test]
fn stake_with_the_locks_bonus_from_before_the_vote_began() {
    let (mut world, ann) = staked(1_000, 4 * YEAR);
    assert_eq!(
        world.voting_weight(&ann, START),
        0,
        "not what came in its first second"
    );
    assert_eq!(world.voting_weight(&ann, START + 1), 4_000);
    assert_eq!(world.voting_weight(&ann, START - 1), 0);
    assert_eq!(world.voting_weight(&ann, i64::MIN), 0);
    assert_eq!(world.voting_weight(&ann, i64::MAX), 4_000);
}

#[test]
fn what_was_added_since_does_not_count() {
    for (mut world, ann) in [staked(1_000, 0), backed(1_000, 0)] {
        world.warp_to(START + 100);
        world.add(&ann, 500).expect("adds");
        assert_eq!(world.voting_weight(&ann, START + 100), 1_000);
        assert_eq!(world.voting_weight(&ann, START + 101), 1_500);
        assert_eq!(world.voting_weight(&ann, START + 50), 1_000);
    }
}

#[test]
fn nor_what_was_locked_since() {
    let (mut world, ann) = staked(1_000, 0);
    world.warp_to(START + 100);
    world.set_lock(&ann, 4 * YEAR).expect("locks");
    assert_eq!(world.voting_weight(&ann, START + 100), 1_000);
    assert_eq!(world.voting_weight(&ann, START + 101), 4_000);
}

#[test]
fn what_was_taken_out_does_not_come_back() {
    let (mut world, ann) = staked(1_000, 0);
    world.warp_to(START + 100);
    world.begin_unstake(&ann, 0, 600).expect("unstakes");
    assert_eq!(world.voting_weight(&ann, START + 50), 400);
    world.warp_to(START + 200);
    world.cancel_unstake(&ann, 0).expect("cancels");
    assert_eq!(
        world.voting_weight(&ann, START + 50),
        400,
        "the least from then until now"
    );
    assert_eq!(world.voting_weight(&ann, START + 200), 400);
    assert_eq!(world.voting_weight(&ann, START + 201), 1_000);
}

#[test]
fn a_lock_that_was_released_and_set_again_counts_from_then() {
    let (mut world, ann) = staked(1_000, YEAR);
    world.warp_to(START + 100);
    world.release_lock(&ann).expect("releases");
    assert_eq!(world.voting_weight(&ann, START + 50), 1_000);
    world.warp_to(START + 200);
    world.set_lock(&ann, 4 * YEAR).expect("locks");
    assert_eq!(world.voting_weight(&ann, START + 50), 1_000);
    assert_eq!(world.voting_weight(&ann, START + 201), 4_000);
}

/// Whatever the history, it is never more than the least weight since.
#[test]
fn a_long_history_is_remembered_from_below() {
    let (mut world, ann) = staked(1_000, 0);
    let mut history = vec![(START, 1_000)];
    for step in 1..=8 {
        later(&mut world, 10);
        world.add(&ann, step).expect("adds");
        let now = world.now();
        history.push((now, world.value(&ann)));
    }
    later(&mut world, 10);
    world.begin_unstake(&ann, 0, 12).expect("unstakes");
    let least = world.value(&ann);
    for since in START + 1..START + 95 {
        let then = history
            .iter()
            .rev()
            .find(|(at, _)| *at < since)
            .expect("opened before")
            .1;
        let found = world.voting_weight(&ann, since);
        assert!(
            found <= then.min(least),
            "{found} at {since} above {then} or {least}"
        );
        assert!(found >= 1_000, "the first thousand were always there");
    }
}

#[test]
fn neither_split_nor_merge_nor_transfer_multiplies_it() {
    let (mut world, ann) = backed(1_000, YEAR);
    later(&mut world, 100);
    let since = world.now();
    let before = world.voting_weight(&ann, since);
    assert_eq!(before, 1_750);
    let (half, sent) = world.split(&ann, 400);
    sent.expect("splits");
    let sum = world.voting_weight(&ann, since) + world.voting_weight(&half, since);
    assert!(sum <= before, "{sum}");
    let bob = world.add_wallet("bob");
    world.transfer_position(&half, &bob).expect("gives away");
    let half = Stake { owner: bob, ..half };
    assert_eq!(world.voting_weight(&half, since), 0);
    let ann_again = ann.owner.clone();
    world.transfer_position(&half, &ann_again).expect("gives back");
    let half = Stake {
        owner: ann_again,
        ..half
    };
    world.merge(&ann, &half).expect("merges");
    assert_eq!(world.voting_weight(&ann, since), 1_050);
    assert_eq!(
        world.voting_weight(&ann, since + 1),
        1_750,
        "and counts for what begins later"
    );
}

#[test]
fn a_transfer_alone_keeps_it() {
    let (mut world, ann) = staked(1_000, 0);
    later(&mut world, 100);
    let since = world.now();
    let bob = world.add_wallet("bob");
    world.transfer_position(&ann, &bob).expect("gives away");
    assert_eq!(world.voting_weight(&ann, since), 1_000);
}

#[test]
fn a_slash_takes_it_at_once_and_buying_back_does_not_restore_it() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    later(&mut bonds.world, 100);
    bonds.cut(1_000, false);
    bonds.cut(400, false);
    let now = bonds.world.now();
    assert_eq!(bonds.world.voting_weight(&ann, now), 600);
    later(&mut bonds.world, 100);
    bonds.world.add(&ann, 400).expect("adds");
    near_below(bonds.world.voting_weight(&ann, now), 600);
    let later_on = bonds.world.now() + 1;
    near_below(bonds.world.voting_weight(&ann, later_on), 1_000);
}

#[track_caller]
fn near_below(found: u64, most: u64) {
    assert!(found <= most && most - found <= 1, "{found} for {most}");
}

#[test]
fn backing_and_leaving_change_nothing() {
    let (mut world, ann) = staked(1_000, YEAR);
    let provider = world.provider.clone();
    later(&mut world, 100);
    let since = world.now();
    world.back(&ann, &provider).expect("backs");
    assert_eq!(world.voting_weight(&ann, since), 1_750);
    world.leave_operator(&ann, &provider).expect("leaves");
    assert_eq!(world.voting_weight(&ann, since), 1_750);
    later(&mut world, super::COOLDOWN);
    world.end_leave(&ann, &provider).expect("left");
    assert_eq!(world.voting_weight(&ann, since), 1_750);
}
