use super::{BURNT, FEE, PER_SEAT, PRICE, REQUIRED_BOND};
use crate::support::{number, refused, seven, two, two_paid_in, who, with};
use assay_client::{escrow::Market, stake::Operator};
use assay_tests::{Payment, Status, Verdict, START};
use escrow::error::EscrowError;
use stake::error::StakeError;

#[test]
fn an_optimistic_job_pays_provider_burn_and_treasury() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.warp_past_window(&job);
    let before = world.balances();
    let sent = world.settle(&job).expect("settles");
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - FEE),
            ("treasury", FEE - BURNT),
            ("supply", -BURNT),
            ("vault 0", -PRICE),
        ],
    );
    let state = world.job(&job);
    assert_eq!(
        (state.status(), state.vault_balance, state.open_locks),
        (Status::Settled, 0, 0)
    );
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!((operator.locked, operator.open_locks), (0, 0));
    assert_eq!(
        (
            operator.settled_jobs,
            operator.settled_value,
            operator.reputation_points
        ),
        (1, PRICE as u64, 1_000)
    );
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!(
        (market.jobs_settled, market.value_settled, market.fees_burnt),
        (1, PRICE as u64, BURNT as u64)
    );
    let event = sent.event("JobSettled");
    assert_eq!(who(&event, "operator"), world.provider.operator);
    let fields = ["to_provider", "burnt", "to_treasury", "to_verifiers", "early"];
    assert_eq!(
        fields.map(|field| number(&event, field) as i128),
        [PRICE - FEE, BURNT, FEE - BURNT, 0, 0]
    );
    assert_eq!(number(&sent.event("BondReleased"), "amount"), REQUIRED_BOND);
}

#[test]
fn a_committee_job_keeps_the_seats_shares_in_the_vault() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    for seat in 0..3 {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    world.attest(&job, 3, Verdict::Unavailable).expect("attests");
    world.warp_past_window(&job);
    let before = world.balances();
    world.settle(&job).expect("settles");
    let kept = 3 * PER_SEAT;
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - FEE),
            ("treasury", FEE - BURNT - kept),
            ("supply", -BURNT),
            ("vault 0", kept - PRICE),
        ],
    );
    let state = world.job(&job);
    assert_eq!(
        (
            i128::from(state.vault_balance),
            i128::from(state.per_seat),
            state.open_locks
        ),
        (kept, PER_SEAT, 4)
    );
}

#[test]
fn a_fee_in_another_token_is_not_burnt() {
    let mut world = two_paid_in(Payment::Spl { decimals: 9 });
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.warp_past_window(&job);
    let before = world.balances();
    world.settle(&job).expect("settles");
    world.assert_moved(
        &before,
        &[("provider", PRICE - FEE), ("treasury", FEE), ("vault 0", -PRICE)],
    );
}

#[test]
fn not_one_second_before_the_window_closes() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.warp_to(START + 599);
    refused(world.settle(&job), EscrowError::WindowOpen);
    world.warp_to(START + 600);
    world.settle(&job).expect("settles");
    refused(world.settle(&job), EscrowError::JobNotChallengeable);
}

#[test]
fn not_without_a_quorum() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    for seat in 0..2 {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    world.attest(&job, 2, Verdict::Reject).expect("attests");
    world.warp_past_window(&job);
    refused(world.settle(&job), EscrowError::NoQuorum);
}

#[test]
fn the_provider_is_paid_and_nobody_else() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.warp_past_window(&job);
    let provider = world.provider.address();
    let to_client = with(
        world.market.settle(job.address, provider),
        &world.market.payment_account(&provider),
        &world.market.payment_account(&world.client.address()),
    );
    refused(world.send(&[to_client], &[]), StakeError::WrongTokenAccount);
    let agent = solana_signer::Signer::pubkey(&world.provider.agent);
    world.open_tokens("agent", agent);
    let to_agent = with(
        world.market.settle(job.address, provider),
        &world.market.payment_account(&provider),
        &world.market.payment_account(&agent),
    );
    refused(world.send(&[to_agent], &[]), StakeError::WrongTokenAccount);
    world.settle(&job).expect("to its authority");
}
