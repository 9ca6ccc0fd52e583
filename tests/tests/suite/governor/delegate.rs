//! `delegate` and `undelegate`.

use super::{cast_vote::tally, governed, other_realm};
use crate::support::{refused, who, with, ALREADY_THERE, MISSING};
use assay_client::address;
use assay_tests::governance::{rent, ABSTAIN, AGAINST, FOR};
use governor::{error::GovernorError, state::Delegation};
use solana_address::Address;

#[test]
fn it_names_who_votes_and_is_taken_back() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.owner.clone(), realm.bob.owner.clone());
    let before = realm.purses();
    let sent = realm.delegate(&ann, bob.address()).expect("delegates");
    realm.assert_paid(&before, &[("ann", -i128::from(rent::<Delegation>()))]);
    let at = address::delegation(&realm.gov.realm, &ann.address());
    let state: Delegation = realm.find(&at).expect("there");
    assert_eq!(
        (state.realm, state.owner, state.delegate),
        (realm.gov.realm, ann.address(), bob.address())
    );
    let event = sent.event("Delegated");
    let fields = ["realm", "owner", "delegate"];
    let named = [realm.gov.realm, ann.address(), bob.address()];
    assert_eq!(fields.map(|field| who(&event, field)), named);
    refused(realm.delegate(&ann, bob.address()), ALREADY_THERE);
    let sent = realm.undelegate(&ann).expect("takes it back");
    let event = sent.event("Undelegated");
    assert_eq!(fields.map(|field| who(&event, field)), named);
    realm.assert_paid(&before, &[]);
    assert!(realm.find::<Delegation>(&at).is_none());
    refused(realm.undelegate(&ann), MISSING);
}

#[test]
fn to_somebody_else_who_can_vote() {
    let mut realm = governed();
    let ann = realm.ann.owner.clone();
    for nobody in [ann.address(), Address::default(), realm.gov.treasury] {
        refused(realm.delegate(&ann, nobody), GovernorError::BadDelegate);
    }
}

#[test]
fn nobody_takes_back_what_somebody_else_gave() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.owner.clone(), realm.bob.owner.clone());
    realm.delegate(&ann, bob.address()).expect("delegates");
    let undelegate = realm.gov.undelegate(ann.address());
    let theft = with(undelegate, &ann.address(), &bob.address());
    refused(realm.send(theft, &bob), GovernorError::NotVoter);
}

#[test]
fn the_delegate_votes_with_all_of_the_owners_positions() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (half, sent) = realm.world.split(&ann, 200_000);
    sent.expect("splits");
    realm.later(1);
    realm
        .delegate(&ann.owner, bob.owner.address())
        .expect("delegates");
    let proposal = realm.propose(&bob, &[]);
    for stake in [&ann, &half] {
        realm
            .cast_by(&bob.owner, &proposal, stake, FOR)
            .expect("votes for Ann");
        let record = realm.record(&proposal, stake).expect("a record");
        assert_eq!(
            (record.voter, record.payer, record.by_owner),
            (bob.owner.address(), bob.owner.address(), 0)
        );
    }
    assert_eq!(realm.proposal(&proposal).tally, tally(600_000, 0, 0));
    realm
        .change_by(&bob.owner, &proposal, &half, ABSTAIN)
        .expect("changes");
    realm.withdraw_by(&bob.owner, &proposal, &ann).expect("withdraws");
    assert_eq!(realm.proposal(&proposal).tally, tally(0, 0, 200_000));
}

#[test]
fn the_owner_overrides_and_the_delegate_does_not() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    realm
        .delegate(&ann.owner, bob.owner.address())
        .expect("delegates");
    let proposal = realm.propose(&bob, &[]);
    realm
        .cast_by(&bob.owner, &proposal, &ann, FOR)
        .expect("votes for Ann");
    realm.change(&proposal, &ann, AGAINST).expect("Ann knows better");
    let record = realm.record(&proposal, &ann).expect("a record");
    assert_eq!(
        (record.voter, record.payer, record.by_owner),
        (ann.owner.address(), bob.owner.address(), 1)
    );
    refused(
        realm.change_by(&bob.owner, &proposal, &ann, FOR),
        GovernorError::OwnerVoted,
    );
    refused(
        realm.withdraw_by(&bob.owner, &proposal, &ann),
        GovernorError::OwnerVoted,
    );
    refused(realm.cast_by(&bob.owner, &proposal, &ann, FOR), ALREADY_THERE);
    assert_eq!(realm.proposal(&proposal).tally, tally(0, 600_000, 0));
}

#[test]
fn what_is_taken_back_votes_no_more() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    realm
        .delegate(&ann.owner, bob.owner.address())
        .expect("delegates");
    let proposal = realm.propose(&bob, &[]);
    realm
        .cast_by(&bob.owner, &proposal, &ann, FOR)
        .expect("votes for Ann");
    realm.undelegate(&ann.owner).expect("takes it back");
    assert_eq!(
        realm.proposal(&proposal).tally,
        tally(600_000, 0, 0),
        "what was cast stays"
    );
    assert!(realm.change_by(&bob.owner, &proposal, &ann, ABSTAIN).is_err());
    assert!(realm.withdraw_by(&bob.owner, &proposal, &ann).is_err());
    realm.withdraw(&proposal, &ann).expect("Ann's to withdraw");
}

#[test]
fn a_delegation_of_somebody_else_or_for_another_realm_does_not_fit() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let other = other_realm(&mut realm);
    realm
        .delegate(&ann.owner, bob.owner.address())
        .expect("delegates");
    realm
        .delegate(&cyd.owner, ann.owner.address())
        .expect("delegates");
    let elsewhere = other.gov.delegate(ann.owner.address(), bob.owner.address());
    realm.send(elsewhere, &ann.owner).expect("in the other realm");
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    let holding = realm.world.holding(&ann);
    let cast = realm
        .gov
        .cast_vote(bob.owner.address(), proposal.address, &holding, FOR, content);
    let own = address::delegation(&realm.gov.realm, &ann.owner.address());
    let cyds = address::delegation(&realm.gov.realm, &cyd.owner.address());
    let foreign = address::delegation(&other.gov.realm, &ann.owner.address());
    // Cyd's for Ann, shown with Ann's position by Bob.
    let swapped = with(cast.clone(), &own, &cyds);
    refused(realm.send(swapped, &bob.owner), GovernorError::NotVoter);
    let swapped = with(cast, &own, &foreign);
    refused(realm.send(swapped, &bob.owner), GovernorError::WrongRealm);
    // Ann's for Bob, shown by Bob with Cyd's position.
    let theirs = realm.world.holding(&cyd);
    let cast_cyds = realm
        .gov
        .cast_vote(bob.owner.address(), proposal.address, &theirs, FOR, content);
    let swapped = with(cast_cyds, &cyds, &own);
    refused(realm.send(swapped, &bob.owner), GovernorError::NotVoter);
    // Ann's for Bob, used by Cyd.
    let cast = realm
        .gov
        .cast_vote(cyd.owner.address(), proposal.address, &holding, FOR, content);
    refused(realm.send(cast, &cyd.owner), GovernorError::NotVoter);
}
