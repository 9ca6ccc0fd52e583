use super::bonded;
use crate::support::{refused, who, TestWorld};
use assay_client::stake::Operator;
use assay_tests::{key, Key, Sent, BOND};
use solana_signer::Signer;
use stake::{error::StakeError, state::Profile};

fn profile(endpoint: String) -> Profile {
    Profile {
        agent: key("new agent").pubkey(),
        price_floor: 1,
        region: 3,
        capacity: 4,
        endpoint: endpoint.into_bytes(),
    }
}

/// Updates the provider, signed by `by`.
fn update(world: &mut TestWorld, by: &Key, profile: Profile) -> Sent {
    let mut instruction = world.pool.update_operator(by.pubkey(), profile);
    instruction.accounts[1].pubkey = world.provider.operator;
    world.send(&[instruction], &[by])
}

#[test]
fn the_profile_is_replaced_and_nothing_else() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.edit::<Operator>(&provider.operator, |operator| operator.class = 9);
    let sent = update(&mut world, &provider.authority, profile("e".to_owned())).expect("updates");
    let operator: Operator = world.state(&provider.operator);
    assert_eq!(operator.agent, key("new agent").pubkey());
    assert_eq!(operator.endpoint_str(), "e");
    assert_eq!(
        (
            operator.price_floor,
            operator.class,
            operator.region,
            operator.capacity
        ),
        (1, 9, 3, 4)
    );
    assert_eq!(
        (operator.authority, operator.own_bond),
        (provider.address(), BOND)
    );
    let event = sent.event("OperatorUpdated");
    assert_eq!(who(&event, "agent_before"), provider.agent.pubkey());
    assert_eq!(who(&event, "agent_after"), key("new agent").pubkey());
}

#[test]
fn a_longer_endpoint_leaves_nothing_of_it_behind() {
    let mut world = bonded();
    let authority = world.provider.authority.clone();
    update(&mut world, &authority, profile("long".repeat(24))).expect("96 bytes");
    update(&mut world, &authority, profile("x".to_owned())).expect("one byte");
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert!(operator.endpoint[1..].iter().all(|byte| *byte == 0));
}

#[test]
fn the_hot_key_and_strangers_cannot() {
    let mut world = bonded();
    for by in [world.provider.agent.clone(), key("stranger")] {
        refused(
            update(&mut world, &by, profile(String::new())),
            StakeError::NotOperatorAuthority,
        );
    }
}

#[test]
fn an_endpoint_has_at_most_96_bytes() {
    let mut world = bonded();
    let authority = world.provider.authority.clone();
    refused(
        update(&mut world, &authority, profile("x".repeat(97))),
        StakeError::BadEndpoint,
    );
}
