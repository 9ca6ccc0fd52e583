use super::{with_ann, TestPools, FREE, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, who, INSUFFICIENT_FUNDS};
use amm::{error::AmmError, state::Side};
use assay_tests::pools::{Pools, Quote, RESERVES};

#[test]
fn both_ways_in_and_out_with_every_quote() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add("ann", [PURSE; 2]);
        for side in [QUOTE, REWARD] {
            for amount in [1_000, 99_999, 1_000_003, 100_000_000] {
                pools.sell(&ann, side, amount).expect("sells");
                pools.buy(&ann, side, amount / 3).expect("buys");
            }
        }
    }
}

#[test]
fn every_unit_of_a_sale() {
    let (mut pools, ann) = with_ann();
    let before = pools.balances();
    let sent = pools.sell(&ann, QUOTE, 100_000).expect("sells");
    // 4·10⁹ · 99,700 / (10⁹ + 99,700), after 0.3 %.
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -100_000),
            ("ann reward", 398_760),
            ("vault quote", 100_000),
            ("vault reward", -398_760),
        ],
    );
    // Of the fee of 300 the protocol has a fifth and the creator a tenth.
    let state = pools.state();
    assert_eq!((state.protocol_fees, state.creator_fees), ([60, 0], [30, 0]));
    assert_eq!(state.reserves, [RESERVES[0] + 99_910, RESERVES[1] - 398_760]);
    let event = sent.event("Swapped");
    assert_eq!(
        (who(&event, "pool"), who(&event, "user")),
        (pools.pool.address, ann.address())
    );
    let fields = ["a_to_b", "sent", "received", "fee", "protocol_fee", "creator_fee"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [1, 100_000, 398_760, 300, 60, 30]
    );
    let reserves = ["reserve_a", "reserve_b"].map(|field| number(&event, field));
    assert_eq!(reserves, state.reserves);
}

#[test]
fn every_unit_of_a_purchase() {
    let (mut pools, ann) = with_ann();
    let before = pools.balances();
    let sent = pools.buy(&ann, QUOTE, 100_000).expect("buys");
    // 10⁹ · 100,000 / (4·10⁹ − 100,000) is 25,001, rounded up, and 25,077 before 0.3 %.
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -25_077),
            ("ann reward", 100_000),
            ("vault quote", 25_077),
            ("vault reward", -100_000),
        ],
    );
    let event = sent.event("Swapped");
    let fields = ["a_to_b", "sent", "received", "fee", "protocol_fee", "creator_fee"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [1, 25_077, 100_000, 76, 15, 7]
    );
}

#[test]
fn the_other_way_round_is_told_in_the_event() {
    let (mut pools, ann) = with_ann();
    let sent = pools.sell(&ann, REWARD, 100_000).expect("sells");
    let event = sent.event("Swapped");
    assert_eq!(
        ["a_to_b", "received"].map(|field| number(&event, field)),
        [0, 24_924]
    );
    assert_eq!(pools.state().protocol_fees, [0, 60]);
}

#[test]
fn it_does_not_matter_which_mint_comes_first() {
    let mut pools: TestPools = Pools::builder()
        .reward_first()
        .reserves([RESERVES[1], RESERVES[0]])
        .start();
    let ann = pools.add("ann", [PURSE; 2]);
    let before = pools.balances();
    pools.sell(&ann, Side::B, 100_000).expect("sells the quote");
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -100_000),
            ("ann reward", 398_760),
            ("vault quote", 100_000),
            ("vault reward", -398_760),
        ],
    );
}

/// A token that takes a hundredth takes it on its way in and on its way out; the pool trades what arrives.
#[test]
fn a_tokens_own_fee_is_counted_in() {
    let mut pools = TestPools::of(Quote::Taxed);
    let ann = pools.add("ann", [PURSE; 2]);
    let before = pools.balances();
    pools.sell(&ann, QUOTE, 100_000).expect("sells");
    let moved = pools.balances().since(&before);
    assert_eq!((moved["ann quote"], moved["vault quote"]), (-100_000, 99_000));
    assert_eq!(moved["ann reward"], -moved["vault reward"]);

    let before = pools.balances();
    pools.buy(&ann, REWARD, 100_000).expect("buys");
    let moved = pools.balances().since(&before);
    // 101,011 less a hundredth, rounded up, is 100,000.
    assert_eq!((moved["ann quote"], moved["vault quote"]), (100_000, -101_011));

    let before = pools.balances();
    pools.buy(&ann, QUOTE, 100_000).expect("buys");
    let moved = pools.balances().since(&before);
    let (sent, paid) = (-moved["ann quote"], moved["vault quote"]);
    assert_eq!((moved["ann reward"], paid), (100_000, sent - (sent + 99) / 100));
}

/// The fee of the epoch counts, as the token program has it.
#[test]
fn a_tokens_fee_changes_with_the_epoch() {
    let mut pools = TestPools::of(Quote::Taxed);
    let ann = pools.add("ann", [PURSE; 2]);
    pools.set_tax(500, 1_000_000).expect("in two epochs");
    for (epoch, arrives) in [(1, 99_000), (2, 95_000)] {
        pools.epoch(epoch);
        let before = pools.balances();
        pools.sell(&ann, QUOTE, 100_000).expect("sells");
        assert_eq!(
            pools.balances().since(&before)["vault quote"],
            arrives,
            "epoch {epoch}"
        );
    }
    let before = pools.balances();
    pools.sell(&ann, QUOTE, 200_000_000).expect("sells");
    // 5 % would be ten times the most it takes.
    assert_eq!(pools.balances().since(&before)["vault quote"], 199_000_000);
}

