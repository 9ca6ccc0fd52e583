use super::TestPools;
use assay_tests::pools::{Quote, QUOTE, REWARD};

#[test]
fn both_ways_in_and_out_with_every_quote() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add("ann", [1_000_000, 1_000_000]);
        for side in [QUOTE, REWARD] {
            pools.sell(&ann, side, 100_000).expect("sells");
            pools.buy(&ann, side, 100_000).expect("buys");
        }
    }
}
