use super::governed;
use crate::support::{number, refused, who, with, MISSING};
use assay_client::address;
use assay_tests::key;
use governor::error::GovernorError;
use solana_signer::Signer;

#[test]
fn it_frees_the_place_and_pays_the_rent_back() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    let critical = realm.gov.set_guardian(None);
    let before = realm.purses();
    realm.add_action(&proposal, 0, &critical).expect("adds");
    let sent = realm.remove_action(&proposal, 0).expect("removes");
    realm.assert_paid(&before, &[]);
    assert!(realm.action(&proposal, 0).is_none());
    let state = realm.proposal(&proposal);
    assert_eq!(
        (state.staged, state.critical, state.guardian, state.action_count),
        (0, 0, 0, 0)
    );
    assert_eq!(state.actions[0], [0; 32]);
    let event = sent.event("ActionRemoved");
    assert_eq!(
        (
            who(&event, "proposal"),
            who(&event, "action"),
            number(&event, "index")
        ),
        (proposal.address, address::action(&proposal.address, 0), 0)
    );
    let pay = realm.pay(key("auditor").pubkey(), 5);
    realm.add_action(&proposal, 0, &pay).expect("the place is free");
    assert_eq!(realm.proposal(&proposal).critical, 0);
}

#[test]
fn only_by_the_proposer_and_only_of_a_draft() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let pay = realm.pay(key("auditor").pubkey(), 5);
    let proposal = realm.draft(&ann);
    realm.add_action(&proposal, 0, &pay).expect("adds");
    let theft = realm.gov.remove_action(bob.owner.address(), proposal.address, 0);
    refused(realm.send(theft, &bob.owner), GovernorError::NotProposer);
    refused(realm.remove_action(&proposal, 1), MISSING);
    realm.submit(&proposal).expect("a vote");
    refused(realm.remove_action(&proposal, 0), GovernorError::NotDraft);
    assert!(realm.action(&proposal, 0).is_some());
}

#[test]
fn an_action_of_another_proposal_stays_there() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let pay = realm.pay(key("auditor").pubkey(), 5);
    let (one, two) = (realm.draft(&ann), realm.draft(&ann));
    realm.add_action(&one, 0, &pay).expect("adds");
    realm.add_action(&two, 0, &pay).expect("adds");
    let (here, there) = (address::action(&one.address, 0), address::action(&two.address, 0));
    let remove = realm.gov.remove_action(ann.owner.address(), one.address, 0);
    let swapped = with(remove, &here, &there);
    refused(realm.send(swapped, &ann.owner), GovernorError::WrongAction);
}
