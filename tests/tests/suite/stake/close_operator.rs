use super::bonded;
use crate::support::{refused, two, who, MISSING};
use assay_client::stake::{BondLedger, Operator, ROLE_PROVIDER};
use assay_tests::{key, BOND, START};
use solana_signer::Signer;
use stake::error::StakeError;

const RELEASE: i64 = START + 7 * 86_400;

#[test]
fn everything_out_and_the_rent_comes_back() {
    let mut world = crate::support::TestWorld::new();
    let party = world.add_wallet("provider");
    let lamports = world.lamports(&party.address());
    world.register(&party, ROLE_PROVIDER).expect("registers");
    world.retire(&party).expect("retires");
    let sent = world.close_operator(&party).expect("closes");
    assert_eq!(world.lamports(&party.address()), lamports);
    assert!(world.find::<Operator>(&party.operator).is_none());
    assert!(world.find::<BondLedger>(&party.ledger).is_none());
    let event = sent.event("OperatorClosed");
    assert_eq!(who(&event, "operator"), party.operator);
    assert_eq!(who(&event, "authority"), party.address());
}

#[test]
fn not_while_anything_is_left() {
    let mut world = bonded();
    let provider = world.provider.clone();
    refused(world.close_operator(&provider), StakeError::OperatorInUse);
    world.retire(&provider).expect("retires");
    refused(world.close_operator(&provider), StakeError::OperatorInUse);
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    refused(world.close_operator(&provider), StakeError::OperatorInUse);
    world.warp_to(RELEASE);
    world.withdraw(&provider, 0).expect("withdraws");
    world.close_operator(&provider).expect("nothing is left");
}

#[test]
fn not_while_work_is_bonded() {
    let mut world = two();
    let provider = world.provider.clone();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.retire(&provider).expect("retires");
    refused(world.close_operator(&provider), StakeError::OperatorInUse);
}

#[test]
fn not_before_it_is_retired() {
    let mut world = crate::support::TestWorld::new();
    let party = world.add_wallet("provider");
    world.register(&party, ROLE_PROVIDER).expect("registers");
    refused(world.close_operator(&party), StakeError::OperatorInUse);
}

#[test]
fn only_by_the_cold_key() {
    let mut world = bonded();
    let provider = world.provider.clone();
    for by in [provider.agent.clone(), key("stranger")] {
        let mut instruction = world.pool.close_operator(by.pubkey());
        instruction.accounts[1].pubkey = provider.operator;
        instruction.accounts[2].pubkey = provider.ledger;
        refused(
            world.send(&[instruction], &[&by]),
            StakeError::NotOperatorAuthority,
        );
    }
}

#[test]
fn what_comes_back_to_life_starts_from_nothing() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, BOND).expect("unbonds");
    world.retire(&provider).expect("retires");
    world.warp_to(RELEASE);
    world.withdraw(&provider, 0).expect("withdraws");
    world.close_operator(&provider).expect("closes");
    refused(world.close_operator(&provider), MISSING);
    refused(world.deposit(&provider, 1), MISSING);
    world.register(&provider, ROLE_PROVIDER).expect("registers again");
    let operator: Operator = world.state(&provider.operator);
    assert_eq!(
        (operator.retired, operator.own_bond, operator.registered_at),
        (0, 0, RELEASE)
    );
}
