use super::{cast_vote::tally, governed, other_realm, BEGAN, DAY};
use crate::support::{number, refused, who, with};
use assay_client::governor::Ballot;
use assay_tests::governance::{Governed, ABSTAIN, AGAINST, FOR};
use governor::{error::GovernorError, state::Status};

const ENDS: i64 = BEGAN + 3 * DAY;

#[test]
fn a_success_is_queued_behind_its_time_lock() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    for (stake, ballot) in [(&ann, FOR), (&bob, AGAINST), (&cyd, ABSTAIN)] {
        realm.cast(&proposal, stake, ballot).expect("votes");
    }
    realm.warp_to(ENDS + 17);
    let before = realm.purses();
    let sent = realm.finalize(&proposal).expect("decides");
    realm.assert_paid(&before, &[]);
    let state = realm.proposal(&proposal);
    assert_eq!(state.status(), Status::Queued);
    // From when it is decided, not from when it could have been.
    let executable = ENDS + 17 + 2 * DAY;
    assert_eq!(
        (state.executable_at, state.expires_at, state.closed_at),
        (executable, executable + 5 * DAY, 0)
    );
    assert_eq!(state.deposit_safe, 1);
    let event = sent.event("VoteDecided");
    assert_eq!(who(&event, "proposal"), proposal.address);
    for (field, value) in [
        ("for_weight", 600_000),
        ("against_weight", 300_000),
        ("abstain_weight", 100_000),
        ("quorum", 100_000),
        ("status", Status::Queued as u64),
        ("executable_at", executable as u64),
        ("expires_at", (executable + 5 * DAY) as u64),
    ] {
        assert_eq!(number(&event, field), value, "{field}");
    }
}

#[test]
fn something_critical_waits_until_everybody_could_leave() {
    let mut realm = governed();
    let action = realm.gov.set_guardian(None);
    let proposal = realm.queued(&[action]);
    let state = realm.proposal(&proposal);
    // The cooldown of seven days, and a day and seven seconds to begin it.
    assert_eq!(state.executable_at, ENDS + 8 * DAY + 7);
}

#[test]
fn a_long_time_lock_is_not_made_shorter() {
    let mut realm: super::TestRealm = Governed::builder()
        .params(|params| params.timelock_seconds = 20 * 86_400)
        .start();
    let action = realm.gov.set_guardian(None);
    let proposal = realm.queued(&[action]);
    assert_eq!(realm.proposal(&proposal).executable_at, ENDS + 20 * DAY);
}

/// Who is for needs the share, and more than half; who abstains is there and says nothing.
#[test]
fn shares_decide_to_the_unit() {
    let ballot = |for_bps, against_bps| Ballot {
        for_bps,
        against_bps,
        abstain_bps: 10_000 - for_bps - against_bps,
    };
    let critical = |realm: &super::TestRealm| realm.gov.set_guardian(None);
    let ordinary = |realm: &super::TestRealm| realm.pay(realm.ann.address, 1);
    for (what, action, cast, status) in [
        ("half is not enough", 0, ballot(5_000, 5_000), Status::Defeated),
        ("just more than half", 0, ballot(5_001, 4_999), Status::Queued),
        (
            "of those who are for or against",
            0,
            ballot(101, 99),
            Status::Queued,
        ),
        (
            "just less than three fifths",
            1,
            ballot(5_999, 4_001),
            Status::Defeated,
        ),
        ("three fifths", 1, ballot(6_000, 4_000), Status::Queued),
        ("against", 0, AGAINST, Status::Defeated),
        ("nobody is for", 0, ABSTAIN, Status::Defeated),
    ] {
        println!("{what}");
        let mut realm = governed();
        let ann = realm.ann.clone();
        let action = [ordinary, critical][action](&realm);
        let proposal = realm.propose(&ann, &[action]);
        realm.cast(&proposal, &ann, cast).expect("votes");
        realm.warp_to(ENDS);
        realm.finalize(&proposal).expect("decides");
        assert_eq!(realm.status(&proposal), status, "{what}");
    }
}

/// What counts for the quorum is who is for or abstains: who is against need not stay away.
#[test]
fn the_quorum_is_participation_to_the_unit() {
    for (against, missing, status, safe) in [
        (false, 0, Status::Queued, 1),
        (false, 1, Status::Defeated, 0),
        // With votes against there would be more than enough.
        (true, 1, Status::Defeated, 0),
    ] {
        let mut realm = governed();
        let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
        let proposal = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
        if missing > 0 {
            realm.world.begin_unstake(&cyd, 0, missing).expect("takes out");
        }
        if against {
            realm.world.begin_unstake(&bob, 0, 250_000).expect("takes out");
            realm.cast(&proposal, &bob, AGAINST).expect("votes");
        }
        realm.cast(&proposal, &cyd, FOR).expect("votes");
        realm.warp_to(ENDS);
        realm.finalize(&proposal).expect("decides");
        let state = realm.proposal(&proposal);
        assert_eq!((state.status(), state.deposit_safe), (status, safe));
    }
}

#[test]
fn abstaining_makes_the_quorum_and_one_vote_the_decision() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    realm.world.begin_unstake(&cyd, 0, 99_999).expect("leaves one");
    realm.later(1);
    let proposal = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    realm.cast(&proposal, &bob, ABSTAIN).expect("votes");
    realm.cast(&proposal, &cyd, FOR).expect("votes");
    realm.warp_to_end(&proposal);
    realm.finalize(&proposal).expect("decides");
    let state = realm.proposal(&proposal);
    assert_eq!(
        (state.tally, state.status()),
        (tally(1, 0, 300_000), Status::Queued)
    );
}

#[test]
fn a_text_without_actions_is_done_when_it_is_decided() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    realm.warp_to(ENDS);
    realm.finalize(&proposal).expect("decides");
    let state = realm.proposal(&proposal);
    assert_eq!((state.status(), state.closed_at), (Status::Executed, ENDS));
}

#[test]
fn not_before_the_end_and_not_twice() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    let failure = refused(realm.finalize(&proposal), GovernorError::StillVoting);
    crate::support::says(&failure, &ENDS.to_string());
    realm.warp_to(ENDS);
    realm.finalize(&proposal).expect("decides");
    refused(realm.finalize(&proposal), GovernorError::AlreadyOver);
}

#[test]
fn what_is_named_belongs_together() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(ENDS);
    let finalize = realm.gov.finalize(proposal.address);
    let (gov, pool) = (realm.gov, realm.world.pool.address);
    let elsewhere = with(finalize.clone(), &gov.realm, &other.gov.realm);
    refused(realm.send_freely(elsewhere.clone()), GovernorError::WrongRealm);
    // A pool with a shorter cooldown.
    let swapped = with(finalize, &pool, &other.gov.pool.address);
    refused(realm.send_freely(swapped), GovernorError::WrongRealm);
    let both = with(elsewhere, &pool, &other.gov.pool.address);
    refused(realm.send_freely(both), GovernorError::WrongRealm);
}
