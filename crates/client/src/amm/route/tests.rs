use super::*;
use crate::{
    address,
    amm::{PoolMint, RouteError, Side, Slippage},
    stake::StakePool,
    token,
};
use amm::error::AmmError;
use amm::state::{FeeConfig, LiquidityPool};
use anchor_lang::prelude::Clock;
use assay_math::fee::TransferFee;
use bytemuck::Zeroable;
use proptest::prelude::*;

const REWARD: Address = Address::new_from_array([5; 32]);
/// One before and one behind the reward token, so that it is both sides.
const FROM: Address = Address::new_from_array([4; 32]);
const TO: Address = Address::new_from_array([6; 32]);

/// A pool of `other` for reward tokens.
#[derive(Clone, Debug)]
struct Sample {
    fee_bps: u16,
    /// Reward tokens and the other mint.
    reserves: [u64; 2],
    tax: TransferFee,
}

impl Sample {
    fn build(&self, other: Address, index: u16) -> Snapshot {
        let stake = StakePool::new(REWARD);
        let mints = [REWARD, other].map(|address| PoolMint {
            address,
            token_program: token::TOKEN_PROGRAM,
        });
        let pool = AmmPool::new(
            stake,
            address::fee_config(&stake.address, index),
            mints[0],
            mints[1],
        );
        let mut config = FeeConfig::zeroed();
        config.fees.fee_bps = self.fee_bps;
        let (mut state, mut taxes) = (LiquidityPool::zeroed(), [TransferFee::NONE; 2]);
        let reward = pool.side_of(&REWARD).expect("its side");
        state.reserves[reward as usize] = self.reserves[0];
        state.reserves[reward.other() as usize] = self.reserves[1];
        taxes[reward.other() as usize] = self.tax;
        (state.liquidity, state.mints) = (1_000_000, pool.mints.map(|mint| mint.address));
        Snapshot::new(pool, state, config, taxes, clock())
    }
}

fn clock() -> Clock {
    Clock {
        slot: 1,
        epoch_start_timestamp: 0,
        epoch: 0,
        leader_schedule_epoch: 0,
        unix_timestamp: 0,
    }
}

fn sample() -> impl Strategy<Value = Sample> {
    let reserve = || 1_000_000_000..1_000_000_000_000u64;
    let tax = (0..=500u16, any::<u64>()).prop_map(|(bps, maximum)| TransferFee { bps, maximum });
    let tax = prop_oneof![Just(TransferFee::NONE), tax];
    (1..=200u16, [reserve(), reserve()], tax).prop_map(|(fee_bps, reserves, tax)| Sample {
        fee_bps,
        reserves,
        tax,
    })
}

/// Two tiers of each pair.
fn samples() -> impl Strategy<Value = [Sample; 4]> {
    [sample(), sample(), sample(), sample()]
}

fn build([a, b, c, d]: &[Sample; 4]) -> Vec<Snapshot> {
    vec![a.build(FROM, 0), b.build(FROM, 1), c.build(TO, 0), d.build(TO, 1)]
}

fn exact() -> impl Strategy<Value = Exact> {
    prop_oneof![Just(Exact::In), Just(Exact::Out)]
}

fn find(pools: &[Snapshot], exact: Exact, amount: u64, bps: u16) -> Result<Route, RouteError> {
    let slippage = Slippage::new(bps).expect("a part");
    Route::find(pools, &REWARD, [&FROM, &TO], exact, amount, slippage)
}

/// What the program does with the hops of a route, one after the other: sent, received, and what of the reward tokens
/// is left; `None` when a limit is not met, which undoes both.
fn execute(pools: &[Snapshot], route: &Route) -> Option<(u64, u64, u64)> {
    let none = Slippage::new(0).expect("nothing");
    let mut trades = Vec::new();
    for hop in &route.hops {
        let pool = pools.iter().find(|it| it.pool == hop.pool).expect("its pool");
        let trade = match hop.exact {
            Exact::In => pool.sell(hop.from(), hop.amount, none).ok()?.effect,
            Exact::Out => pool.buy(hop.from(), hop.amount, none).ok()?.effect,
        };
        let met = match hop.exact {
            Exact::In => trade.received >= hop.quote.limit,
            Exact::Out => trade.sent <= hop.quote.limit,
        };
        if !met {
            return None;
        }
        trades.push(trade);
    }
    let left = trades[0].received.checked_sub(trades[1].sent);
    Some((
        trades[0].sent,
        trades[1].received,
        left.expect("the second hop never needs more than the first gives"),
    ))
}

