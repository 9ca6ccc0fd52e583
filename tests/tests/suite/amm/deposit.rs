use super::{with_ann, TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, who, INSUFFICIENT_FUNDS};
use amm::error::AmmError;
use assay_tests::pools::{Quote, RESERVES};

#[test]
fn every_unit_of_a_deposit() {
    let (mut pools, ann) = with_ann();
    let before = pools.balances();
    let sent = pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -1_000_000),
            ("ann reward", -4_000_000),
            ("vault quote", 1_000_000),
            ("vault reward", 4_000_000),
            ("ann lp", 2_000_000),
            ("lp supply", 2_000_000),
        ],
    );
    let event = sent.event("LiquidityAdded");
    assert_eq!(
        (who(&event, "pool"), who(&event, "user")),
        (pools.pool.address, ann.address())
    );
    let fields = ["sent_a", "sent_b", "fee", "liquidity", "reserve_a", "reserve_b"];
    let expected = [
        1_000_000,
        4_000_000,
        0,
        2_000_000,
        RESERVES[0] + 1_000_000,
        RESERVES[1] + 4_000_000,
    ];
    assert_eq!(fields.map(|field| number(&event, field)), expected);
}

#[test]
fn the_scarcer_side_decides_and_the_rest_stays() {
    for amounts in [[1_000_000, PURSE], [PURSE, 4_000_000]] {
        let (mut pools, ann) = with_ann();
        pools.deposit(&ann, amounts).expect("deposits");
        assert_eq!(pools.liquidity_of(&ann), 2_000_000);
        assert_eq!(pools.purse(&ann, QUOTE), PURSE - 1_000_000);
        assert_eq!(pools.purse(&ann, REWARD), PURSE - 4_000_000);
    }
}

#[test]
fn what_it_costs_is_rounded_up() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1, 4]).expect("two units");
    assert_eq!(
        (pools.liquidity_of(&ann), pools.purse(&ann, QUOTE)),
        (2, PURSE - 1)
    );
    // Three units of liquidity would be worth one unit and a half.
    pools.deposit(&ann, [2, 7]).expect("three units");
    assert_eq!(
        (pools.liquidity_of(&ann), pools.purse(&ann, QUOTE)),
        (5, PURSE - 3)
    );
    assert_eq!(pools.purse(&ann, REWARD), PURSE - 10);
}

#[test]
fn with_every_quote() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add_lp("ann", [PURSE; 2]);
        for amounts in [[1_000, 4_000], [333_333, 1_333_337], [PURSE / 2, PURSE / 2]] {
            pools.deposit(&ann, amounts).expect("deposits");
        }
    }
}

/// What arrives buys the liquidity, and no more is sent than was given.
#[test]
fn a_tokens_own_fee_is_the_depositors() {
    let mut pools = TestPools::of(Quote::Taxed);
    let ann = pools.add_lp("ann", [PURSE; 2]);
    let before = pools.balances();
    pools.deposit(&ann, [1_000_000, PURSE]).expect("deposits");
    let moved = pools.balances().since(&before);
    let sent = -moved["ann quote"];
    assert!(sent <= 1_000_000 && sent > 999_900, "{sent}");
    assert_eq!(moved["vault quote"], sent - (sent + 99) / 100);
}

#[test]
fn amounts_that_buy_nothing_or_too_much() {
    let (mut pools, ann) = with_ann();
    for amounts in [[0, 0], [1, 0], [0, PURSE], [1, 1]] {
        refused(pools.deposit(&ann, amounts), AmmError::AmountTooSmall);
    }
    refused(pools.deposit(&ann, [u64::MAX; 2]), AmmError::Overflow);
    refused(pools.deposit(&ann, [PURSE + 1, 5 * PURSE]), INSUFFICIENT_FUNDS);
}

#[test]
fn it_goes_on_before_the_pool_opens() {
    let launch = assay_tests::pools::NO_LAUNCH;
    let launch = amm::state::LaunchTerms {
        opens_at: assay_tests::START + 100,
        ..launch
    };
    let mut pools: TestPools = assay_tests::pools::Pools::builder().launch(launch).start();
    let ann = pools.add_lp("ann", [PURSE; 2]);
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    refused(pools.deposit_one(&ann, QUOTE, 1_000_000), AmmError::NotOpen);
    let all = pools.liquidity_of(&ann);
    refused(pools.withdraw_one(&ann, QUOTE, all), AmmError::NotOpen);
    pools.withdraw(&ann, all).expect("and out again");
}
