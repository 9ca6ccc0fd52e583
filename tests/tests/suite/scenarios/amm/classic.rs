//! The properties that the SPL token swap's own tests look for. That no token is lost or made, and that a unit of
//! liquidity is never worth less, is checked after every transaction anyway.

use super::TestPools;
use assay_tests::pools::{not_below, Pools, Quote, QUOTE, REWARD};

/// What leaves is at most what the curve says for what was sent, without any fee.
#[test]
fn a_swap_gives_no_more_than_the_curve() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add("ann", [1_000_000_000; 2]);
        for (side, amount) in [
            (QUOTE, 1_000),
            (REWARD, 77_777),
            (QUOTE, 123_456_789),
            (REWARD, 500_000_000),
        ] {
            let reserves = pools.state().reserves.map(u128::from);
            let before = pools.purse(&ann, side.other());
            pools.sell(&ann, side, amount).expect("sells");
            let got = u128::from(pools.purse(&ann, side.other()) - before);
            let (from, to) = (reserves[side as usize], reserves[side.other() as usize]);
            let amount = u128::from(amount);
            assert!(got < to * amount / (from + amount), "{quote:?} {side:?} {amount}");
        }
    }
}

/// Liquidity is worth more after every trade, by what its fee is.
#[test]
fn trades_raise_the_worth_of_liquidity() {
    let mut pools = TestPools::new();
    let ann = pools.add("ann", [1_000_000_000; 2]);
    for (side, amount) in [
        (QUOTE, 100_000_000),
        (REWARD, 300_000_000),
        (QUOTE, 1_000),
        (REWARD, 1_000_000),
    ] {
        let before = pools.state();
        pools.sell(&ann, side, amount).expect("sells");
        let after = pools.state();
        let (was, is) = (
            (before.reserves, before.liquidity),
            (after.reserves, after.liquidity),
        );
        assert!(not_below(was, is) && !not_below(is, was));
    }
}

/// Whoever provides all liquidity gets all of it back, however lopsided the pool became.
#[test]
fn withdrawing_everything_succeeds_whatever_happened() {
    for reserves in [
        [1_000_000_000, 4_000_000_000],
        [1_001, 1_000_000],
        [50_000_000_000, 2_000],
    ] {
        let mut pools: TestPools = Pools::builder().reserves(reserves).start();
        let ann = pools.add("ann", [1 << 40, 1 << 40]);
        for side in [QUOTE, REWARD, QUOTE, QUOTE] {
            for amount in [1, 999, 1 << 20, 1 << 36] {
                drop(pools.sell(&ann, side, amount));
            }
        }
        let creator = pools.creator.clone();
        let all = pools.liquidity_of(&creator);
        pools.withdraw(&creator, all).expect("withdraws everything");
        assert_eq!(pools.liquidity_of(&creator), 0);
        // A thousandth of nothing is left for nobody, and it trades on.
        assert!(pools.state().reserves.into_iter().all(|reserve| reserve > 0));
    }
}
