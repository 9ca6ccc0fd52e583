use super::{BURNT, FEE, PER_SEAT, PRICE};
use crate::support::{later, number, refused, set_market, two_paid_in, with, TestWorld};
use amm::error::AmmError;
use assay_client::{
    amm::{AmmPool, Side},
    escrow::Market,
    stake::Operator,
};
use assay_tests::{JobRef, Payment, Status, Verdict};
use escrow::error::EscrowError;
use solana_signer::Signer;

const DEEP: u64 = 1_000_000_000_000;

/// A market paid in another token, whose fees buy in a pool that is old enough.
fn world(payment: Payment) -> (TestWorld, AmmPool) {
    let mut world = two_paid_in(payment);
    let pool = world.open_exchange(DEEP, 2 * DEEP);
    world.buy_back_in(&pool).expect("a pool of these two");
    later(&mut world, 120);
    (world, pool)
}

fn settleable(world: &mut TestWorld) -> JobRef {
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.warp_past_window(&job);
    job
}

fn payment_side(world: &TestWorld, pool: &AmmPool) -> Side {
    pool.side_of(&world.market.payment_mint).expect("its mint")
}

/// Settles, and requires the whole of the fee to go to the treasury.
fn falls_back(world: &mut TestWorld, job: &JobRef) {
    let before = world.balances();
    let sent = world.settle(job).expect("nothing blocks a settlement");
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - FEE),
            ("treasury", FEE),
            (job.vault_name().as_str(), -PRICE),
        ],
    );
    assert_eq!(world.job(job).burnt, 0);
    assert_eq!(number(&sent.event("JobSettled"), "to_treasury"), FEE as u64);
}

#[test]
fn the_fee_buys_reward_tokens_which_are_burnt() {
    for payment in [
        Payment::Spl { decimals: 9 },
        Payment::Token2022 {
            decimals: 2,
            extension: None,
        },
    ] {
        let (mut world, pool) = world(payment);
        let job = settleable(&mut world);
        let side = payment_side(&world, &pool);
        let trade = world.exchange_quote(&pool, side, BURNT as u64);
        let before = world.balances();
        let sent = world.settle(&job).expect("settles");
        let burnt = i128::from(trade.out);
        assert!((39_800..40_000).contains(&burnt), "{burnt} of 40,000 less a fee");
        world.assert_moved(
            &before,
            &[
                ("provider", PRICE - FEE),
                ("treasury", FEE - BURNT),
                ("vault 0", -PRICE),
                ("amm payment", BURNT),
                ("amm reward", -burnt),
                ("reward supply", -burnt),
            ],
        );
        let (state, _) = world.exchange(&pool);
        assert_eq!(state.burnt, trade.out);
        assert_eq!(world.job(&job).burnt, trade.out);
        let market: Market = world.state(&world.market.address.clone());
        assert_eq!(market.fees_burnt, trade.out);
        // The provider's work counts by what was burnt.
        assert_eq!(world.pool_state().work_burnt, trade.out);
        let operator: Operator = world.state(&world.provider.operator.clone());
        assert_eq!((operator.settled_value, operator.locked), (PRICE as u64, 0));
        assert_eq!(number(&sent.event("JobSettled"), "burnt"), trade.out);
        assert_eq!(number(&sent.event("Burnt"), "burnt"), trade.out);
    }
}

#[test]
fn the_client_may_settle_early() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    let side = payment_side(&world, &pool);
    let burnt = i128::from(world.exchange_quote(&pool, side, BURNT as u64).out);
    refused(world.settle(&job), EscrowError::WindowOpen);
    let before = world.balances();
    world.accept_result(&job).expect("settles");
    world.assert_moved(
        &before,
        &[
            ("provider", PRICE - FEE),
            ("treasury", FEE - BURNT),
            ("vault 0", -PRICE),
            ("amm payment", BURNT),
            ("amm reward", -burnt),
            ("reward supply", -burnt),
        ],
    );
    let job = settleable(&mut world);
    let instruction =
        world
            .market
            .accept_result(world.client.address(), job.address, world.provider.address());
    let (client, other) = (world.client.address(), world.payer.clone());
    let instruction = with(instruction, &client, &other.pubkey());
    refused(world.send(&[instruction], &[&other]), EscrowError::NotClient);
}

#[test]
fn a_seat_is_credited_its_part_of_what_was_burnt() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 }).with_verifiers(5);
    let pool = world.open_exchange(DEEP, 2 * DEEP);
    world.buy_back_in(&pool).expect("a pool of these two");
    later(&mut world, 120);
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    let burnt = world.job(&job).burnt;
    assert!(burnt > 0);
    let before = world.balances();
    world.pay_verifier(&job, 0).expect("pays");
    let paid: i128 = world
        .balances()
        .since(&before)
        .values()
        .filter(|change| **change > 0)
        .sum();
    assert_eq!(paid, PER_SEAT);
    assert_eq!(world.pool_state().attested_burnt, burnt / 5);
}

