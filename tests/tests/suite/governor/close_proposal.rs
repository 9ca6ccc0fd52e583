//! `close_action` and `close_proposal`.

use super::governed;
use crate::support::{refused, who, with, MISSING};
use assay_client::{address, governor::stage};
use assay_tests::governance::{rent, AGAINST, FOR};
use governor::{
    error::GovernorError,
    state::{Proposal, Status},
};

/// Everything that a whole life costs comes back to whoever paid for it.
#[test]
fn a_whole_life_costs_nothing() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let before = realm.purses();
    let pay = realm.pay(bob.owner.address(), 1);
    let proposal = realm.propose(&ann, &[pay.clone(), pay.clone()]);
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.pass(&proposal);
    let at = realm.proposal(&proposal).executable_at;
    realm.warp_to(at);
    for index in 0..2 {
        realm.execute(&proposal, index).expect("pays");
    }
    for stake in [&ann, &bob] {
        realm.close_vote(&proposal, stake).expect("closes");
    }
    let halfway = realm.purses();
    let rent_of_action = i128::from(super::TestRealm::action_rent(&stage(&pay).expect("fits")));
    let sent = realm.close_action(&proposal, 1).expect("closes");
    realm.assert_paid(&halfway, &[("ann", rent_of_action)]);
    let event = sent.event("ActionClosed");
    assert_eq!(
        (who(&event, "proposal"), who(&event, "action")),
        (proposal.address, address::action(&proposal.address, 1))
    );
    realm.close_action(&proposal, 0).expect("closes");
    realm.reclaim(&proposal).expect("pays back");
    let halfway = realm.purses();
    let sent = realm.close_proposal(&proposal).expect("closes");
    realm.assert_paid(&halfway, &[("ann", i128::from(rent::<Proposal>()))]);
    let event = sent.event("ProposalClosed");
    assert_eq!(
        (who(&event, "proposal"), who(&event, "proposer")),
        (proposal.address, ann.owner.address())
    );
    assert!(realm.find::<Proposal>(&proposal.address).is_none());
    realm.assert_paid(&before, &[("treasury", -2), ("bob", 2)]);
}

#[test]
fn a_proposal_goes_last() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.executable(&[realm.pay(realm.bob.owner.address(), 1)]);
    refused(realm.close_proposal(&proposal), GovernorError::NotOver);
    realm.execute(&proposal, 0).expect("pays");
    assert_eq!(realm.status(&proposal), Status::Executed);
    let realm = realm;
    // Without each of the three, it stays.
    for left in 0..3 {
        let mut realm = realm.clone();
        if left != 0 {
            realm.close_vote(&proposal, &ann).expect("closes");
        }
        if left != 1 {
            realm.close_action(&proposal, 0).expect("closes");
        }
        if left != 2 {
            realm.reclaim(&proposal).expect("pays back");
        }
        refused(realm.close_proposal(&proposal), GovernorError::ProposalInUse);
    }
}

#[test]
fn only_by_the_proposer() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.draft(&ann);
    realm.cancel(&proposal).expect("gives up");
    realm.reclaim(&proposal).expect("pays back");
    let close = realm.gov.close_proposal(bob.owner.address(), proposal.address);
    refused(realm.send(close, &bob.owner), GovernorError::NotProposer);
}

#[test]
fn an_actions_rent_is_the_proposers_and_only_when_it_is_over() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let pay = realm.pay(bob.owner.address(), 1);
    let draft = realm.draft(&ann);
    realm.add_action(&draft, 0, &pay).expect("adds");
    refused(realm.close_action(&draft, 0), GovernorError::NotOver);
    let proposal = realm.propose(&ann, &[pay]);
    refused(realm.close_action(&proposal, 0), GovernorError::NotOver);
    realm.pass(&proposal);
    refused(realm.close_action(&proposal, 0), GovernorError::NotOver);
    realm.veto(&proposal).expect("stops it");
    let theft = realm.gov.close_action(bob.owner.address(), proposal.address, 0);
    refused(realm.send_freely(theft), GovernorError::NotProposer);
    let close = realm.gov.close_action(ann.owner.address(), proposal.address, 0);
    let (here, there) = (
        address::action(&proposal.address, 0),
        address::action(&draft.address, 0),
    );
    let swapped = with(close, &here, &there);
    refused(realm.send_freely(swapped), GovernorError::WrongAction);
    realm.close_action(&proposal, 0).expect("closes");
    refused(realm.close_action(&proposal, 0), MISSING);
}

/// The record of a vote keeps the proposal, so that nobody's rent is lost with it.
#[test]
fn an_open_vote_keeps_its_proposal() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.warp_to_end(&proposal);
    realm.finalize(&proposal).expect("decides");
    realm.reclaim(&proposal).expect("pays back");
    refused(realm.close_proposal(&proposal), GovernorError::ProposalInUse);
    realm.close_vote(&proposal, &bob).expect("closes");
    realm.close_proposal(&proposal).expect("closes");
}
