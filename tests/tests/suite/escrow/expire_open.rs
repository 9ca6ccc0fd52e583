use super::PRICE;
use crate::support::{number, refused, two, with};
use assay_tests::{Status, START};
use escrow::error::EscrowError;
use stake::error::StakeError;

#[test]
fn a_job_nobody_took_is_refunded() {
    let mut world = two();
    let before = world.balances();
    let job = world.post(|_| {});
    world.warp_to(START + 121);
    let sent = world.expire_open(&job).expect("expires");
    world.assert_moved(&before, &[]);
    let state = world.job(&job);
    assert_eq!((state.status(), state.vault_balance), (Status::Expired, 0));
    let event = sent.event("JobExpired");
    assert_eq!(
        ["refund", "penalty"].map(|field| number(&event, field) as i128),
        [PRICE, 0]
    );
}

#[test]
fn not_while_it_can_be_accepted() {
    let mut world = two();
    let job = world.post(|_| {});
    for at in [119, 120] {
        world.warp_to(START + at);
        refused(world.expire_open(&job), EscrowError::DeadlineNotPassed);
    }
    world.warp_to(START + 121);
    world.expire_open(&job).expect("expires");
    refused(world.expire_open(&job), EscrowError::JobNotOpen);
}

#[test]
fn the_refund_reaches_the_client() {
    let mut world = two();
    let job = world.post(|_| {});
    world.warp_to(START + 121);
    let (client, thief) = (world.client.address(), world.provider.address());
    let instruction = with(
        world.market.expire_open(job.address, client),
        &world.market.payment_account(&client),
        &world.market.payment_account(&thief),
    );
    refused(world.send(&[instruction], &[]), StakeError::WrongTokenAccount);
}
