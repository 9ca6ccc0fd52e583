use super::{
    backed,
    bonds::{job, Bonds},
    staked, COOLDOWN, YEAR,
};
use crate::support::{later, number, refused, set_pool, who, ALREADY_THERE};
use assay_tests::{BOND, START};
use solana_address::Address;
use stake::error::StakeError;

#[test]
fn what_backs_nobody_waits_for_the_cooldown() {
    let (mut world, ann) = staked(1_000, 0);
    let before = world.balances();
    let sent = world.begin_unstake(&ann, 5, 30).expect("unstakes");
    world.assert_moved(&before, &[]);
    let ticket = world.stake_ticket(&ann, 5);
    assert_eq!(
        (ticket.source, ticket.operator, ticket.owner),
        (ann.address, Address::default(), ann.owner.address())
    );
    assert_eq!(
        (ticket.amount, ticket.shares, ticket.release_at, ticket.nonce),
        (30, 30, START + COOLDOWN, 5)
    );
    let position = world.position(&ann);
    assert_eq!((position.amount, position.open_tickets), (970, 1));
    let pool = world.pool_state();
    assert_eq!((pool.total_staked, pool.total_cooling), (970, 30));
    let event = sent.event("UnstakeBegun");
    assert_eq!(who(&event, "position"), ann.address);
    let fields = ["amount", "value_before", "value_after", "release_at"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [30, 1_000, 970, (START + COOLDOWN) as u64]
    );
}

#[test]
fn what_backs_an_operator_stays_at_stake_for_it_and_earns_no_more() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    let ticket = world.stake_ticket(&ann, 0);
    assert_eq!((ticket.operator, ticket.shares), (provider.operator, 30));
    let operator = world.operator(&provider);
    assert_eq!((operator.backing.stake, operator.leaving_shares), (1_000, 30));
    assert_eq!((operator.backing_weight, operator.weight), (970, BOND + 970));
    assert_eq!(operator.stake(), BOND + 970);
    let pool = world.pool_state();
    assert_eq!((pool.total_staked, pool.total_cooling), (1_000, 0));
}

#[test]
fn amounts_from_one_unit_to_all_of_it() {
    for (mut world, ann) in [staked(1_000, 0), backed(1_000, 0)] {
        refused(world.begin_unstake(&ann, 0, 0), StakeError::ZeroAmount);
        refused(world.begin_unstake(&ann, 0, 1_001), StakeError::MoreThanOwned);
        refused(world.begin_unstake(&ann, 0, u64::MAX), StakeError::MoreThanOwned);
        world.begin_unstake(&ann, 0, 1).expect("one unit");
        world.begin_unstake(&ann, 1, 999).expect("the rest");
        refused(world.begin_unstake(&ann, 2, 1), StakeError::MoreThanOwned);
        assert_eq!(world.position(&ann).open_tickets, 2);
    }
}

#[test]
fn a_standing_lock_keeps_it() {
    let (mut world, ann) = staked(1_000, YEAR);
    world.warp_to(START + 10 * i64::from(YEAR));
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
}

#[test]
fn a_released_lock_keeps_it_to_the_second() {
    let (mut world, ann) = backed(1_000, YEAR);
    world.release_lock(&ann).expect("releases");
    world.warp_to(START + i64::from(YEAR) - 1);
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
    world.warp_to(START + i64::from(YEAR));
    world.begin_unstake(&ann, 0, 1_000).expect("over");
}

#[test]
fn a_vote_keeps_it_to_the_second() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    world.hold_vote(&governor, &ann, START + 100).expect("holds");
    world.warp_to(START + 99);
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionVoting);
    world.warp_to(START + 100);
    world.begin_unstake(&ann, 0, 1).expect("over");
}

#[test]
fn what_is_locked_for_jobs_stays_covered() {
    let mut bonds = Bonds::new(1);
    let ann = bonds.backer("ann", 1_000, 0);
    // 80 % of 2,000.
    bonds.lock(0, job(1), 1_200).expect("locks");
    refused(
        bonds.world.begin_unstake(&ann, 0, 501),
        StakeError::InsufficientBond,
    );
    bonds.world.begin_unstake(&ann, 0, 500).expect("leaves 1,500");
    refused(
        bonds.world.begin_unstake(&ann, 1, 1),
        StakeError::InsufficientBond,
    );
    let operator = bonds.operator.clone();
    refused(
        bonds.world.leave_operator(&ann, &operator),
        StakeError::InsufficientBond,
    );
    bonds.release(0, job(1), 0, 0).expect("releases");
    bonds
        .world
        .begin_unstake(&ann, 1, 500)
        .expect("nothing is locked");
}

#[test]
fn a_nonce_serves_once_at_a_time() {
    let (mut world, ann) = staked(1_000, 0);
    world.begin_unstake(&ann, 0, 1).expect("unstakes");
    refused(world.begin_unstake(&ann, 0, 1), ALREADY_THERE);
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
    world.begin_unstake(&ann, 0, 1).expect("the nonce is free again");
}

#[test]
fn what_is_leaving_has_waited_for_part_of_the_time() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    later(&mut world, COOLDOWN - 10);
    world.begin_unstake(&ann, 0, 300).expect("unstakes");
    assert_eq!(world.stake_ticket(&ann, 0).release_at, START + COOLDOWN);
    assert_eq!(world.operator(&provider).leaving_shares, 1_000);
    world.warp_to(START + COOLDOWN - 1);
    refused(world.withdraw_stake(&ann, 0), StakeError::CooldownNotOver);
    world.warp_to(START + COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
}

#[test]
fn a_shorter_cooldown_is_for_new_tickets() {
    let (mut world, ann) = staked(1_000, 0);
    world.begin_unstake(&ann, 0, 1).expect("unstakes");
    set_pool(&mut world, |params| params.cooldown_seconds = 1).expect("set");
    world.begin_unstake(&ann, 1, 1).expect("unstakes");
    world.warp_to(START + 1);
    refused(world.withdraw_stake(&ann, 0), StakeError::CooldownNotOver);
    world.withdraw_stake(&ann, 1).expect("withdraws");
}

#[test]
fn a_price_that_is_not_whole_is_rounded_against_who_leaves() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    let bob = bonds.backer("bob", 1_000, 0);
    bonds.cut(1_000, false);
    bonds.cut(667, false);
    // 2,000 shares are worth 1,333: 100 cost 150.04.
    bonds.world.begin_unstake(&ann, 0, 100).expect("unstakes");
    assert_eq!(bonds.world.stake_ticket(&ann, 0).shares, 151);
    later(&mut bonds.world, COOLDOWN);
    let before = bonds.world.balances();
    bonds.world.withdraw_stake(&ann, 0).expect("withdraws");
    bonds
        .world
        .assert_moved(&before, &[("ann", 100), ("stake vault", -100)]);
    assert_eq!(bonds.world.value(&bob), 666);
}
