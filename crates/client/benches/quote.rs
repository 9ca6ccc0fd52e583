//! What a quote costs: budget 1 µs. `cargo xtask bench client` runs it.

use amm::state::FeeConfig;
use anchor_lang::prelude::Clock;
use assay_client::{
    address,
    amm::{AmmPool, Exact, LiquidityPool, PoolMint, Route, Side, Slippage, Snapshot},
    stake::StakePool,
    token,
};
use assay_math::fee::TransferFee;
use bytemuck::Zeroable;
use criterion::{criterion_group, criterion_main, Criterion};
use solana_address::Address;
use std::hint::black_box;

const REWARD: Address = Address::new_from_array([2; 32]);

/// A pool with everything that makes a quote dear: a surcharge over a full oracle, a launch, and a transfer fee.
fn snapshot(other: u8, index: u16) -> Snapshot {
    let stake = StakePool::new(REWARD);
    let mints = [REWARD, Address::new_from_array([other; 32])].map(|address| PoolMint {
        address,
        token_program: token::TOKEN_PROGRAM,
    });
    let mut config = FeeConfig::zeroed();
    config.fees.fee_bps = 30;
    (config.fees.protocol_bps, config.fees.surcharge_seconds) = (2_000, 600);
    (config.fees.surcharge_share_bps, config.fees.surcharge_most_bps) = (1_000, 200);
    let mut state = LiquidityPool::zeroed();
    state.reserves = [1_000_000_000_000, 3_000_000_000_000];
    state.liquidity = 1_732_050_807_568;
    (state.mints, state.decimals) = (mints.map(|mint| mint.address), [6, 9]);
    state.launch.terms.seconds = 1_000_000;
    (state.launch.terms.fee_bps, state.launch.terms.cap_bps) = (100, 10_000);
    state.oracle.start(0, 15);
    for step in 1..=100 {
        state
            .oracle
            .observe([state.reserves[0] + step, state.reserves[1]], 15 * step as i64);
    }
    let taxes = [
        TransferFee::NONE,
        TransferFee {
            bps: 100,
            maximum: 5_000_000,
        },
    ];
    let clock = Clock {
        slot: 9,
        epoch_start_timestamp: 0,
        epoch: 0,
        leader_schedule_epoch: 0,
        unix_timestamp: 1_501,
    };
    let config_address = address::fee_config(&stake.address, index);
    Snapshot::new(
        AmmPool::in_order(stake, config_address, mints),
        state,
        config,
        taxes,
        clock,
    )
}

fn quotes(c: &mut Criterion) {
    let pool = snapshot(3, 0);
    let slippage = Slippage::new(50).expect("less than the whole");
    let (amount, liquidity) = (1_234_567_890, 987_654_321);
    let mut group = c.benchmark_group("quote");
    group.bench_function("sell", |bench| {
        bench.iter(|| black_box(&pool).sell(Side::A, black_box(amount), slippage));
    });
    group.bench_function("buy", |bench| {
        bench.iter(|| black_box(&pool).buy(Side::A, black_box(amount), slippage));
    });
    group.bench_function("deposit", |bench| {
        bench.iter(|| black_box(&pool).deposit([amount, 3 * amount], slippage));
    });
    group.bench_function("deposit single", |bench| {
        bench.iter(|| black_box(&pool).deposit_one(Side::A, black_box(amount), slippage));
    });
    group.bench_function("withdraw", |bench| {
        bench.iter(|| black_box(&pool).withdraw(black_box(liquidity), slippage));
    });
    group.bench_function("withdraw single", |bench| {
        bench.iter(|| black_box(&pool).withdraw_one(Side::A, black_box(liquidity), slippage));
    });
    group.bench_function("bring a pool up to date", |bench| {
        bench.iter(|| {
            let it = black_box(&pool);
            Snapshot::new(it.pool, it.state, it.config, it.taxes, it.clock)
        });
    });
    let pools: Vec<_> = (0..8)
        .map(|index| snapshot(3 + (index % 2) as u8, index))
        .collect();
    let ends = [Address::new_from_array([3; 32]), Address::new_from_array([4; 32])];
    group.bench_function("route over two of eight pools", |bench| {
        bench.iter(|| {
            Route::find(
                &pools,
                &REWARD,
                [&ends[0], &ends[1]],
                Exact::In,
                black_box(amount),
                slippage,
            )
        });
    });
    group.finish();
}

criterion_group!(benches, quotes);
criterion_main!(benches);
