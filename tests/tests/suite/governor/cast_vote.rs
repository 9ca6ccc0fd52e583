use super::{governed, other_realm, trusting_pool, BEGAN, DAY};
use crate::support::{number, refused, stopped, who, with, ALREADY_THERE};
use assay_client::{
    governor::{Ballot, Tally},
    stake::{Holding, ROLE_PROVIDER},
};
use assay_tests::{
    governance::{rent, ABSTAIN, AGAINST, FOR},
    BOND,
};
use governor::{error::GovernorError, state::VoteRecord};
use solana_instruction::error::InstructionError;
use stake::error::StakeError;

pub fn tally(for_weight: u64, against_weight: u64, abstain_weight: u64) -> Tally {
    Tally {
        for_weight,
        against_weight,
        abstain_weight,
    }
}

#[test]
fn a_vote_counts_and_holds_the_position() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.later(5);
    let before = realm.purses();
    let tokens = realm.world.balances();
    let sent = realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.assert_paid(&before, &[("bob", -i128::from(rent::<VoteRecord>()))]);
    realm.world.assert_moved(&tokens, &[]);
    let record = realm.record(&proposal, &bob).expect("a record");
    assert_eq!(
        (record.proposal, record.position),
        (proposal.address, bob.address)
    );
    let owner = bob.owner.address();
    assert_eq!((record.voter, record.payer, record.by_owner), (owner, owner, 1));
    assert_eq!((record.tally, record.cast_at), (tally(300_000, 0, 0), BEGAN + 5));
    let state = realm.proposal(&proposal);
    assert_eq!((state.tally, state.open_votes), (record.tally, 1));
    let ends = BEGAN + 3 * DAY;
    let position = realm.world.position(&bob);
    // As long as the vote can take, its extension included.
    assert_eq!(
        (position.votes, position.voting_until, position.voting_since),
        (1, ends + DAY, BEGAN + 5)
    );
    let event = sent.event("VoteCast");
    for (field, address) in [
        ("proposal", proposal.address),
        ("position", bob.address),
        ("voter", owner),
    ] {
        assert_eq!(who(&event, field), address, "{field}");
    }
    for (field, value) in [
        ("for_weight", 300_000),
        ("against_weight", 0),
        ("abstain_weight", 0),
    ] {
        assert_eq!(number(&event, field), value, "{field}");
    }
    assert_eq!(sent.events().len(), 1, "the stake program adds nothing to it");
}

#[test]
fn a_vote_can_be_divided() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let dan = realm.add_voter("dan", 10_007, 0);
    realm.later(1);
    let proposal = realm.propose(&ann, &[]);
    let ballot = |for_bps, against_bps, abstain_bps| Ballot {
        for_bps,
        against_bps,
        abstain_bps,
    };
    for wrong in [
        ballot(0, 0, 0),
        ballot(10_001, 0, 0),
        ballot(3_333, 3_333, 3_333),
        ballot(5_000, 5_000, 1),
        ballot(u16::MAX, 10_001, 0),
    ] {
        refused(realm.cast(&proposal, &dan, wrong), GovernorError::BadBallot);
    }
    realm
        .cast(&proposal, &dan, ballot(3_333, 3_333, 3_334))
        .expect("in three");
    let state = realm.proposal(&proposal);
    assert_eq!(state.tally, tally(3_335, 3_335, 3_337));
    assert_eq!(state.tally.weight(), 10_007, "nothing is lost");
}

#[test]
fn each_counts_where_it_was_cast() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&ann, &[]);
    for (stake, ballot) in [(&ann, FOR), (&bob, AGAINST), (&cyd, ABSTAIN)] {
        realm.cast(&proposal, stake, ballot).expect("votes");
    }
    let state = realm.proposal(&proposal);
    assert_eq!(
        (state.tally, state.open_votes),
        (tally(600_000, 300_000, 100_000), 3)
    );
    assert!(state.has_quorum() && state.succeeds());
}

#[test]
fn one_position_votes_once() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let (one, two) = (realm.propose(&ann, &[]), realm.propose(&ann, &[]));
    realm.cast(&one, &ann, FOR).expect("votes");
    refused(realm.cast(&one, &ann, FOR), ALREADY_THERE);
    realm.cast(&two, &ann, AGAINST).expect("on another proposal");
    assert_eq!(realm.world.position(&ann).votes, 2);
}

