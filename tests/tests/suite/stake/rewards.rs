//! How rewards are shared: by weight, less the commission, whoever claims first.

use super::{bonds::Bonds, DAY, STREAM, YEAR};
use crate::support::{later, near, TestWorld};
use assay_tests::{Party, Stake};
use stake::constants::MAX_LOCK_SECONDS;

/// amount · (1 + 3 · lock / 4 years), as the documentation says.
fn weight(amount: u64, lock_seconds: u32) -> u64 {
    let bonus = u128::from(amount) * 3 * u128::from(lock_seconds) / u128::from(MAX_LOCK_SECONDS);
    amount + bonus as u64
}

fn part(whole: u64, part: u64, of: u64) -> u64 {
    (u128::from(whole) * u128::from(part) / u128::from(of)) as u64
}

/// An operator without a bond of its own, the only one that earns.
fn bare() -> Bonds {
    let mut bonds = Bonds::new(1);
    let own = bonds.operator.clone();
    bonds.world.retire(&own).expect("earns nothing");
    let operator = bonds.world.add_operator("bare", 1, 0);
    bonds.turn_to(&operator);
    bonds
}

const LOCKS: [(u64, u32); 3] = [(1_000_003, 0), (700_001, 123 * 86_400), (250_007, 4 * YEAR)];

fn backers(bonds: &mut Bonds) -> Vec<Stake> {
    let names = ["ann", "bob", "carl"];
    let backers = names.iter().zip(LOCKS);
    backers
        .map(|(name, (amount, lock))| bonds.backer(name, amount, lock))
        .collect()
}

#[test]
fn backers_with_different_locks_share_by_the_documented_weights() {
    let mut bonds = bare();
    let stakes = backers(&mut bonds);
    let weights = LOCKS.map(|(amount, lock)| weight(amount, lock));
    let total: u64 = weights.iter().sum();
    let operator = bonds.operator.clone();
    assert_eq!(bonds.world.operator(&operator).backing_weight, total);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY);
    let mut paid = 0;
    for (stake, weight) in stakes.iter().zip(weights) {
        bonds.world.claim(stake).expect("claims");
        let claimed = bonds.world.position(stake).claimed;
        near(claimed, part(STREAM, weight, total), 2);
        paid += claimed;
    }
    near(paid, STREAM, 4);
    assert!(paid <= STREAM);
}

#[test]
fn the_commission_is_split_off_the_backers_and_not_the_bonds_part() {
    let mut bonds = Bonds::with(1, |params| params.max_commission_bps = 5_000);
    let operator = bonds.operator.clone();
    bonds
        .world
        .set_commission(&operator, 2_500)
        .expect("nobody backs it yet");
    let ann = bonds.backer("ann", 3_000, 0);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY);
    bonds.world.claim(&ann).expect("claims");
    // The bond of 1,000 is a quarter; a quarter of what the backers earn is the operator's.
    near(bonds.world.position(&ann).claimed, STREAM * 9 / 16, 2);
    let state = bonds.world.operator(&operator);
    near(state.earned_bond, STREAM / 4, 1);
    near(state.earned_commission, STREAM * 3 / 16, 1);
    assert_eq!(state.rewards, state.earned_bond + state.earned_commission);
    let before = bonds.world.balances();
    bonds.world.claim_operator(&operator).expect("claims");
    let paid = i128::from(state.rewards);
    bonds
        .world
        .assert_moved(&before, &[("operator", paid), ("reward vault", -paid)]);
}

#[test]
fn a_commission_that_rose_takes_its_part_from_then_on() {
    let mut bonds = bare();
    let operator = bonds.operator.clone();
    let ann = bonds.backer("ann", 1_000_000, 0);
    bonds.world.next_epoch();
    bonds.world.set_commission(&operator, 500).expect("announces");
    later(&mut bonds.world, DAY);
    bonds.world.sync(&operator).expect("syncs");
    assert_eq!(bonds.world.operator(&operator).earned_commission, 0);
    let stream = bonds.world.pool_state().next_emission / 10 * 4;
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY);
    bonds.world.claim(&ann).expect("claims");
    near(bonds.world.operator(&operator).earned_commission, stream / 20, 2);
    near(
        bonds.world.position(&ann).claimed,
        STREAM + stream - stream / 20,
        8,
    );
}

