use super::{with_ann, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, INSUFFICIENT_FUNDS};
use amm::error::AmmError;
use assay_tests::pools::{Quote, RESERVES};

#[test]
fn a_gift_is_the_liquiditys() {
    let (mut pools, ann) = with_ann();
    let before = pools.balances();
    let sent = pools.donate(&ann, [1_000, 2_000]).expect("gives");
    pools.assert_moved(
        &before,
        &[
            ("ann quote", -1_000),
            ("ann reward", -2_000),
            ("vault quote", 1_000),
            ("vault reward", 2_000),
        ],
    );
    assert_eq!(pools.state().reserves, [RESERVES[0] + 1_000, RESERVES[1] + 2_000]);
    let event = sent.event("Donated");
    assert_eq!(
        ["amount_a", "amount_b"].map(|field| number(&event, field)),
        [1_000, 2_000]
    );
}

#[test]
fn what_arrives_of_a_token_with_a_fee_is_the_liquiditys() {
    let mut pools = super::TestPools::of(Quote::Taxed);
    let ann = pools.add("ann", [PURSE; 2]);
    let reserve = pools.state().reserves[QUOTE as usize];
    pools.donate(&ann, [1_000, 0]).expect("gives");
    assert_eq!(pools.state().reserves, [reserve + 990, RESERVES[1]]);
}

#[test]
fn one_side_is_enough_and_nothing_is_not() {
    let (mut pools, ann) = with_ann();
    refused(pools.donate(&ann, [0, 0]), AmmError::AmountTooSmall);
    pools.donate(&ann, [1, 0]).expect("gives");
    pools.donate(&ann, [0, 1]).expect("gives");
    refused(pools.donate(&ann, [u64::MAX, 0]), AmmError::Overflow);
    refused(pools.donate(&ann, [0, PURSE]), INSUFFICIENT_FUNDS);
    assert_eq!(pools.purse(&ann, REWARD), PURSE - 1);
}
