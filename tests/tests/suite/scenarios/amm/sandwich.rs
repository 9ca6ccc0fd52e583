//! Somebody buys before a victim and sells after it.

use super::{TestPools, FREE};
use crate::support::refused;
use amm::{error::AmmError, state::Limits};
use assay_tests::{
    pools::{QUOTE, REWARD},
    Party,
};

const TRADE: u64 = 10_000_000;
const FORTUNE: u64 = 1_000_000_000;

fn cast() -> (TestPools, Party, Party) {
    let mut pools = TestPools::new();
    let eve = pools.add("eve", [FORTUNE, 0]);
    let victim = pools.add("victim", [TRADE, 0]);
    pools.later(600);
    (pools, eve, victim)
}

/// Whatever the attacker does first, a victim gets its limit or keeps its tokens.
#[test]
fn the_victim_never_gets_less_than_its_limit() {
    for push in [1_000, 100_000, 5_000_000, 100_000_000, FORTUNE] {
        let (mut pools, eve, victim) = cast();
        let fair = pools.quote_sale(QUOTE, TRADE).expect("a quote").received;
        let limit = fair - fair / 100;
        pools.sell(&eve, QUOTE, push).expect("runs ahead");
        match pools.sell_within(&victim, QUOTE, TRADE, limit, FREE) {
            Ok(_) => assert!(pools.purse(&victim, REWARD) >= limit),
            Err(failure) => {
                assert!(failure.is(AmmError::BelowMinimum));
                assert_eq!(
                    (pools.purse(&victim, QUOTE), pools.purse(&victim, REWARD)),
                    (TRADE, 0)
                );
            }
        }
    }
}

/// What the attacker gains is not more than what the victim allowed it to lose.
#[test]
fn the_attackers_profit_is_bounded_by_the_limit() {
    for (slack_bps, push) in [
        (50, 1_000_000),
        (50, 2_000_000),
        (100, 4_000_000),
        (500, 20_000_000),
    ] {
        let (mut pools, eve, victim) = cast();
        let fair = pools.quote_sale(QUOTE, TRADE).expect("a quote").received;
        let limit = fair - fair * slack_bps / 10_000;
        pools.sell(&eve, QUOTE, push).expect("runs ahead");
        let sent = pools.sell_within(&victim, QUOTE, TRADE, limit, FREE);
        let bought = pools.purse(&eve, REWARD);
        pools.sell(&eve, REWARD, bought).expect("runs behind");
        let end = pools.purse(&eve, QUOTE);
        // In units of the quote, at the price before.
        let allowed = TRADE * slack_bps / 10_000;
        if sent.is_ok() {
            assert!(end <= FORTUNE + allowed, "gained {} of {allowed}", end - FORTUNE);
        } else {
            assert!(end < FORTUNE, "there was nobody to take it from");
        }
    }
}

/// Of a trade that moves the price by less than the fee there is nothing to gain, even without a limit.
#[test]
fn small_trades_are_not_worth_it() {
    for push in [100_000, 2_000_000, 50_000_000, 500_000_000] {
        let (mut pools, eve, victim) = cast();
        pools.sell(&eve, QUOTE, push).expect("runs ahead");
        pools.sell(&victim, QUOTE, 1_000_000).expect("sells");
        let bought = pools.purse(&eve, REWARD);
        pools.sell(&eve, REWARD, bought).expect("runs behind");
        assert!(pools.purse(&eve, QUOTE) < FORTUNE, "a push of {push}");
    }
}

/// With a bound on the distance from the mean, a push is seen before the victim trades at all.
#[test]
fn a_bound_around_the_mean_refuses_to_follow_a_push() {
    let (mut pools, eve, victim) = cast();
    pools.sell(&eve, QUOTE, 20_000_000).expect("runs ahead");
    let near = Limits {
        mean_seconds: 600,
        mean_bps: 100,
        ..FREE
    };
    refused(
        pools.sell_within(&victim, QUOTE, TRADE, 0, near),
        AmmError::PriceOffMean,
    );
    assert_eq!(pools.purse(&victim, QUOTE), TRADE);
}

/// A deposit of one side is a trade, too.
#[test]
fn one_sided_deposits_have_the_same_protection() {
    let (mut pools, eve, victim) = cast();
    pools.open_lp(&victim);
    let (pool, config, taxes, now) = (pools.entered(), pools.fee_config(), pools.taxes(), pools.now());
    let fair = pool
        .deposit_one(&config, QUOTE, TRADE, &taxes, now)
        .expect("a quote");
    pools.sell(&eve, QUOTE, 100_000_000).expect("runs ahead");
    let limit = fair.liquidity - fair.liquidity / 100;
    let sent = pools.deposit_one_within(&victim, QUOTE, TRADE, limit, FREE);
    refused(sent, AmmError::BelowMinimum);
}
