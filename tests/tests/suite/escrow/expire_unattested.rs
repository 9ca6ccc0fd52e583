use super::PRICE;
use crate::support::{number, refused, seven, two, with, TestWorld};
use assay_client::stake::Operator;
use assay_tests::{JobRef, Status, Verdict, BOND, START};
use escrow::error::EscrowError;
use stake::error::StakeError;

fn revealed(world: &mut TestWorld) -> JobRef {
    let claim = world.work.honest();
    world.revealed(&claim, |request| request.tier = 1)
}

#[test]
fn the_client_gets_its_money_and_the_provider_its_bond() {
    let mut world = seven();
    let job = revealed(&mut world);
    let final_by = world.job(&job).final_by;
    world.warp_to(final_by + 1);
    let before = world.balances();
    let sent = world.expire_unattested(&job).expect("expires");
    world.assert_moved(&before, &[("client", PRICE), ("vault 0", -PRICE)]);
    assert_eq!(world.status(&job), Status::Expired);
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(
        (
            operator.own_bond,
            operator.locked,
            operator.failed_jobs,
            operator.settled_jobs
        ),
        (BOND, 0, 0, 0)
    );
    let event = sent.event("JobExpired");
    assert_eq!(
        ["refund", "penalty"].map(|field| number(&event, field) as i128),
        [PRICE, 0]
    );
}

#[test]
fn not_before_the_last_round_could_be_over() {
    let mut world = seven();
    let job = revealed(&mut world);
    let final_by = world.job(&job).final_by;
    assert_eq!(final_by, START + 570);
    for at in [final_by - 1, final_by] {
        world.warp_to(at);
        refused(world.expire_unattested(&job), EscrowError::DeadlineNotPassed);
    }
    world.warp_to(final_by + 1);
    world.expire_unattested(&job).expect("expires");
    refused(world.expire_unattested(&job), EscrowError::JobNotChallengeable);
}

#[test]
fn nor_before_a_committee_drawn_in_the_last_second_had_its_time() {
    let mut world = seven();
    let job = revealed(&mut world);
    let final_by = world.job(&job).final_by;
    world.warp_to(final_by);
    world.try_draw(&job, None).expect("fixes a slot");
    world.warp_slots(3);
    world.try_draw(&job, None).expect("draws");
    let attest_by = world.job(&job).attest_by;
    assert_eq!(attest_by, final_by + 60);
    world.warp_to(attest_by);
    refused(world.expire_unattested(&job), EscrowError::DeadlineNotPassed);
    world.warp_to(attest_by + 1);
    world.expire_unattested(&job).expect("expires");
}

#[test]
fn a_quorum_is_settled_instead() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.draw(&job);
    for seat in 0..3 {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    world.warp_to(START + 10_000);
    refused(world.expire_unattested(&job), EscrowError::QuorumReached);
}

#[test]
fn the_optimistic_tier_settles() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.warp_to(START + 10_000);
    refused(world.expire_unattested(&job), EscrowError::NoCommittee);
}

#[test]
fn who_attested_in_vain_gets_its_bond_back() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.draw(&job);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    world.attest(&job, 1, Verdict::Reject).expect("attests");
    world.warp_to(START + 10_000);
    world.expire_unattested(&job).expect("expires");
    let before = world.balances();
    for seat in 0..2 {
        let verifier = world.seated(&job, seat);
        world.pay_verifier(&job, seat).expect("releases");
        let operator: Operator = world.state(&verifier.operator);
        assert_eq!((operator.locked, operator.own_bond), (0, BOND));
    }
    world.assert_moved(&before, &[]);
    world.close_job(&job).expect("nothing is left");
}

#[test]
fn the_refund_reaches_the_client() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.warp_to(START + 10_000);
    let (client, provider) = (world.client.address(), world.provider.address());
    let instruction = with(
        world.market.expire_unattested(job.address, client, provider),
        &world.market.payment_account(&client),
        &world.market.payment_account(&provider),
    );
    refused(world.send(&[instruction], &[]), StakeError::WrongTokenAccount);
}
