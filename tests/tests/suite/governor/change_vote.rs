use super::{cast_vote::tally, governed};
use crate::support::{number, refused, who, with, MISSING};
use assay_client::{address, governor::Ballot};
use assay_tests::governance::{ABSTAIN, AGAINST, FOR};
use governor::error::GovernorError;

#[test]
fn it_takes_the_old_vote_out_and_puts_the_new_one_in() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.later(100);
    let (cast_at, held) = (
        realm.record(&proposal, &bob).expect("a record").cast_at,
        realm.world.position(&bob),
    );
    let before = realm.purses();
    let sent = realm.change(&proposal, &bob, AGAINST).expect("changes");
    realm.assert_paid(&before, &[]);
    let state = realm.proposal(&proposal);
    assert_eq!((state.tally, state.open_votes), (tally(600_000, 300_000, 0), 2));
    let record = realm.record(&proposal, &bob).expect("a record");
    assert_eq!((record.tally, record.cast_at), (tally(0, 300_000, 0), cast_at));
    let now = realm.world.position(&bob);
    assert_eq!(
        (now.votes, now.voting_since, now.voting_until),
        (1, held.voting_since, held.voting_until)
    );
    let event = sent.event("VoteChanged");
    assert_eq!(
        (
            who(&event, "position"),
            who(&event, "voter"),
            number(&event, "against_weight")
        ),
        (bob.address, bob.owner.address(), 300_000)
    );
    for ballot in [FOR, ABSTAIN, ABSTAIN, AGAINST, FOR] {
        realm
            .change(&proposal, &bob, ballot)
            .expect("as often as one likes");
    }
    assert_eq!(realm.proposal(&proposal).tally, tally(900_000, 0, 0));
}

#[test]
fn only_a_vote_that_was_cast_and_only_whole() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    refused(realm.change(&proposal, &bob, FOR), MISSING);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    let half = Ballot {
        for_bps: 5_000,
        against_bps: 0,
        abstain_bps: 0,
    };
    refused(realm.change(&proposal, &bob, half), GovernorError::BadBallot);
    let holding = realm.world.holding(&bob);
    let change = realm
        .gov
        .change_vote(bob.owner.address(), proposal.address, &holding, FOR, [3; 32]);
    refused(realm.send(change, &bob.owner), GovernorError::WrongContent);
}

#[test]
fn a_record_of_another_vote_does_not_fit() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (one, two) = (realm.propose(&ann, &[]), realm.propose(&ann, &[]));
    for stake in [&ann, &bob] {
        realm.cast(&one, stake, FOR).expect("votes");
        realm.cast(&two, stake, FOR).expect("votes");
    }
    let holding = realm.world.holding(&bob);
    let record = |proposal: &assay_tests::governance::ProposalRef, position| {
        address::vote_record(&proposal.address, position)
    };
    let content = realm.proposal(&one).content;
    let change = realm
        .gov
        .change_vote(bob.owner.address(), one.address, &holding, AGAINST, content);
    let withdraw = realm
        .gov
        .withdraw_vote(bob.owner.address(), one.address, &holding, bob.owner.address());
    let own = record(&one, &bob.address);
    for instruction in [change, withdraw] {
        for other in [record(&two, &bob.address), record(&one, &ann.address)] {
            let mut swapped = with(instruction.clone(), &own, &other);
            // The rent is asked for by whoever paid for that record.
            if other == record(&one, &ann.address) && swapped.accounts.len() > 9 {
                let payer = swapped.accounts.len() - 2;
                swapped.accounts[payer].pubkey = ann.owner.address();
            }
            refused(realm.send(swapped, &bob.owner), GovernorError::WrongRecord);
        }
    }
}

/// It changes nothing about how the position is held.
#[test]
fn it_names_neither_realm_nor_pool() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    let holding = realm.world.holding(&ann);
    let change = realm
        .gov
        .change_vote(ann.owner.address(), proposal.address, &holding, FOR, [0; 32]);
    let held = [realm.gov.realm, realm.world.pool.address, stake::ID];
    assert!(change.accounts.iter().all(|meta| !held.contains(&meta.pubkey)));
}
