use super::{
    backed,
    bonds::{job, Bonds},
    staked, COOLDOWN, DAY, YEAR,
};
use crate::support::{later, near, number, refused, who};
use assay_client::stake::ROLE_PROVIDER;
use assay_tests::{BOND, START};
use solana_address::Address;
use stake::error::StakeError;

#[test]
fn leaving_stops_earning_and_stays_at_stake() {
    let (mut world, ann) = backed(1_000, YEAR);
    let provider = world.provider.clone();
    let before = world.balances();
    let sent = world.leave_operator(&ann, &provider).expect("leaves");
    world.assert_moved(&before, &[]);
    let position = world.position(&ann);
    assert_eq!(
        (
            position.operator,
            position.shares,
            position.leaving_until,
            position.weight()
        ),
        (provider.operator, 1_000, START + COOLDOWN, 0)
    );
    let operator = world.operator(&provider);
    assert_eq!((operator.backing.stake, operator.leaving_shares), (1_000, 1_000));
    assert_eq!(
        (operator.backing_weight, operator.weight, operator.stake()),
        (0, BOND, BOND)
    );
    let event = sent.event("OperatorLeft");
    assert_eq!(
        (who(&event, "operator"), who(&event, "position")),
        (provider.operator, ann.address)
    );
    let fields = ["amount", "backing_after", "leaving_until"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [1_000, 1_000, (START + COOLDOWN) as u64]
    );
}

#[test]
fn once_and_only_what_backs() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    refused(world.leave_operator(&ann, &provider), StakeError::NotBacking);
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    refused(world.leave_operator(&ann, &provider), StakeError::WrongOperator);
    refused(world.end_leave(&ann, &provider), StakeError::WrongOperator);
}

#[test]
fn a_lock_does_not_bind_to_an_operator() {
    let (mut world, ann) = backed(1_000, 4 * YEAR);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    later(&mut world, COOLDOWN);
    world.end_leave(&ann, &provider).expect("left");
    let position = world.position(&ann);
    assert_eq!((position.amount, position.lock_seconds), (1_000, 4 * YEAR));
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
}

#[test]
fn what_has_left_backs_nobody() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    world.warp_to(START + COOLDOWN - 1);
    refused(world.end_leave(&ann, &provider), StakeError::StillLeaving);
    world.warp_to(START + COOLDOWN);
    let before = world.balances();
    let sent = world.end_leave(&ann, &provider).expect("left");
    world.assert_moved(&before, &[]);
    let position = world.position(&ann);
    assert_eq!(
        (
            position.operator,
            position.amount,
            position.shares,
            position.leaving_until
        ),
        (Address::default(), 1_000, 0, 0)
    );
    let operator = world.operator(&provider);
    assert_eq!(
        (
            operator.backing.stake,
            operator.backing.shares,
            operator.leaving_shares
        ),
        (0, 0, 0)
    );
    assert_eq!(world.pool_state().total_staked, 1_000);
    let event = sent.event("LeaveEnded");
    assert_eq!(
        (who(&event, "operator"), who(&event, "position")),
        (provider.operator, ann.address)
    );
    assert_eq!(number(&event, "amount"), 1_000);
    refused(world.end_leave(&ann, &provider), StakeError::WrongOperator);
}

#[test]
fn nobody_is_put_out_of_an_operator_in_service() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    later(&mut world, 10 * COOLDOWN);
    refused(world.end_leave(&ann, &provider), StakeError::NotLeaving);
}

#[test]
fn what_is_earned_until_then_is_kept() {
    let (mut world, ann) = backed(BOND, 0);
    let provider = world.provider.clone();
    world.next_epoch();
    later(&mut world, DAY / 2);
    world.leave_operator(&ann, &provider).expect("leaves");
    later(&mut world, DAY / 4);
    near(world.position(&ann).rewards, super::STREAM / 4, 2);
    world.claim(&ann).expect("claims while leaving");
    near(world.position(&ann).claimed, super::STREAM / 4, 2);
}

#[test]
fn what_covers_a_lock_cannot_leave() {
    let mut bonds = Bonds::new(1);
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.lock(0, job(1), 801).expect("locks");
    let operator = bonds.operator.clone();
    refused(
        bonds.world.leave_operator(&ann, &operator),
        StakeError::InsufficientBond,
    );
    bonds.release(0, job(1), 0, 0).expect("releases");
    bonds.lock(0, job(1), 800).expect("the own bond is enough");
    bonds.world.leave_operator(&ann, &operator).expect("leaves");
    refused(bonds.lock(1, job(2), 1), StakeError::InsufficientBond);
}

#[test]
fn backers_of_a_retired_operator_are_set_free_by_anyone_at_once() {
    let (mut world, ann) = backed(1_000, YEAR);
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    world.end_leave(&ann, &provider).expect("set free");
    let position = world.position(&ann);
    assert_eq!((position.amount, position.lock_seconds), (1_000, YEAR));
    let rival = world.add_operator("rival", ROLE_PROVIDER, BOND);
    world.back(&ann, &rival).expect("backs another one");
}

#[test]
fn but_not_while_it_still_answers_for_a_job() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    let operator = bonds.operator.clone();
    bonds.lock(0, job(1), 100).expect("locks");
    bonds.world.retire(&operator).expect("retires");
    refused(bonds.world.end_leave(&ann, &operator), StakeError::NotLeaving);
    bonds.world.leave_operator(&ann, &operator).expect("leaves");
    refused(bonds.world.end_leave(&ann, &operator), StakeError::StillLeaving);
    bonds.release(0, job(1), 0, 0).expect("releases");
    bonds.world.end_leave(&ann, &operator).expect("set free");
}
