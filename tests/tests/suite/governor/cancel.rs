use super::{governed, BEGAN, DAY};
use crate::support::{refused, who};
use assay_tests::governance::{ABSTAIN, AGAINST, FOR};
use governor::{error::GovernorError, state::Status};

#[test]
fn a_draft_is_given_up_for_nothing() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let before = realm.purses();
    let proposal = realm.draft(&ann);
    realm
        .add_action(&proposal, 0, &realm.pay(ann.address, 1))
        .expect("adds");
    realm.later(9);
    let sent = realm.cancel(&proposal).expect("gives up");
    assert_eq!(
        who(&sent.event("ProposalCancelled"), "proposal"),
        proposal.address
    );
    let state = realm.proposal(&proposal);
    assert_eq!(
        (state.status(), state.closed_at, state.deposit_safe),
        (Status::Cancelled, BEGAN + 9, 1)
    );
    realm.reclaim(&proposal).expect("pays back");
    realm.close_action(&proposal, 0).expect("closes");
    realm.close_proposal(&proposal).expect("closes");
    realm.assert_paid(&before, &[]);
}

/// Whoever calls a vote and calls it off has bothered everybody, unless enough took part.
#[test]
fn an_open_vote_costs_the_deposit_unless_it_has_its_quorum() {
    for (ballot, safe) in [
        (None, false),
        (Some(AGAINST), false),
        (Some(FOR), true),
        (Some(ABSTAIN), true),
    ] {
        let mut realm = governed();
        let ann = realm.ann.clone();
        let proposal = realm.propose(&ann, &[]);
        let before = realm.purses();
        if let Some(ballot) = ballot {
            realm.cast(&proposal, &ann, ballot).expect("votes");
        }
        realm.cancel(&proposal).expect("gives up");
        assert_eq!(realm.status(&proposal), Status::Cancelled);
        if ballot.is_some() {
            realm.close_vote(&proposal, &ann).expect("lets go");
        }
        let (right, wrong, name) = match safe {
            true => (ann.owner.address(), realm.gov.treasury, "ann"),
            false => (realm.gov.treasury, ann.owner.address(), "treasury"),
        };
        refused(realm.reclaim_to(&proposal, wrong), GovernorError::NotProposer);
        realm.reclaim_to(&proposal, right).expect("pays");
        realm.assert_paid(&before, &[(name, 1_000_000_000)]);
    }
}

#[test]
fn not_once_the_vote_is_over() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(BEGAN + 3 * DAY - 1);
    realm.clone().cancel(&proposal).expect("the last second");
    realm.warp_to(BEGAN + 3 * DAY);
    refused(realm.cancel(&proposal), GovernorError::VotingOver);
}

#[test]
fn only_by_the_proposer() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let cancel = realm.gov.cancel(bob.owner.address(), proposal.address);
    refused(realm.send(cancel, &bob.owner), GovernorError::NotProposer);
    let guardian = realm.guardian.clone();
    let cancel = realm.gov.cancel(guardian.address(), proposal.address);
    refused(realm.send(cancel, &guardian), GovernorError::NotProposer);
}
