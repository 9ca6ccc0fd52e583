use super::{governed, other_realm, BEGAN, DAY};
use crate::support::{number, refused, who, with};
use assay_client::governor::stage;
use assay_tests::{governance::realm_params, key};
use governor::{
    error::GovernorError,
    state::{hash_of, Status},
};
use solana_sha256_hasher::hashv;
use solana_signer::Signer;

#[test]
fn the_vote_begins_on_exactly_this_content() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    let actions = [1, 2].map(|lamports| realm.pay(key("auditor").pubkey(), lamports));
    for (index, action) in actions.iter().enumerate() {
        realm.add_action(&proposal, index as u8, action).expect("adds");
    }
    realm.later(10);
    let before = realm.purses();
    let sent = realm.submit(&proposal).expect("a vote");
    realm.assert_paid(&before, &[]);
    let hashes = actions.map(|action| hash_of(&stage(&action).expect("fits")));
    let content = hashv(&[
        b"assay:proposal:v1",
        proposal.address.as_ref(),
        &[7; 32],
        &[16, 21, 2],
        b"Pay the auditors",
        b"https://example.org/1",
        &hashes[0],
        &hashes[1],
    ]);
    let state = realm.proposal(&proposal);
    assert_eq!(state.content, content.to_bytes());
    assert_eq!(state.status(), Status::Voting);
    assert_eq!((state.total_weight, state.quorum), (1_000_000, 100_000));
    let start = BEGAN + 10;
    assert_eq!((state.started_at, state.ends_at), (start, start + 3 * DAY));
    assert_eq!(state.params, realm_params());
    assert_eq!((state.deposit_safe, state.extended), (0, 0));
    let event = sent.event("VoteBegun");
    assert_eq!(who(&event, "proposal"), proposal.address);
    for (field, value) in [
        ("total_weight", 1_000_000),
        ("quorum", 100_000),
        ("started_at", start as u64),
        ("ends_at", (start + 3 * DAY) as u64),
        ("actions", 2),
        ("critical", 0),
    ] {
        assert_eq!(number(&event, field), value, "{field}");
    }
}

#[test]
fn actions_have_no_gaps() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    let pay = realm.pay(key("auditor").pubkey(), 1);
    for index in [9, 1, 2] {
        realm.add_action(&proposal, index, &pay).expect("adds");
        refused(realm.submit(&proposal), GovernorError::Gaps);
    }
    realm.remove_action(&proposal, 9).expect("removes");
    refused(realm.submit(&proposal), GovernorError::Gaps);
    realm.add_action(&proposal, 0, &pay).expect("adds");
    realm.submit(&proposal).expect("0, 1, 2");
}

#[test]
fn the_quorum_is_rounded_up() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    realm.add_voter("dan", 1, 0);
    let proposal = realm.propose(&ann, &[]);
    let state = realm.proposal(&proposal);
    assert_eq!((state.total_weight, state.quorum), (1_000_001, 100_001));
}

#[test]
fn whoever_lost_the_weight_since_the_draft_does_not_submit_it() {
    let mut realm = governed();
    let cyd = realm.cyd.clone();
    let proposal = realm.draft(&cyd);
    realm.world.begin_unstake(&cyd, 0, 95_000).expect("leaves");
    refused(realm.submit(&proposal), GovernorError::BelowThreshold);
    realm.world.cancel_unstake(&cyd, 0).expect("stays");
    refused(realm.submit(&proposal), GovernorError::BelowThreshold);
    realm.later(1);
    realm.submit(&proposal).expect("has it for a second");
}

#[test]
fn once_and_by_the_proposer_with_a_position_of_the_proposers() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.draft(&ann);
    let holding = realm.world.holding(&bob);
    let by_bob = realm.gov.submit(&holding, proposal.address);
    refused(realm.send(by_bob, &bob.owner), GovernorError::NotProposer);
    let mut borrowed = holding;
    borrowed.owner = ann.owner.address();
    let borrowed = realm.gov.submit(&borrowed, proposal.address);
    refused(realm.send(borrowed, &ann.owner), GovernorError::NotVoter);
    realm.submit(&proposal).expect("a vote");
    refused(realm.submit(&proposal), GovernorError::NotDraft);
}

#[test]
fn realm_pool_and_position_belong_together() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    realm.later(1);
    let proposal = realm.draft(&ann);
    let holding = realm.world.holding(&ann);
    let submit = realm.gov.submit(&holding, proposal.address);
    let pool = realm.world.pool.address;
    for (ours, theirs) in [(pool, other.gov.pool.address), (ann.address, other.position)] {
        let swapped = with(submit.clone(), &ours, &theirs);
        refused(realm.send(swapped, &ann.owner), GovernorError::WrongRealm);
    }
    // All of the other realm, but for the proposal.
    let mut swapped = with(submit, &realm.gov.realm, &other.gov.realm);
    swapped = with(swapped, &pool, &other.gov.pool.address);
    swapped = with(swapped, &ann.address, &other.position);
    refused(realm.send(swapped, &ann.owner), GovernorError::WrongRealm);
}
