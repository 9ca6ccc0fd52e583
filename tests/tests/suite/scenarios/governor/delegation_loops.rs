//! Nothing is delegated further, so nothing goes round.

use crate::support::{refused, TestRealm, ALREADY_THERE};
use assay_client::{address, stake::Holding};
use assay_tests::{
    governance::{AGAINST, FOR},
    Party, Stake,
};
use governor::error::GovernorError;

/// Ann delegates to Bob, Bob to Cyd, Cyd to Ann.
fn round() -> TestRealm {
    let mut realm = crate::support::realm();
    let [ann, bob, cyd] = [&realm.ann, &realm.bob, &realm.cyd].map(|stake| stake.owner.clone());
    for (owner, to) in [(&ann, &bob), (&bob, &cyd), (&cyd, &ann)] {
        realm.delegate(owner, to.address()).expect("delegates");
    }
    realm
}

#[test]
fn everybody_votes_for_themselves_and_for_who_named_them_and_for_nobody_else() {
    let mut realm = round();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    // Cyd is named by Bob, who is named by Ann: that does not name Cyd, whichever delegation is shown.
    let attempt = |realm: &mut TestRealm, voter: &Party, stake: &Stake, shown: &Party| {
        let shown = address::delegation(&realm.gov.realm, &shown.address());
        let own = address::delegation(&realm.gov.realm, &stake.owner.address());
        let holding: Holding = realm.world.holding(stake);
        let cast = realm
            .gov
            .cast_vote(voter.address(), proposal.address, &holding, FOR, content);
        let cast = crate::support::with(cast, &own, &shown);
        refused(realm.send(cast, voter), GovernorError::NotVoter);
    };
    for shown in [&ann.owner, &bob.owner, &cyd.owner] {
        attempt(&mut realm, &cyd.owner, &ann, shown);
        attempt(&mut realm, &ann.owner, &bob, shown);
        attempt(&mut realm, &bob.owner, &cyd, shown);
    }
    // Bob votes with Bob's own and with Ann's, each once.
    realm.cast(&proposal, &bob, FOR).expect("Bob's own");
    realm.cast_by(&bob.owner, &proposal, &ann, FOR).expect("Ann's");
    for stake in [&ann, &bob] {
        refused(realm.cast_by(&bob.owner, &proposal, stake, FOR), ALREADY_THERE);
        refused(realm.cast(&proposal, stake, AGAINST), ALREADY_THERE);
    }
    realm.cast_by(&ann.owner, &proposal, &cyd, FOR).expect("Cyd's");
    let state = realm.proposal(&proposal);
    assert_eq!((state.tally.for_weight, state.open_votes), (1_000_000, 3));
}

/// A delegate who was overridden does not come back through the loop.
#[test]
fn whoever_voted_is_not_outvoted_by_a_delegate() {
    let mut realm = round();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &ann, AGAINST).expect("Ann's own");
    refused(
        realm.change_by(&bob.owner, &proposal, &ann, FOR),
        GovernorError::OwnerVoted,
    );
    refused(
        realm.withdraw_by(&bob.owner, &proposal, &ann),
        GovernorError::OwnerVoted,
    );
    assert_eq!(realm.proposal(&proposal).tally.against_weight, 600_000);
}

/// What moves to a new owner is voted for by whom the new one names.
#[test]
fn a_delegation_does_not_go_with_the_position() {
    let mut realm = round();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    realm
        .world
        .transfer_position(&ann, &bob.owner)
        .expect("gives it away");
    let bobs = Stake {
        owner: bob.owner.clone(),
        ..ann.clone()
    };
    let proposal = realm.propose(&bob, &[]);
    let content = realm.proposal(&proposal).content;
    let holding = Holding {
        owner: ann.owner.address(),
        ..realm.world.holding(&bobs)
    };
    // By Ann's delegation Bob's own position would be voted for as if it were Ann's.
    let cast = realm
        .gov
        .cast_vote(cyd.owner.address(), proposal.address, &holding, FOR, content);
    refused(realm.send(cast, &cyd.owner), GovernorError::NotVoter);
    realm
        .cast_by(&cyd.owner, &proposal, &bobs, FOR)
        .expect("whom Bob named");
}