#[test]
fn a_pool_that_cannot_serve_blocks_nothing() {
    // Paused.
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let job = settleable(&mut world);
    let authority = world.authority.clone();
    let pause = pool.set_pause(authority.pubkey(), amm::constants::PAUSE_SWAP);
    world.send(&[pause], &[&authority]).expect("pauses");
    falls_back(&mut world, &job);
    let resume = pool.set_pause(authority.pubkey(), 0);
    world.send(&[resume], &[&authority]).expect("resumes");

    // Its vault frozen by the issuer.
    let job = settleable(&mut world);
    let vault = pool.vaults[payment_side(&world, &pool) as usize];
    let mut account = assay_tests::Chain::account(&mut world.chain, &vault).expect("the vault");
    let thawed = account.clone();
    account.data[108] = 2;
    assay_tests::Chain::set_account(&mut world.chain, vault, account);
    falls_back(&mut world, &job);
    assay_tests::Chain::set_account(&mut world.chain, vault, thawed);

    // And now it is burnt again.
    let job = settleable(&mut world);
    world.settle(&job).expect("settles");
    assert!(world.job(&job).burnt > 0);
}

#[test]
fn a_price_off_its_mean_buys_nothing() {
    for (side_of_payment, amount) in [(true, DEEP / 10), (false, DEEP / 5)] {
        let (mut world, pool) = world(Payment::Spl { decimals: 6 });
        let job = settleable(&mut world);
        let maker = world.party("maker");
        let payment = payment_side(&world, &pool);
        let side = if side_of_payment { payment } else { payment.other() };
        world.trade(&pool, &maker, side, amount).expect("a push");
        falls_back(&mut world, &job);
    }
}

#[test]
fn a_pool_that_is_too_young_buys_nothing() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    let job = settleable(&mut world);
    let pool = world.open_exchange(DEEP, 2 * DEEP);
    world.buy_back_in(&pool).expect("a pool of these two");
    later(&mut world, 59);
    falls_back(&mut world, &job);
    let job = settleable(&mut world);
    world.settle(&job).expect("old enough");
    assert!(world.job(&job).burnt > 0);
}

#[test]
fn a_fee_too_large_for_the_pool_buys_nothing() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    // The fee would move the price by a fifth.
    let pool = world.open_exchange(100_000, 200_000);
    world.buy_back_in(&pool).expect("a pool of these two");
    later(&mut world, 120);
    let job = settleable(&mut world);
    falls_back(&mut world, &job);
}

#[test]
fn whoever_settles_does_not_choose_where_fees_go() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let job = settleable(&mut world);
    let mut without = world.market;
    without.buyback = None;
    let provider = world.provider.address();
    let instruction = without.settle(job.address, provider);
    refused(world.send(&[instruction], &[]), EscrowError::WrongBuyback);
    let instruction = without.accept_result(world.client.address(), job.address, provider);
    let client = world.client.clone();
    refused(
        world.send(&[instruction], &[&client.authority]),
        EscrowError::WrongBuyback,
    );

    // Another pool of the same two mints.
    let (authority, stake) = (world.authority.clone(), world.pool);
    let (_, config) = world.exchange(&pool);
    let create = assay_client::amm::create_config(&stake, authority.pubkey(), config.index + 1, config.fees);
    world.send(&[create], &[&authority]).expect("another tier");
    let other = AmmPool::in_order(stake, world.other_tier(), pool.mints);
    let maker = world.party("maker");
    let launch = world.exchange(&pool).0.launch.terms;
    let create = other.initialize_pool(maker.address(), [1_000_000; 2], launch, false, i64::MAX);
    world.watch("other a", other.vaults[0]);
    world.watch("other b", other.vaults[1]);
    world.send(&[create], &[&maker.authority]).expect("another pool");
    let mut elsewhere = world.market;
    elsewhere.buyback = Some(other);
    let instruction = elsewhere.settle(job.address, provider);
    refused(world.send(&[instruction], &[]), EscrowError::WrongBuyback);
    // Its config with the right pool.
    let instruction = with(
        world.market.settle(job.address, provider),
        &pool.config,
        &other.config,
    );
    refused(world.send(&[instruction], &[]), AmmError::WrongConfig);
}

#[test]
fn a_market_that_does_not_buy_settles_as_ever() {
    let (mut world, pool) = world(Payment::Spl { decimals: 6 });
    let job = settleable(&mut world);
    set_market(&mut world, |market| market.buyback_mean_seconds = 0).expect("stops buying");
    refused(world.settle(&job), EscrowError::WrongBuyback);
    world.market.buyback = None;
    falls_back(&mut world, &job);
    assert_eq!(world.job(&job).status(), Status::Settled);
    assert_eq!(world.exchange(&pool).0.burnt, 0);
}
