use super::{bonded, DAY, STREAM};
use crate::support::{later, near, number, refused, who, with, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_tests::{key, BOND};
use solana_signer::Signer;
use stake::error::StakeError;

/// A provider whose bond alone earned for half an epoch.
fn earned() -> TestWorld {
    let mut world = bonded();
    world.next_epoch();
    later(&mut world, DAY / 2);
    world
}

#[test]
fn what_the_bond_earned_is_paid_to_the_authority() {
    let mut world = earned();
    let provider = world.provider.clone();
    let before = world.balances();
    let sent = world.claim_operator(&provider).expect("claims");
    let paid = world.balances().of("provider") - before.of("provider");
    near(paid, STREAM / 2, 1);
    let moved = i128::from(paid);
    world.assert_moved(&before, &[("provider", moved), ("reward vault", -moved)]);
    let operator = world.operator(&provider);
    assert_eq!(
        (
            operator.rewards,
            operator.earned_bond,
            operator.earned_commission,
            operator.own_bond
        ),
        (0, paid, 0, BOND)
    );
    let event = sent.event("OperatorPaid");
    assert_eq!(
        (who(&event, "operator"), who(&event, "authority")),
        (provider.operator, provider.address())
    );
    assert_eq!(number(&event, "amount"), paid);
}

#[test]
fn twice_in_one_slot_pays_once() {
    let mut world = earned();
    let provider = world.provider.clone();
    world.claim_operator(&provider).expect("claims");
    refused(world.claim_operator(&provider), StakeError::NothingToClaim);
    let mut world = bonded();
    refused(world.claim_operator(&provider), StakeError::NothingToClaim);
}

#[test]
fn only_by_the_cold_key_and_to_its_own_account() {
    let mut world = earned();
    let provider = world.provider.clone();
    let pool = world.pool;
    for by in [provider.agent.clone(), key("stranger")] {
        let instruction = pool.claim_operator(by.pubkey());
        let swapped = with(instruction, &pool.operator(&by.pubkey()), &provider.operator);
        refused(world.send(&[swapped], &[&by]), StakeError::NotOperatorAuthority);
    }
    let thief = world.add_wallet("thief");
    let claim = pool.claim_operator(provider.address());
    let own = pool.reward_account(&provider.address());
    for (old, new, error) in [
        (
            own,
            pool.reward_account(&thief.address()),
            StakeError::WrongTokenAccount.into(),
        ),
        (pool.reward_vault, pool.vault, ProgramError::InvalidSeeds),
    ] {
        let swapped = with(claim.clone(), &old, &new);
        refused(world.send(&[swapped], &[&provider.authority]), error);
    }
}

#[test]
fn a_retired_operator_gets_what_it_earned_and_no_more() {
    let mut world = earned();
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    later(&mut world, DAY / 4);
    world.claim_operator(&provider).expect("claims");
    near(world.operator(&provider).earned_bond, STREAM / 2, 1);
    refused(world.claim_operator(&provider), StakeError::NothingToClaim);
}
