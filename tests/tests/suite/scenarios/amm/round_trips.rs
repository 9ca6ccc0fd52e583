//! In and out again: nobody gains by it.

use super::{wealth, TestPools};
use assay_tests::{
    pools::{Quote, QUOTE, REWARD},
    Party,
};

const PURSE: [u64; 2] = [100_000_000, 400_000_000];

type Step = fn(&mut TestPools, &Party, u64);

const INS: [Step; 3] = [
    |pools, ann, amount| drop(pools.deposit(ann, [amount, 4 * amount])),
    |pools, ann, amount| drop(pools.deposit_one(ann, QUOTE, amount)),
    |pools, ann, amount| drop(pools.deposit_one(ann, REWARD, amount)),
];
const OUTS: [Step; 3] = [
    |pools, ann, all| drop(pools.withdraw(ann, all)),
    |pools, ann, all| drop(pools.withdraw_one(ann, QUOTE, all)),
    |pools, ann, all| drop(pools.withdraw_one(ann, REWARD, all)),
];

/// Every way in and every way out, for odd amounts, with every kind of quote: at the price there was before, nobody has
/// more after.
#[test]
fn liquidity_never_gains() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add_lp("ann", PURSE);
        for (n, enter) in INS.into_iter().enumerate() {
            for (m, leave) in OUTS.into_iter().enumerate() {
                for amount in [7, 1_001, 333_333, 3_333_333] {
                    let reserves = pools.state().reserves;
                    let before = wealth(&mut pools, &ann, reserves);
                    enter(&mut pools, &ann, amount);
                    let all = pools.liquidity_of(&ann);
                    leave(&mut pools, &ann, all);
                    let after = wealth(&mut pools, &ann, reserves);
                    assert!(after <= before, "{quote:?} {n} {m} {amount}: {after} of {before}");
                }
            }
        }
    }
}

/// There and back costs two fees; with nobody else in between it is never a gain.
#[test]
fn trades_never_gain() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add("ann", PURSE);
        for amount in [2, 1_001, 333_333, 99_999_999] {
            let before = [pools.purse(&ann, QUOTE), pools.purse(&ann, REWARD)];
            if pools.sell(&ann, QUOTE, amount.min(before[0])).is_err() {
                continue;
            }
            let bought = pools.purse(&ann, REWARD) - before[1];
            let back = pools.sell(&ann, REWARD, bought).is_ok();
            assert!(pools.purse(&ann, QUOTE) < before[0], "{quote:?} {amount}");
            // What it bought can be too little to be sold.
            let kept = if back { 0 } else { bought };
            assert_eq!(pools.purse(&ann, REWARD), before[1] + kept);
        }
    }
}

/// Repeated a hundred times, rounding still falls to the pool.
#[test]
fn dust_does_not_add_up_for_the_caller() {
    let mut pools = TestPools::new();
    let ann = pools.add_lp("ann", PURSE);
    for n in 1..=100 {
        pools.deposit(&ann, [n, 4 * n]).expect("deposits");
        let all = pools.liquidity_of(&ann);
        pools.withdraw(&ann, all).expect("withdraws");
    }
    assert!(pools.purse(&ann, QUOTE) <= PURSE[0] && pools.purse(&ann, REWARD) <= PURSE[1]);
}
