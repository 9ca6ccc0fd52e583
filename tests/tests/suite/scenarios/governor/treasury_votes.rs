//! What is everybody's votes for nobody.

use crate::support::{refused, TestRealm};
use assay_client::stake::Holding;
use assay_tests::{governance::FOR, Stake};
use governor::error::GovernorError;
use solana_instruction::Instruction;

/// A realm whose treasury owns half of what was Bob's.
fn rich() -> (TestRealm, Stake) {
    let mut realm = crate::support::realm();
    let bob = realm.bob.clone();
    let treasury = realm.gov.treasury;
    let holding = realm.world.holding(&bob);
    let give = realm.world.pool.transfer_position(&holding, treasury);
    realm
        .world
        .send(&[give], &[&bob.owner.authority])
        .expect("gives it to everybody");
    (realm, bob)
}

#[test]
fn the_treasurys_stake_does_not_vote() {
    let (mut realm, given) = rich();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    let holding = realm.world.holding(&given);
    // By whoever gave it, as its owner or for it.
    let own = Holding {
        owner: given.owner.address(),
        ..holding
    };
    let cast = realm
        .gov
        .cast_vote(given.owner.address(), proposal.address, &own, FOR, content);
    refused(realm.send(cast, &given.owner), GovernorError::TreasuryVotes);
    let cast = realm
        .gov
        .cast_vote(ann.owner.address(), proposal.address, &own, FOR, content);
    assert!(realm.send(cast, &ann.owner).is_err());
    assert_eq!(realm.proposal(&proposal).tally.weight(), 0);
}

/// Nor by a vote: no action casts, delegates or proposes.
#[test]
fn no_vote_makes_the_treasury_vote() {
    let (mut realm, given) = rich();
    let ann = realm.ann.clone();
    let (gov, treasury) = (realm.gov, realm.gov.treasury);
    let other = realm.propose(&ann, &[]);
    let content = realm.proposal(&other).content;
    let holding = Holding {
        owner: treasury,
        position: given.address,
        operator: None,
    };
    let draft = realm.draft(&ann);
    let actions: Vec<Instruction> = vec![
        gov.cast_vote(treasury, other.address, &holding, FOR, content),
        gov.delegate(treasury, ann.owner.address()),
        gov.create_proposal(&holding, 2, assay_tests::governance::text()),
    ];
    for action in actions {
        refused(realm.add_action(&draft, 0, &action), GovernorError::TouchesVotes);
    }
    refused(realm.delegate(&ann.owner, treasury), GovernorError::BadDelegate);
}

/// What the treasury owns counts for the quorum of others, as everything that is staked.
#[test]
fn it_counts_among_all_weight() {
    let (mut realm, _) = rich();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    assert_eq!(realm.proposal(&proposal).total_weight, 1_000_000);
}
