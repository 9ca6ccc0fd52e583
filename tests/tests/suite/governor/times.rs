//! One second before, at and after every boundary.

use super::{governed, BEGAN, DAY};
use crate::support::{refused, says};
use assay_tests::governance::{ABSTAIN, FOR};
use governor::{error::GovernorError, state::Status};

const ENDS: i64 = BEGAN + 3 * DAY;

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
