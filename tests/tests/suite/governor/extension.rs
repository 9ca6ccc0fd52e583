//! A success near the end of a vote extends it, once.

use super::{governed, TestRealm, BEGAN, DAY};
use crate::support::{number, who};
use assay_tests::{
    governance::{Governed, ProposalRef, ABSTAIN, AGAINST, FOR},
    Outcome,
};
use governor::{
    constants::{EXTENDED, LOST},
    state::Status,
};

const ENDS: i64 = BEGAN + 3 * DAY;
/// The last twelve hours can extend the vote.
const LATE: i64 = ENDS - DAY / 2;

#[track_caller]
fn assert_extended(sent: &Outcome, proposal: &ProposalRef, ends_at: i64) {
    let event = sent.event("VoteExtended");
    assert_eq!(
        (who(&event, "proposal"), number(&event, "ends_at")),
        (proposal.address, ends_at as u64)
    );
    assert_eq!(sent.events().len(), 2, "beside the vote");
}

/// When a vote by Ann at `now` makes it a success, the vote ends then.
fn ends_after_success_at(now: i64) -> (i64, u8) {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(now);
    let sent = realm.cast(&proposal, &ann, FOR).expect("votes");
    let state = realm.proposal(&proposal);
    if state.extended == 0 {
        assert_eq!(sent.events().len(), 1, "the vote, and nothing else");
    } else {
        assert_extended(&sent, &proposal, state.ends_at);
    }
    assert_eq!(
        realm.world.position(&ann).voting_until,
        state.holds_until(),
        "held for as long as the vote can take"
    );
    (state.ends_at, state.extended)
}

#[test]
fn a_late_success_extends_the_vote_by_a_day_from_then() {
    assert_eq!(ends_after_success_at(LATE - 1), (ENDS, 0));
    assert_eq!(ends_after_success_at(LATE), (LATE + DAY, 1));
    assert_eq!(ends_after_success_at(LATE + 1), (LATE + 1 + DAY, 1));
    assert_eq!(ends_after_success_at(ENDS - 1), (ENDS - 1 + DAY, 1));
}

#[test]
fn what_succeeds_already_or_does_not_extends_nothing() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &cyd, ABSTAIN).expect("makes the quorum");
    realm.warp_to(ENDS - 1);
    let mut early = realm.clone();
    early.warp_to(LATE - 1);
    early.cast(&proposal, &bob, FOR).expect("succeeds in time");
    early.warp_to(LATE);
    early.cast(&proposal, &ann, FOR).expect("and more so");
    assert_eq!(early.proposal(&proposal).ends_at, ENDS);
    realm.cast(&proposal, &ann, AGAINST).expect("is defeated anyway");
    let state = realm.proposal(&proposal);
    assert_eq!((state.ends_at, state.extended), (ENDS, 0));
}

/// By whatever means the last one makes it succeed: a changed vote, a vote against withdrawn.
#[test]
fn changes_and_withdrawals_extend_it_too() {
    for withdraws in [false, true] {
        let mut realm = governed();
        let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
        let proposal = realm.propose(&ann, &[]);
        realm.cast(&proposal, &ann, AGAINST).expect("votes");
        realm.cast(&proposal, &bob, FOR).expect("votes");
        realm.warp_to(ENDS - 1);
        let sent = match withdraws {
            true => realm.withdraw(&proposal, &ann),
            false => realm.change(&proposal, &ann, ABSTAIN),
        }
        .expect("turns it");
        assert_extended(&sent, &proposal, ENDS - 1 + DAY);
        let state = realm.proposal(&proposal);
        assert_eq!((state.ends_at, state.extended), (ENDS - 1 + DAY, 1));
    }
}

/// A success that was extended, with Bob's votes for it.
fn extended() -> (TestRealm, ProposalRef, i64) {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(ENDS - 1);
    realm.cast(&proposal, &bob, FOR).expect("makes it succeed");
    let end = ENDS - 1 + DAY;
    let state = realm.proposal(&proposal);
    assert_eq!((state.ends_at, state.extended), (end, EXTENDED));
    (realm, proposal, end)
}

