use crate::support::{number, raw, refused, who, TestWorld};
use assay_client::stake::{Operator, VerifierRegistry, ROLE_PROVIDER, ROLE_VERIFIER};
use assay_tests::{key, Chain, World, BOND};
use solana_address::Address;
use solana_signer::Signer;
use stake::{constants::REGISTRY_SLOTS, error::StakeError, state::VerifierEntry};

const MINIMUM: u64 = 1_000_000;

#[test]
fn a_verifier_takes_a_free_slot_with_its_bond_as_weight() {
    let mut world: TestWorld = World::new();
    let verifier = world.add_operator("verifier", ROLE_VERIFIER, MINIMUM);
    let sent = world.join(&verifier, 249).expect("joins");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    let entry = registry.entries[249];
    assert_eq!((entry.operator, entry.weight), (verifier.operator, MINIMUM));
    assert_eq!((registry.count, registry.total_weight), (1, MINIMUM));
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(operator.registry_index, 249);
    let event = sent.event("RegistryJoined");
    assert_eq!(who(&event, "operator"), verifier.operator);
    assert_eq!(who(&event, "displaced"), Address::default());
    let fields = ["index", "weight", "total_weight"];
    assert_eq!(fields.map(|field| number(&event, field)), [249, MINIMUM, MINIMUM]);
}

#[test]
fn who_may_not() {
    let mut world: TestWorld = World::new();
    let provider = world.add_operator("provider", ROLE_PROVIDER, BOND);
    refused(world.join(&provider, 0), StakeError::WrongRole);
    let poor = world.add_operator("poor", ROLE_VERIFIER, MINIMUM - 1);
    refused(world.join(&poor, 0), StakeError::BelowMinimumBond);
    let retired = world.add_operator("retired", ROLE_VERIFIER, BOND);
    world.retire(&retired).expect("retires");
    refused(world.join(&retired, 0), StakeError::Retired);
    let verifier = world.add_operator("verifier", ROLE_VERIFIER, BOND);
    let stranger = key("stranger");
    let mut foreign = world.pool.join_registry(stranger.pubkey(), 0);
    foreign.accounts[2].pubkey = verifier.operator;
    refused(
        world.send(&[foreign], &[&stranger]),
        StakeError::NotOperatorAuthority,
    );
}

#[test]
fn the_jail_opens_to_the_second() {
    let mut world: TestWorld = World::new();
    let verifier = world.add_operator("verifier", ROLE_VERIFIER, BOND);
    let until = world.now() + 1_000;
    world.edit::<Operator>(&verifier.operator, |operator| operator.jailed_until = until);
    world.warp_to(until - 1);
    refused(world.join(&verifier, 0), StakeError::Jailed);
    world.warp_to(until);
    world.join(&verifier, 0).expect("joins");
}

#[test]
fn once_per_verifier_and_one_per_slot() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let first = world.verifiers[0].clone();
    refused(world.join(&first, 1), StakeError::AlreadyRegistered);
    let richer = world.add_operator("richer", ROLE_VERIFIER, 2 * BOND);
    refused(world.join(&richer, 0), StakeError::RegistrySlotTaken);
    refused(
        world.join(&richer, REGISTRY_SLOTS as u16),
        StakeError::RegistrySlotTaken,
    );
    refused(world.join(&richer, u16::MAX), StakeError::RegistrySlotTaken);
}

/// Fills every free slot with operators that exist nowhere else.
fn fill(world: &mut TestWorld, weight: u64) {
    let registry = world.pool.registry;
    world.edit::<VerifierRegistry>(&registry, |registry| {
        for (index, entry) in registry.entries.iter_mut().enumerate() {
            if entry.weight == 0 {
                *entry = VerifierEntry {
                    operator: Address::new_from_array([index as u8 + 1; 32]),
                    weight,
                };
                registry.count += 1;
                registry.total_weight += weight;
            }
        }
    });
}

#[test]
fn in_a_full_registry_more_stake_displaces() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let sitting = world.verifiers[0].clone();
    let equal = world.add_operator("equal", ROLE_VERIFIER, BOND);
    let richer = world.add_operator("richer", ROLE_VERIFIER, BOND + 1);
    fill(&mut world, BOND);
    let join = |world: &TestWorld, party: &assay_tests::Party| world.pool.join_registry(party.address(), 0);

    let instruction = join(&world, &equal);
    refused(
        raw(&mut world, instruction, &[&equal.authority]),
        StakeError::RegistrySlotTaken,
    );
    let instruction = join(&world, &richer);
    let sent = raw(&mut world, instruction, &[&richer.authority]).expect("displaces");
    assert_eq!(who(&sent.event("RegistryJoined"), "displaced"), sitting.operator);
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.entries[0].operator, richer.operator);
    assert_eq!((registry.count, registry.total_weight), (250, 250 * BOND + 1));

    // The displaced one holds no slot: it cannot leave with another's, its deposits weigh nothing, and it may join
    // again.
    let leave = world.pool.leave_registry(sitting.address());
    refused(
        raw(&mut world, leave, &[&sitting.authority]),
        StakeError::NotInRegistry,
    );
    let deposit = world.pool.deposit_bond(sitting.address(), sitting.operator, 2);
    raw(&mut world, deposit, &[&sitting.authority]).expect("deposits");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.total_weight, 250 * BOND + 1);
    let again = world.pool.join_registry(sitting.address(), 1);
    raw(&mut world, again, &[&sitting.authority]).expect("displaces another");
    assert!(world.chain.account(&world.pool.registry.clone()).is_some());
}
