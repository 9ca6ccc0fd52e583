//! One trade or many of the same sum.

use super::TestPools;
use assay_tests::pools::{Quote, QUOTE, REWARD};

const WHOLE: u64 = 12_000_000;

/// What selling `WHOLE` in so many equal parts gives.
fn sold_in(parts: u64, quote: Quote, reward: bool) -> u64 {
    let mut pools = TestPools::of(quote);
    let ann = pools.add("ann", [WHOLE; 2]);
    let from = if reward { REWARD } else { QUOTE };
    let before = pools.purse(&ann, from.other());
    for _ in 0..parts {
        pools.sell(&ann, from, WHOLE / parts).expect("sells");
    }
    pools.purse(&ann, from.other()) - before
}

#[test]
fn selling_in_parts_never_gives_more() {
    for quote in [Quote::Spl, Quote::Taxed] {
        for reward in [false, true] {
            let whole = sold_in(1, quote, reward);
            for parts in [2, 12, 60] {
                let cut = sold_in(parts, quote, reward);
                assert!(cut <= whole, "{quote:?}: {cut} in {parts} parts, {whole} at once");
            }
        }
    }
}

#[test]
fn buying_in_parts_never_costs_less() {
    let cost = |parts: u64| {
        let mut pools = TestPools::new();
        let ann = pools.add("ann", [1_000_000_000; 2]);
        for _ in 0..parts {
            pools.buy(&ann, QUOTE, WHOLE / parts).expect("buys");
        }
        1_000_000_000 - pools.purse(&ann, QUOTE)
    };
    let whole = cost(1);
    for parts in [3, 60] {
        assert!(cost(parts) >= whole, "{parts} parts");
    }
}
