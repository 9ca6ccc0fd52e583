use super::PER_SEAT;
use crate::support::{number, refused, seven, who, with, TestWorld};
use assay_client::stake::Operator;
use assay_tests::{JobRef, Verdict};
use escrow::error::EscrowError;
use stake::error::StakeError;

/// A settled job: seats 0 to 2 accepted, 3 rejected, 4 said nothing.
fn settled(world: &mut TestWorld) -> JobRef {
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    for seat in 0..3 {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    world.attest(&job, 3, Verdict::Reject).expect("attests");
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    job
}

#[test]
fn who_accepted_gets_its_share_and_its_bond() {
    let mut world = seven();
    let job = settled(&mut world);
    for seat in 0..3 {
        let verifier = world.seated(&job, seat);
        let before = world.balances();
        let sent = world.pay_verifier(&job, seat).expect("pays");
        world.assert_moved(&before, &[(&verifier.name, PER_SEAT), ("vault 0", -PER_SEAT)]);
        let operator: Operator = world.state(&verifier.operator);
        assert_eq!((operator.locked, operator.settled_jobs), (0, 0));
        let event = sent.event("SeatSettled");
        assert_eq!(who(&event, "operator"), verifier.operator);
        assert_eq!(number(&event, "paid") as i128, PER_SEAT);
    }
    let state = world.job(&job);
    assert_eq!((state.vault_balance, state.open_locks), (0, 1));
}

#[test]
fn who_rejected_gets_its_bond_only() {
    let mut world = seven();
    let job = settled(&mut world);
    let verifier = world.seated(&job, 3);
    let before = world.balances();
    let sent = world.pay_verifier(&job, 3).expect("releases");
    world.assert_moved(&before, &[]);
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(operator.locked, 0);
    assert_eq!(number(&sent.event("SeatSettled"), "paid"), 0);
}

#[test]
fn once_per_seat_and_never_for_silence() {
    let mut world = seven();
    let job = settled(&mut world);
    world.pay_verifier(&job, 0).expect("pays");
    refused(world.pay_verifier(&job, 0), EscrowError::SeatDone);
    refused(world.pay_verifier(&job, 4), EscrowError::SeatDone);
}

#[test]
fn only_the_verifier_of_that_seat() {
    let mut world = seven();
    let job = settled(&mut world);
    let first = world.seated(&job, 0);
    for seat in [1, 5, 7, 255] {
        let instruction = world.market.pay_verifier(job.address, first.address(), seat);
        refused(world.send(&[instruction], &[]), EscrowError::NotOnCommittee);
    }
}

#[test]
fn only_into_its_own_account() {
    let mut world = seven();
    let job = settled(&mut world);
    let (first, second) = (world.seated(&job, 0).address(), world.seated(&job, 1).address());
    let instruction = with(
        world.market.pay_verifier(job.address, first, 0),
        &world.market.payment_account(&first),
        &world.market.payment_account(&second),
    );
    refused(world.send(&[instruction], &[]), StakeError::WrongTokenAccount);
}

#[test]
fn not_before_the_job_is_over() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    refused(world.pay_verifier(&job, 0), EscrowError::JobNotFinal);
}

#[test]
fn who_accepted_what_was_convicted_is_punished_instead() {
    let mut world = seven();
    let claim = world.work.cheat(0, (1, 2));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    world.attest(&job, 1, Verdict::Reject).expect("attests");
    world.convict_first_wrong(&job, &claim);
    refused(world.pay_verifier(&job, 0), EscrowError::SeatMustBePunished);
    let before = world.balances();
    world.pay_verifier(&job, 1).expect("releases");
    world.assert_moved(&before, &[]);
}