#[test]
fn whoever_backs_or_leaves_an_operator_votes_beside_it() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let provider = realm.world.add_operator("provider", ROLE_PROVIDER, BOND);
    let rival = realm.world.add_operator("rival", ROLE_PROVIDER, BOND);
    realm.world.back(&bob, &provider).expect("backs");
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    let right = realm.world.holding(&bob);
    for operator in [None, Some(rival.operator)] {
        let wrong = Holding { operator, ..right };
        let cast = realm
            .gov
            .cast_vote(bob.owner.address(), proposal.address, &wrong, FOR, content);
        refused(realm.send(cast, &bob.owner), StakeError::WrongOperator);
    }
    realm.world.leave_operator(&bob, &provider).expect("leaves");
    realm.cast(&proposal, &bob, FOR).expect("votes");
    assert_eq!(realm.proposal(&proposal).tally, tally(300_000, 0, 0));
    let idle = realm.world.holding(&ann);
    let beside = Holding {
        operator: Some(rival.operator),
        ..idle
    };
    let cast = realm
        .gov
        .cast_vote(ann.owner.address(), proposal.address, &beside, FOR, content);
    refused(realm.send(cast, &ann.owner), StakeError::WrongOperator);
}

#[test]
fn nobody_votes_with_what_is_not_theirs() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    let holding = realm.world.holding(&ann);
    // With a delegation that is not there.
    let cast = realm
        .gov
        .cast_vote(bob.owner.address(), proposal.address, &holding, FOR, content);
    assert!(realm.send(cast, &bob.owner).is_err());
    // With none.
    let pretended = Holding {
        owner: bob.owner.address(),
        ..holding
    };
    let cast = realm
        .gov
        .cast_vote(bob.owner.address(), proposal.address, &pretended, FOR, content);
    refused(realm.send(cast, &bob.owner), GovernorError::NotVoter);
}

/// Realm, pool and stake program are not checked: a wrong one cannot hold the position.
#[test]
fn what_is_named_belongs_together() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    let trusting = trusting_pool(&mut realm);
    realm.later(1);
    let proposal = realm.propose(&ann, &[]);
    let content = realm.proposal(&proposal).content;
    let holding = realm.world.holding(&ann);
    let (here, pool) = (realm.gov.realm, realm.world.pool.address);
    let cast = realm
        .gov
        .cast_vote(ann.owner.address(), proposal.address, &holding, FOR, content);
    let swapped = with(cast.clone(), &here, &other.gov.realm);
    let both = with(swapped.clone(), &pool, &other.gov.pool.address);
    for swapped in [swapped, both] {
        stopped(
            realm.send(swapped, &ann.owner),
            InstructionError::PrivilegeEscalation,
        );
    }
    let swapped = with(cast.clone(), &pool, &other.gov.pool.address);
    refused(realm.send(swapped, &ann.owner), StakeError::NotGovernor);
    let swapped = with(cast.clone(), &pool, &trusting);
    refused(realm.send(swapped, &ann.owner), StakeError::WrongPool);
    let impostor = with(cast, &stake::ID, &amm::ID);
    stopped(realm.send(impostor, &ann.owner), InstructionError::MissingAccount);
    // A position of the other pool, with the record that it would have.
    let foreign = Holding {
        position: other.position,
        ..holding
    };
    let swapped = realm
        .gov
        .cast_vote(ann.owner.address(), proposal.address, &foreign, FOR, content);
    refused(realm.send(swapped.clone(), &ann.owner), GovernorError::WrongRealm);
    // With its pool as well, and with its realm too: everything fits but the proposal.
    let swapped = with(swapped, &pool, &other.gov.pool.address);
    refused(realm.send(swapped.clone(), &ann.owner), GovernorError::WrongRealm);
    let swapped = with(swapped, &here, &other.gov.realm);
    refused(realm.send(swapped, &ann.owner), GovernorError::WrongRealm);
    assert_eq!(realm.proposal(&proposal).open_votes, 0);
}

/// A vote is for a text and its actions, not for a number.
#[test]
fn it_names_what_it_is_about() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    let holding = realm.world.holding(&ann);
    let mut content = realm.proposal(&proposal).content;
    content[31] ^= 1;
    for wrong in [content, [0; 32]] {
        let cast = realm
            .gov
            .cast_vote(ann.owner.address(), proposal.address, &holding, FOR, wrong);
        refused(realm.send(cast, &ann.owner), GovernorError::WrongContent);
    }
}
