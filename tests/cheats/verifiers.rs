//! Committees that do not do their work: caught when the job is convicted, or by what they say they computed.

use crate::support::{assert_sentenced, eight, refused, TestWorld, CONVICTED, VERIFIER_BOND};
use assay_client::stake::Operator;
use assay_proof::pov::{Commitment, Fault, Kind, Vector};
use assay_tests::{Claim, JobRef, Verdict, BOND};
use escrow::error::EscrowError;

/// What one slashed verifier's bond comes to.
const SLASHED: [(&str, i128); 4] = [
    ("challenger", 125_003),
    ("client", 62_501),
    ("stake vault", -VERIFIER_BOND),
    ("supply", -62_503),
];

/// A result with a wrong number, before a committee.
fn drawn(world: &mut TestWorld) -> (JobRef, Claim) {
    let claim = world.work.cheat(4, (1, 1));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    (job, claim)
}

/// The challenger convicts, and `guilty` verifiers are slashed: each 50 %, 25 % and the rest as the provider.
#[track_caller]
fn convict(world: &mut TestWorld, job: &JobRef, claim: &Claim) {
    world.convict_first_wrong(job, claim);
    assert_sentenced(world, job);
}

fn with_verifiers(guilty: i128) -> Vec<(&'static str, i128)> {
    let pairs = CONVICTED.into_iter().zip(SLASHED);
    pairs
        .map(|((name, once), (_, each))| (name, once + guilty * each))
        .collect()
}

/// One seat accepts without looking; the others found the wrong number.
#[test]
fn a_verifier_that_accepts_without_checking() {
    let mut world = eight();
    let before = world.balances();
    let (job, claim) = drawn(&mut world);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    for seat in 1..5 {
        world.attest(&job, seat, Verdict::Reject).expect("attests");
    }
    convict(&mut world, &job, &claim);
    refused(world.pay_verifier(&job, 0), EscrowError::SeatMustBePunished);
    world.punish_verifier(&job, 0).expect("punishes");
    for seat in 1..5 {
        refused(world.punish_verifier(&job, seat), EscrowError::SeatNotGuilty);
        world.pay_verifier(&job, seat).expect("releases");
    }
    world.assert_moved(&before, &with_verifiers(1));
    world.close_job(&job).expect("nothing is left");
}

/// All seats are the provider's friends, and accept. Anybody convicts within the window, and every seat pays.
#[test]
fn a_colluding_committee() {
    let mut world = eight();
    let before = world.balances();
    let (job, claim) = drawn(&mut world);
    world.attest_all(&job, Verdict::Accept);
    assert!(world.job(&job).has_quorum());
    refused(world.settle(&job), EscrowError::WindowOpen);
    convict(&mut world, &job, &claim);
    for seat in 0..5 {
        world.punish_verifier(&job, seat).expect("punishes");
    }
    world.assert_moved(&before, &with_verifiers(5));
    for verifier in world.verifiers.clone() {
        let operator: Operator = world.state(&verifier.operator);
        let bond = BOND - VERIFIER_BOND as u64;
        assert_eq!(
            (operator.own_bond, operator.locked, operator.convictions),
            (bond, 0, 1)
        );
    }
    world.close_job(&job).expect("nothing is left");
}

/// A committee that will not say anything, to keep a good result from being paid or a client waiting for ever.
#[test]
fn a_silent_committee() {
    let mut world = eight();
    let claim = world.work.honest();
    let before = world.balances();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let state = world.job(&job);
    world.warp_to(state.final_by.max(state.attest_by) + 1);
    world.expire_unattested(&job).expect("expires");
    world.assert_moved(&before, &[]);
    world.close_job(&job).expect("nothing is left");
}

/// The verifier on seat 0 of a right result says that it computed what `lie` makes of the honest vectors; the challenger
/// shows `fault`. The verifier loses its bond and its seat, although the result is right.
#[track_caller]
fn convicted_of_lying(fault: Fault, lie: impl FnOnce(&mut TestWorld, &JobRef, &Claim) -> Commitment) {
    let mut world = eight();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let said = lie(&mut world, &job, &claim);
    let before = world.balances();
    world.attest_with(&job, 0, &said).expect("attests");
    let evidence = world.accuse(&job, 0, &claim, &said, &fault);
    let (challenger, liar) = (world.party("challenger"), world.seated(&job, 0));
    world.put_evidence(&challenger, 0, &evidence);
    world
        .convict_verifier(&job, (0, &liar), &challenger, 0)
        .expect("convicts");
    world.assert_moved(&before, &SLASHED);
    assert!(world.job(&job).seats[0].is_empty());
    let operator: Operator = world.state(&liar.operator);
    let bond = BOND - VERIFIER_BOND as u64;
    assert_eq!(
        (operator.own_bond, operator.locked, operator.convictions),
        (bond, 0, 1)
    );
}

/// It computed nothing: its vectors are made up.
#[test]
fn a_lazy_verifier_that_makes_its_vectors_up() {
    let fault = Fault {
        kind: Kind::Product,
        op: 0,
        vector: Vector::Z,
        index: 2,
    };
    convicted_of_lying(fault, |world, job, claim| {
        let seed = world.seed_of(job, 0);
        let mut vectors = world.work.vectors(claim, &seed);
        for vectors in vectors.iter_mut().flatten() {
            vectors.get_mut(Vector::Z).fill(1);
        }
        Commitment::new(vectors)
    });
}

/// It copies those of another verifier, who did check: every verifier's seed is its own.
#[test]
fn a_lazy_verifier_that_copies_anothers_vectors() {
    let fault = Fault {
        kind: Kind::RowSum,
        op: 0,
        vector: Vector::T,
        index: 0,
    };
    convicted_of_lying(fault, |world, job, claim| {
        let seed = world.seed_of(job, 1);
        Commitment::new(world.work.vectors(claim, &seed))
    });
}
