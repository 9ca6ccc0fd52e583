//! Going in and out again at once never gains a unit, and never takes one from the others.

use super::{bonds::Bonds, COOLDOWN, DAY, YEAR};
use crate::support::{later, refused, TestWorld};
use assay_tests::Stake;
use stake::error::StakeError;

/// An operator whose share price is 2 / 3 and odd, amid an epoch, with Ann behind it.
fn slashed() -> (Bonds, Stake) {
    let mut bonds = Bonds::with(3, |params| params.bond_factor_bps = 10_000).with_paid();
    let ann = bonds.backer("ann", 100_003, 0);
    bonds.cut(1_000, false);
    bonds.cut(33_337, false);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 3);
    (bonds, ann)
}

fn wealth(world: &mut TestWorld, name: &str) -> u64 {
    world.balances().of(name)
}

#[test]
fn backing_and_leaving_at_once() {
    for amount in [1, 2, 3, 5, 99, 1_000_003] {
        let (mut bonds, ann) = slashed();
        let operator = bonds.operator.clone();
        let others = bonds.world.value(&ann);
        let bob = bonds.backer("bob", amount, 0);
        let before = wealth(&mut bonds.world, "bob");
        let world = &mut bonds.world;
        world.leave_operator(&bob, &operator).expect("leaves");
        later(world, COOLDOWN);
        world.end_leave(&bob, &operator).expect("left");
        refused(world.claim(&bob), StakeError::NothingToClaim);
        let out = world.position(&bob).amount;
        assert!(out <= amount, "{out} of {amount}");
        assert!(world.value(&ann) >= others);
        if out > 0 {
            world.begin_unstake(&bob, 0, out).expect("unstakes");
            later(world, COOLDOWN);
            world.withdraw_stake(&bob, 0).expect("withdraws");
        }
        world.close_position(&bob).expect("closes");
        assert!(wealth(world, "bob") <= before + amount);
    }
}

#[test]
fn unstaking_and_cancelling_at_once() {
    let (mut bonds, ann) = slashed();
    let bob = bonds.backer("bob", 1_009, 0);
    let (own, others) = (bonds.world.value(&bob), bonds.world.value(&ann));
    for (nonce, amount) in [1, 2, 3, 500, 7].into_iter().enumerate() {
        bonds
            .world
            .begin_unstake(&bob, nonce as u64, amount)
            .expect("unstakes");
        bonds.world.cancel_unstake(&bob, nonce as u64).expect("cancels");
    }
    assert_eq!((bonds.world.value(&bob), bonds.world.value(&ann)), (own, others));
    refused(bonds.world.claim(&bob), StakeError::NothingToClaim);
}

#[test]
fn splitting_and_merging_at_once() {
    let (mut bonds, ann) = slashed();
    let bob = bonds.backer("bob", 1_009, YEAR);
    let before = (
        bonds.world.value(&bob),
        bonds.world.value(&ann),
        bonds.world.position(&bob).weight(),
    );
    for amount in [1, 2, 500] {
        let (half, sent) = bonds.world.split(&bob, amount);
        sent.expect("splits");
        let sum = bonds.world.value(&bob) + bonds.world.value(&half);
        assert!(sum <= before.0);
        let weights = bonds.world.position(&bob).weight() + bonds.world.position(&half).weight();
        assert!(weights <= before.2);
        bonds.world.merge(&bob, &half).expect("merges");
    }
    let after = (
        bonds.world.value(&bob),
        bonds.world.value(&ann),
        bonds.world.position(&bob).weight(),
    );
    assert_eq!(after, before);
}

#[test]
fn locking_and_releasing_at_once() {
    let (mut bonds, _) = slashed();
    let bob = bonds.backer("bob", 1_009, 0);
    let operator = bonds.operator.clone();
    let weight = bonds.world.operator(&operator).weight;
    bonds.world.set_lock(&bob, 4 * YEAR).expect("locks");
    bonds.world.release_lock(&bob).expect("releases");
    assert_eq!(bonds.world.operator(&operator).weight, weight);
    refused(bonds.world.claim(&bob), StakeError::NothingToClaim);
    refused(bonds.world.begin_unstake(&bob, 0, 1), StakeError::PositionLocked);
}

/// In and out in the very second in which an epoch begins: the stream has not run.
#[test]
fn around_the_beginning_of_an_epoch() {
    let (mut bonds, _) = slashed();
    let operator = bonds.operator.clone();
    let end = bonds.world.pool_state().epoch_ends_at();
    bonds.world.warp_to(end);
    let bob = bonds.backer("bob", 1_000_000, 0);
    bonds.world.advance_epoch().expect("over");
    bonds.world.leave_operator(&bob, &operator).expect("leaves");
    refused(bonds.world.claim(&bob), StakeError::NothingToClaim);
}

/// Ten tickets of a slashed backing pay no more than one: each is rounded against who leaves.
#[test]
fn many_small_tickets_pay_no_more_than_a_large_one() {
    let (mut bonds, ann) = slashed();
    let bob = bonds.backer("bob", 1_009, 0);
    let (own, others) = (bonds.world.value(&bob), bonds.world.value(&ann));
    for nonce in 0..10 {
        bonds.world.begin_unstake(&bob, nonce, 7).expect("unstakes");
    }
    later(&mut bonds.world, COOLDOWN);
    let before = wealth(&mut bonds.world, "bob");
    for nonce in 0..10 {
        bonds.world.withdraw_stake(&bob, nonce).expect("withdraws");
    }
    let paid = wealth(&mut bonds.world, "bob") - before;
    assert!(paid + bonds.world.value(&bob) <= own + 1, "{paid}");
    assert!(bonds.world.value(&ann) >= others);
}
