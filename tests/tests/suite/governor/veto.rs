use super::{governed, other_realm, TestRealm, DAY};
use crate::support::{refused, who, with};
use anchor_lang::prelude::ProgramError;
use assay_tests::governance::{AGAINST, FOR};
use governor::{error::GovernorError, state::Status};

#[test]
fn the_guardian_stops_a_vote_and_what_was_decided() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let voting = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    realm.cast(&voting, &ann, FOR).expect("votes");
    let queued = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    realm.pass(&queued);
    let now = realm.now();
    for proposal in [&voting, &queued] {
        let before = realm.purses();
        let sent = realm.veto(proposal).expect("stops it");
        realm.assert_paid(&before, &[]);
        let state = realm.proposal(proposal);
        assert_eq!(
            (state.status(), state.closed_at, state.deposit_safe),
            (Status::Vetoed, now, 0)
        );
        let event = sent.event("ProposalVetoed");
        assert_eq!(
            (who(&event, "proposal"), who(&event, "guardian")),
            (proposal.address, realm.guardian.address())
        );
        let treasury = realm.gov.treasury;
        refused(realm.reclaim(proposal), GovernorError::NotProposer);
        realm.reclaim_to(proposal, treasury).expect("is forfeited");
        realm.assert_paid(&before, &[("treasury", 1_000_000_000)]);
        refused(realm.veto(proposal), GovernorError::NotQueued);
    }
    realm.close_vote(&voting, &ann).expect("lets go");
}

#[test]
fn nobody_else() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    for by in [ann.owner.clone(), realm.add_wallet("stranger")] {
        refused(realm.veto_by(&proposal, &by), GovernorError::NotGuardian);
    }
    let content = realm.proposal(&proposal).content;
    let mut unsigned = realm
        .gov
        .veto(realm.guardian.address(), proposal.address, content);
    unsigned.accounts[0].is_signer = false;
    refused(
        realm.send_freely(unsigned),
        ProgramError::MissingRequiredSignature,
    );
}

/// Neither a signer nor zeros are the guardian of a realm without one.
#[test]
fn nobody_is_no_guardian() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    realm.world.edit(
        &realm.gov.realm.clone(),
        |realm: &mut assay_client::governor::Realm| {
            realm.guardian = Default::default();
        },
    );
    let proposal = realm.propose(&ann, &[]);
    refused(realm.veto(&proposal), GovernorError::NotGuardian);
    let content = realm.proposal(&proposal).content;
    let by_nobody = realm.gov.veto(Default::default(), proposal.address, content);
    refused(realm.send_freely(by_nobody), GovernorError::NotGuardian);
}

#[test]
fn a_guardian_of_another_realm_vetoes_nothing_here() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    // The other realm's guardian is the same person.
    realm.world.edit(
        &other.gov.realm.clone(),
        |realm: &mut assay_client::governor::Realm| {
            realm.guardian = assay_tests::key("guardian").pubkey();
            realm.guardian_until = i64::MAX;
        },
    );
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    let guardian = realm.guardian.clone();
    let veto = realm.gov.veto(guardian.address(), proposal.address, content);
    let swapped = with(veto, &realm.gov.realm, &other.gov.realm);
    refused(realm.send(swapped, &guardian), GovernorError::WrongRealm);
}

use solana_signer::Signer;

#[test]
fn it_names_what_it_stops() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    let guardian = realm.guardian.clone();
    let mut content = realm.proposal(&proposal).content;
    content[0] ^= 0x80;
    for wrong in [content, [0; 32]] {
        let veto = realm.gov.veto(guardian.address(), proposal.address, wrong);
        refused(realm.send(veto, &guardian), GovernorError::WrongContent);
    }
    assert_eq!(realm.status(&proposal), Status::Voting);
}

#[test]
fn the_term_ends_to_the_second() {
    let mut realm = governed();
    let until = realm.realm().guardian_until;
    realm.warp_to(until - DAY);
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    realm.warp_to(until - 1);
    realm.clone().veto(&proposal).expect("the last second");
    realm.warp_to(until);
    refused(realm.veto(&proposal), GovernorError::GuardianTermOver);
    realm.later(1);
    refused(realm.veto(&proposal), GovernorError::GuardianTermOver);
    assert_eq!(realm.status(&proposal), Status::Voting);
}

fn with_actions(actions: &[bool]) -> (TestRealm, assay_tests::governance::ProposalRef) {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let actions: Vec<_> = actions
        .iter()
        .map(|about_guardian| match about_guardian {
            true => realm.gov.set_guardian(None),
            false => realm.pay(ann.address, 1),
        })
        .collect();
    let proposal = realm.propose(&ann, &actions);
    (realm, proposal)
}

#[test]
fn not_what_only_replaces_the_guardian() {
    for actions in [&[true][..], &[true, true]] {
        let (mut realm, proposal) = with_actions(actions);
        refused(realm.veto(&proposal), GovernorError::AboutTheGuardian);
        realm.pass(&proposal);
        refused(realm.veto(&proposal), GovernorError::AboutTheGuardian);
    }
}

/// Or every proposal would name the guardian by the way.
#[test]
fn but_what_also_does_something_else() {
    for actions in [&[true, false][..], &[false, true], &[false], &[]] {
        let (mut realm, proposal) = with_actions(actions);
        realm.veto(&proposal).expect("stops it");
        assert_eq!(realm.status(&proposal), Status::Vetoed);
    }
}

/// A vote that is over and not decided yet can still be stopped; what is defeated need not be.
#[test]
fn between_the_end_and_the_decision() {
    let (mut realm, proposal) = with_actions(&[false]);
    let ann = realm.ann.clone();
    realm.cast(&proposal, &ann, AGAINST).expect("votes");
    realm.warp_to_end(&proposal);
    realm.clone().veto(&proposal).expect("not decided yet");
    realm.finalize(&proposal).expect("decides");
    refused(realm.veto(&proposal), GovernorError::NotQueued);
}
