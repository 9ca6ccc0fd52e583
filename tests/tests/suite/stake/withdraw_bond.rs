use super::bonded;
use crate::support::{number, refused, who, MISSING};
use assay_client::{
    address,
    stake::{Operator, Pool, Ticket},
};
use assay_tests::{BOND, START};
use stake::error::StakeError;

const RELEASE: i64 = START + 7 * 86_400;

#[test]
fn the_ticket_is_paid_out_to_the_unit_and_closed() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let lamports = world.lamports(&provider.address());
    world.begin_unbond(&provider, 3, 30).expect("unbonds");
    let before = world.balances();
    world.warp_to(RELEASE);
    let sent = world.withdraw(&provider, 3).expect("withdraws");
    world.assert_moved(&before, &[("provider", 30), ("stake vault", -30)]);
    assert_eq!(world.lamports(&provider.address()), lamports);
    assert!(world
        .find::<Ticket>(&address::ticket(&provider.operator, 3))
        .is_none());
    let operator: Operator = world.state(&provider.operator);
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!(
        (operator.own_bond, operator.cooling.stake, operator.open_tickets),
        (BOND - 30, 0, 0)
    );
    assert_eq!((pool.total_bond, pool.total_cooling), (BOND - 30, 0));
    let event = sent.event("BondWithdrawn");
    assert_eq!(who(&event, "owner"), provider.address());
    assert_eq!(number(&event, "amount"), 30);
}

#[test]
fn not_one_second_early() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    refused(world.withdraw(&provider, 0), StakeError::CooldownNotOver);
    world.warp_to(RELEASE - 1);
    refused(world.withdraw(&provider, 0), StakeError::CooldownNotOver);
    world.warp_to(RELEASE);
    world.withdraw(&provider, 0).expect("withdraws");
}

#[test]
fn a_ticket_pays_once() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    world.warp_to(RELEASE + 1);
    world.withdraw(&provider, 0).expect("withdraws");
    refused(world.withdraw(&provider, 0), MISSING);
    refused(world.cancel_unbond(&provider, 0), MISSING);
}

#[test]
fn two_tickets_are_two_payments() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, 1).expect("unbonds");
    world.warp_to(START + 10);
    world
        .begin_unbond(&provider, 1, BOND - 1)
        .expect("unbonds the rest");
    world.warp_to(RELEASE);
    refused(world.withdraw(&provider, 1), StakeError::CooldownNotOver);
    world.withdraw(&provider, 0).expect("the first is due");
    world.warp_to(RELEASE + 10);
    let before = world.balances();
    world.withdraw(&provider, 1).expect("so is the second");
    let rest = i128::from(BOND - 1);
    world.assert_moved(&before, &[("provider", rest), ("stake vault", -rest)]);
}

#[test]
fn only_its_owner_and_only_into_the_owners_account() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let thief = world.add_wallet("thief");
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    world.warp_to(RELEASE);
    let ticket = address::ticket(&provider.operator, 0);
    let mut stolen = world.pool.withdraw_bond(thief.address(), 0);
    stolen.accounts[2].pubkey = provider.operator;
    stolen.accounts[3].pubkey = ticket;
    refused(
        world.send(&[stolen], &[&thief.authority]),
        StakeError::NotOperatorAuthority,
    );
    let mut astray = world.pool.withdraw_bond(provider.address(), 0);
    astray.accounts[5].pubkey = world.pool.reward_account(&thief.address());
    refused(
        world.send(&[astray], &[&provider.authority]),
        StakeError::WrongTokenAccount,
    );
}

#[test]
fn retiring_does_not_touch_a_ticket() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    world.retire(&provider).expect("retires");
    world.warp_to(RELEASE);
    world.withdraw(&provider, 0).expect("withdraws");
}
