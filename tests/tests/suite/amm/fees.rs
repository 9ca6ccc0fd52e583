//! Where the fee of a trade goes.

use super::{TestPools, PURSE, QUOTE, REWARD};
use crate::support::number;
use amm::state::Fees;
use assay_tests::pools::Pools;

fn with(change: impl FnOnce(&mut Fees)) -> TestPools {
    Pools::builder().fees(change).start()
}

/// The protocol's and the creator's share of a fee of 3,000 units, and what stays with the liquidity.
fn shares_of_3_000(pools: &mut TestPools) -> [u64; 3] {
    let ann = pools.add("ann", [PURSE; 2]);
    let before = pools.state();
    let sent = pools.sell(&ann, QUOTE, 1_000_000).expect("sells");
    let after = pools.state();
    assert_eq!(number(&sent.event("Swapped"), "fee"), 3_000);
    let shares = [after.protocol_fees[0], after.creator_fees[0]];
    let liquidity = after.reserves[0] - before.reserves[0] - 997_000;
    [shares[0], shares[1], liquidity]
}

#[test]
fn to_protocol_creator_and_liquidity() {
    assert_eq!(shares_of_3_000(&mut TestPools::new()), [600, 300, 2_100]);
}

#[test]
fn a_creator_who_asked_for_none_gets_none() {
    let mut pools = Pools::builder().without_creator_share().start();
    assert_eq!(shares_of_3_000(&mut pools), [600, 0, 2_400]);
}

#[test]
fn all_of_it_stays_with_the_liquidity_where_the_tier_says_so() {
    let mut pools = with(|fees| (fees.protocol_bps, fees.creator_bps) = (0, 0));
    assert_eq!(shares_of_3_000(&mut pools), [0, 0, 3_000]);
}

#[test]
fn half_of_it_at_the_most_goes_elsewhere() {
    let mut pools = with(|fees| (fees.protocol_bps, fees.creator_bps) = (5_000, 0));
    assert_eq!(shares_of_3_000(&mut pools), [1_500, 0, 1_500]);
    let mut pools = with(|fees| (fees.protocol_bps, fees.creator_bps) = (0, 5_000));
    assert_eq!(shares_of_3_000(&mut pools), [0, 1_500, 1_500]);
}

#[test]
fn shares_are_rounded_in_the_liquiditys_favour() {
    let mut pools = with(|fees| (fees.protocol_bps, fees.creator_bps) = (1_999, 999));
    let ann = pools.add("ann", [PURSE; 2]);
    pools.sell(&ann, QUOTE, 1_000).expect("a fee of 3");
    assert_eq!(
        (pools.state().protocol_fees, pools.state().creator_fees),
        ([0, 0], [0, 0])
    );
}

#[test]
fn they_are_kept_in_what_was_paid() {
    let mut pools = TestPools::new();
    let ann = pools.add("ann", [PURSE; 2]);
    pools.sell(&ann, QUOTE, 1_000_000).expect("sells");
    pools.sell(&ann, REWARD, 2_000_000).expect("sells");
    pools.buy(&ann, QUOTE, 398_760).expect("buys");
    let state = pools.state();
    assert_eq!(state.protocol_fees, [600 + 60, 1_200]);
    assert_eq!(state.creator_fees, [300 + 30, 600]);
}

/// Fees are none of the reserves: they are not traded against and not withdrawn.
#[test]
fn the_last_to_leave_takes_no_fees_along() {
    let mut pools = TestPools::new();
    let ann = pools.add("ann", [PURSE; 2]);
    pools.sell(&ann, QUOTE, 1_000_000).expect("sells");
    let (creator, before) = (pools.creator.clone(), pools.state());
    let all = pools.liquidity_of(&creator);
    pools.withdraw(&creator, all).expect("withdraws");
    let after = pools.state();
    assert_eq!(after.protocol_fees, before.protocol_fees);
    assert_eq!(after.creator_fees, before.creator_fees);
    pools.collect_protocol_fees().expect("still there");
    pools.collect_creator_fees().expect("still there");
}
