//! What is done is what was voted on.

use crate::support::refused;
use assay_tests::{governance::FOR, key};
use governor::error::GovernorError;
use solana_signer::Signer;

/// An action is exchanged right before the vote: whoever read the draft votes on another content, and does not count.
#[test]
fn an_action_exchanged_before_the_vote_changes_what_is_voted_on() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (auditor, thief) = (key("auditor").pubkey(), key("thief").pubkey());
    let proposal = realm.draft(&ann);
    realm
        .add_action(&proposal, 0, &realm.pay(auditor, 10_000_000))
        .expect("adds");
    let mut read = realm.clone();
    read.submit(&proposal).expect("as it was read");
    let content = read.proposal(&proposal).content;
    realm.remove_action(&proposal, 0).expect("removes");
    realm
        .add_action(&proposal, 0, &realm.pay(thief, 10_000_000))
        .expect("adds");
    realm.submit(&proposal).expect("something else");
    let holding = realm.world.holding(&bob);
    let cast = realm
        .gov
        .cast_vote(bob.owner.address(), proposal.address, &holding, FOR, content);
    refused(realm.send(cast, &bob.owner), GovernorError::WrongContent);
}

#[test]
fn once_the_vote_is_open_nothing_is_exchanged() {
    let mut realm = crate::support::realm();
    let ann = realm.ann.clone();
    let thief = key("thief").pubkey();
    let proposal = realm.propose(&ann, &[realm.pay(key("auditor").pubkey(), 1_000)]);
    let content = realm.proposal(&proposal).content;
    let theft = realm.pay(thief, 1_000);
    refused(realm.remove_action(&proposal, 0), GovernorError::NotDraft);
    refused(realm.add_action(&proposal, 1, &theft), GovernorError::NotDraft);
    realm.pass(&proposal);
    refused(realm.remove_action(&proposal, 0), GovernorError::NotDraft);
    refused(realm.close_action(&proposal, 0), GovernorError::NotOver);
    refused(realm.add_action(&proposal, 1, &theft), GovernorError::NotDraft);
    let state = realm.proposal(&proposal);
    assert_eq!(state.content_hash(&proposal.address), content);
    let at = state.executable_at;
    realm.warp_to(at);
    let execute = realm.execution(&proposal, 0);
    let auditor = key("auditor").pubkey();
    let swapped = crate::support::with(execute, &auditor, &thief);
    refused(realm.send_freely(swapped), GovernorError::WrongAccounts);
    assert_eq!(realm.world.lamports(&thief), 0);
}

/// The order is part of what is voted on.
#[test]
fn actions_in_another_order_are_another_content() {
    let mut realm = crate::support::realm();
    let ann = realm.ann.clone();
    let pay = [1, 2].map(|lamports| realm.pay(key("auditor").pubkey(), lamports));
    let mut contents = Vec::new();
    for order in [[0, 1], [1, 0]] {
        let mut realm = realm.clone();
        let actions = order.map(|index: usize| pay[index].clone());
        let proposal = realm.propose(&ann, &actions);
        contents.push(realm.proposal(&proposal).content);
    }
    assert_ne!(contents[0], contents[1]);
    // And so is the proposal itself.
    let (one, two) = (realm.propose(&ann, &pay), realm.propose(&ann, &pay));
    assert_ne!(realm.proposal(&one).content, realm.proposal(&two).content);
}
