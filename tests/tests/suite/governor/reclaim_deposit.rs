use super::{governed, other_realm, TestRealm};
use crate::support::{number, refused, who, with};
use assay_tests::{
    governance::{Governed, ProposalRef, ABSTAIN, AGAINST, FOR},
    Chain,
};
use governor::{constants::MIN_DEPOSIT, error::GovernorError, state::Status};

const DEPOSIT: i128 = 1_000_000_000;

fn decided(ballot: Option<assay_client::governor::Ballot>) -> (TestRealm, ProposalRef) {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    if let Some(ballot) = ballot {
        realm.cast(&proposal, &ann, ballot).expect("votes");
    }
    realm.warp_to_end(&proposal);
    realm.finalize(&proposal).expect("decides");
    (realm, proposal)
}

#[test]
fn with_a_quorum_it_goes_back_whatever_was_decided() {
    for (ballot, status) in [(FOR, Status::Executed), (ABSTAIN, Status::Defeated)] {
        let (mut realm, proposal) = decided(Some(ballot));
        assert_eq!(realm.status(&proposal), status);
        let before = realm.purses();
        let treasury = realm.gov.treasury;
        refused(realm.reclaim_to(&proposal, treasury), GovernorError::NotProposer);
        let sent = realm.reclaim(&proposal).expect("pays back");
        realm.assert_paid(&before, &[("ann", DEPOSIT)]);
        let event = sent.event("DepositReturned");
        assert_eq!(
            (
                who(&event, "proposal"),
                who(&event, "receiver"),
                number(&event, "amount")
            ),
            (proposal.address, proposal.by.owner.address(), DEPOSIT as u64)
        );
        assert_eq!(realm.proposal(&proposal).deposit, 0);
        refused(realm.reclaim(&proposal), GovernorError::NoDeposit);
        realm.assert_paid(&before, &[("ann", DEPOSIT)]);
    }
}

#[test]
fn without_one_it_is_the_treasurys() {
    for ballot in [None, Some(AGAINST)] {
        let (mut realm, proposal) = decided(ballot);
        assert_eq!(realm.status(&proposal), Status::Defeated);
        let before = realm.purses();
        refused(realm.reclaim(&proposal), GovernorError::NotProposer);
        let treasury = realm.gov.treasury;
        let sent = realm.reclaim_to(&proposal, treasury).expect("is forfeited");
        realm.assert_paid(&before, &[("treasury", DEPOSIT)]);
        assert_eq!(who(&sent.event("DepositReturned"), "receiver"), treasury);
        refused(realm.reclaim_to(&proposal, treasury), GovernorError::NoDeposit);
    }
}

#[test]
fn to_nobody_else_and_not_by_another_realms_treasury() {
    let (mut realm, proposal) = decided(None);
    let bob = realm.bob.owner.address();
    refused(realm.reclaim_to(&proposal, bob), GovernorError::NotProposer);
    let other = other_realm(&mut realm);
    let reclaim = realm.gov.reclaim_deposit(proposal.address, other.gov.treasury);
    refused(realm.send_freely(reclaim.clone()), GovernorError::NotProposer);
    let swapped = with(reclaim, &realm.gov.realm, &other.gov.realm);
    refused(realm.send_freely(swapped), GovernorError::WrongRealm);
}

#[test]
fn not_before_it_is_over() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    refused(realm.reclaim(&proposal), GovernorError::NotOver);
    realm.submit(&proposal).expect("a vote");
    refused(realm.reclaim(&proposal), GovernorError::NotOver);
    let queued = realm.queued(&[realm.pay(ann.address, 1)]);
    refused(realm.reclaim(&queued), GovernorError::NotOver);
}

/// The least deposit is as much as an account must have, so that an empty treasury can be paid it.
#[test]
fn an_empty_treasury_takes_the_least_there_is() {
    let mut realm: TestRealm = Governed::builder()
        .params(|params| params.deposit = MIN_DEPOSIT)
        .start();
    let (ann, treasury) = (realm.ann.clone(), realm.gov.treasury);
    realm.world.chain.fund(treasury, 0);
    let before = realm.purses();
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to_end(&proposal);
    realm.finalize(&proposal).expect("decides");
    realm.reclaim_to(&proposal, treasury).expect("is forfeited");
    realm.close_proposal(&proposal).expect("closes");
    let deposit = i128::from(MIN_DEPOSIT);
    realm.assert_paid(&before, &[("ann", -deposit), ("treasury", deposit)]);
    // 128 bytes beside the data, two years of 3,480 lamports: what the networks ask for.
    const { assert!(MIN_DEPOSIT >= 128 * 3_480 * 2) };
}
