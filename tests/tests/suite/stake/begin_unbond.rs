use super::bonded;
use crate::support::{number, refused, two, who, TestWorld, ALREADY_THERE};
use assay_client::{
    address,
    stake::{Operator, Pool, Ticket, VerifierRegistry},
};
use assay_tests::{key, Chain, World, BOND, START};
use solana_signer::Signer;
use stake::{constants::NOT_REGISTERED, error::StakeError};

const COOLDOWN: i64 = 7 * 86_400;

#[test]
fn the_bond_shrinks_at_once_and_a_ticket_waits() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let before = world.balances();
    let sent = world.begin_unbond(&provider, 5, 30).expect("unbonds");
    world.assert_moved(&before, &[]);
    let address = address::ticket(&provider.operator, 5);
    let ticket: Ticket = world.state(&address);
    assert_eq!(
        (ticket.operator, ticket.owner),
        (provider.operator, provider.address())
    );
    assert_eq!(
        (ticket.amount, ticket.release_at, ticket.nonce),
        (30, START + COOLDOWN, 5)
    );
    let operator: Operator = world.state(&provider.operator);
    assert_eq!(
        (operator.own_bond, operator.cooling.stake, operator.open_tickets),
        (BOND - 30, 30, 1)
    );
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!((pool.total_bond, pool.total_cooling), (BOND - 30, 30));
    let event = sent.event("UnbondBegun");
    assert_eq!(who(&event, "ticket"), address);
    let fields = ["amount", "bond_before", "bond_after", "release_at"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [30, BOND, BOND - 30, (START + COOLDOWN) as u64]
    );
}

#[test]
fn amounts_from_one_unit_to_all_of_it() {
    let mut world = bonded();
    let provider = world.provider.clone();
    refused(world.begin_unbond(&provider, 0, 0), StakeError::ZeroAmount);
    refused(
        world.begin_unbond(&provider, 0, u64::MAX),
        StakeError::MoreThanOwned,
    );
    refused(
        world.begin_unbond(&provider, 0, BOND + 1),
        StakeError::MoreThanOwned,
    );
    world.begin_unbond(&provider, 0, 1).expect("one unit");
    world.begin_unbond(&provider, 1, BOND - 1).expect("the rest");
    refused(world.begin_unbond(&provider, 2, 1), StakeError::MoreThanOwned);
}

#[test]
fn what_is_locked_stays_covered() {
    let mut world = two();
    let provider = world.provider.clone();
    let job = world.post(|request| request.price = 40_000_000);
    world.accept(&job).expect("locks 60,000,000");
    // 80 % of 75,000,000 is just what is locked.
    refused(
        world.begin_unbond(&provider, 0, BOND - 75_000_000 + 1),
        StakeError::InsufficientBond,
    );
    world
        .begin_unbond(&provider, 0, BOND - 75_000_000)
        .expect("all that is free");
    refused(world.begin_unbond(&provider, 1, 1), StakeError::InsufficientBond);
}

#[test]
fn only_the_cold_key_unbonds() {
    let mut world = bonded();
    let operator = world.provider.operator;
    for by in [world.provider.agent.clone(), key("stranger")] {
        let mut instruction = world.pool.begin_unbond(by.pubkey(), 0, 1);
        instruction.accounts[2].pubkey = operator;
        instruction.accounts[4].pubkey = address::ticket(&operator, 0);
        world.chain.fund(by.pubkey(), 10_000_000_000);
        refused(
            world.send(&[instruction], &[&by]),
            StakeError::NotOperatorAuthority,
        );
    }
}

#[test]
fn a_nonce_serves_once_at_a_time() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, 1).expect("unbonds");
    refused(world.begin_unbond(&provider, 0, 1), ALREADY_THERE);
}

#[test]
fn the_weight_falls_and_below_the_minimum_the_verifier_leaves() {
    let mut world: TestWorld = World::new().with_verifiers(2);
    let verifier = world.verifiers[1].clone();
    world
        .begin_unbond(&verifier, 0, BOND - 1_000_000)
        .expect("down to the minimum");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.entries[1].weight, 1_000_000);
    world.begin_unbond(&verifier, 1, 1).expect("one below");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!((registry.entries[1].weight, registry.count), (0, 1));
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(operator.registry_index, NOT_REGISTERED);
}
