use super::{PENALTY, PENALTY_TO_CLIENT, PRICE, REQUIRED_BOND};
use crate::support::{number, refused, two};
use assay_client::stake::Operator;
use assay_tests::{key, Status, BOND, START};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn a_missed_heartbeat_costs_the_penalty() {
    let mut world = two();
    let job = world.post(|request| request.heartbeat_seconds = 60);
    world.accept(&job).expect("accepts");
    world.warp_to(START + 61);
    let before = world.balances();
    let sent = world.abort(&job).expect("aborts");
    world.assert_moved(
        &before,
        &[
            ("client", PRICE + PENALTY_TO_CLIENT),
            ("vault 0", -PRICE),
            ("stake vault", -PENALTY),
            ("supply", PENALTY_TO_CLIENT - PENALTY),
        ],
    );
    let state = world.job(&job);
    assert_eq!((state.status(), state.open_locks), (Status::Expired, 0));
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(
        (
            operator.own_bond,
            operator.locked,
            operator.failed_jobs,
            operator.jailed_until
        ),
        (BOND - PENALTY as u64, 0, 1, 0)
    );
    let event = sent.event("JobExpired");
    assert_eq!(number(&event, "penalty") as i128, PENALTY);
    assert_eq!(number(&event, "refund") as i128, PRICE);
    assert_eq!(number(&sent.event("BondSlashed"), "amount") as i128, PENALTY);
    assert!(REQUIRED_BOND > PENALTY as u64);
}

#[test]
fn a_heartbeat_buys_its_time_and_not_a_second_more() {
    let mut world = two();
    let job = world.post(|request| request.heartbeat_seconds = 60);
    world.accept(&job).expect("accepts");
    world.warp_to(START + 60);
    refused(world.abort(&job), EscrowError::DeadlineNotPassed);
    world.heartbeat(&job).expect("beats");
    world.warp_to(START + 120);
    refused(world.abort(&job), EscrowError::DeadlineNotPassed);
    world.warp_to(START + 121);
    world.abort(&job).expect("aborts");
}

#[test]
fn without_heartbeats_asked_only_the_deadline_counts() {
    let mut world = two();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.warp_to(START + 600);
    refused(world.abort(&job), EscrowError::DeadlineNotPassed);
    world.warp_to(START + 601);
    world.abort(&job).expect("aborts");
}

#[test]
fn a_missed_reveal_counts_as_well() {
    let mut world = two();
    let job = world.post(|request| request.heartbeat_seconds = 10);
    let claim = world.work.honest();
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    // A committed provider need not say that it is running.
    world.warp_to(START + 60);
    refused(world.abort(&job), EscrowError::DeadlineNotPassed);
    world.warp_to(START + 61);
    world.abort(&job).expect("aborts");
}

#[test]
fn only_by_the_client() {
    let mut world = two();
    let job = world.post(|request| request.heartbeat_seconds = 60);
    world.accept(&job).expect("accepts");
    world.warp_to(START + 61);
    let stranger = key("stranger");
    let mut instruction = world
        .market
        .abort(world.client.address(), job.address, world.provider.address());
    instruction.accounts[0].pubkey = stranger.pubkey();
    refused(world.send(&[instruction], &[&stranger]), EscrowError::NotClient);
}
