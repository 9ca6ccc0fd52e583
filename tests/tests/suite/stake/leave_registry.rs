use super::bonded;
use crate::support::{number, refused, who, TestWorld};
use assay_client::stake::{Operator, VerifierRegistry};
use assay_tests::{key, World, BOND};
use solana_signer::Signer;
use stake::{constants::NOT_REGISTERED, error::StakeError};

#[test]
fn the_slot_is_free_again() {
    let mut world: TestWorld = World::new().with_verifiers(2);
    let verifier = world.verifiers[0].clone();
    let sent = world.leave(&verifier).expect("leaves");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!((registry.entries[0].weight, registry.count), (0, 1));
    assert_eq!(registry.total_weight, BOND);
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(operator.registry_index, NOT_REGISTERED);
    let event = sent.event("RegistryLeft");
    assert_eq!(who(&event, "operator"), verifier.operator);
    assert_eq!(
        (number(&event, "index"), number(&event, "total_weight")),
        (0, BOND)
    );
    world.join(&verifier, 0).expect("joins again");
}

#[test]
fn whoever_is_not_in_it_cannot_leave() {
    let mut world = bonded();
    let provider = world.provider.clone();
    refused(world.leave(&provider), StakeError::NotInRegistry);
    let mut world: TestWorld = World::new().with_verifiers(1);
    let verifier = world.verifiers[0].clone();
    world.leave(&verifier).expect("leaves");
    refused(world.leave(&verifier), StakeError::NotInRegistry);
}

#[test]
fn only_by_the_cold_key() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let verifier = world.verifiers[0].clone();
    for by in [verifier.agent.clone(), key("stranger")] {
        let mut instruction = world.pool.leave_registry(by.pubkey());
        instruction.accounts[2].pubkey = verifier.operator;
        refused(
            world.send(&[instruction], &[&by]),
            StakeError::NotOperatorAuthority,
        );
    }
}
