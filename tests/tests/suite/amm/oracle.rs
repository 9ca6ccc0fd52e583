use super::{with_ann, TestPools, FREE, PURSE, QUOTE, REWARD};
use crate::support::{number, refused};
use amm::{constants::OBSERVATIONS, error::AmmError};
use assay_tests::pools::RESERVES;

const ONE: u128 = 1 << 64;

#[test]
fn prices_of_both_sides_are_returned() {
    let (mut pools, _) = with_ann();
    pools.later(100);
    assert_eq!(pools.mean(100).expect("old enough"), [4 * ONE, ONE / 4]);
    assert_eq!(pools.mean(1).expect("old enough"), [4 * ONE, ONE / 4]);
}

#[test]
fn prices_count_by_the_time_they_stood() {
    let (mut pools, ann) = with_ann();
    pools.later(100);
    pools.sell(&ann, QUOTE, PURSE).expect("pushes");
    let after = pools.state().reserves;
    let pushed = (u128::from(after[1]) << 64) / u128::from(after[0]);
    pools.later(300);
    assert_eq!(pools.mean(300).expect("old enough")[0], pushed);
    assert_eq!(
        pools.mean(400).expect("old enough")[0],
        (100 * 4 * ONE + 300 * pushed) / 400
    );
}

#[test]
fn what_is_too_long_ago_is_an_error() {
    let (mut pools, _) = with_ann();
    let error = |result: Result<[u128; 2], assay_tests::Failure>| result.expect_err("too young");
    assert!(error(pools.mean(1)).is(AmmError::OracleTooYoung));
    pools.later(59);
    assert!(pools.mean(59).is_ok());
    assert!(error(pools.mean(60)).is(AmmError::OracleTooYoung));
    assert!(error(pools.mean(u32::MAX)).is(AmmError::OracleTooYoung));
    assert!(error(pools.mean(0)).is(AmmError::BadParameter));
}

#[test]
fn it_reaches_back_by_its_observations() {
    let (mut pools, ann) = with_ann();
    for _ in 0..OBSERVATIONS + 10 {
        pools.later(60);
        pools.sync().expect("anyone may");
    }
    let back = 60 * (OBSERVATIONS as u32 - 1);
    assert!(pools.mean(back).is_ok());
    let failure = pools.mean(back + 1).expect_err("no observation is as old");
    assert!(failure.is(AmmError::OracleTooYoung));
    let limits = amm::state::Limits {
        mean_seconds: back + 1,
        mean_bps: 10_000,
        ..FREE
    };
    refused(
        pools.sell_within(&ann, QUOTE, 1_000, 0, limits),
        AmmError::OracleTooYoung,
    );
}

#[test]
fn a_sync_moves_nothing_but_time() {
    let (mut pools, _) = with_ann();
    pools.later(61);
    let before = pools.balances();
    let sent = pools.sync().expect("syncs");
    pools.assert_moved(&before, &[]);
    let event = sent.event("OracleSynced");
    assert_eq!(
        ["reserve_a", "reserve_b"].map(|field| number(&event, field)),
        RESERVES
    );
    assert_eq!(
        (pools.state().oracle.count, pools.state().oracle.last.at),
        (2, pools.now())
    );
    pools.sync().expect("twice in a second");
    assert_eq!(pools.state().oracle.count, 2);
}

#[test]
fn there_is_one_observation_in_an_interval() {
    let (mut pools, _) = with_ann();
    for _ in 0..59 {
        pools.later(1);
        pools.sync().expect("syncs");
    }
    assert_eq!(pools.state().oracle.count, 1);
    pools.later(1);
    pools.sync().expect("syncs");
    assert_eq!(pools.state().oracle.count, 2);
}

/// Every instruction that changes the reserves adds up the price they had before.
#[test]
fn nothing_changes_the_reserves_behind_its_back() {
    type Step = fn(&mut TestPools, &assay_tests::Party);
    let steps: [Step; 7] = [
        |pools, ann| drop(pools.sell(ann, QUOTE, PURSE / 10).expect("sells")),
        |pools, ann| drop(pools.buy(ann, REWARD, 1_000_000).expect("buys")),
        |pools, ann| drop(pools.deposit(ann, [1_000_000, 40_000_000]).expect("deposits")),
        |pools, ann| drop(pools.deposit_one(ann, QUOTE, 1_000_000).expect("deposits")),
        |pools, ann| drop(pools.withdraw(ann, 1_000_000).expect("withdraws")),
        |pools, ann| drop(pools.withdraw_one(ann, QUOTE, 1_000).expect("withdraws")),
        |pools, ann| drop(pools.donate(ann, [1_000_000, 0]).expect("gives")),
    ];
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [10_000_000, 40_000_000]).expect("deposits");
    for step in steps {
        let before = pools.state();
        let price = (u128::from(before.reserves[1]) << 64) / u128::from(before.reserves[0]);
        pools.later(77);
        step(&mut pools, &ann);
        assert_eq!(pools.state().oracle.last.at, pools.now());
        assert_eq!(pools.mean(77).expect("old enough")[0], price);
    }
}
