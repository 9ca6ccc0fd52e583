use super::{PENALTY, PENALTY_TO_CLIENT, PRICE};
use crate::support::{number, refused, two, two_paid_in, with};
use assay_client::{escrow::Market, stake::Operator};
use assay_tests::{Payment, Status, BOND, START};
use escrow::error::EscrowError;
use stake::error::StakeError;

#[test]
fn a_missed_commitment_refunds_and_costs_the_penalty() {
    let mut world = two();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.warp_to(START + 601);
    let before = world.balances();
    let sent = world.expire(&job).expect("expires");
    world.assert_moved(
        &before,
        &[
            ("client", PRICE + PENALTY_TO_CLIENT),
            ("vault 0", -PRICE),
            ("stake vault", -PENALTY),
            ("supply", PENALTY_TO_CLIENT - PENALTY),
        ],
    );
    assert_eq!(world.status(&job), Status::Expired);
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(
        (operator.own_bond, operator.failed_jobs),
        (BOND - PENALTY as u64, 1)
    );
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!(market.jobs_expired, 1);
    let event = sent.event("JobExpired");
    assert_eq!(
        ["refund", "penalty"].map(|field| number(&event, field) as i128),
        [PRICE, PENALTY]
    );
    refused(world.expire(&job), EscrowError::JobNotRunning);
}

#[test]
fn not_before_the_commitment_is_late() {
    let mut world = two();
    let job = world.post(|request| request.heartbeat_seconds = 1);
    world.accept(&job).expect("accepts");
    for at in [599, 600] {
        world.warp_to(START + at);
        // A missed heartbeat is for the client to judge.
        refused(world.expire(&job), EscrowError::DeadlineNotPassed);
    }
    world.warp_to(START + 601);
    world.expire(&job).expect("expires");
}

#[test]
fn nor_before_the_reveal_is_late() {
    let mut world = two();
    let job = world.post(|_| {});
    let claim = world.work.honest();
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    for at in [59, 60] {
        world.warp_to(START + at);
        refused(world.expire(&job), EscrowError::DeadlineNotPassed);
    }
    world.warp_to(START + 61);
    world.expire(&job).expect("expires");
}

#[test]
fn the_money_reaches_the_client() {
    let mut world = two_paid_in(Payment::Spl { decimals: 3 });
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.warp_to(START + 601);
    let (client, provider) = (world.client.address(), world.provider.address());
    let expire = world.market.expire(job.address, client, provider);
    let payment = |owner| world.market.payment_account(owner);
    let reward = |owner| world.pool.reward_account(owner);
    for (old, new) in [
        (payment(&client), payment(&provider)),
        (payment(&client), reward(&client)),
        (reward(&client), reward(&provider)),
        (reward(&client), payment(&client)),
    ] {
        let instruction = with(expire.clone(), &old, &new);
        refused(world.send(&[instruction], &[]), StakeError::WrongTokenAccount);
    }
    let before = world.balances();
    world.send(&[expire], &[]).expect("expires");
    world.assert_moved(
        &before,
        &[
            ("client", PRICE),
            ("client reward", PENALTY_TO_CLIENT),
            ("vault 0", -PRICE),
            ("stake vault", -PENALTY),
            ("reward supply", PENALTY_TO_CLIENT - PENALTY),
        ],
    );
}
