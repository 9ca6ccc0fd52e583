//! What the treasury does by votes.

use super::{governed, TestRealm};
use crate::support::refused;
use anchor_lang::prelude::ProgramError;
use assay_client::token;
use assay_tests::governance::Governed;

/// The treasury signs where it was named as a signer, and its signature is good for nothing else.
#[test]
fn the_treasury_signs_for_what_was_voted_only() {
    let mut realm = governed();
    let bob = realm.bob.owner.address();
    let mut unsigned = realm.pay(bob, 1_000);
    unsigned.accounts[0].is_signer = false;
    let proposal = realm.executable(&[unsigned]);
    let before = realm.purses();
    refused(
        realm.execute(&proposal, 0),
        ProgramError::MissingRequiredSignature,
    );
    realm.assert_paid(&before, &[]);
}

#[test]
fn tokens_of_the_treasury_go_where_the_vote_says() {
    let mut realm = governed();
    realm.fill_treasury(5_000);
    let (currency, bob) = (realm.currency(), realm.bob.owner.address());
    let from = realm.gov.treasury_account(&currency);
    let to = realm.world.pool.reward_account(&bob);
    let pay = token::transfer(&from, &currency.mint, &to, &realm.gov.treasury, 1_234, 6);
    let proposal = realm.executable(&[pay]);
    let before = realm.world.balances();
    realm.execute(&proposal, 0).expect("pays");
    realm
        .world
        .assert_moved(&before, &[("treasury", -1_234), ("bob", 1_234)]);
}

/// Once the pool is handed over, a vote runs it.
#[test]
fn the_pool_is_run_by_votes() {
    let mut realm: TestRealm = Governed::builder().handed_over().start();
    let treasury = realm.gov.treasury;
    let pool = realm.world.pool;
    let mut params = realm.world.pool_state().params();
    params.min_bond = 77;
    let proposal = realm.executable(&[
        pool.set_params(treasury, params),
        pool.set_pause(treasury, 4),
        pool.lower_emission(treasury, 12),
    ]);
    for index in 0..3 {
        realm.execute(&proposal, index).expect("does it");
    }
    let state = realm.world.pool_state();
    assert_eq!(
        (state.min_bond, state.pause_mask, state.next_emission),
        (77, 4, 12)
    );
}
