//! A signature for one content, kept on a durable nonce, is good for no other one at the same address.

use crate::support::{refused, TestRealm};
use assay_tests::{
    governance::{ProposalRef, FOR},
    key,
};
use governor::{error::GovernorError, state::Status};
use solana_instruction::Instruction;
use solana_signer::Signer;

/// What Bob and the guardian would sign for the harmless proposal that will be the first one.
fn signed_for(realm: &TestRealm, lamports: u64) -> (ProposalRef, Vec<Instruction>) {
    let mut future = realm.clone();
    let (ann, bob) = (future.ann.clone(), future.bob.clone());
    let proposal = future.propose(&ann, &[future.pay(key("auditor").pubkey(), lamports)]);
    let content = future.proposal(&proposal).content;
    let holding = future.world.holding(&bob);
    let gov = future.gov;
    let instructions = vec![
        gov.cast_vote(bob.owner.address(), proposal.address, &holding, FOR, content),
        gov.veto(future.guardian.address(), proposal.address, content),
    ];
    (proposal, instructions)
}

#[test]
fn neither_a_vote_nor_a_veto_for_something_else_counts() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (expected, signed) = signed_for(&realm, 1);
    // The proposer creates something else under the number that everybody expected.
    let proposal = realm.propose(&ann, &[realm.pay(key("thief").pubkey(), 1_000_000)]);
    assert_eq!(proposal.address, expected.address);
    for (instruction, by) in signed.iter().zip([&bob.owner, &realm.guardian.clone()]) {
        let sent = realm.send(instruction.clone(), by);
        refused(sent, GovernorError::WrongContent);
    }
    let state = realm.proposal(&proposal);
    assert_eq!((state.open_votes, state.status()), (0, Status::Voting));
}

#[test]
fn they_count_for_what_they_were_given_for() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (_, signed) = signed_for(&realm, 1);
    let proposal = realm.propose(&ann, &[realm.pay(key("auditor").pubkey(), 1)]);
    realm.watch_vote(&proposal, &bob);
    realm.send(signed[0].clone(), &bob.owner).expect("votes");
    let record = realm.record(&proposal, &bob);
    assert!(record.is_some());
    let guardian = realm.guardian.clone();
    realm
        .send_all(&[signed[1].clone()], &[&guardian.authority])
        .expect("stops it");
    assert_eq!(realm.status(&proposal), Status::Vetoed);
}

/// A vote that was withdrawn does not come back to life by its old signature, unless somebody keeps one that is still
/// good: then it is one vote, on what it was given for.
#[test]
fn a_vote_kept_for_later_does_not_outlive_the_vote() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (_, signed) = signed_for(&realm, 1);
    let proposal = realm.propose(&ann, &[realm.pay(key("auditor").pubkey(), 1)]);
    realm.warp_to_end(&proposal);
    refused(
        realm.send(signed[0].clone(), &bob.owner),
        GovernorError::VotingOver,
    );
}
