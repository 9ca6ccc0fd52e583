use super::{claim_exit::critical, governed, other_realm, trusting_pool, DAY};
use crate::support::{refused, stopped, who, with, MISSING};
use assay_client::address;
use assay_tests::{
    governance::{ProposalRef, ABSTAIN, AGAINST, FOR},
    Stake,
};
use governor::{error::GovernorError, state::Status};
use solana_instruction::error::InstructionError;
use stake::error::StakeError;

#[test]
fn once_decided_anyone_frees_the_position_and_the_rent_goes_back() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let before = realm.purses();
    realm.cast(&proposal, &bob, FOR).expect("votes");
    refused(realm.close_vote(&proposal, &bob), GovernorError::StillVoting);
    realm.warp_to_end(&proposal);
    refused(realm.close_vote(&proposal, &bob), GovernorError::StillVoting);
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    realm.finalize(&proposal).expect("decides");
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    let sent = realm.close_vote(&proposal, &bob).expect("closes");
    realm.assert_paid(&before, &[]);
    assert!(realm.record(&proposal, &bob).is_none());
    assert_eq!(realm.proposal(&proposal).open_votes, 0);
    let event = sent.event("VoteClosed");
    assert_eq!(
        (who(&event, "proposal"), who(&event, "position")),
        (proposal.address, bob.address)
    );
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
    refused(realm.close_vote(&proposal, &bob), MISSING);
}

/// Each closes its own vote, and the position is free when the last one is.
#[test]
fn a_position_is_held_by_each_of_its_votes() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let one = realm.propose(&ann, &[]);
    realm.cast(&one, &bob, FOR).expect("votes");
    realm.later(DAY);
    let two = realm.propose(&ann, &[]);
    realm.cast(&two, &bob, FOR).expect("votes");
    realm.warp_to_end(&one);
    realm.finalize(&one).expect("decides");
    realm.close_vote(&one, &bob).expect("closes");
    assert_eq!(realm.world.position(&bob).votes, 1);
    refused(realm.world.begin_unstake(&bob, 0, 1), StakeError::PositionVoting);
    realm.warp_to_end(&two);
    realm.finalize(&two).expect("decides");
    realm.close_vote(&two, &bob).expect("closes");
    realm.world.begin_unstake(&bob, 0, 1).expect("free");
}

/// What gives a right is closed by `claim_exit` as long as it does: anyone may close a vote.
#[test]
fn nobody_closes_a_right_to_exit_before_it_is_over() {
    let (mut realm, proposal, bob) = critical(FOR);
    let at = realm.proposal(&proposal).executable_at;
    for now in [realm.now(), at - 1] {
        realm.warp_to(now);
        refused(realm.close_vote(&proposal, &bob), GovernorError::ExitOpen);
        assert_eq!(realm.world.position(&bob).votes, 1);
    }
    realm.clone().claim_exit(&proposal, &bob).expect("its right");
    for now in [at, at + 1] {
        let mut realm = realm.clone();
        realm.warp_to(now);
        realm.close_vote(&proposal, &bob).expect("closes");
    }
}

#[test]
fn what_gives_no_right_is_closed_at_once() {
    let mut divided = AGAINST;
    (divided.against_bps, divided.abstain_bps) = (9_999, 1);
    let mut for_a_bit = AGAINST;
    (for_a_bit.against_bps, for_a_bit.for_bps) = (9_999, 1);
    for ballot in [FOR, ABSTAIN, divided, for_a_bit] {
        let (mut realm, proposal, _) = critical(ballot);
        let cyd = realm.cyd.clone();
        realm.close_vote(&proposal, &cyd).expect("closes");
        assert_eq!(realm.world.position(&cyd).votes, 0);
    }
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let harmless = realm.propose(&ann, &[realm.pay(ann.address, 1)]);
    realm.cast(&harmless, &bob, AGAINST).expect("votes");
    realm.pass(&harmless);
    realm.close_vote(&harmless, &bob).expect("closes");
}

#[test]
fn what_is_not_going_to_be_done_gives_no_right() {
    let (mut realm, proposal, bob) = critical(FOR);
    realm.veto(&proposal).expect("stops it");
    assert!(realm.now() < realm.proposal(&proposal).executable_at);
    refused(realm.claim_exit(&proposal, &bob), GovernorError::NotQueued);
    realm.close_vote(&proposal, &bob).expect("closes");
    let ann = realm.ann.clone();
    let action = realm.gov.set_guardian(None);
    let defeated = realm.propose(&ann, &[action]);
    realm.cast(&defeated, &bob, AGAINST).expect("votes");
    realm.warp_to_end(&defeated);
    realm.finalize(&defeated).expect("decides");
    assert_eq!(realm.status(&defeated), Status::Defeated);
    realm.close_vote(&defeated, &bob).expect("closes");
}

/// Of `close_vote`, with a vote for something, and of `claim_exit`, with one against it.
#[test]
fn what_is_named_belongs_together() {
    let (mut realm, proposal, bob) = critical(FOR);
    let (ann, cyd) = (realm.ann.clone(), realm.cyd.clone());
    let other = other_realm(&mut realm);
    let trusting = trusting_pool(&mut realm);
    let second = realm.queued(&[realm.pay(ann.address, 1)]);
    let record =
        |proposal: &ProposalRef, stake: &Stake| address::vote_record(&proposal.address, &stake.address);
    let (here, pool) = (realm.gov.realm, realm.world.pool.address);
    for (stake, claims) in [(&ann, false), (&bob, true)] {
        let payer = stake.owner.address();
        let instruction = match claims {
            true => realm.gov.claim_exit(proposal.address, stake.address, payer),
            false => realm.gov.close_vote(proposal.address, stake.address, payer),
        };
        for swaps in [
            &[(stake.address, cyd.address)][..],
            &[(payer, cyd.owner.address())],
            &[(record(&proposal, stake), record(&proposal, &cyd))],
            &[
                (record(&proposal, stake), record(&second, &ann)),
                (stake.address, ann.address),
                (payer, ann.owner.address()),
            ],
        ] {
            let swapped = swaps
                .iter()
                .fold(instruction.clone(), |it, (ours, theirs)| with(it, ours, theirs));
            refused(realm.send_freely(swapped), GovernorError::WrongRecord);
        }
        let swapped = with(instruction.clone(), &here, &other.gov.realm);
        let both = with(swapped.clone(), &pool, &other.gov.pool.address);
        for swapped in [swapped, both] {
            stopped(realm.send_freely(swapped), InstructionError::PrivilegeEscalation);
        }
        let swapped = with(instruction.clone(), &pool, &other.gov.pool.address);
        refused(realm.send_freely(swapped), StakeError::NotGovernor);
        let swapped = with(instruction.clone(), &pool, &trusting);
        refused(realm.send_freely(swapped), StakeError::WrongPool);
        let impostor = with(instruction.clone(), &stake::ID, &amm::ID);
        stopped(realm.send_freely(impostor), InstructionError::MissingAccount);
        realm.send_freely(instruction).expect("as it was");
    }
}
