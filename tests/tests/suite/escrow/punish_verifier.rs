use crate::support::{number, refused, seven, who, with, TestWorld};
use assay_client::stake::{Operator, VerifierRegistry};
use assay_tests::{Claim, JobRef, Verdict, BOND, START};
use escrow::error::EscrowError;
use stake::error::StakeError;

const BOND_OF_A_SEAT: u64 = 250_007;

/// Seat 0 accepted, seat 1 rejected, seat 2 said unavailable, the others nothing; then the job was convicted.
fn convicted(world: &mut TestWorld) -> JobRef {
    let (job, claim) = attested(world);
    world.convict_first_wrong(&job, &claim);
    job
}

fn attested(world: &mut TestWorld) -> (JobRef, Claim) {
    let claim = world.work.cheat(1, (0, 3));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    for (seat, verdict) in [
        (0, Verdict::Accept),
        (1, Verdict::Reject),
        (2, Verdict::Unavailable),
    ] {
        world.attest(&job, seat, verdict).expect("attests");
    }
    (job, claim)
}

#[test]
fn the_seats_bond_goes_to_challenger_client_and_fire() {
    let mut world = seven();
    let job = convicted(&mut world);
    let verifier = world.seated(&job, 0);
    let before = world.balances();
    let sent = world.punish_verifier(&job, 0).expect("punishes");
    world.assert_moved(
        &before,
        &[
            ("challenger", 125_003),
            ("client", 62_501),
            ("supply", -62_503),
            ("stake vault", -i128::from(BOND_OF_A_SEAT)),
        ],
    );
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(
        (operator.own_bond, operator.locked, operator.convictions),
        (BOND - BOND_OF_A_SEAT, 0, 1)
    );
    assert!(operator.jailed_until >= START + 30 * 86_400);
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.count, 4, "it is drawn no more");
    let event = sent.event("SeatPunished");
    assert_eq!(who(&event, "operator"), verifier.operator);
    assert_eq!(
        (number(&event, "seat"), number(&event, "slashed")),
        (0, BOND_OF_A_SEAT)
    );
    refused(world.punish_verifier(&job, 0), EscrowError::SeatDone);
}

#[test]
fn whoever_did_not_accept_is_not_guilty() {
    let mut world = seven();
    let job = convicted(&mut world);
    refused(world.punish_verifier(&job, 1), EscrowError::SeatNotGuilty);
    refused(world.punish_verifier(&job, 2), EscrowError::SeatNotGuilty);
    refused(world.punish_verifier(&job, 3), EscrowError::SeatDone);
}

#[test]
fn nobody_is_before_a_conviction() {
    let mut world = seven();
    let (job, _) = attested(&mut world);
    refused(world.punish_verifier(&job, 0), EscrowError::SeatNotGuilty);
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    refused(world.punish_verifier(&job, 0), EscrowError::SeatNotGuilty);
}

#[test]
fn only_the_verifier_of_that_seat() {
    let mut world = seven();
    let job = convicted(&mut world);
    let (state, other) = (world.job(&job), world.seated(&job, 1).address());
    let instruction = world.market.punish_verifier((job.address, &state), other, 0);
    refused(world.send(&[instruction], &[]), EscrowError::NotOnCommittee);
}

#[test]
fn the_challengers_share_is_not_for_whoever_sends_it() {
    let mut world = seven();
    let job = convicted(&mut world);
    let (state, guilty) = (world.job(&job), world.seated(&job, 0).address());
    let punish = world.market.punish_verifier((job.address, &state), guilty, 0);
    let reward = |owner| world.pool.reward_account(owner);
    for (old, new) in [
        (reward(&state.challenger), reward(&guilty)),
        (reward(&state.client), reward(&guilty)),
    ] {
        let instruction = with(punish.clone(), &old, &new);
        refused(world.send(&[instruction], &[]), StakeError::WrongTokenAccount);
    }
}
