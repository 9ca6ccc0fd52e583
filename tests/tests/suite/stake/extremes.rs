//! The largest numbers there can be.

use super::{
    bonds::{job, Bonds, Cut},
    COOLDOWN, DAY, YEAR,
};
use crate::support::{later, near, refused, TestWorld};
use assay_tests::World;
use stake::{constants::REWARD_CAP, error::StakeError};

#[test]
fn every_token_there_can_be_is_staked_and_locked_for_four_years() {
    let room = 600_000_003;
    let mut world: TestWorld = World::builder().supply(REWARD_CAP - room).start();
    let operator = world.add_wallet("bare");
    world.register(&operator, 1).expect("registers");
    let ann = world.add_wallet("ann");
    world.give_reward(&ann, REWARD_CAP - room);
    let (stake, sent) = world.open(&ann, REWARD_CAP - room, 4 * YEAR);
    sent.expect("opens");
    world.back(&stake, &operator).expect("backs");
    assert_eq!(world.operator(&operator).weight, 4 * (REWARD_CAP - room));
    later(&mut world, 1);
    let now = world.now();
    assert_eq!(world.voting_weight(&stake, now), 4 * (REWARD_CAP - room));
    world.next_epoch();
    later(&mut world, DAY);
    world.compound(&stake).expect("compounds");
    near(world.position(&stake).claimed, super::STREAM, 2);
    world.release_lock(&stake).expect("releases");
    later(&mut world, 4 * i64::from(YEAR));
    let all = world.value(&stake);
    world.begin_unstake(&stake, u64::MAX, all).expect("unstakes");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&stake, u64::MAX).expect("withdraws");
    assert_eq!(world.balances().of("ann"), all);
}

/// Backing that just still takes backers in sells 1,024 shares per unit.
#[test]
fn the_largest_number_of_shares_fits() {
    let mut bonds = Bonds::with(1, |params| params.bond_factor_bps = 10_000).with_paid();
    let first = bonds.backer("first", 1_024_000, 0);
    bonds.cut(1_000, false);
    bonds.cut(1_023_000, false);
    assert_eq!(bonds.world.value(&first), 1_000);
    let amount = 240_000_000_000_000;
    let whale = bonds.backer("whale", amount, 4 * YEAR);
    let position = bonds.world.position(&whale);
    assert_eq!(
        (position.shares, bonds.world.value(&whale)),
        (1_024 * amount, amount)
    );
    assert_eq!(position.weight(), 4 * 1_024 * amount);
    let operator = bonds.operator.clone();
    assert_eq!(bonds.world.operator(&operator).weight, 4 * amount + 1_000);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY);
    bonds.world.claim(&whale).expect("claims");
    near(bonds.world.position(&whale).claimed, super::STREAM, 2);
    let (half, sent) = bonds.world.split(&whale, amount / 2);
    sent.expect("splits");
    bonds.world.merge(&whale, &half).expect("merges");
    assert_eq!(bonds.world.value(&whale), amount);
    bonds.cut(amount, false);
    let late = bonds.world.add_staker("late", 1_000, 0);
    refused(bonds.world.back(&late, &operator), StakeError::BackingWorthless);
}

#[test]
fn ids_and_nonces_are_any_number() {
    let (mut world, ann) = super::staked(1_000, 0);
    let owner = ann.owner.clone();
    for id in [0, u64::MAX] {
        let open = world.pool.open_position(owner.address(), id, 1, 0);
        crate::support::raw(&mut world, open, &[&owner.authority]).expect("opens");
    }
    for nonce in [0, u64::MAX - 1, u64::MAX] {
        let holding = world.holding(&ann);
        let begin = world.pool.begin_unstake(&holding, nonce, 1);
        crate::support::raw(&mut world, begin, &[&owner.authority]).expect("unstakes");
    }
}

#[test]
fn several_convictions_before_anybody_syncs_are_one_end_of_earning() {
    let mut bonds = Bonds::with(1, |params| params.saturation = 1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    let rival = bonds.world.add_operator("rival", 1, 2_000);
    let convict = bonds.operator.clone();
    bonds.world.next_epoch();
    for n in 0..3 {
        bonds.lock(n, job(n), 100).expect("locks");
    }
    later(&mut bonds.world, DAY / 2);
    bonds.world.sync(&rival).expect("syncs");
    for n in 0..3 {
        bonds.slash(n, job(n), Cut::conviction(100)).expect("slashes");
        later(&mut bonds.world, 60);
    }
    let pool = bonds.world.pool_state();
    assert_eq!((pool.total_weight, pool.total_effective), (2_000, 2_000));
    bonds.world.claim(&ann).expect("claims");
    near(bonds.world.position(&ann).claimed, super::STREAM / 8, 2);
    near(bonds.world.operator(&convict).earned_bond, super::STREAM / 8, 2);
}

#[test]
fn a_convict_that_retires_is_paid_what_it_earned_before() {
    let mut bonds = Bonds::with(1, |params| params.saturation = 1).with_paid();
    let convict = bonds.operator.clone();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    bonds.world.sync(&convict).expect("syncs");
    bonds.cut(1_000, true);
    bonds.world.retire(&convict).expect("retires");
    bonds.world.end_leave(&ann, &convict).expect("set free");
    later(&mut bonds.world, DAY / 4);
    bonds.world.claim_operator(&convict).expect("claims");
    bonds.world.close_operator(&convict).expect("closes");
    bonds.world.claim(&ann).expect("claims");
    near(bonds.world.position(&ann).claimed, super::STREAM / 4, 2);
    let pool = bonds.world.pool_state();
    assert_eq!((pool.total_weight, pool.total_effective), (0, 0));
}
