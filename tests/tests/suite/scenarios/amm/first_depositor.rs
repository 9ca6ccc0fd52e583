//! The first one in makes a unit of liquidity dear, so that the second one's deposit is rounded away.

use super::TestPools;
use assay_tests::pools::{Pools, NO_LAUNCH, QUOTE, REWARD};

/// What the attacker can give.
const FORTUNE: u64 = 1_000_000_000;

/// A pool with the least first deposit.
fn tiny() -> TestPools {
    let mut pools = Pools::builder().reserves([1_001, 1_001]).without_pool().start();
    pools
        .initialize([1_001, 1_001], NO_LAUNCH, true)
        .expect("one unit is the creator's");
    pools
}

/// Sent past the program, it does not even count.
#[test]
fn by_sending_tokens_to_the_vaults() {
    let mut pools = tiny();
    let eve = pools.add("eve", [FORTUNE; 2]);
    for side in [QUOTE, REWARD] {
        pools.gift(&eve, side, FORTUNE);
    }
    let victim = pools.add_lp("victim", [1_000_000; 2]);
    pools.deposit(&victim, [1_000_000; 2]).expect("deposits");
    let all = pools.liquidity_of(&victim);
    assert_eq!(all, 1_000_000);
    pools.withdraw(&victim, all).expect("withdraws");
    assert_eq!(pools.purse(&victim, QUOTE), 1_000_000);
}

/// Donated, a thousand parts of a thousand and one are nobody's: the attacker loses them all, and the victim loses a
/// unit's worth at the most.
#[test]
fn by_donating() {
    let mut pools = tiny();
    let eve = pools.creator.clone();
    pools.add("creator", [FORTUNE; 2]);
    pools.donate(&eve, [FORTUNE; 2]).expect("gives");
    let unit = pools.state().reserves[0] / pools.state().liquidity;

    let victim = pools.add_lp("victim", [10_000_000; 2]);
    pools.deposit(&victim, [10_000_000; 2]).expect("deposits");
    let all = pools.liquidity_of(&victim);
    pools.withdraw(&victim, all).expect("withdraws");
    let lost = 10_000_000 - pools.purse(&victim, QUOTE);
    assert!(lost <= unit, "{lost} lost of a unit's {unit}");

    let all = pools.liquidity_of(&eve);
    pools.withdraw(&eve, all).expect("withdraws");
    let left = pools.purse(&eve, QUOTE);
    assert!(left < FORTUNE / 500, "the attacker has {left} left of {FORTUNE}");
}

/// A victim who says what it wants at least is refused, not robbed.
#[test]
fn a_limit_protects_the_victim() {
    let mut pools = tiny();
    let eve = pools.creator.clone();
    pools.add("creator", [FORTUNE; 2]);
    pools.donate(&eve, [FORTUNE; 2]).expect("gives");
    let victim = pools.add_lp("victim", [1_000_000; 2]);
    // What the deposit would have bought before.
    let sent = pools.deposit_within(&victim, [1_000_000; 2], 999_000, i64::MAX);
    crate::support::refused(sent, amm::error::AmmError::BelowMinimum);
    assert_eq!(pools.purse(&victim, QUOTE), 1_000_000);
}
