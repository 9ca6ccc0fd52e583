//! A provider that does not show what it committed to.

use crate::support::{assert_sentenced, refused, three, TestWorld, CONVICTED};
use assay_client::escrow::Job;
use assay_proof::demand::LeafAt;
use assay_tests::{Claim, JobRef, Status};
use escrow::error::EscrowError;

const LEAF: LeafAt = LeafAt {
    op: 3,
    row: 2,
    leaf: 0,
};

/// A revealed job with this result, of which the challenger demands a leaf.
fn demanded(world: &mut TestWorld, claim: &Claim) -> JobRef {
    let job = world.revealed(claim, |_| {});
    let challenger = world.party("challenger");
    world.demand(&challenger, &job, LEAF).expect("demands");
    job
}

/// Whether the result is right does not matter: what is not shown is not there.
#[test]
fn a_withheld_leaf() {
    let mut world = three();
    let claim = world.work.honest();
    let challenger = world.party("challenger");
    let (before, lamports) = (world.balances(), world.lamports(&challenger.address()));
    let job = demanded(&mut world, &claim);
    let until = world.demanded(&job, LEAF).answer_by;
    world.warp_to(until);
    refused(world.expire_demand(&job, LEAF), EscrowError::DeadlineNotPassed);
    world.warp_to(until + 1);
    refused(world.answer(&job, &claim, LEAF), EscrowError::DeadlinePassed);
    world.expire_demand(&job, LEAF).expect("expires");
    world.assert_moved(&before, &CONVICTED);
    assert_eq!(
        world.lamports(&challenger.address()),
        lamports,
        "bond and rent are back"
    );
    assert_sentenced(&mut world, &job);
}

/// Numbers that are not those it committed to, another leaf, or half an answer: none is taken.
#[test]
fn an_answer_that_is_none() {
    let mut world = three();
    let (claim, other) = (world.work.honest(), world.work.cheat(3, (2, 1)));
    let before = world.balances();
    let job = demanded(&mut world, &claim);
    let beside = LeafAt { row: 1, ..LEAF };
    let answers = [
        world.work.answer(&other, LEAF),
        world.work.answer(&claim, beside),
        world.work.answer(&claim, LEAF)[..100].to_vec(),
    ];
    for answer in answers {
        refused(world.answer_with(&job, LEAF, &answer), EscrowError::WrongAnswer);
    }
    let until = world.demanded(&job, LEAF).answer_by;
    world.warp_to(until + 1);
    world.expire_demand(&job, LEAF).expect("expires");
    world.assert_moved(&before, &CONVICTED);
    assert_sentenced(&mut world, &job);
}

/// Settling while somebody waits for an answer.
#[test]
fn sitting_a_demand_out() {
    let mut world = three();
    let claim = world.work.honest();
    let before = world.balances();
    let job = world.revealed(&claim, |_| {});
    let challenge_until = world.job(&job).challenge_until;
    world.warp_to(challenge_until - 1);
    let challenger = world.party("challenger");
    world.demand(&challenger, &job, LEAF).expect("in the last second");
    world.warp_to(challenge_until + 30);
    refused(world.settle(&job), EscrowError::DemandOpen);
    world.warp_to(challenge_until + 60);
    world.expire_demand(&job, LEAF).expect("expires");
    world.assert_moved(&before, &CONVICTED);
}

/// A wrong number that only the chain was shown, at the last moment: the answer holds the job up for long enough, and
/// convicts.
#[test]
fn a_wrong_number_shown_as_late_as_possible() {
    let mut world = three();
    let claim = world.work.cheat(LEAF.op, (LEAF.row, 1));
    let before = world.balances();
    let job = world.revealed(&claim, |_| {});
    let challenge_until = world.job(&job).challenge_until;
    world.warp_to(challenge_until - 1);
    let challenger = world.party("challenger");
    world.demand(&challenger, &job, LEAF).expect("demands");
    let until = world.demanded(&job, LEAF).answer_by;
    world.warp_to(until);
    world.answer(&job, &claim, LEAF).expect("answers");
    let held: Job = world.job(&job);
    assert!(held.held_until > until);
    refused(world.settle(&job), EscrowError::WindowOpen);
    let evidence = world.work.evidence(&claim, LEAF.op, (LEAF.row, 1));
    world.put_evidence(&challenger, job.nonce, &evidence);
    world.convict(&job, &challenger, job.nonce).expect("convicts");
    world.assert_moved(&before, &CONVICTED);
    assert_eq!(world.status(&job), Status::Convicted);
}
