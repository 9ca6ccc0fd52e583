//! Nobody can keep a retired operator's accounts, and their rent, open.

use super::{
    backed,
    bonds::{job, Bonds},
    COOLDOWN,
};
use crate::support::{later, refused};
use assay_client::stake::Operator;
use assay_tests::{Stake, BOND};
use stake::error::StakeError;

#[test]
fn a_backer_of_dust_who_never_acts_is_put_out() {
    let (mut world, ann) = backed(1, 0);
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    world.retire(&provider).expect("retires");
    later(&mut world, COOLDOWN);
    world.withdraw(&provider, 0).expect("withdraws");
    refused(world.close_operator(&provider), StakeError::OperatorInUse);
    world.end_leave(&ann, &provider).expect("anyone may");
    world.close_operator(&provider).expect("closes");
    assert!(world.find::<Operator>(&provider.operator).is_none());
    assert_eq!(world.value(&ann), 1);
    world
        .begin_unstake(&ann, 0, 1)
        .expect("names no operator any more");
}

#[test]
fn a_ticket_that_is_never_withdrawn_is_paid_out_by_anyone() {
    let (mut world, ann) = backed(10, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 10).expect("unstakes");
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    world.retire(&provider).expect("retires");
    later(&mut world, COOLDOWN);
    world.withdraw(&provider, 0).expect("withdraws");
    refused(world.close_operator(&provider), StakeError::OperatorInUse);
    world.withdraw_stake(&ann, 0).expect("anyone may");
    world.close_operator(&provider).expect("closes");
    assert!(!world.position(&ann).has_operator());
    world.close_position(&ann).expect("empty");
}

/// The backer takes nearly everything out, gives the position away and back in: whatever it names, nothing is left to
/// name after ticket and position have been set free.
#[test]
fn nor_does_a_position_that_changed_hands_stand_in_the_way() {
    let (mut world, ann) = backed(10, 0);
    let provider = world.provider.clone();
    let bob = world.add_wallet("bob");
    world.begin_unstake(&ann, 0, 9).expect("unstakes");
    world.transfer_position(&ann, &bob).expect("gives away");
    let bobs = Stake {
        owner: bob,
        ..ann.clone()
    };
    world.begin_unstake(&bobs, 1, 1).expect("unstakes");
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    world.retire(&provider).expect("retires");
    later(&mut world, COOLDOWN);
    world.withdraw(&provider, 0).expect("withdraws");
    let before = world.balances();
    world.withdraw_stake(&bobs, 1).expect("anyone may");
    world.withdraw_stake(&ann, 0).expect("anyone may");
    world.assert_moved(&before, &[("ann", 9), ("bob", 1), ("stake vault", -10)]);
    world.close_operator(&provider).expect("closes");
}

#[test]
fn backing_that_is_worth_nothing_does_not_stay() {
    let mut bonds = Bonds::with(1, |params| params.bond_factor_bps = 10_000).with_paid();
    let operator = bonds.operator.clone();
    let ann = bonds.backer("ann", 10, 0);
    bonds.world.begin_unstake(&ann, 0, 5).expect("unstakes");
    bonds.cut(1_005, true);
    let state = bonds.world.operator(&operator);
    assert_eq!(state.stake(), 2);
    bonds.lock(0, job(1), 2).expect("locks");
    let cut = super::bonds::Cut::conviction(2);
    bonds.slash(0, job(1), cut).expect("slashes");
    bonds.world.retire(&operator).expect("retires");
    bonds.world.end_leave(&ann, &operator).expect("anyone may");
    later(&mut bonds.world, COOLDOWN);
    bonds.world.withdraw_stake(&ann, 0).expect("anyone may");
    bonds.world.close_operator(&operator).expect("closes");
    bonds.world.begin_unstake(&ann, 1, 1).expect("what is left of it");
}

#[test]
fn the_backers_rewards_outlive_the_operator() {
    let (mut world, ann) = backed(BOND, 0);
    let provider = world.provider.clone();
    world.next_epoch();
    later(&mut world, 3_600);
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    world.retire(&provider).expect("retires");
    later(&mut world, COOLDOWN);
    world.withdraw(&provider, 0).expect("withdraws");
    world.end_leave(&ann, &provider).expect("anyone may");
    world.claim_operator(&provider).expect("claims");
    world.close_operator(&provider).expect("closes");
    let rewards = world.position(&ann).rewards;
    assert!(rewards > 0);
    let before = world.balances();
    world.claim(&ann).expect("claims");
    assert_eq!(world.balances().of("ann") - before.of("ann"), rewards);
}

/// Putting a ticket back and taking it out again would start its time anew, for ever.
#[test]
fn a_ticket_cannot_be_renewed_once_its_position_is_out() {
    let (mut world, ann) = backed(10, 0);
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    world.begin_unstake(&ann, 0, 10).expect("unstakes");
    world.cancel_unstake(&ann, 0).expect("cancels");
    world.begin_unstake(&ann, 1, 10).expect("unstakes");
    world
        .end_leave(&ann, &provider)
        .expect("anyone may, although nothing is in it");
    refused(world.cancel_unstake(&ann, 1), StakeError::WrongTicket);
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 1).expect("anyone may");
    assert_eq!(world.operator(&provider).backing.shares, 0);
}
