use crate::support::{number, refused, who, TestWorld, ALREADY_THERE};
use assay_client::{
    address,
    stake::{BondLedger, Operator, ROLE_PROVIDER, ROLE_VERIFIER},
};
use assay_tests::{Chain, Sent, World, START};
use solana_signer::Signer;
use stake::{
    constants::{ENDPOINT_LEN, NOT_REGISTERED},
    error::StakeError,
};

#[test]
fn a_provider_is_what_it_says_of_itself() {
    let mut world: TestWorld = World::new();
    let party = world.add_wallet("provider");
    let sent = world.register(&party, ROLE_PROVIDER).expect("registers");

    let operator: Operator = world.state(&party.operator);
    assert_eq!(operator.pool, world.pool.address);
    assert_eq!(operator.authority, party.address());
    assert_eq!(operator.agent, party.agent.pubkey());
    assert_eq!(operator.endpoint_str(), "http://127.0.0.1/provider");
    assert_eq!(
        (
            operator.price_floor,
            operator.class,
            operator.region,
            operator.capacity
        ),
        (17, 0, 528, 4)
    );
    assert_eq!(
        (operator.roles, operator.retired, operator.registered_at),
        (ROLE_PROVIDER, 0, START)
    );
    assert_eq!(
        (
            operator.own_bond,
            operator.cooling.stake,
            operator.locked,
            operator.jailed_until
        ),
        (0, 0, 0, 0)
    );
    assert_eq!(operator.registry_index, NOT_REGISTERED);
    let ledger: BondLedger = world.state(&party.ledger);
    assert_eq!(ledger.operator, party.operator);
    let event = sent.event("OperatorRegistered");
    assert_eq!(who(&event, "operator"), party.operator);
    assert_eq!(who(&event, "agent"), party.agent.pubkey());
    assert_eq!(number(&event, "roles"), 1);
}

#[test]
fn roles_are_provider_verifier_or_both() {
    let mut world: TestWorld = World::new();
    for (name, roles) in [("a", 1), ("b", 2), ("c", 3)] {
        let party = world.add_wallet(name);
        world.register(&party, roles).expect("a role");
    }
    let party = world.add_wallet("d");
    for roles in [0, 4, 7, 255] {
        refused(world.register(&party, roles), StakeError::BadRoles);
    }
}

fn register_with_endpoint(len: usize) -> Sent {
    let mut world: TestWorld = World::new();
    let party = world.add_wallet("provider");
    let mut profile = party.profile();
    profile.endpoint = vec![b'x'; len];
    let instruction = world
        .pool
        .register_operator(party.address(), ROLE_PROVIDER, profile);
    world.send(&[instruction], &[&party.authority])
}

#[test]
fn an_endpoint_has_at_most_96_bytes() {
    register_with_endpoint(0).expect("none");
    register_with_endpoint(ENDPOINT_LEN).expect("96 bytes");
    refused(register_with_endpoint(ENDPOINT_LEN + 1), StakeError::BadEndpoint);
}

#[test]
fn one_authority_registers_once() {
    let mut world: TestWorld = World::new();
    let party = world.add_wallet("provider");
    world.register(&party, ROLE_PROVIDER).expect("registers");
    refused(world.register(&party, ROLE_VERIFIER), ALREADY_THERE);
}

#[test]
fn lamports_sent_ahead_do_not_block_it() {
    let mut world: TestWorld = World::new();
    let party = world.add_wallet("provider");
    world.chain.fund(party.operator, 1);
    world.chain.fund(address::ledger(&party.operator), 1_000_000_000);
    world.register(&party, ROLE_PROVIDER).expect("registers");
    let operator: Operator = world.state(&party.operator);
    assert_eq!(operator.authority, party.address());
}
