//! The last second does not decide.

use assay_tests::governance::{AGAINST, FOR};
use governor::state::Status;

const DAY: i64 = 86_400;

/// Cyd waits until the last second to make the quorum; Ann has a day to answer, and does.
#[test]
fn a_quorum_in_the_last_second_leaves_a_day_to_answer() {
    let mut realm = crate::support::realm();
    let (ann, cyd) = (realm.ann.clone(), realm.cyd.clone());
    let proposal = realm.propose(&cyd, &[realm.pay(cyd.address, 1_000_000)]);
    let end = realm.proposal(&proposal).ends_at;
    realm.warp_to(end - 1);
    realm.cast(&proposal, &cyd, FOR).expect("snipes");
    realm.warp_to(end);
    assert_eq!(realm.proposal(&proposal).ends_at, end - 1 + DAY);
    realm.warp_to(end - 2 + DAY);
    realm.cast(&proposal, &ann, AGAINST).expect("answers");
    realm.later(1);
    realm.finalize(&proposal).expect("decides");
    assert_eq!(realm.status(&proposal), Status::Defeated);
}

/// Whoever keeps a vote against until the end cannot withdraw it unseen either.
#[test]
fn nor_does_a_vote_against_that_is_withdrawn_in_it() {
    let mut realm = crate::support::realm();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&cyd, &[realm.pay(cyd.address, 1_000_000)]);
    realm.cast(&proposal, &bob, AGAINST).expect("lulls everybody");
    realm.cast(&proposal, &cyd, FOR).expect("votes");
    let end = realm.proposal(&proposal).ends_at;
    realm.warp_to(end - 1);
    realm.withdraw(&proposal, &bob).expect("was with Cyd all along");
    let state = realm.proposal(&proposal);
    assert_eq!((state.ends_at, state.extended), (end - 1 + DAY, 1));
    realm.cast(&proposal, &ann, AGAINST).expect("answers");
    realm.warp_to(end - 1 + DAY);
    realm.finalize(&proposal).expect("decides");
    assert_eq!(realm.status(&proposal), Status::Defeated);
}

/// Whoever uses the extension up, by making it succeed and taking that back, wins nothing in the last second of it.
#[test]
fn nor_does_it_after_an_extension_that_was_burnt() {
    let mut realm = crate::support::realm();
    let bob = realm.bob.clone();
    let proposal = realm.propose(&bob, &[realm.pay(bob.address, 1_000_000)]);
    let end = realm.proposal(&proposal).ends_at;
    realm.warp_to(end - DAY / 2);
    realm.cast(&proposal, &bob, FOR).expect("extends it");
    realm.withdraw(&proposal, &bob).expect("and takes it back");
    let end = end + DAY / 2;
    realm.warp_to(end - 1);
    realm.cast(&proposal, &bob, FOR).expect("snipes");
    realm.warp_to(end);
    realm.finalize(&proposal).expect("decides");
    let state = realm.proposal(&proposal);
    assert!(state.has_quorum() && state.tally.against_weight == 0);
    assert_eq!(state.status(), Status::Defeated);
}
