//! What a user allows: an amount, a deadline, and a distance from the mean price.

use super::{with_ann, FREE, QUOTE, REWARD};
use crate::support::{refused, says};
use amm::{error::AmmError, state::Limits};
use assay_tests::{pools::NEVER, START};

#[test]
fn one_unit_less_than_the_least_is_refused() {
    let (mut pools, ann) = with_ann();
    let failure = refused(
        pools.sell_within(&ann, QUOTE, 100_000, 398_761, FREE),
        AmmError::BelowMinimum,
    );
    says(&failure, "you would get 398760");
    pools
        .sell_within(&ann, QUOTE, 100_000, 398_760, FREE)
        .expect("exactly that");
}

#[test]
fn one_unit_more_than_the_most_is_refused() {
    let (mut pools, ann) = with_ann();
    let failure = refused(
        pools.buy_within(&ann, QUOTE, 100_000, 25_076, FREE),
        AmmError::AboveMaximum,
    );
    says(&failure, "you would pay 25077");
    pools
        .buy_within(&ann, QUOTE, 100_000, 25_077, FREE)
        .expect("exactly that");
}

/// What counts is what arrives, not what leaves the vault.
#[test]
fn the_least_is_what_arrives_of_a_token_with_a_fee() {
    let mut pools = super::TestPools::of(assay_tests::pools::Quote::Taxed);
    let ann = pools.add("ann", [super::PURSE; 2]);
    let quote = pools.quote_sale(REWARD, 1_000_000).expect("a quote");
    assert!(quote.received < quote.out);
    let sent = pools.sell_within(&ann, REWARD, 1_000_000, quote.received + 1, FREE);
    refused(sent, AmmError::BelowMinimum);
    pools
        .sell_within(&ann, REWARD, 1_000_000, quote.received, FREE)
        .expect("exactly that");
    let quote = pools.quote_purchase(QUOTE, 1_000_000).expect("a quote");
    assert!(quote.paid < quote.sent);
    let sent = pools.buy_within(&ann, QUOTE, 1_000_000, quote.sent - 1, FREE);
    refused(sent, AmmError::AboveMaximum);
    pools
        .buy_within(&ann, QUOTE, 1_000_000, quote.sent, FREE)
        .expect("exactly that");
}

#[test]
fn deposits_and_withdrawals_have_limits_too() {
    let (mut pools, ann) = with_ann();
    let sent = pools.deposit_within(&ann, [1_000_000, 4_000_000], 2_000_001, NEVER);
    refused(sent, AmmError::BelowMinimum);
    pools
        .deposit_within(&ann, [1_000_000, 4_000_000], 2_000_000, NEVER)
        .expect("exactly that");
    for minimum in [[500_001, 0], [0, 2_000_001]] {
        let sent = pools.withdraw_within(&ann, 1_000_000, minimum, NEVER);
        refused(sent, AmmError::BelowMinimum);
    }
    pools
        .withdraw_within(&ann, 1_000_000, [500_000, 2_000_000], NEVER)
        .expect("exactly that");
}

#[test]
fn one_sided_deposits_and_withdrawals_have_limits_too() {
    let (mut pools, ann) = with_ann();
    let (pool, config, taxes) = (pools.entered(), pools.fee_config(), pools.taxes());
    let quote = pool
        .deposit_one(&config, QUOTE, 1_000_000, &taxes, START)
        .expect("a quote");
    let sent = pools.deposit_one_within(&ann, QUOTE, 1_000_000, quote.liquidity + 1, FREE);
    refused(sent, AmmError::BelowMinimum);
    pools
        .deposit_one_within(&ann, QUOTE, 1_000_000, quote.liquidity, FREE)
        .expect("exactly that");
    let all = pools.liquidity_of(&ann);
    let quote = pools
        .entered()
        .withdraw_one(&config, REWARD, all, &taxes, START)
        .expect("a quote");
    let sent = pools.withdraw_one_within(&ann, REWARD, all, quote.received + 1, FREE);
    refused(sent, AmmError::BelowMinimum);
    pools
        .withdraw_one_within(&ann, REWARD, all, quote.received, FREE)
        .expect("exactly that");
}

