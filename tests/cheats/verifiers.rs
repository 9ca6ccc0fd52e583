//! Committees that do not do their work. A verifier that claims to have checked and did not is caught here when the job
//! is convicted.

use crate::support::{assert_sentenced, eight, refused, TestWorld, CONVICTED, VERIFIER_BOND};
use assay_client::stake::Operator;
use assay_tests::{Claim, JobRef, Verdict, BOND};
use escrow::error::EscrowError;

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
    let each = [
        ("challenger", 125_003),
        ("client", 62_501),
        ("stake vault", -VERIFIER_BOND),
        ("supply", -62_503),
    ];
    let pairs = CONVICTED.into_iter().zip(each);
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
