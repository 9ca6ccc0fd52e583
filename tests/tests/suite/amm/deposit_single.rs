use super::{with_ann, TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, INSUFFICIENT_FUNDS};
use amm::error::AmmError;
use assay_tests::pools::Quote;

#[test]
fn every_unit_of_a_deposit_of_one_side() {
    let (mut pools, ann) = with_ann();
    let before = pools.balances();
    let sent = pools.deposit_one(&ann, QUOTE, 210_000_000).expect("deposits");
    // √1.21 = 1.1: a tenth of the reserve is traded for the other side, and costs 300,000. What is left of 210,000,000
    // buys 2·10⁹ · (√1.2097 − 1).
    let liquidity = 199_727_254;
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -210_000_000),
            ("vault quote", 210_000_000),
            ("ann lp", liquidity),
            ("lp supply", liquidity),
        ],
    );
    let event = sent.event("LiquidityAdded");
    let fields = ["sent_a", "sent_b", "fee", "protocol_fee", "creator_fee"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [210_000_000, 0, 300_000, 60_000, 30_000]
    );
    assert_eq!(pools.state().protocol_fees, [60_000, 0]);
}

#[test]
fn either_side_with_every_quote() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add_lp("ann", [PURSE; 2]);
        for side in [QUOTE, REWARD] {
            for amount in [1_000, 333_333, PURSE / 2] {
                pools.deposit_one(&ann, side, amount).expect("deposits");
            }
        }
    }
}

/// A deposit of one side is a trade and a deposit of two; it is not the cheaper way to trade.
#[test]
fn in_by_one_side_and_out_by_the_other_costs_what_a_trade_costs() {
    let (mut pools, ann) = with_ann();
    let bob = pools.add("bob", [PURSE; 2]);
    let sold = pools.quote_sale(QUOTE, 1_000_000).expect("a quote").received;
    pools.deposit_one(&ann, QUOTE, 1_000_000).expect("deposits");
    let all = pools.liquidity_of(&ann);
    pools.withdraw_one(&ann, REWARD, all).expect("withdraws");
    let got = pools.purse(&ann, REWARD) - PURSE;
    assert!(got <= sold, "{got} instead of {sold}");
    pools.sell(&bob, QUOTE, 1_000).expect("the pool goes on");
}

#[test]
fn amounts_that_buy_nothing_or_too_much() {
    let (mut pools, ann) = with_ann();
    refused(pools.deposit_one(&ann, QUOTE, 0), AmmError::AmountTooSmall);
    refused(pools.deposit_one(&ann, REWARD, 1), AmmError::AmountTooSmall);
    refused(pools.deposit_one(&ann, QUOTE, u64::MAX), AmmError::Overflow);
    refused(pools.deposit_one(&ann, QUOTE, PURSE + 1), INSUFFICIENT_FUNDS);
}
