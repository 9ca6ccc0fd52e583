use super::PRICE;
use crate::support::{later, refused, says, two_paid_in, with, TestWorld, INSUFFICIENT_FUNDS};
use amm::error::AmmError;
use assay_client::amm::{AmmPool, Limits};
use assay_tests::{no_limits, Payment, Status};
use escrow::error::EscrowError;
use solana_signer::Signer;

const DEEP: u64 = 1_000_000_000;

/// A client with reward tokens, in a market that is paid in another token.
fn world(payment: Payment) -> (TestWorld, AmmPool) {
    let mut world = two_paid_in(payment);
    let pool = world.open_exchange(DEEP, 2 * DEEP);
    let client = world.client.clone();
    world.give_reward(&client, 10_000_000);
    later(&mut world, 120);
    (world, pool)
}

/// What the price costs in reward tokens: twice as many, the fee, and what the trade moves the price by.
fn cost(world: &mut TestWorld, pool: &AmmPool) -> u64 {
    let (state, config) = world.exchange(pool);
    let from = pool.side_of(&world.pool.reward_mint).expect("its mint");
    let trade = state.buy(&config, from, PRICE as u64, &Default::default(), world.now());
    trade.expect("deep enough").sent
}

#[test]
fn the_price_is_bought_to_the_unit() {
    for payment in [
        Payment::Spl { decimals: 9 },
        Payment::Token2022 {
            decimals: 2,
            extension: None,
        },
    ] {
        let (mut world, pool) = world(payment);
        let cost = cost(&mut world, &pool);
        assert!((2_006_000..2_020_000).contains(&cost), "{cost}");
        let request = world.request();
        let before = world.balances();
        world
            .try_post_with_swap(request, &pool, cost, no_limits())
            .expect("posts");
        let paid = i128::from(cost);
        world.assert_moved(
            &before,
            &[
                ("client reward", -paid),
                ("amm reward", paid),
                ("amm payment", -PRICE),
                ("vault 0", PRICE),
            ],
        );
        let job = assay_tests::JobRef::new(&world.client.address(), 0);
        let state = world.job(&job);
        assert_eq!(
            (state.status(), state.vault_balance, state.price),
            (Status::Open, PRICE as u64, PRICE as u64)
        );
        // A refund is in what was escrowed.
        let before = world.balances();
        world.cancel(&job).expect("cancels");
        world.assert_moved(&before, &[("client", PRICE), ("vault 0", -PRICE)]);
    }
}

#[test]
fn a_job_paid_by_swap_runs_like_any_other() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let request = world.request();
    world
        .try_post_with_swap(request, &pool, u64::MAX, no_limits())
        .expect("posts");
    let job = assay_tests::JobRef::new(&world.client.address(), 0);
    let claim = world.work.honest();
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    world.reveal(&job, &claim).expect("reveals");
    world.warp_past_window(&job);
    let before = world.balances();
    world.settle(&job).expect("settles");
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - super::FEE),
            ("treasury", super::FEE),
            ("vault 0", -PRICE),
        ],
    );
}

#[test]
fn limits_are_kept_to_the_unit_and_the_second() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let cost = cost(&mut world, &pool);
    let now = world.now();
    let before = world.balances();
    let request = world.request();
    let post = |world: &mut TestWorld, maximum, limits| {
        world.try_post_with_swap(request.clone(), &pool, maximum, limits)
    };
    let failure = refused(post(&mut world, cost - 1, no_limits()), AmmError::AboveMaximum);
    says(&failure, &format!("you would pay {cost}"));
    let limits = |deadline, mean_seconds, mean_bps| Limits {
        deadline,
        mean_seconds,
        mean_bps,
    };
    refused(
        post(&mut world, cost, limits(now - 1, 0, 0)),
        AmmError::DeadlinePassed,
    );
    refused(
        post(&mut world, cost, limits(now, 86_400, 100)),
        AmmError::OracleTooYoung,
    );
    world.assert_moved(&before, &[]);
    post(&mut world, cost, limits(now, 60, 0)).expect("within every limit");
}

#[test]
fn a_price_that_was_pushed_is_refused() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let maker = world.party("maker");
    let from = pool.side_of(&world.pool.reward_mint).expect("its mint");
    world.trade(&pool, &maker, from, DEEP / 10).expect("a push");
    let request = world.request();
    let before = world.balances();
    let limits = Limits {
        deadline: i64::MAX,
        mean_seconds: 60,
        mean_bps: 500,
    };
    let sent = world.try_post_with_swap(request, &pool, u64::MAX, limits);
    refused(sent, AmmError::PriceOffMean);
    world.assert_moved(&before, &[]);
}

#[test]
fn nobody_elses_tokens_and_pools_can_be_used() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let client = world.client.clone();
    let request = world.request();
    let instruction = world
        .market
        .post_job_with_swap(client.address(), request, &pool, u64::MAX, no_limits())
        .expect("its mint");
    let before = world.balances();
    let theirs = world.pool.reward_account(&world.party("maker").address());
    let mine = world.pool.reward_account(&client.address());
    let wrong = with(instruction.clone(), &mine, &theirs);
    refused(
        world.send(&[wrong], &[&client.authority]),
        crate::support::OWNER_MISMATCH,
    );
    let wrong = with(
        instruction.clone(),
        &pool.vaults[0],
        &world.market.treasury.clone(),
    );
    refused(world.send(&[wrong], &[&client.authority]), AmmError::WrongVault);
    let fake = with(instruction.clone(), &amm::ID, &world.payer.pubkey());
    assert!(world.send(&[fake], &[&client.authority]).is_err());
    // Bought into an account that is not the job's vault.
    let vault = assay_tests::JobRef::new(&client.address(), 0).vault;
    let wrong = with(
        instruction,
        &vault,
        &world.market.payment_account(&client.address()),
    );
    assert!(world.send(&[wrong], &[&client.authority]).is_err());
    world.assert_moved(&before, &[]);
}

#[test]
fn a_paused_market_and_an_empty_purse_are_refused() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let mut request = world.request();
    request.price = 100_000_000;
    let sent = world.try_post_with_swap(request.clone(), &pool, u64::MAX, no_limits());
    refused(sent, INSUFFICIENT_FUNDS);
    crate::support::pause_market(&mut world, escrow::constants::PAUSE_POST).expect("pauses");
    let sent = world.try_post_with_swap(request, &pool, u64::MAX, no_limits());
    refused(sent, EscrowError::Paused);
}