/// Everybody claims at several moments, in an order that `turn` gives.
fn totals(order: [usize; 3]) -> Vec<u64> {
    let mut bonds = bare();
    let stakes = backers(&mut bonds);
    let operator = bonds.operator.clone();
    bonds.world.set_commission(&operator, 500).expect("announces");
    bonds.world.next_epoch();
    for seconds in [1, 10_007, 40_000, 36_392] {
        later(&mut bonds.world, seconds);
        for turn in order {
            bonds.world.claim(&stakes[turn]).expect("claims");
        }
    }
    bonds.world.claim_operator(&operator).expect("claims");
    let mut totals: Vec<u64> = stakes
        .iter()
        .map(|stake| bonds.world.position(stake).claimed)
        .collect();
    totals.push(bonds.world.operator(&operator).earned_commission);
    totals
}

#[test]
fn the_order_of_claims_changes_nobodys_total_by_more_than_a_unit() {
    let first = totals([0, 1, 2]);
    for order in [[2, 1, 0], [1, 2, 0]] {
        for (found, expected) in totals(order).into_iter().zip(&first) {
            near(found, *expected, 1);
        }
    }
}

fn rewards_after_a_day(claims: u32) -> u64 {
    let mut bonds = bare();
    let ann = bonds.backer("ann", 1_000_000, 0);
    bonds.backer("bob", 3_000_000, 0);
    bonds.world.next_epoch();
    for _ in 0..claims {
        later(&mut bonds.world, DAY / i64::from(claims));
        bonds.world.claim(&ann).expect("claims");
    }
    bonds.world.position(&ann).claimed
}

#[test]
fn claiming_often_gains_nothing() {
    let once = rewards_after_a_day(1);
    let often = rewards_after_a_day(16);
    assert!(often <= once + 1, "{often} above {once}");
    near(often, once, 17);
}

#[test]
fn who_comes_late_earns_from_then_on_only() {
    let mut bonds = bare();
    let ann = bonds.backer("ann", 1_000_000, 0);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    let bob = bonds.backer("bob", 1_000_000, 0);
    refused_nothing(&mut bonds.world, &bob);
    later(&mut bonds.world, DAY / 2);
    bonds.world.claim(&bob).expect("claims");
    bonds.world.claim(&ann).expect("claims");
    near(bonds.world.position(&bob).claimed, STREAM / 4, 2);
    near(bonds.world.position(&ann).claimed, STREAM / 4 * 3, 4);
}

fn refused_nothing(world: &mut TestWorld, stake: &Stake) {
    crate::support::refused(world.claim(stake), stake::error::StakeError::NothingToClaim);
}

#[test]
fn a_released_lock_earns_as_none() {
    let mut bonds = bare();
    let ann = bonds.backer("ann", 1_000_000, 4 * YEAR);
    let bob = bonds.backer("bob", 1_000_000, 0);
    bonds.world.release_lock(&ann).expect("releases");
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY);
    bonds.world.claim(&ann).expect("claims");
    bonds.world.claim(&bob).expect("claims");
    let (ann, bob) = (
        bonds.world.position(&ann).claimed,
        bonds.world.position(&bob).claimed,
    );
    assert_eq!(ann, bob);
}

#[test]
fn what_is_given_to_the_vaults_changes_neither_price_nor_reward() {
    let mut bonds = bare();
    let donor: Party = bonds.world.add_wallet("donor");
    bonds.world.give_reward(&donor, 3_000_000);
    let first = bonds.backer("first", 1, 0);
    let (vault, rewards) = (bonds.world.pool.vault, bonds.world.pool.reward_vault);
    bonds.world.donate(&donor, &vault, 1_000_000);
    bonds.world.donate(&donor, &rewards, 1_000_000);
    let ann = bonds.backer("ann", 999, 0);
    assert_eq!(bonds.world.position(&ann).shares, 999);
    assert_eq!((bonds.world.value(&first), bonds.world.value(&ann)), (1, 999));
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY);
    bonds.world.claim(&ann).expect("claims");
    near(bonds.world.position(&ann).claimed, part(STREAM, 999, 1_000), 2);
}
