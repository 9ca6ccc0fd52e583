use super::PRICE;
use crate::support::{number, pause_market, refused, two, who};
use assay_tests::{key, Status};
use escrow::{constants::PAUSE_ALL, error::EscrowError};
use solana_signer::Signer;

#[test]
fn the_full_price_comes_back() {
    let mut world = two();
    let before = world.balances();
    let job = world.post(|_| {});
    let sent = world.cancel(&job).expect("cancels");
    world.assert_moved(&before, &[]);
    let state = world.job(&job);
    assert_eq!((state.status(), state.vault_balance), (Status::Cancelled, 0));
    let event = sent.event("JobCancelled");
    assert_eq!(who(&event, "job"), job.address);
    assert_eq!(i128::from(number(&event, "refund")), PRICE);
}

#[test]
fn once_and_only_while_nobody_has_accepted() {
    let mut world = two();
    let job = world.post(|_| {});
    world.cancel(&job).expect("cancels");
    refused(world.cancel(&job), EscrowError::JobNotOpen);
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    refused(world.cancel(&job), EscrowError::JobNotOpen);
}

#[test]
fn only_by_the_client() {
    let mut world = two();
    let job = world.post(|_| {});
    let stranger = key("stranger");
    let instruction = world.market.cancel(stranger.pubkey(), job.address);
    refused(world.send(&[instruction], &[&stranger]), EscrowError::NotClient);
}

#[test]
fn even_when_everything_is_paused_or_too_late() {
    let mut world = two();
    let job = world.post(|_| {});
    pause_market(&mut world, PAUSE_ALL).expect("pauses");
    let until = world.job(&job).accept_by;
    world.warp_to(until + 1_000);
    world.cancel(&job).expect("cancels");
}
