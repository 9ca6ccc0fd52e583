//! One second before, at and after every boundary.

use super::{governed, TestRealm, BEGAN, DAY};
use crate::support::{refused, says};
use assay_tests::governance::{Governed, ABSTAIN, AGAINST, FOR};
use governor::{error::GovernorError, state::Status};

const ENDS: i64 = BEGAN + 3 * DAY;
/// The last twelve hours can extend the vote.
const LATE: i64 = ENDS - DAY / 2;

#[test]
fn a_vote_is_open_until_its_end() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &ann, FOR).expect("in its first second");
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.warp_to(ENDS - 1);
    for step in 0..3 {
        let mut realm = realm.clone();
        match step {
            0 => realm.cast(&proposal, &cyd, FOR),
            1 => realm.change(&proposal, &bob, ABSTAIN),
            _ => realm.withdraw(&proposal, &bob),
        }
        .expect("the last second");
    }
    refused(realm.clone().finalize(&proposal), GovernorError::StillVoting);
    for now in [ENDS, ENDS + 1] {
        realm.warp_to(now);
        refused(realm.cast(&proposal, &cyd, FOR), GovernorError::VotingOver);
        refused(realm.change(&proposal, &bob, ABSTAIN), GovernorError::VotingOver);
        refused(realm.withdraw(&proposal, &bob), GovernorError::VotingOver);
        refused(realm.cancel(&proposal), GovernorError::VotingOver);
        realm.clone().finalize(&proposal).expect("decides");
    }
}

/// When a vote by Ann at `now` makes it a success, the vote ends then.
fn ends_after_success_at(now: i64) -> (i64, u8) {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(now);
    let sent = realm.cast(&proposal, &ann, FOR).expect("votes");
    let state = realm.proposal(&proposal);
    let said = crate::support::number(&sent.event("VoteCast"), "ends_at");
    assert_eq!(said, state.ends_at as u64);
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
        if withdraws {
            realm.withdraw(&proposal, &ann).expect("withdraws");
        } else {
            realm.change(&proposal, &ann, ABSTAIN).expect("changes");
        }
        let state = realm.proposal(&proposal);
        assert_eq!((state.ends_at, state.extended), (ENDS - 1 + DAY, 1));
    }
}

#[test]
fn a_vote_is_extended_once() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(ENDS - 1);
    realm.cast(&proposal, &bob, FOR).expect("makes it succeed");
    let end = ENDS - 1 + DAY;
    assert_eq!(realm.proposal(&proposal).ends_at, end);
    realm.cast(&proposal, &ann, AGAINST).expect("fails again");
    realm.warp_to(end - 1);
    realm.change(&proposal, &ann, FOR).expect("succeeds again");
    let state = realm.proposal(&proposal);
    assert_eq!((state.ends_at, state.extended), (end, 1));
    assert_eq!(
        realm.world.position(&ann).voting_until,
        end,
        "no longer than the vote can take"
    );
    realm.warp_to(end);
    realm.finalize(&proposal).expect("decides");
    assert_eq!(realm.status(&proposal), Status::Executed);
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

#[test]
fn the_time_lock_and_the_time_to_execute() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let bob = realm.bob.owner.address();
    let proposal = realm.queued(&[realm.pay(bob, 1)]);
    let open = ENDS + 2 * DAY;
    let over = open + 5 * DAY;
    for (now, result) in [
        (ENDS, Err(GovernorError::TimeLocked)),
        (open - 1, Err(GovernorError::TimeLocked)),
        (open, Ok(())),
        (open + 1, Ok(())),
        (over - 1, Ok(())),
        (over, Err(GovernorError::ExecutionOver)),
        (over + 1, Err(GovernorError::ExecutionOver)),
    ] {
        println!("at {now}");
        let mut realm = realm.clone();
        realm.warp_to(now);
        let sent = realm.execute(&proposal, 0);
        match result {
            Ok(()) => assert!(sent.is_ok()),
            Err(error) => {
                let failure = refused(sent, error);
                if now < open {
                    says(&failure, &open.to_string());
                }
            }
        }
        let early = now < over;
        let finalized = realm.clone().finalize(&proposal);
        match (early, realm.status(&proposal)) {
            (true, Status::Queued) => drop(refused(finalized, GovernorError::AlreadyOver)),
            (true, _) => drop(refused(finalized, GovernorError::NotVoting)),
            (false, _) => drop(finalized.expect("gives it up")),
        }
    }
    realm.warp_to(over);
    let before = realm.purses();
    realm.finalize(&proposal).expect("gives it up");
    let state = realm.proposal(&proposal);
    assert_eq!((state.status(), state.closed_at), (Status::Expired, over));
    realm.reclaim(&proposal).expect("had its quorum");
    realm.assert_paid(&before, &[("ann", 1_000_000_000)]);
    realm.close_vote(&proposal, &ann).expect("lets go");
}

/// A success that nobody decides for as long as it could be executed is no mandate any more.
#[test]
fn a_success_goes_stale() {
    for (now, status) in [
        (ENDS + 5 * DAY - 1, Status::Queued),
        (ENDS + 5 * DAY, Status::Expired),
        (ENDS + 5 * DAY + 1, Status::Expired),
    ] {
        let mut realm = governed();
        let ann = realm.ann.clone();
        let proposal = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
        realm.cast(&proposal, &ann, FOR).expect("votes");
        realm.warp_to(now);
        realm.finalize(&proposal).expect("decides");
        let state = realm.proposal(&proposal);
        assert_eq!((state.status(), state.deposit_safe), (status, 1));
        if status == Status::Queued {
            assert_eq!(state.executable_at, now + 2 * DAY);
        }
    }
}

/// The position is free when the vote can have ended, whether or not anybody says so.
#[test]
fn a_vote_that_nobody_decides_holds_no_longer_than_it_can_take() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.warp_to(ENDS + DAY - 1);
    refused(
        realm.world.begin_unstake(&bob, 0, 1),
        stake::error::StakeError::PositionVoting,
    );
    realm.warp_to(ENDS + DAY);
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
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
