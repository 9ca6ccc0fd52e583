//! `close_vote` and `claim_exit`.

use super::{governed, other_realm, TestRealm, BEGAN, DAY, WRONG_ADDRESS};
use crate::support::{number, refused, who, with, MISSING};
use assay_client::{address, governor::Ballot};
use assay_tests::{
    governance::{rent, ProposalRef, ABSTAIN, AGAINST, FOR},
    Stake,
};
use governor::{
    error::GovernorError,
    state::{Status, VoteRecord},
};
use solana_address::Address;
use stake::error::StakeError;

/// A critical proposal that Ann made succeed against Bob, with what Cyd said.
fn critical(cyd_says: Ballot) -> (TestRealm, ProposalRef, Stake) {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let action = realm.gov.set_params(realm.clone().realm().params);
    let proposal = realm.propose(&ann, &[action]);
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.cast(&proposal, &cyd, cyd_says).expect("votes");
    realm.pass(&proposal);
    (realm, proposal, bob)
}

#[test]
fn once_decided_anyone_frees_the_position_and_the_rent_goes_back() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let before = realm.purses();
    realm.cast(&proposal, &bob, FOR).expect("votes");
    refused(realm.close_vote(&proposal, &bob), GovernorError::StillVoting);
    realm.warp_to_end(&proposal);
    refused(realm.close_vote(&proposal, &bob), GovernorError::StillVoting);
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    realm.finalize(&proposal).expect("decides");
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    let sent = realm.close_vote(&proposal, &bob).expect("closes");
    realm.assert_paid(&before, &[]);
    assert!(realm.record(&proposal, &bob).is_none());
    assert_eq!(realm.proposal(&proposal).open_votes, 0);
    let event = sent.event("VoteClosed");
    assert_eq!(
        (who(&event, "proposal"), who(&event, "position")),
        (proposal.address, bob.address)
    );
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
    refused(realm.close_vote(&proposal, &bob), MISSING);
}

/// Each closes its own vote, and the position is free when the last one is.
#[test]
fn a_position_is_held_by_each_of_its_votes() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let one = realm.propose(&ann, &[]);
    realm.cast(&one, &bob, FOR).expect("votes");
    realm.later(DAY);
    let two = realm.propose(&ann, &[]);
    realm.cast(&two, &bob, FOR).expect("votes");
    realm.warp_to_end(&one);
    realm.finalize(&one).expect("decides");
    realm.close_vote(&one, &bob).expect("closes");
    assert_eq!(realm.world.position(&bob).votes, 1);
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    realm.warp_to_end(&two);
    realm.finalize(&two).expect("decides");
    realm.close_vote(&two, &bob).expect("closes");
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
}

#[test]
fn what_is_named_belongs_together() {
    let (mut realm, proposal, bob) = critical(FOR);
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    let second = realm.queued(&[realm.pay(ann.address, 1)]);
    let record =
        |proposal: &ProposalRef, stake: &Stake| address::vote_record(&proposal.address, &stake.address);
    let payer = bob.owner.address();
    let (here, pool) = (realm.gov.realm, realm.world.pool.address);
    for instruction in [
        realm.gov.close_vote(proposal.address, bob.address, payer),
        realm.gov.claim_exit(proposal.address, bob.address, payer),
    ] {
        let mut refuse = |changes: &[(Address, Address)], error: GovernorError| {
            let mut swapped = instruction.clone();
            for (ours, theirs) in changes {
                swapped = with(swapped, ours, theirs);
            }
            refused(realm.send_freely(swapped), error);
        };
        let elsewhere = [(here, other.gov.realm), (pool, other.gov.pool.address)];
        for swaps in [&elsewhere[..1], &elsewhere[1..], &elsewhere] {
            refuse(swaps, GovernorError::WrongRealm);
        }
        refuse(&[(bob.address, ann.address)], GovernorError::WrongRecord);
        refuse(&[(payer, ann.owner.address())], GovernorError::WrongRecord);
        refuse(
            &[
                (record(&proposal, &bob), record(&second, &ann)),
                (bob.address, ann.address),
                (payer, ann.owner.address()),
            ],
            GovernorError::WrongRecord,
        );
        let impostor = with(instruction, &stake::ID, &amm::ID);
        refused(realm.send_freely(impostor), WRONG_ADDRESS);
    }
}

