//! One stake, one vote: whatever is done with the position between two votes.

use crate::support::{refused, TestRealm, ALREADY_THERE};
use assay_tests::{
    governance::{Governed, ProposalRef, FOR},
    Stake,
};
use governor::{error::GovernorError, state::Status};
use stake::error::StakeError;

const DAY: i64 = 86_400;

/// Bob has voted on Ann's proposal.
fn voted() -> (TestRealm, ProposalRef, Stake) {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    (realm, proposal, bob)
}

#[test]
fn what_has_voted_is_neither_taken_out_nor_split_merged_or_given_away() {
    let (mut realm, proposal, bob) = voted();
    let eve = realm.add_wallet("eve");
    realm.world.give_reward(&bob.owner, 10);
    let (crumb, sent) = realm.world.open(&bob.owner, 10, 0);
    sent.expect("opens");
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    refused(realm.world.split(&bob, 1).1, StakeError::PositionVoting);
    refused(realm.world.merge(&bob, &crumb), StakeError::PositionVoting);
    refused(realm.world.merge(&crumb, &bob), StakeError::PositionVoting);
    refused(
        realm.world.transfer_position(&bob, &eve),
        StakeError::PositionVoting,
    );
    refused(realm.world.close_position(&bob), StakeError::PositionInUse);
    assert_eq!(realm.proposal(&proposal).tally.for_weight, 300_000);
}

/// Withdrawing the vote first, it can be done, and nothing of it has weight in this vote a second time.
#[test]
fn what_moves_after_a_withdrawal_has_the_weight_it_had_or_less() {
    let (mut realm, proposal, bob) = voted();
    realm.withdraw(&proposal, &bob).expect("withdraws");
    let eve = realm.add_wallet("eve");
    let (half, sent) = realm.world.split(&bob, 100_000);
    sent.expect("splits");
    refused(realm.cast(&proposal, &half, FOR), GovernorError::NoWeight);
    realm.world.transfer_position(&bob, &eve).expect("gives it away");
    let eves = Stake {
        owner: eve,
        ..bob.clone()
    };
    refused(realm.cast(&proposal, &bob, FOR), GovernorError::NotVoter);
    realm.cast(&proposal, &eves, FOR).expect("Eve votes with it");
    refused(realm.cast(&proposal, &eves, FOR), ALREADY_THERE);
    assert_eq!(realm.proposal(&proposal).tally.for_weight, 200_000);
}

#[test]
fn unstaked_and_staked_again_it_has_no_weight() {
    let (mut realm, proposal, bob) = voted();
    realm.withdraw(&proposal, &bob).expect("withdraws");
    realm.world.begin_unstake(&bob, 0, 300_000).expect("leaves");
    realm.world.cancel_unstake(&bob, 0).expect("stays");
    realm.later(1);
    refused(realm.cast(&proposal, &bob, FOR), GovernorError::NoWeight);
    // Nor does the same money through another account.
    realm.add_wallet("eve");
    let eve = realm.world.party("eve");
    realm.world.give_reward(&eve, 300_000);
    let (eves, sent) = realm.world.open(&eve, 300_000, 0);
    sent.expect("opens");
    realm.later(1);
    refused(realm.cast(&proposal, &eves, FOR), GovernorError::NoWeight);
    assert_eq!(realm.proposal(&proposal).tally.for_weight, 0);
}

#[test]
fn merged_into_another_it_adds_no_weight_to_the_vote() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    realm.world.give_reward(&bob.owner, 1_000);
    let (small, sent) = realm.world.open(&bob.owner, 1_000, 0);
    sent.expect("opens");
    realm.later(1);
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.withdraw(&proposal, &bob).expect("withdraws");
    realm.world.merge(&small, &bob).expect("merges");
    realm.cast(&proposal, &small, FOR).expect("votes");
    assert_eq!(
        realm.proposal(&proposal).tally.for_weight,
        1_000,
        "what the small one had when the vote began"
    );
}

/// Bob has voted, taken everything out once the vote held him no longer, and closed his position; nobody has decided it.
fn voted_and_gone() -> (TestRealm, ProposalRef) {
    let mut realm: TestRealm = Governed::builder()
        .pool(|params| params.cooldown_seconds = 3_600)
        .start();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    // Nobody decides it, until it holds nobody any more.
    realm.later(4 * DAY);
    realm.world.begin_unstake(&bob, 0, 300_000).expect("free");
    realm.later(3_600);
    realm.world.withdraw_stake(&bob, 0).expect("leaves");
    realm.world.close_position(&bob).expect("closes");
    (realm, proposal)
}

/// A position that is closed and opened under its id again is not the one that voted: its first vote does not free it,
/// and it has no weight in what it voted on.
#[test]
fn a_position_that_is_opened_again_has_not_voted() {
    let (mut realm, proposal) = voted_and_gone();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let open = realm
        .world
        .pool
        .open_position(bob.owner.address(), bob.id, 300_000, 0);
    realm
        .world
        .send(&[open], &[&bob.owner.authority])
        .expect("opens it again");
    realm.later(1);
    let next = realm.propose(&ann, &[]);
    realm.cast(&next, &bob, FOR).expect("votes on another one");
    refused(realm.cast(&proposal, &bob, FOR), ALREADY_THERE);
    realm.finalize(&proposal).expect("decides");
    assert_eq!(realm.status(&proposal), Status::Executed);
    realm.close_vote(&proposal, &bob).expect("closes the old record");
    let position = realm.world.position(&bob);
    assert_eq!(position.votes, 1, "only its own vote lets go of it");
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    realm.withdraw(&next, &bob).expect("withdraws");
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
}

/// A record whose position is gone is closed, and its rent is not lost.
#[test]
fn the_record_of_a_position_that_is_gone_is_closed() {
    let (mut realm, proposal) = voted_and_gone();
    let bob = realm.bob.clone();
    realm.finalize(&proposal).expect("decides");
    let before = realm.purses();
    realm.close_vote(&proposal, &bob).expect("closes");
    let rent = i128::from(assay_tests::governance::rent::<governor::state::VoteRecord>());
    realm.assert_paid(&before, &[("bob", rent)]);
    assert_eq!(realm.proposal(&proposal).open_votes, 0);
}

/// A vote that was over when others began does not free the position from them.
#[test]
fn an_old_vote_frees_nobody_from_a_new_one() {
    let (mut realm, old, bob) = voted();
    let ann = realm.ann.clone();
    realm.later(4 * DAY);
    let new = realm.propose(&ann, &[]);
    realm.cast(&new, &bob, FOR).expect("votes");
    realm.finalize(&old).expect("decides");
    realm.close_vote(&old, &bob).expect("closes");
    assert_eq!(realm.world.position(&bob).votes, 1);
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    realm.warp_to_end(&new);
    realm.finalize(&new).expect("decides");
    realm.close_vote(&new, &bob).expect("closes");
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
}
