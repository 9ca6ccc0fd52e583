use super::{with_ann, TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, INSUFFICIENT_FUNDS};
use amm::{constants::MIN_LIQUIDITY, error::AmmError};
use assay_tests::pools::{Quote, RESERVES};

#[test]
fn every_unit_of_a_withdrawal() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    let before = pools.balances();
    let sent = pools.withdraw(&ann, 1_999_999).expect("withdraws");
    // 999,999.5 and 3,999,998, rounded down.
    pools.assert_moved(
        &before,
        &[
            ("ann quote", 999_999),
            ("ann reward", 3_999_998),
            ("vault quote", -999_999),
            ("vault reward", -3_999_998),
            ("ann lp", -1_999_999),
            ("lp supply", -1_999_999),
        ],
    );
    let event = sent.event("LiquidityRemoved");
    let fields = [
        "received_a",
        "received_b",
        "fee",
        "liquidity",
        "reserve_a",
        "reserve_b",
    ];
    let expected = [999_999, 3_999_998, 0, 1_999_999, RESERVES[0] + 1, RESERVES[1] + 2];
    assert_eq!(fields.map(|field| number(&event, field)), expected);
}

/// A share of what trades earned comes along.
#[test]
fn fees_that_stayed_are_withdrawn() {
    let (mut pools, ann) = with_ann();
    pools
        .deposit(&ann, [PURSE / 4, PURSE])
        .expect("a fifth of the pool");
    let bob = pools.add("bob", [PURSE; 2]);
    for _ in 0..10 {
        pools.sell(&bob, QUOTE, PURSE / 20).expect("sells");
        let reward = pools.purse(&bob, REWARD) - PURSE;
        pools.sell(&bob, REWARD, reward).expect("back");
    }
    let all = pools.liquidity_of(&ann);
    let (pool, taxes) = (pools.entered(), pools.taxes());
    let worth = pool.withdraw(all, &taxes).expect("a quote").received;
    let product = u128::from(worth[0]) * u128::from(worth[1]);
    assert!(product > u128::from(PURSE / 4) * u128::from(PURSE), "{worth:?}");
    pools.withdraw(&ann, all).expect("withdraws");
}

#[test]
fn a_tokens_own_fee_is_the_withdrawers() {
    let mut pools = TestPools::of(Quote::Taxed);
    let ann = pools.add_lp("ann", [PURSE; 2]);
    pools.deposit(&ann, [1_000_000, PURSE]).expect("deposits");
    let (all, before) = (pools.liquidity_of(&ann), pools.balances());
    pools.withdraw(&ann, all).expect("withdraws");
    let moved = pools.balances().since(&before);
    let out = -moved["vault quote"];
    assert_eq!(moved["ann quote"], out - (out + 99) / 100);
    assert_eq!(moved["ann reward"], -moved["vault reward"]);
}

#[test]
fn everybody_can_leave_and_only_nobodys_share_is_left() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add_lp("ann", [PURSE; 2]);
        let bob = pools.add_lp("bob", [PURSE; 2]);
        pools.deposit(&ann, [123_457, PURSE]).expect("deposits");
        pools.deposit_one(&bob, REWARD, 7_777_777).expect("deposits");
        for side in [QUOTE, REWARD] {
            pools.sell(&ann, side, 3_333_333).expect("sells");
        }
        let before = pools.state();
        for who in [ann, pools.creator.clone(), bob] {
            let all = pools.liquidity_of(&who);
            pools.withdraw(&who, all).expect("leaves");
        }
        let after = pools.state();
        assert_eq!(
            (after.liquidity, pools.balances().of("lp supply")),
            (MIN_LIQUIDITY, 0)
        );
        for side in 0..2 {
            // Its share, and a unit of rounding for each who left.
            let share = before.reserves[side] * MIN_LIQUIDITY / before.liquidity;
            let left = after.reserves[side];
            assert!((share..=share + 4).contains(&left), "{left} instead of {share}");
        }
    }
}

/// What nobody's share stands for starts the pool again.
#[test]
fn a_pool_that_everybody_left_can_be_entered_again() {
    let (mut pools, ann) = with_ann();
    let creator = pools.creator.clone();
    let all = pools.liquidity_of(&creator);
    pools.withdraw(&creator, all).expect("leaves");
    pools.deposit(&ann, [PURSE / 4, PURSE]).expect("enters");
    let all = pools.liquidity_of(&ann);
    pools.withdraw(&ann, all).expect("leaves");
    let lost = PURSE - pools.purse(&ann, REWARD);
    assert!(lost <= 4, "{lost} lost by rounding");
}

#[test]
fn amounts_from_nothing_to_more_than_there_is() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    refused(pools.withdraw(&ann, 0), AmmError::AmountTooSmall);
    pools.withdraw(&ann, 1).expect("two units of the reward token");
    refused(pools.withdraw(&ann, 2_000_000), INSUFFICIENT_FUNDS);
    let liquidity = pools.state().liquidity;
    refused(pools.withdraw(&ann, liquidity + 1), AmmError::InsufficientReserve);
    refused(pools.withdraw(&ann, u64::MAX), AmmError::InsufficientReserve);
}
