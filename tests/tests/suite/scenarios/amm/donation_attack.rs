//! Tokens sent to the vaults change no price, no share and no limit.

use super::TestPools;
use assay_tests::pools::{QUOTE, REWARD};

const GIFT: u64 = 1_000_000_000;

#[test]
fn gifts_to_the_vaults_change_nothing() {
    let mut pools = TestPools::new();
    let eve = pools.add("eve", [GIFT; 2]);
    let ann = pools.add_lp("ann", [100_000_000, 400_000_000]);
    pools.later(600);
    let before = [
        pools.quote_sale(QUOTE, 1_000_000),
        pools.quote_sale(REWARD, 1_000_000),
        pools.quote_purchase(QUOTE, 1_000_000),
    ];
    let mean = pools.mean(600).expect("old enough");
    pools.gift(&eve, QUOTE, GIFT);
    pools.gift(&eve, REWARD, GIFT / 2);
    let after = [
        pools.quote_sale(QUOTE, 1_000_000),
        pools.quote_sale(REWARD, 1_000_000),
        pools.quote_purchase(QUOTE, 1_000_000),
    ];
    assert_eq!((before, mean), (after, pools.mean(600).expect("old enough")));
    pools.deposit(&ann, [100_000_000, 400_000_000]).expect("deposits");
    let all = pools.liquidity_of(&ann);
    pools.withdraw(&ann, all).expect("withdraws");
    assert_eq!(pools.purse(&ann, QUOTE), 100_000_000);
    // Somebody has it taken out, at no one's cost.
    pools.skim().expect("skims");
    pools.sell(&ann, QUOTE, 1_000).expect("goes on");
}

/// A donation can be collected by those who provide liquidity alone, and pays whoever donates only their share.
#[test]
fn donating_to_a_pool_in_which_one_has_a_part_is_a_loss() {
    let mut pools = TestPools::new();
    let eve = pools.add_lp("eve", [500_000_000, 2_000_000_000]);
    pools
        .deposit(&eve, [400_000_000, 1_600_000_000])
        .expect("more than a quarter");
    pools.donate(&eve, [100_000_000, 400_000_000]).expect("gives");
    let all = pools.liquidity_of(&eve);
    pools.withdraw(&eve, all).expect("withdraws");
    let left = pools.purse(&eve, QUOTE);
    assert!(left < 430_000_000, "{left}");
}
