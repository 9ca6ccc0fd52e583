use crate::support::{refused, seven, two, who, MISSING};
use assay_client::escrow::Job;
use assay_tests::{key, Status, Verdict};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn job_and_vault_give_their_rent_back() {
    let mut world = two();
    let lamports = world.lamports(&world.client.address());
    let job = world.post(|_| {});
    world.cancel(&job).expect("cancels");
    let sent = world.close_job(&job).expect("closes");
    assert_eq!(world.lamports(&world.client.address()), lamports);
    assert!(world.find::<Job>(&job.address).is_none());
    assert!(world.token(&job.vault).is_none());
    let event = sent.event("JobClosed");
    assert_eq!(
        (who(&event, "job"), who(&event, "client")),
        (job.address, world.client.address())
    );
    refused(world.close_job(&job), MISSING);
}

#[test]
fn not_before_it_is_over() {
    let mut world = two();
    let claim = world.work.honest();
    for status in [
        Status::Open,
        Status::Running,
        Status::Committed,
        Status::Challengeable,
    ] {
        let job = world.job_in(status, 0, &claim);
        refused(world.close_job(&job), EscrowError::JobNotFinal);
    }
}

#[test]
fn not_before_every_seat_is_settled() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.job_in(Status::Settled, 1, &claim);
    for seat in 0..5 {
        refused(world.close_job(&job), EscrowError::JobInUse);
        world.pay_verifier(&job, seat).expect("pays");
    }
    world.close_job(&job).expect("closes");
}

#[test]
fn nor_while_a_guilty_seat_is_unpunished() {
    let mut world = seven();
    let claim = world.work.cheat(0, (0, 0));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    world.convict_first_wrong(&job, &claim);
    refused(world.close_job(&job), EscrowError::JobInUse);
    world.punish_verifier(&job, 0).expect("punishes");
    world.close_job(&job).expect("closes");
}

#[test]
fn only_by_the_client() {
    let mut world = two();
    let job = world.post(|_| {});
    world.cancel(&job).expect("cancels");
    let stranger = key("stranger");
    let instruction = world.market.close_job(stranger.pubkey(), job.address);
    refused(world.send(&[instruction], &[&stranger]), EscrowError::NotClient);
}
