use super::{backed, bonded, staked, COOLDOWN, DAY, YEAR};
use crate::support::{later, number, refused, who, TestWorld};
use assay_client::stake::{Position, ROLE_PROVIDER};
use assay_tests::{Stake, BOND, START};
use stake::{error::StakeError, state::DissentingVote};

/// Another position of Ann's.
fn second(world: &mut TestWorld, ann: &Stake, amount: u64, lock_seconds: u32) -> Stake {
    let (stake, sent) = world.open(&ann.owner, amount, lock_seconds);
    sent.expect("opens");
    stake
}

#[test]
fn everything_goes_over_and_the_rent_comes_back() {
    let (mut world, ann) = backed(1_000, 0);
    let lamports = world.lamports(&ann.owner.address());
    let other = second(&mut world, &ann, 300, 0);
    let provider = world.provider.clone();
    world.back(&other, &provider).expect("backs");
    let before = world.balances();
    let sent = world.merge(&ann, &other).expect("merges");
    world.assert_moved(&before, &[]);
    assert_eq!(world.lamports(&ann.owner.address()), lamports);
    assert!(world.find::<Position>(&other.address).is_none());
    assert_eq!((world.position(&ann).shares, world.value(&ann)), (1_300, 1_300));
    let operator = world.operator(&provider);
    assert_eq!((operator.backing.shares, operator.weight), (1_300, BOND + 1_300));
    let event = sent.event("PositionsMerged");
    assert_eq!(
        (who(&event, "position"), who(&event, "merged")),
        (ann.address, other.address)
    );
    let fields = ["value_before", "value_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [1_000, 1_300]);
}

#[test]
fn what_backs_nobody_is_merged_too() {
    let (mut world, ann) = staked(1_000, 0);
    let other = second(&mut world, &ann, 1, 0);
    world.merge(&ann, &other).expect("merges");
    assert_eq!(world.value(&ann), 1_001);
}

#[test]
fn rewards_of_both_are_kept() {
    let (mut world, ann) = backed(1_000_000, 0);
    let other = second(&mut world, &ann, 500_000, 0);
    let provider = world.provider.clone();
    world.back(&other, &provider).expect("backs");
    world.next_epoch();
    later(&mut world, DAY / 2);
    let (half, sent) = world.split(&ann, 500_000);
    sent.expect("splits");
    let alone = world.position(&ann).rewards;
    world.merge(&ann, &other).expect("merges");
    // The second one had half as much.
    crate::support::near(world.position(&ann).rewards, alone + alone / 2, 1);
    world.merge(&half, &ann).expect("merges");
    let before = world.balances();
    world.claim(&half).expect("claims");
    let moved = world.balances().of("ann") - before.of("ann");
    crate::support::near(moved, alone + alone / 2, 1);
}

#[test]
fn the_one_that_is_locked_for_longer_takes_the_other_in() {
    let (mut world, ann) = staked(1_000, YEAR);
    let short = second(&mut world, &ann, 300, YEAR - 1);
    refused(world.merge(&short, &ann), StakeError::PositionsDiffer);
    world.merge(&ann, &short).expect("merges");
    let position = world.position(&ann);
    assert_eq!((position.amount, position.lock_seconds), (1_300, YEAR));
}

#[test]
fn a_countdown_counts_from_where_it_stands() {
    let (mut world, ann) = staked(1_000, 1_000);
    let other = second(&mut world, &ann, 300, 500);
    world.release_lock(&ann).expect("releases");
    world.warp_to(START + 501);
    // 499 seconds are left of the first, and the second would take 500.
    refused(world.merge(&ann, &other), StakeError::PositionsDiffer);
    world.merge(&other, &ann).expect("merges");
    assert_eq!(world.value(&other), 1_300);
}

#[test]
fn as_long_is_long_enough() {
    let (mut world, ann) = staked(1_000, 1_000);
    let other = second(&mut world, &ann, 300, 500);
    world.release_lock(&ann).expect("releases");
    world.warp_to(START + 500);
    world.merge(&ann, &other).expect("merges");
    world.warp_to(START + 999);
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
    world.warp_to(START + 1_000);
    world.begin_unstake(&ann, 0, 1_300).expect("both");
}

/// A lock that is over binds nobody, so it must not stand in the way either.
#[test]
fn a_lock_that_is_over_is_none() {
    let (mut world, ann) = staked(1_000, 0);
    let other = second(&mut world, &ann, 300, 100);
    world.release_lock(&other).expect("releases");
    world.warp_to(START + 100);
    world.merge(&ann, &other).expect("neither is locked");
    assert_eq!(world.value(&ann), 1_300);
}

#[test]
fn not_with_somebody_elses() {
    let (mut world, ann) = staked(1_000, 0);
    let bob = world.add_staker("bob", 10, 0);
    refused(world.merge(&ann, &bob), StakeError::PositionsDiffer);
}

#[test]
fn not_with_one_of_another_operator() {
    let (mut world, ann) = backed(1_000, 0);
    let other = second(&mut world, &ann, 300, 0);
    refused(world.merge(&ann, &other), StakeError::PositionsDiffer);
    refused(world.merge(&other, &ann), StakeError::PositionsDiffer);
    let rival = world.add_operator("rival", ROLE_PROVIDER, BOND);
    world.back(&other, &rival).expect("backs");
    refused(world.merge(&ann, &other), StakeError::PositionsDiffer);
}

#[test]
fn what_leaves_later_takes_in_what_leaves_earlier() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    let other = second(&mut world, &ann, 300, 0);
    world.back(&other, &provider).expect("backs");
    world.leave_operator(&other, &provider).expect("leaves");
    refused(world.merge(&ann, &other), StakeError::PositionsDiffer);
    refused(world.merge(&other, &ann), StakeError::PositionsDiffer);
    world.warp_to(START + 1);
    world.leave_operator(&ann, &provider).expect("leaves");
    refused(world.merge(&other, &ann), StakeError::PositionsDiffer);
    world.merge(&ann, &other).expect("merges");
    world.warp_to(START + 1 + COOLDOWN);
    world.end_leave(&ann, &provider).expect("left");
    assert_eq!(world.position(&ann).amount, 1_300);
}