fn decided(mut realm: TestRealm, proposal: &ProposalRef, end: i64) -> Status {
    assert_eq!(realm.proposal(proposal).ends_at, end, "extended once");
    realm.warp_to(end);
    realm.finalize(proposal).expect("decides");
    realm.status(proposal)
}

#[test]
fn a_success_that_stays_one_is_done() {
    let (mut realm, proposal, end) = extended();
    assert_eq!(decided(realm.clone(), &proposal, end), Status::Executed);
    let (ann, cyd) = (realm.ann.clone(), realm.cyd.clone());
    realm.warp_to(end - 1);
    // Some are against, which changes nothing; more are for it.
    realm.cast(&proposal, &cyd, AGAINST).expect("votes");
    assert_eq!(decided(realm.clone(), &proposal, end), Status::Executed);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    assert_eq!(realm.proposal(&proposal).extended, EXTENDED);
    assert_eq!(
        realm.world.position(&ann).voting_until,
        end,
        "no longer than the vote can take"
    );
    assert_eq!(decided(realm, &proposal, end), Status::Executed);
}

/// Whoever turned it has had their extension: what is turned back is lost, whatever is voted after that.
#[test]
fn a_success_that_is_turned_back_is_lost() {
    for way in 0..3 {
        let (mut realm, proposal, end) = extended();
        let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
        match way {
            0 => realm.cast(&proposal, &ann, AGAINST),
            1 => realm.change(&proposal, &bob, AGAINST),
            _ => realm.withdraw(&proposal, &bob),
        }
        .expect("fails again");
        let state = realm.proposal(&proposal);
        assert_eq!((state.ends_at, state.extended), (end, LOST));
        let sent = match way {
            0 => realm.change(&proposal, &ann, FOR),
            1 => realm.change(&proposal, &bob, FOR),
            _ => realm.cast(&proposal, &bob, FOR),
        }
        .expect("votes");
        assert_eq!(sent.events().len(), 1, "extends nothing");
        realm.cast(&proposal, &cyd, FOR).expect("votes");
        let state = realm.proposal(&proposal);
        assert!(state.has_quorum() && state.tally.against_weight == 0);
        assert_eq!((state.extended, state.succeeds()), (LOST, false));
        assert_eq!(
            realm.world.position(&cyd).voting_until,
            end,
            "no longer than the vote can take"
        );
        assert_eq!(decided(realm.clone(), &proposal, end), Status::Defeated);
        realm.warp_to(end);
        realm.finalize(&proposal).expect("decides");
        assert_eq!(realm.proposal(&proposal).deposit_safe, 1, "it had its quorum");
    }
}

/// Before it is extended it may turn as often as it likes.
#[test]
fn what_is_turned_back_before_the_late_window_is_not_lost() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(LATE - 1);
    realm.cast(&proposal, &bob, FOR).expect("succeeds");
    realm.cast(&proposal, &ann, AGAINST).expect("fails");
    assert_eq!(realm.proposal(&proposal).extended, 0);
    realm.change(&proposal, &ann, FOR).expect("succeeds");
    realm.warp_to(LATE);
    realm.change(&proposal, &ann, AGAINST).expect("fails");
    assert_eq!(realm.proposal(&proposal).extended, 0);
    realm.change(&proposal, &ann, FOR).expect("succeeds late");
    assert_eq!(realm.proposal(&proposal).extended, EXTENDED);
    assert_eq!(decided(realm, &proposal, LATE + DAY), Status::Executed);
}

#[test]
fn an_extension_never_ends_a_vote_sooner() {
    for (extension, ends) in [(0, ENDS), (60, ENDS), (86_400, LATE + DAY)] {
        let mut realm: TestRealm = Governed::builder()
            .params(|params| params.extension_seconds = extension)
            .start();
        let ann = realm.ann.clone();
        let proposal = realm.propose(&ann, &[]);
        realm.warp_to(LATE);
        realm.cast(&proposal, &ann, FOR).expect("votes");
        assert_eq!(realm.proposal(&proposal).ends_at, ends);
    }
}

#[test]
fn a_realm_without_a_late_window_extends_nothing() {
    let mut realm: TestRealm = Governed::builder()
        .params(|params| params.late_seconds = 0)
        .start();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(ENDS - 1);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    assert_eq!(realm.proposal(&proposal).ends_at, ENDS);
}
