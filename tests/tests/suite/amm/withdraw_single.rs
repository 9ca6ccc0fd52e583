use super::{with_ann, TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, INSUFFICIENT_FUNDS};
use amm::error::AmmError;
use assay_tests::pools::Quote;

#[test]
fn every_unit_of_a_withdrawal_in_one_side() {
    let (mut pools, _) = with_ann();
    let creator = pools.creator.clone();
    let before = pools.balances();
    let sent = pools
        .withdraw_one(&creator, QUOTE, 200_000_000)
        .expect("withdraws");
    // A tenth of the reserve, and nine hundredths for the other side's share, of which 0.3 % are fee.
    let out = 100_000_000 + 90_000_000 - 270_000;
    pools.assert_moved(
        &before,
        &[
            ("creator quote", out),
            ("vault quote", -out),
            ("creator lp", -200_000_000),
            ("lp supply", -200_000_000),
        ],
    );
    let event = sent.event("LiquidityRemoved");
    let fields = ["received_a", "received_b", "fee", "protocol_fee", "creator_fee"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [out as u64, 0, 270_000, 54_000, 27_000]
    );
}

#[test]
fn either_side_with_every_quote() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add_lp("ann", [PURSE; 2]);
        pools.deposit(&ann, [PURSE / 5, PURSE]).expect("deposits");
        for side in [QUOTE, REWARD] {
            for liquidity in [1_000, 333_333, 100_000_000] {
                pools.withdraw_one(&ann, side, liquidity).expect("withdraws");
            }
        }
        let all = pools.liquidity_of(&ann);
        pools.withdraw_one(&ann, QUOTE, all).expect("all of it");
    }
}

#[test]
fn all_but_nobodys_share_can_leave_by_one_side() {
    let (mut pools, _) = with_ann();
    let creator = pools.creator.clone();
    let all = pools.liquidity_of(&creator);
    pools.withdraw_one(&creator, REWARD, all).expect("withdraws");
    assert!(pools.state().reserves[1] > 0);
}

#[test]
fn amounts_from_nothing_to_more_than_there_is() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    refused(pools.withdraw_one(&ann, QUOTE, 0), AmmError::AmountTooSmall);
    refused(pools.withdraw_one(&ann, QUOTE, 1), AmmError::AmountTooSmall);
    refused(pools.withdraw_one(&ann, QUOTE, 2_000_001), INSUFFICIENT_FUNDS);
    refused(
        pools.withdraw_one(&ann, QUOTE, u64::MAX),
        AmmError::InsufficientReserve,
    );
}