#[test]
fn not_with_a_ticket_or_a_vote() {
    let (mut world, ann) = staked(1_000, 0);
    let other = second(&mut world, &ann, 300, 0);
    world.begin_unstake(&other, 0, 1).expect("unstakes");
    refused(world.merge(&ann, &other), StakeError::PositionInUse);
    world.merge(&other, &ann).expect("what stays may have one");
    let governor = world.with_governor();
    let third = second(&mut world, &ann, 300, 0);
    world.hold_vote(&governor, &third, START + 10).expect("holds");
    refused(world.merge(&other, &third), StakeError::PositionVoting);
    refused(world.merge(&third, &other), StakeError::PositionVoting);
    world.warp_to(START + 10);
    world.merge(&other, &third).expect("the voting is over");
}

#[test]
fn not_with_itself() {
    let (mut world, ann) = backed(1_000, 0);
    assert!(world.merge(&ann, &ann).is_err());
    let (mut world, ann) = staked(1_000, 0);
    assert!(world.merge(&ann, &ann).is_err());
    assert_eq!(world.value(&ann), 1_000);
}

#[test]
fn not_with_one_of_another_pool() {
    let (mut world, ann) = staked(1_000, 0);
    let foreign = super::held::elsewhere(&mut world, &ann.owner);
    let holding = world.holding(&ann);
    let merge = world.pool.merge(&holding, foreign.position);
    refused(
        world.send(&[merge], &[&ann.owner.authority]),
        StakeError::WrongPool,
    );
}

/// What is merged gets no right to exit that it did not have.
#[test]
fn a_merged_position_has_the_right_of_the_lesser() {
    let (early, late) = (START + DAY, START + 2 * DAY);
    let vote = |until, seconds| DissentingVote {
        until,
        seconds,
        cast_at: START + 1,
    };
    let short = vote(late, 100);
    let long = vote(early, 200);
    let none = (0, 0);
    for (first, second, expected) in [
        (Some(short), None, none),
        (None, Some(short), none),
        (Some(short), Some(long), (early, 200)),
        (Some(long), Some(short), (early, 200)),
        (Some(vote(early, 100)), Some(vote(late, 200)), (early, 200)),
    ] {
        let mut world = bonded();
        let governor = world.with_governor();
        let owner = world.add_wallet("ann");
        world.give_reward(&owner, 2_000);
        let positions: Vec<Stake> = (0..2)
            .map(|_| {
                let (stake, sent) = world.open(&owner, 1_000, 0);
                sent.expect("opens");
                stake
            })
            .collect();
        for (stake, right) in positions.iter().zip([first, second]) {
            if let Some(right) = right {
                world.open_exit_for(&governor, stake, right).expect("opens");
            }
        }
        world.merge(&positions[0], &positions[1]).expect("merges");
        let position = world.position(&positions[0]);
        let seconds = if expected == none {
            0
        } else {
            position.exit_seconds
        };
        assert_eq!((position.exit_until, seconds), expected);
    }
}
