use super::bonded;
use crate::support::{refused, two, who, TestWorld};
use assay_client::stake::{Operator, VerifierRegistry};
use assay_tests::{key, World, BOND};
use solana_signer::Signer;
use stake::{constants::NOT_REGISTERED, error::StakeError};

#[test]
fn a_retired_verifier_is_out_of_the_lottery_and_keeps_its_bond() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let verifier = world.verifiers[0].clone();
    let before = world.balances();
    let sent = world.retire(&verifier).expect("retires");
    world.assert_moved(&before, &[]);
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(
        (operator.retired, operator.registry_index, operator.own_bond),
        (1, NOT_REGISTERED, BOND)
    );
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!((registry.count, registry.total_weight), (0, 0));
    assert_eq!(who(&sent.event("OperatorRetired"), "operator"), verifier.operator);
    refused(world.join(&verifier, 0), StakeError::Retired);
}

#[test]
fn for_good_and_once() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    refused(world.retire(&provider), StakeError::Retired);
}

#[test]
fn only_by_the_cold_key() {
    let mut world = bonded();
    let operator = world.provider.operator;
    for by in [world.provider.agent.clone(), key("stranger")] {
        let mut instruction = world.pool.retire_operator(by.pubkey());
        instruction.accounts[2].pubkey = operator;
        refused(
            world.send(&[instruction], &[&by]),
            StakeError::NotOperatorAuthority,
        );
    }
}

#[test]
fn a_job_at_hand_is_still_finished() {
    let mut world = two();
    let job = world.post(|_| {});
    let claim = world.work.honest();
    world.accept(&job).expect("accepts");
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    let next = world.post(|_| {});
    refused(world.accept(&next), StakeError::Retired);
    world.commit(&job, &claim).expect("commits");
    world.reveal(&job, &claim).expect("reveals");
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
}
