use super::{cast_vote::tally, governed, other_realm, trusting_pool, BEGAN, DAY};
use crate::support::{refused, stopped, who, with, MISSING};
use assay_tests::governance::{rent, AGAINST, FOR};
use governor::{error::GovernorError, state::VoteRecord};
use solana_instruction::error::InstructionError;
use stake::error::StakeError;

#[test]
fn it_leaves_no_trace_and_frees_the_position() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let before = realm.purses();
    realm.cast(&proposal, &bob, FOR).expect("votes");
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    let sent = realm.withdraw(&proposal, &bob).expect("takes it back");
    realm.assert_paid(&before, &[]);
    assert!(realm.record(&proposal, &bob).is_none());
    let state = realm.proposal(&proposal);
    assert_eq!((state.tally, state.open_votes), (tally(0, 0, 0), 0));
    let position = realm.world.position(&bob);
    assert_eq!((position.votes, position.voting_until), (0, 0));
    let event = sent.event("VoteWithdrawn");
    for (field, address) in [
        ("proposal", proposal.address),
        ("position", bob.address),
        ("voter", bob.owner.address()),
    ] {
        assert_eq!(who(&event, field), address, "{field}");
    }
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
    realm
        .cast(&proposal, &bob, AGAINST)
        .expect("votes again, with what is left");
    assert_eq!(realm.proposal(&proposal).tally, tally(0, 299_999, 0));
}

#[test]
fn only_what_was_cast_and_only_until_the_end() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    refused(realm.withdraw(&proposal, &bob), MISSING);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.warp_to(BEGAN + 3 * DAY);
    refused(realm.withdraw(&proposal, &bob), GovernorError::VotingOver);
    assert_eq!(realm.proposal(&proposal).open_votes, 1);
}

#[test]
fn the_rent_goes_to_who_paid_it() {
    let mut realm = governed();
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = realm.propose(&ann, &[]);
    realm
        .delegate(&bob.owner, cyd.owner.address())
        .expect("delegates");
    let before = realm.purses();
    realm
        .cast_by(&cyd.owner, &proposal, &bob, FOR)
        .expect("votes for Bob");
    let rent = i128::from(rent::<VoteRecord>());
    realm.assert_paid(&before, &[("cyd", -rent)]);
    let holding = realm.world.holding(&bob);
    let theft = realm.gov.withdraw_vote(
        bob.owner.address(),
        proposal.address,
        &holding,
        bob.owner.address(),
    );
    refused(realm.send(theft, &bob.owner), GovernorError::WrongRecord);
    realm.withdraw(&proposal, &bob).expect("Bob takes it back");
    realm.assert_paid(&before, &[]);
}

#[test]
fn what_is_named_belongs_together() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let other = other_realm(&mut realm);
    let trusting = trusting_pool(&mut realm);
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    let (owner, holding) = (bob.owner.address(), realm.world.holding(&bob));
    let withdraw = realm.gov.withdraw_vote(owner, proposal.address, &holding, owner);
    let (here, pool) = (realm.gov.realm, realm.world.pool.address);
    let swapped = with(withdraw.clone(), &here, &other.gov.realm);
    stopped(
        realm.send(swapped, &bob.owner),
        InstructionError::PrivilegeEscalation,
    );
    for (wrong, error) in [
        (other.gov.pool.address, StakeError::NotGovernor),
        (trusting, StakeError::WrongPool),
    ] {
        let swapped = with(withdraw.clone(), &pool, &wrong);
        refused(realm.send(swapped, &bob.owner), error);
    }
    let impostor = with(withdraw, &stake::ID, &amm::ID);
    stopped(realm.send(impostor, &bob.owner), InstructionError::MissingAccount);
    assert_eq!(realm.world.position(&bob).votes, 1);
}

#[test]
fn somebody_else_takes_nothing_back() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    let mut holding = realm.world.holding(&ann);
    holding.owner = bob.owner.address();
    let withdraw = realm.gov.withdraw_vote(
        bob.owner.address(),
        proposal.address,
        &holding,
        ann.owner.address(),
    );
    refused(realm.send(withdraw.clone(), &bob.owner), GovernorError::NotVoter);
    let unsigned = {
        let mut instruction = with(withdraw, &bob.owner.address(), &ann.owner.address());
        instruction.accounts[0].is_signer = false;
        instruction
    };
    refused(
        realm.send_freely(unsigned),
        anchor_lang::prelude::ProgramError::MissingRequiredSignature,
    );
}
