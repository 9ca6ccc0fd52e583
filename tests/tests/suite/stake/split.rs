use super::{backed, bonds::Bonds, staked, DAY, YEAR};
use crate::support::{later, number, refused, who, ALREADY_THERE};
use assay_tests::START;
use stake::error::StakeError;

#[test]
fn the_new_one_has_owner_operator_and_lock_of_the_old_one() {
    let (mut world, ann) = backed(1_000, YEAR);
    let before = world.balances();
    let weight = world.operator(&world.provider.clone()).weight;
    let (new, sent) = world.split(&ann, 300);
    let sent = sent.expect("splits");
    world.assert_moved(&before, &[]);
    let (old, half) = (world.position(&ann), world.position(&new));
    assert_eq!((old.shares, half.shares, half.amount), (700, 300, 0));
    assert_eq!((half.owner, half.operator), (old.owner, old.operator));
    assert_eq!(
        (half.lock_seconds, half.opened_at, half.id),
        (YEAR, START, new.id)
    );
    assert_eq!((half.rewards, half.kind, half.votes), (0, 0, 0));
    assert_eq!(world.operator(&world.provider.clone()).weight, weight);
    let event = sent.event("PositionSplit");
    assert_eq!(
        (who(&event, "position"), who(&event, "new")),
        (ann.address, new.address)
    );
    let fields = ["value_before", "value_after", "new_value"];
    assert_eq!(fields.map(|field| number(&event, field)), [1_000, 700, 300]);
}

#[test]
fn what_backs_nobody_is_split_too() {
    let (mut world, ann) = staked(1_000, 0);
    let (new, sent) = world.split(&ann, 1);
    sent.expect("splits");
    assert_eq!((world.value(&ann), world.value(&new)), (999, 1));
}

#[test]
fn amounts_from_one_unit_to_all_but_one() {
    for (mut world, ann) in [staked(1_000, 0), backed(1_000, 0)] {
        refused(world.split(&ann, 0).1, StakeError::ZeroAmount);
        refused(world.split(&ann, 1_000).1, StakeError::MoreThanOwned);
        refused(world.split(&ann, 1_001).1, StakeError::MoreThanOwned);
        refused(world.split(&ann, u64::MAX).1, StakeError::MoreThanOwned);
        world.split(&ann, 1).1.expect("one unit");
        world.split(&ann, 998).1.expect("all but one");
        assert_eq!(world.value(&ann), 1);
        refused(world.split(&ann, 1).1, StakeError::MoreThanOwned);
    }
}

#[test]
fn after_a_slash_both_together_are_worth_no_more() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.cut(1_000, false);
    bonds.cut(333, false);
    assert_eq!(bonds.world.value(&ann), 667);
    let (new, sent) = bonds.world.split(&ann, 100);
    sent.expect("splits");
    // 100 units cost 149.9 shares, rounded up.
    assert_eq!(bonds.world.position(&new).shares, 150);
    assert_eq!((bonds.world.value(&ann), bonds.world.value(&new)), (566, 100));
}

#[test]
fn rewards_stay_with_the_old_one_and_both_earn_on() {
    let (mut world, ann) = backed(1_000_000, 0);
    world.next_epoch();
    later(&mut world, DAY / 2);
    let (new, sent) = world.split(&ann, 500_000);
    sent.expect("splits");
    let earned = world.position(&ann).rewards;
    assert!(earned > 0);
    assert_eq!(world.position(&new).rewards, 0);
    refused(world.claim(&new), StakeError::NothingToClaim);
    later(&mut world, DAY / 4);
    world.claim(&ann).expect("claims");
    world.claim(&new).expect("claims");
    let (old, new) = (world.position(&ann).claimed, world.position(&new).claimed);
    assert_eq!(old - earned, new);
}

#[test]
fn not_while_it_votes() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    world.hold_vote(&governor, &ann, START + 100).expect("holds");
    world.warp_to(START + 99);
    refused(world.split(&ann, 1).1, StakeError::PositionVoting);
    world.warp_to(START + 100);
    world.split(&ann, 1).1.expect("the voting is over");
}

#[test]
fn what_is_leaving_leaves_in_both() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    let (new, sent) = world.split(&ann, 300);
    sent.expect("splits");
    let until = world.position(&ann).leaving_until;
    assert_eq!(world.position(&new).leaving_until, until);
    world.warp_to(until - 1);
    refused(world.end_leave(&new, &provider), StakeError::StillLeaving);
    world.warp_to(until);
    world.end_leave(&new, &provider).expect("left");
    assert_eq!(world.position(&new).amount, 300);
}

#[test]
fn a_running_countdown_is_not_escaped() {
    let (mut world, ann) = staked(1_000, 100);
    world.release_lock(&ann).expect("releases");
    let (new, sent) = world.split(&ann, 300);
    sent.expect("splits");
    world.warp_to(START + 99);
    refused(world.begin_unstake(&new, 0, 300), StakeError::PositionLocked);
    world.warp_to(START + 100);
    world.begin_unstake(&new, 0, 300).expect("over");
}

#[test]
fn an_id_serves_once() {
    let (mut world, ann) = staked(1_000, 0);
    let holding = world.holding(&ann);
    let split = world.pool.split(&holding, ann.id, 1);
    // Its own id: the same account twice.
    assert!(world.send(&[split], &[&ann.owner.authority]).is_err());
    let (new, sent) = world.split(&ann, 1);
    sent.expect("splits");
    let again = world.pool.split(&holding, new.id, 1);
    refused(world.send(&[again], &[&ann.owner.authority]), ALREADY_THERE);
}
