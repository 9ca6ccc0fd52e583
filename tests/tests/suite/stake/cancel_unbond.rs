use super::bonded;
use crate::support::{number, refused, TestWorld, MISSING};
use assay_client::{
    address,
    stake::{Operator, Ticket, ROLE_PROVIDER},
};
use assay_tests::{key, World, BOND};
use solana_signer::Signer;
use stake::error::StakeError;

#[test]
fn the_ticket_goes_back_into_the_bond_and_its_rent_to_the_authority() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let lamports = world.lamports(&provider.address());
    let before = world.balances();
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    let sent = world.cancel_unbond(&provider, 0).expect("cancels");
    world.assert_moved(&before, &[]);
    assert_eq!(world.lamports(&provider.address()), lamports);
    assert!(world
        .find::<Ticket>(&address::ticket(&provider.operator, 0))
        .is_none());
    let operator: Operator = world.state(&provider.operator);
    assert_eq!(
        (operator.own_bond, operator.cooling.stake, operator.open_tickets),
        (BOND, 0, 0)
    );
    let event = sent.event("UnbondCancelled");
    let fields = ["amount", "bond_before", "bond_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [30, BOND - 30, BOND]);
}

#[test]
fn twice_is_once_too_often() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    world.cancel_unbond(&provider, 0).expect("cancels");
    let again = world.cancel_unbond(&provider, 0);
    refused(again, MISSING);
}

#[test]
fn a_ticket_of_another_operator_or_in_other_hands_stays() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let other = world.add_operator("other", ROLE_PROVIDER, BOND);
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    let ticket = address::ticket(&provider.operator, 0);

    let mut of_another = world.pool.cancel_unbond(other.address(), 0);
    of_another.accounts[4].pubkey = ticket;
    refused(
        world.send(&[of_another], &[&other.authority]),
        StakeError::WrongOperator,
    );
    let stranger = key("stranger");
    let mut stolen = world.pool.cancel_unbond(stranger.pubkey(), 0);
    stolen.accounts[2].pubkey = provider.operator;
    stolen.accounts[4].pubkey = ticket;
    refused(
        world.send(&[stolen], &[&stranger]),
        StakeError::NotOperatorAuthority,
    );
}

#[test]
fn a_verifier_that_fell_out_of_the_lottery_joins_anew() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let verifier = world.verifiers[0].clone();
    world.begin_unbond(&verifier, 0, BOND).expect("unbonds all");
    world.cancel_unbond(&verifier, 0).expect("cancels");
    world.join(&verifier, 0).expect("the slot is free again");
}
