use super::{governed, TestRealm, BEGAN, DAY};
use crate::support::{number, refused, who, MISSING};
use assay_client::{governor::Ballot, stake::ROLE_PROVIDER};
use assay_tests::{
    governance::{rent, ProposalRef, ABSTAIN, AGAINST, FOR},
    Stake, BOND,
};
use governor::{
    error::GovernorError,
    state::{Status, VoteRecord},
};
use stake::error::StakeError;

/// A critical proposal that Ann made succeed against Bob, with what Cyd said.
pub fn critical(cyd_says: Ballot) -> (TestRealm, ProposalRef, Stake) {
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
    assert_eq!(position.exit_seconds, 7 * DAY / 4);
    let event = sent.event("ExitGranted");
    assert_eq!(
        (
            who(&event, "proposal"),
            who(&event, "position"),
            number(&event, "until")
        ),
        (proposal.address, bob.address, until as u64)
    );
    let event = sent.event("ExitOpened");
    assert_eq!(
        ["exit_until", "exit_seconds"].map(|field| number(&event, field)),
        [until, 7 * DAY / 4].map(|value| value as u64)
    );
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

#[test]
fn the_exit_is_open_until_the_execution_and_not_in_it() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let action = realm.gov.set_guardian(None);
    let proposal = realm.propose(&ann, &[action]);
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.pass(&proposal);
    realm.claim_exit(&proposal, &bob).expect("may leave");
    let until = realm.proposal(&proposal).executable_at;
    for (now, seconds) in [(until - 1, 7 * DAY / 4), (until, 7 * DAY), (until + 1, 7 * DAY)] {
        let mut realm = realm.clone();
        realm.warp_to(now);
        realm.world.begin_unstake(&bob, 0, 1).expect("leaves");
        assert_eq!(realm.world.stake_ticket(&bob, 0).release_at, now + seconds);
    }
}

/// What was added after the vote did not dissent, and takes the right from the rest: it is one position.
#[test]
fn what_was_added_to_after_the_vote_has_no_right() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let dan = realm.add_voter("dan", 1, 0);
    realm.world.give_reward(&dan.owner, 5_000_000);
    realm.later(1);
    let action = realm.gov.set_guardian(None);
    let proposal = realm.propose(&ann, &[action]);
    realm.cast(&proposal, &dan, AGAINST).expect("votes");
    let mut at_once = realm.clone();
    at_once
        .world
        .add(&dan, 5_000_000)
        .expect("adds in the same second");
    at_once.pass(&proposal);
    refused(at_once.claim_exit(&proposal, &dan), StakeError::NotWhatVoted);
    realm.pass(&proposal);
    let mut as_it_was = realm.clone();
    as_it_was.claim_exit(&proposal, &dan).expect("is what voted");
    realm.world.add(&dan, 5_000_000).expect("adds");
    refused(realm.claim_exit(&proposal, &dan), StakeError::NotWhatVoted);
    // It leaves as everybody does: once the vote lets go of it, with the whole cooldown, before it is done.
    realm.later(DAY);
    realm.world.begin_unstake(&dan, 0, 5_000_001).expect("all of it");
    refused(realm.claim_exit(&proposal, &dan), StakeError::NotWhatVoted);
    let (now, ticket) = (realm.now(), realm.world.stake_ticket(&dan, 0));
    assert_eq!(ticket.release_at, now + 7 * DAY);
    assert!(ticket.release_at <= realm.proposal(&proposal).executable_at);
}

/// Bob backs an operator and earns; claiming puts nothing in, compounding does, and a lock does not.
#[test]
fn rewards_that_are_compounded_are_put_in() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let provider = realm.world.add_operator("provider", ROLE_PROVIDER, BOND);
    realm.world.back(&bob, &provider).expect("backs");
    realm.world.next_epoch();
    realm.later(3_600);
    let action = realm.gov.set_guardian(None);
    let proposal = realm.propose(&ann, &[action]);
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.pass(&proposal);
    for (what, grows) in [("claims", false), ("compounds", true), ("locks", false)] {
        let mut realm = realm.clone();
        match what {
            "claims" => realm.world.claim(&bob),
            "compounds" => realm.world.compound(&bob),
            _ => realm.world.set_lock(&bob, 30 * 86_400),
        }
        .expect(what);
        let sent = realm.claim_exit(&proposal, &bob);
        match grows {
            true => drop(refused(sent, StakeError::NotWhatVoted)),
            false => drop(sent.expect("is what voted")),
        }
    }
}

/// Another position under the same address has not voted, whatever it holds.
#[test]
fn a_position_that_was_opened_again_has_no_right() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    realm.world.give_reward(&bob.owner, 10);
    let (other, sent) = realm.world.open(&bob.owner, 10, 0);
    sent.expect("opens");
    let action = realm.gov.set_guardian(None);
    let proposal = realm.propose(&ann, &[action]);
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.pass(&proposal);
    realm.later(DAY);
    realm.world.merge(&other, &bob).expect("free by now");
    let (owner, pool) = (bob.owner.clone(), realm.world.pool);
    for amount in [1, 300_000] {
        let mut realm = realm.clone();
        let open = pool.open_position(owner.address(), bob.id, amount, 0);
        realm
            .world
            .send(&[open], &[&owner.authority])
            .expect("opens it again");
        refused(realm.claim_exit(&proposal, &bob), StakeError::NotWhatVoted);
        assert_eq!(realm.world.position(&bob).exit_until, 0);
        // The record is closed once it gives nothing.
        let at = realm.proposal(&proposal).executable_at;
        realm.warp_to(at);
        realm.close_vote(&proposal, &bob).expect("closes");
    }
}
