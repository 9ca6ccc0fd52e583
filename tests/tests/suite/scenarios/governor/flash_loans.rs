//! What was borrowed a moment ago has no weight, neither to propose nor to vote.

use crate::support::refused;
use assay_tests::governance::{text, FOR};
use governor::error::GovernorError;
use stake::error::StakeError;

/// All in one transaction, as a flash loan must be: it takes the stake out of nothing and finds it has no weight.
#[test]
fn stake_of_the_same_second_neither_proposes_nor_votes() {
    let mut realm = crate::support::realm();
    let ann = realm.ann.clone();
    let eve = realm.add_voter("eve", 20_000_000, 0);
    refused(realm.try_draft(&eve, 0, text()).1, GovernorError::BelowThreshold);
    let proposal = realm.propose(&ann, &[realm.pay(eve.address, 1)]);
    refused(realm.cast(&proposal, &eve, FOR), GovernorError::NoWeight);
    realm.later(86_400);
    refused(realm.cast(&proposal, &eve, FOR), GovernorError::NoWeight);
    assert_eq!(realm.proposal(&proposal).tally.weight(), 0);
}

#[test]
fn nor_does_stake_from_after_the_start() {
    let mut realm = crate::support::realm();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.later(1);
    let eve = realm.add_voter("eve", 10_000_000, 4 * 365 * 86_400);
    realm.later(1);
    refused(realm.cast(&proposal, &eve, FOR), GovernorError::NoWeight);
    // On what begins later it counts, four times, as everybody saw it coming.
    let next = realm.propose(&ann, &[]);
    realm.cast(&next, &eve, FOR).expect("votes");
    assert_eq!(realm.proposal(&next).tally.for_weight, 40_000_000);
}

/// The loan could not be paid back in time: what voted is held, and leaves through the cooldown.
#[test]
fn what_voted_does_not_leave_in_the_same_transaction() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let holding = realm.world.holding(&bob);
    let content = realm.proposal(&proposal).content;
    let cast = realm
        .gov
        .cast_vote(bob.owner.address(), proposal.address, &holding, FOR, content);
    let leave = realm.world.pool.begin_unstake(&holding, 0, 300_000);
    let both = realm.send_all(&[cast, leave], &[&bob.owner.authority]);
    let failure = refused(both, StakeError::PositionVoting);
    assert_eq!(failure.instruction().map(|(index, _)| index), Some(1));
    assert_eq!(realm.proposal(&proposal).open_votes, 0);
}

/// Borrowed stake raises the quorum of what is submitted in that second, and leaves through the cooldown for it.
#[test]
fn borrowed_stake_counts_for_the_quorum_and_stays_for_the_cooldown() {
    let mut realm = crate::support::realm();
    let ann = realm.ann.clone();
    let draft = realm.draft(&ann);
    let eve = realm.add_voter("eve", 1_000_000, 0);
    realm.submit(&draft).expect("a vote");
    assert_eq!(realm.proposal(&draft).quorum, 200_000);
    realm.world.begin_unstake(&eve, 0, 1_000_000).expect("leaves");
    refused(realm.world.withdraw_stake(&eve, 0), StakeError::CooldownNotOver);
    assert_eq!(realm.world.pool_state().total_votes, 1_000_000);
}
