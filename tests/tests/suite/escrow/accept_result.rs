use super::{BURNT, FEE, PER_SEAT, PRICE};
use crate::support::{number, refused, seven, two};
use assay_tests::{key, Status, Verdict};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn the_client_settles_at_once() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    let before = world.balances();
    let sent = world.accept_result(&job).expect("accepts");
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - FEE),
            ("treasury", FEE - BURNT),
            ("supply", -BURNT),
            ("vault 0", -PRICE),
        ],
    );
    assert_eq!(world.status(&job), Status::Settled);
    assert_eq!(number(&sent.event("JobSettled"), "early"), 1);
}

#[test]
fn without_or_against_the_committee_too_and_who_attested_is_paid() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    world.attest(&job, 1, Verdict::Reject).expect("attests");
    let before = world.balances();
    world.accept_result(&job).expect("accepts");
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - FEE),
            ("treasury", FEE - BURNT - PER_SEAT),
            ("supply", -BURNT),
            ("vault 0", PER_SEAT - PRICE),
        ],
    );
}

#[test]
fn nobody_else_can() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    for by in [world.provider.authority.clone(), key("stranger")] {
        let instruction = world
            .market
            .accept_result(by.pubkey(), job.address, world.provider.address());
        refused(world.send(&[instruction], &[&by]), EscrowError::NotClient);
    }
}

#[test]
fn there_must_be_a_result() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    refused(world.accept_result(&job), EscrowError::JobNotChallengeable);
    world.commit(&job, &claim).expect("commits");
    refused(world.accept_result(&job), EscrowError::JobNotChallengeable);
    world.reveal(&job, &claim).expect("reveals");
    world.accept_result(&job).expect("accepts");
    refused(world.accept_result(&job), EscrowError::JobNotChallengeable);
}