proptest! {
    #[test]
    fn a_quoted_route_is_what_is_executed(samples in samples(), exact in exact(), amount in 1..1_000_000_000u64, bps in 0..=2_000u16) {
        let pools = build(&samples);
        let Ok(route) = find(&pools, exact, amount, bps) else { return Ok(()) };
        let executed = execute(&pools, &route);
        prop_assert_eq!(executed, Some((route.sent(), route.received(), route.left_over())));
        prop_assert!(route.sent() <= route.maximum_sent() && route.received() >= route.minimum_received());
        match exact {
            Exact::In => prop_assert_eq!((route.sent(), route.maximum_sent()), (amount, amount)),
            Exact::Out => prop_assert_eq!(route.minimum_received(), amount),
        }
        // Never more than the slippage's half, rounded.
        let between = route.hops[0].quote.effect.received;
        prop_assert!(u128::from(route.left_over()) * 10_000 <= u128::from(between) * u128::from(bps) + 20_000);
    }

    #[test]
    fn whatever_happens_in_between_the_limits_hold(
        samples in samples(),
        exact in exact(),
        amount in 1..1_000_000_000u64,
        bps in 0..=1_000u16,
        moves in [(any::<bool>(), 0..20_000_000u64), (any::<bool>(), 0..20_000_000u64)],
    ) {
        let mut pools = build(&samples);
        let Ok(route) = find(&pools, exact, amount, bps) else { return Ok(()) };
        for (hop, (a, sold)) in route.hops.iter().zip(moves) {
            let pool = pools.iter_mut().find(|it| it.pool == hop.pool).expect("its pool");
            let from = if a { Side::A } else { Side::B };
            if let Ok(quote) = pool.sell(from, sold, Slippage::new(0).expect("nothing")) {
                pool.state.apply(&quote.effect, 0).expect("no launch");
            }
        }
        if let Some((sent, received, _)) = execute(&pools, &route) {
            prop_assert!(sent <= route.maximum_sent() && received >= route.minimum_received());
        }
    }

    #[test]
    fn no_other_pools_are_better(samples in samples(), exact in exact(), amount in 1..1_000_000_000u64) {
        let pools = build(&samples);
        let Ok(best) = find(&pools, exact, amount, 0) else { return Ok(()) };
        prop_assert_eq!(best.left_over(), 0);
        for (first, second) in [(0, 2), (0, 3), (1, 2), (1, 3)] {
            let two = [pools[first].clone(), pools[second].clone()];
            let Ok(other) = find(&two, exact, amount, 0) else { continue };
            match exact {
                Exact::In => prop_assert!(best.received() >= other.received()),
                Exact::Out => prop_assert!(best.sent() <= other.sent()),
            }
        }
    }

    #[test]
    fn two_hops_allow_no_more_than_the_slippage(samples in samples(), amount in 1_000_000..1_000_000_000u64, bps in 0..=2_000u16) {
        let pools = build(&samples);
        let (Ok(route), Ok(without)) = (find(&pools, Exact::In, amount, bps), find(&pools, Exact::In, amount, 0)) else {
            return Ok(());
        };
        // A unit of reward tokens that is lost to rounding is worth at most a thousand units here.
        let least = Slippage::new(bps).expect("a part").minimum(without.received());
        prop_assert!(route.minimum_received() + 4_000 >= least, "{} and {least}", route.minimum_received());
    }
}

#[test]
fn one_pool_is_one_trade_with_the_whole_slippage() {
    let sample = Sample {
        fee_bps: 30,
        reserves: [1_000_000, 2_000_000],
        tax: TransferFee::NONE,
    };
    let pools = [sample.build(TO, 0)];
    let slippage = Slippage::new(100).expect("a part");
    let route = Route::find(&pools, &REWARD, [&REWARD, &TO], Exact::In, 10_000, slippage).expect("a route");
    assert_eq!((route.hops.len(), route.left_over()), (1, 0));
    let received = 2_000_000 * 9_970 / 1_009_970u64;
    assert_eq!(
        (route.received(), route.minimum_received()),
        (received, (received * 99).div_ceil(100))
    );
    assert_eq!(route.price_impact_bps(), 99, "9,970 of 1,009,970, rounded up");
}

#[test]
fn why_there_is_no_route() {
    let sample = Sample {
        fee_bps: 30,
        reserves: [1_000_000, 2_000_000],
        tax: TransferFee::NONE,
    };
    let mut paused = sample.build(FROM, 0);
    paused.state.pause_mask = amm::constants::PAUSE_SWAP;
    let find = |mints, amount| {
        let none = Slippage::new(0).expect("nothing");
        Route::find(
            &[paused.clone(), sample.build(FROM, 1)],
            &REWARD,
            mints,
            Exact::Out,
            amount,
            none,
        )
    };
    assert_eq!(find([&TO, &TO], 1), Err(RouteError::SameMint(TO)));
    assert_eq!(find([&FROM, &TO], 1), Err(RouteError::NoPool { mint: TO }));
    assert_eq!(find([&TO, &REWARD], 1), Err(RouteError::NoPool { mint: TO }));
    // The other tier serves what the paused one refuses.
    assert!(find([&FROM, &REWARD], 1).is_ok());
    let refused = find([&FROM, &REWARD], u64::MAX).expect_err("more than there is");
    let RouteError::Refused(refusal) = refused else {
        panic!("{refused}")
    };
    assert!(
        refusal.is(AmmError::InsufficientReserve),
        "of the one that trades: {refusal}"
    );
}
