use super::{backed, bonds::Bonds, staked, COOLDOWN};
use crate::support::{later, number, refused, who, MISSING};
use assay_client::{address, stake::Ticket};
use assay_tests::{Stake, BOND, START};
use stake::error::StakeError;

#[test]
fn the_ticket_goes_back_and_its_rent_to_the_owner() {
    let (mut world, ann) = staked(1_000, 0);
    let lamports = world.lamports(&ann.owner.address());
    let before = world.balances();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    let sent = world.cancel_unstake(&ann, 0).expect("cancels");
    world.assert_moved(&before, &[]);
    assert_eq!(world.lamports(&ann.owner.address()), lamports);
    assert!(world.find::<Ticket>(&address::ticket(&ann.address, 0)).is_none());
    let position = world.position(&ann);
    assert_eq!((position.amount, position.open_tickets), (1_000, 0));
    let pool = world.pool_state();
    assert_eq!((pool.total_staked, pool.total_cooling), (1_000, 0));
    let event = sent.event("UnstakeCancelled");
    assert_eq!(who(&event, "position"), ann.address);
    let fields = ["amount", "value_before", "value_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [30, 970, 1_000]);
}

#[test]
fn what_was_at_stake_for_the_operator_earns_for_it_again() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 1_000).expect("unstakes");
    world.cancel_unstake(&ann, 0).expect("cancels");
    let operator = world.operator(&provider);
    assert_eq!((operator.leaving_shares, operator.weight), (0, BOND + 1_000));
    assert_eq!((world.position(&ann).shares, world.value(&ann)), (1_000, 1_000));
}

#[test]
fn a_ticket_of_no_operator_goes_to_the_one_backed_since() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.back(&ann, &provider).expect("backs");
    world.cancel_unstake(&ann, 0).expect("cancels");
    assert_eq!(world.position(&ann).shares, 1_000);
    assert_eq!(world.pool_state().total_cooling, 0);
}

#[test]
fn a_ticket_of_an_operator_that_was_left_is_withdrawn() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.leave_operator(&ann, &provider).expect("leaves");
    later(&mut world, COOLDOWN);
    world.end_leave(&ann, &provider).expect("left");
    refused(world.cancel_unstake(&ann, 0), StakeError::WrongTicket);
    world.withdraw_stake(&ann, 0).expect("withdraws");
}

#[test]
fn while_leaving_it_leaves_with_the_rest() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.leave_operator(&ann, &provider).expect("leaves");
    world.cancel_unstake(&ann, 0).expect("cancels");
    assert_eq!(world.operator(&provider).leaving_shares, 1_000);
    world.warp_to(START + COOLDOWN);
    world.end_leave(&ann, &provider).expect("left");
    assert_eq!(world.position(&ann).amount, 1_000);
}

#[test]
fn nothing_comes_into_what_is_leaving_from_outside() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.back(&ann, &provider).expect("backs");
    world.leave_operator(&ann, &provider).expect("leaves");
    refused(world.cancel_unstake(&ann, 0), StakeError::StillLeaving);
}

#[test]
fn once() {
    let (mut world, ann) = staked(1_000, 0);
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.cancel_unstake(&ann, 0).expect("cancels");
    refused(world.cancel_unstake(&ann, 0), MISSING);
    refused(world.withdraw_stake(&ann, 0), MISSING);
}

#[test]
fn only_into_the_position_it_came_from() {
    let (mut world, ann) = staked(1_000, 0);
    let (other, sent) = world.split(&ann, 500);
    sent.expect("splits");
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    let holding = world.holding(&other);
    let cancel = world.pool.cancel_unstake(&holding, 0);
    let wrong = address::ticket(&other.address, 0);
    let right = address::ticket(&ann.address, 0);
    let cancel = crate::support::with(cancel, &wrong, &right);
    refused(
        world.send(&[cancel], &[&ann.owner.authority]),
        StakeError::WrongTicket,
    );
}

#[test]
fn not_by_who_bought_the_position_since() {
    let (mut world, ann) = staked(1_000, 0);
    let bob = world.add_wallet("bob");
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.transfer_position(&ann, &bob).expect("sold");
    let bobs = Stake {
        owner: bob,
        ..ann.clone()
    };
    refused(world.cancel_unstake(&bobs, 0), StakeError::NotPositionOwner);
    refused(world.cancel_unstake(&ann, 0), StakeError::NotPositionOwner);
    later(&mut world, COOLDOWN);
    let before = world.balances();
    world.withdraw_stake(&bobs, 0).expect("pays who took it out");
    world.assert_moved(&before, &[("ann", 30), ("stake vault", -30)]);
}

#[test]
fn what_a_slash_took_meanwhile_is_gone() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.world.begin_unstake(&ann, 0, 500).expect("unstakes");
    bonds.cut(1_000, false);
    bonds.cut(300, false);
    bonds.world.cancel_unstake(&ann, 0).expect("cancels");
    assert_eq!(bonds.world.value(&ann), 700);
}
