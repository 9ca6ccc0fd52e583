use super::bonded;
use crate::support::{number, other_pool, refused, who, with, TestWorld, INSUFFICIENT_FUNDS};
use assay_client::stake::{Operator, Pool, VerifierRegistry, ROLE_PROVIDER};
use assay_tests::{World, BOND};
use stake::error::StakeError;

#[test]
fn tokens_move_into_the_vault_and_count_as_bond() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let before = world.balances();
    let sent = world.deposit(&provider, 7).expect("deposits");
    world.assert_moved(&before, &[("provider", -7), ("stake vault", 7)]);
    let operator: Operator = world.state(&provider.operator);
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!((operator.own_bond, pool.total_bond), (BOND + 7, BOND + 7));
    let event = sent.event("BondDeposited");
    assert_eq!(who(&event, "operator"), provider.operator);
    let fields = ["amount", "bond_before", "bond_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [7, BOND, BOND + 7]);
}

#[test]
fn one_unit_counts_and_none_is_refused() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.deposit(&provider, 1).expect("one unit");
    refused(world.deposit(&provider, 0), StakeError::ZeroAmount);
}

#[test]
fn only_what_is_there_can_be_deposited() {
    let mut world: TestWorld = World::new();
    let party = world.add_wallet("provider");
    world.register(&party, ROLE_PROVIDER).expect("registers");
    refused(world.deposit(&party, u64::MAX), INSUFFICIENT_FUNDS);
    world.give_reward(&party, 10);
    refused(world.deposit(&party, 11), INSUFFICIENT_FUNDS);
    world.deposit(&party, 10).expect("all of it");
    refused(world.deposit(&party, u64::MAX), StakeError::Overflow);
    refused(world.deposit(&party, u64::MAX - 9), StakeError::Overflow);
    refused(world.deposit(&party, u64::MAX - 10), INSUFFICIENT_FUNDS);
}

#[test]
fn anybody_may_add_to_a_bond() {
    let mut world = bonded();
    let friend = world.add_wallet("friend");
    world.give_reward(&friend, 100);
    let before = world.balances();
    let instruction = world
        .pool
        .deposit_bond(friend.address(), world.provider.operator, 100);
    world.send(&[instruction], &[&friend.authority]).expect("adds");
    world.assert_moved(&before, &[("friend", -100), ("stake vault", 100)]);
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(operator.own_bond, BOND + 100);
}

#[test]
fn the_weight_in_the_lottery_follows() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let verifier = world.verifiers[0].clone();
    world.deposit(&verifier, 5).expect("deposits");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.entries[0].weight, BOND + 5);
    assert_eq!(registry.total_weight, BOND + 5);
}

#[test]
fn a_retired_operator_takes_no_bond() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    refused(world.deposit(&provider, 1), StakeError::Retired);
}

#[test]
fn accounts_of_another_pool_do_not_fit() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let other = other_pool(&mut world, "other reward mint");
    let here = world.pool;
    let deposit = here.deposit_bond(provider.address(), provider.operator, 1);
    let swapped = |old, new, error| (with(deposit.clone(), old, new), error);
    for (instruction, error) in [
        swapped(&here.registry, &other.registry, StakeError::WrongPool),
        swapped(&here.reward_mint, &other.reward_mint, StakeError::WrongMint),
        swapped(&here.address, &other.address, StakeError::WrongPool),
    ] {
        refused(world.send(&[instruction], &[&provider.authority]), error);
    }
}