#[test]
fn whoever_voted_against_something_critical_may_leave_sooner() {
    let (mut realm, proposal, bob) = critical(FOR);
    let until = realm.proposal(&proposal).executable_at;
    let before = realm.purses();
    let sent = realm.claim_exit(&proposal, &bob).expect("may leave");
    realm.assert_paid(&before, &[("bob", i128::from(rent::<VoteRecord>()))]);
    assert!(realm.record(&proposal, &bob).is_none());
    assert_eq!(realm.proposal(&proposal).open_votes, 2);
    let position = realm.world.position(&bob);
    assert_eq!((position.votes, position.exit_until), (0, until));
    let event = sent.event("ExitGranted");
    assert_eq!(
        (
            who(&event, "proposal"),
            who(&event, "position"),
            number(&event, "until")
        ),
        (proposal.address, bob.address, until as u64)
    );
    assert_eq!(number(&sent.event("ExitOpened"), "exit_until"), until as u64);
    realm.world.begin_unstake(&bob, 0, 300_000).expect("leaves");
    let now = realm.now();
    assert_eq!(realm.world.stake_ticket(&bob, 0).release_at, now + 7 * DAY / 4);
    refused(realm.claim_exit(&proposal, &bob), MISSING);
}

#[test]
fn only_a_whole_vote_against() {
    let divided = Ballot {
        for_bps: 1,
        against_bps: 9_999,
        abstain_bps: 0,
    };
    let abstaining = Ballot {
        for_bps: 0,
        against_bps: 9_999,
        abstain_bps: 1,
    };
    for ballot in [FOR, ABSTAIN, divided, abstaining] {
        let (mut realm, proposal, _) = critical(ballot);
        let cyd = realm.cyd.clone();
        refused(realm.claim_exit(&proposal, &cyd), GovernorError::NotAgainst);
        assert_eq!(realm.world.position(&cyd).exit_until, 0);
    }
}

#[test]
fn only_because_of_something_critical_that_will_be_done() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let harmless = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    realm.cast(&harmless, &bob, AGAINST).expect("votes");
    realm.pass(&harmless);
    refused(realm.claim_exit(&harmless, &bob), GovernorError::NotCritical);
    let action = realm.gov.set_guardian(None);
    let voting = realm.propose(&ann, &[action]);
    realm.cast(&voting, &bob, AGAINST).expect("votes");
    refused(realm.claim_exit(&voting, &bob), GovernorError::NotQueued);
    realm.warp_to_end(&voting);
    realm.finalize(&voting).expect("decides");
    assert_eq!(realm.status(&voting), Status::Defeated);
    refused(realm.claim_exit(&voting, &bob), GovernorError::NotQueued);
}

#[test]
fn until_the_second_in_which_it_can_be_done() {
    let (mut realm, proposal, bob) = critical(FOR);
    let at = realm.proposal(&proposal).executable_at;
    assert_eq!(at, BEGAN + 3 * DAY + 8 * DAY + 7);
    realm.warp_to(at - 1);
    realm
        .clone()
        .claim_exit(&proposal, &bob)
        .expect("one second is left");
    realm.warp_to(at);
    refused(realm.claim_exit(&proposal, &bob), GovernorError::ExitOver);
    realm.close_vote(&proposal, &bob).expect("closes");
}

/// The right is for what is there: whoever adds to the position gives it up.
#[test]
fn adding_gives_the_right_up() {
    let (mut realm, proposal, bob) = critical(FOR);
    realm.claim_exit(&proposal, &bob).expect("may leave");
    realm.world.add(&bob, 1).expect("adds");
    assert_eq!(realm.world.position(&bob).exit_until, 0);
    realm.world.begin_unstake(&bob, 0, 1).expect("leaves");
    let now = realm.now();
    assert_eq!(realm.world.stake_ticket(&bob, 0).release_at, now + 7 * DAY);
}