/// Nothing arrives of a token that takes everything: it cannot be sold, and nothing is lost.
#[test]
fn a_token_that_takes_everything() {
    let mut pools = TestPools::of(Quote::Taxed);
    let ann = pools.add("ann", [PURSE; 2]);
    pools.set_tax(10_000, u64::MAX).expect("in two epochs");
    pools.epoch(2);
    refused(pools.sell(&ann, QUOTE, 100_000), AmmError::AmountTooSmall);
    refused(pools.sell(&ann, REWARD, 100_000), AmmError::AmountTooSmall);
    refused(pools.buy(&ann, REWARD, 100_000), AmmError::Overflow);
    let creator = pools.creator.clone();
    pools
        .withdraw(&creator, 1_000_000)
        .expect("the reward token's side arrives");
}

#[test]
fn amounts_that_move_nothing() {
    let (mut pools, ann) = with_ann();
    for side in [QUOTE, REWARD] {
        refused(pools.sell(&ann, side, 0), AmmError::AmountTooSmall);
        refused(pools.buy(&ann, side, 0), AmmError::AmountTooSmall);
    }
    // A unit is the fee, and four units of the dearer one are needed to buy one.
    refused(pools.sell(&ann, QUOTE, 1), AmmError::AmountTooSmall);
    refused(pools.sell(&ann, REWARD, 5), AmmError::AmountTooSmall);
    pools.sell(&ann, REWARD, 6).expect("one unit");
    pools.sell(&ann, QUOTE, 2).expect("three units");
}

#[test]
fn amounts_that_are_too_large() {
    let (mut pools, ann) = with_ann();
    for side in [QUOTE, REWARD] {
        refused(pools.sell(&ann, side, u64::MAX), AmmError::Overflow);
        refused(pools.sell(&ann, side, PURSE + 1), INSUFFICIENT_FUNDS);
        refused(pools.buy(&ann, side, u64::MAX), AmmError::InsufficientReserve);
    }
    refused(pools.buy(&ann, QUOTE, RESERVES[1]), AmmError::InsufficientReserve);
    let failure = refused(pools.buy(&ann, QUOTE, RESERVES[1] - 1), INSUFFICIENT_FUNDS);
    assert_eq!(failure.program(), Some(assay_client::token::TOKEN_PROGRAM));
    pools.sell(&ann, QUOTE, PURSE).expect("all there is");
}

#[test]
fn a_pool_can_be_bought_out_but_for_a_unit() {
    let mut pools: TestPools = Pools::builder().reserves([2_000, 2_000]).start();
    let ann = pools.add("ann", [PURSE; 2]);
    refused(pools.buy(&ann, QUOTE, 2_000), AmmError::InsufficientReserve);
    pools.buy(&ann, QUOTE, 1_999).expect("all but one");
    assert_eq!(pools.state().reserves[1], 1);
    refused(pools.sell(&ann, QUOTE, 1_000), AmmError::AmountTooSmall);
    let creator = pools.creator.clone();
    let all = pools.liquidity_of(&creator);
    pools.withdraw(&creator, all).expect("can still be left");
}

/// Reserves of all the tokens there can be are no trouble.
#[test]
fn the_largest_reserves() {
    let most = 1 << 62;
    let mut pools: TestPools = Pools::builder().reserves([most, 400_000_000_000_000]).start();
    let ann = pools.add("ann", [most, 1_000_000_000]);
    pools.sell(&ann, QUOTE, most).expect("sells");
    pools.sell(&ann, REWARD, 1_000_000_000).expect("sells");
    pools.buy(&ann, REWARD, 1_000_000_000).expect("buys");
    refused(pools.sell(&ann, QUOTE, u64::MAX - most), AmmError::Overflow);
}

#[test]
fn an_allowance_is_enough_to_sell() {
    let (mut pools, ann) = with_ann();
    let bob = pools.add("bob", [0; 2]);
    let approve = spl_approve(&pools, &ann, &bob, 100_000);
    pools.send(&[approve], &[&ann.authority]).expect("approves");
    let mut swap = pools.pool.swap_exact_in(bob.address(), QUOTE, 100_000, 0, FREE);
    for meta in &mut swap.accounts {
        if meta.pubkey == pools.pool.account(&bob.address(), QUOTE) {
            meta.pubkey = pools.pool.account(&ann.address(), QUOTE);
        }
    }
    let before = pools.balances();
    pools.send(&[swap], &[&bob.authority]).expect("sells");
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -100_000),
            ("bob reward", 398_760),
            ("vault quote", 100_000),
            ("vault reward", -398_760),
        ],
    );
}

fn spl_approve(
    pools: &TestPools,
    owner: &assay_tests::Party,
    delegate: &assay_tests::Party,
    amount: u64,
) -> solana_instruction::Instruction {
    spl_token_interface::instruction::approve(
        &assay_client::token::TOKEN_PROGRAM,
        &pools.pool.account(&owner.address(), QUOTE),
        &delegate.address(),
        &owner.address(),
        &[],
        amount,
    )
    .expect("the token program")
}