/// The last second of a deadline counts, for every instruction of a user.
#[test]
fn one_second_after_the_deadline_it_is_too_late() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    let (pool, user) = (pools.pool, ann.address());
    for (deadline, late) in [(START - 1, true), (START, false)] {
        let limits = Limits { deadline, ..FREE };
        let all = [
            pool.swap_exact_in(user, QUOTE, 1_000, 0, limits),
            pool.swap_exact_out(user, QUOTE, 1_000, u64::MAX, limits),
            pool.deposit(user, [1_000, 4_000], 0, deadline),
            pool.deposit_single(user, QUOTE, 1_000, 0, limits),
            pool.withdraw(user, 1_000, [0; 2], deadline),
            pool.withdraw_single(user, QUOTE, 1_000, 0, limits),
            pool.donate(user, [1, 1], deadline),
        ];
        for instruction in all {
            let sent = pools.send(&[instruction], &[&ann.authority]);
            if late {
                refused(sent, AmmError::DeadlinePassed);
            } else {
                sent.expect("in time");
            }
        }
    }
}

fn near(mean_seconds: u32, mean_bps: u16) -> Limits {
    Limits {
        mean_seconds,
        mean_bps,
        ..FREE
    }
}

#[test]
fn a_price_off_its_mean_is_refused() {
    let (mut pools, ann) = with_ann();
    let bob = pools.add("bob", [super::PURSE; 2]);
    pools.later(600);
    pools
        .sell_within(&ann, QUOTE, 1_000, 0, near(600, 0))
        .expect("it is the mean");
    // √(1 + 0.01) of the reserve moves the price by 1 %.
    pools.sell(&bob, QUOTE, 5_100_000).expect("pushes");
    let failure = refused(
        pools.sell_within(&ann, QUOTE, 1_000, 0, near(600, 50)),
        AmmError::PriceOffMean,
    );
    says(&failure, "basis points from the mean: 101");
    refused(
        pools.sell_within(&ann, QUOTE, 1_000, 0, near(600, 100)),
        AmmError::PriceOffMean,
    );
    for sent in [
        pools.deposit_one_within(&ann, QUOTE, 1_000_000, 0, near(600, 100)),
        pools.buy_within(&ann, QUOTE, 1_000, u64::MAX, near(600, 100)),
    ] {
        refused(sent, AmmError::PriceOffMean);
    }
    pools
        .sell_within(&ann, QUOTE, 1_000, 0, near(600, 101))
        .expect("within");
}

#[test]
fn what_one_side_alone_takes_out_is_bounded_by_the_mean_too() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    pools.later(600);
    pools.sell(&ann, QUOTE, 100_000_000).expect("pushes");
    let sent = pools.withdraw_one_within(&ann, QUOTE, 1_000, 0, near(600, 100));
    refused(sent, AmmError::PriceOffMean);
    pools
        .withdraw_one_within(&ann, QUOTE, 1_000, 0, near(600, 10_000))
        .expect("within");
}

/// With time, the price becomes its mean.
#[test]
fn a_new_price_becomes_the_mean() {
    let (mut pools, ann) = with_ann();
    pools.later(600);
    pools.sell(&ann, QUOTE, 100_000_000).expect("pushes");
    refused(
        pools.sell_within(&ann, QUOTE, 1_000, 0, near(600, 100)),
        AmmError::PriceOffMean,
    );
    pools.later(600);
    pools
        .sell_within(&ann, QUOTE, 1_000, 0, near(600, 0))
        .expect("ten minutes later");
}

#[test]
fn a_mean_over_longer_than_the_pool_is_old() {
    let (mut pools, ann) = with_ann();
    refused(
        pools.sell_within(&ann, QUOTE, 1_000, 0, near(1, 10_000)),
        AmmError::OracleTooYoung,
    );
    pools.later(100);
    refused(
        pools.sell_within(&ann, QUOTE, 1_000, 0, near(101, 10_000)),
        AmmError::OracleTooYoung,
    );
    pools
        .sell_within(&ann, QUOTE, 1_000, 0, near(100, 0))
        .expect("all of its life");
}
