//! Prices that are pushed for a moment, to be read by somebody else.

use super::TestPools;
use assay_tests::{
    pools::{QUOTE, REWARD},
    Party,
};

const FORTUNE: u64 = 100_000_000_000;

fn cast() -> (TestPools, Party) {
    let mut pools = TestPools::new();
    let eve = pools.add("eve", [FORTUNE; 2]);
    pools.later(1_000);
    (pools, eve)
}

/// Pushed a hundredfold and back within one second, in one transaction or in several slots: nothing is left of it.
#[test]
fn within_a_second_it_leaves_no_trace() {
    let (mut pools, eve) = cast();
    let before = pools.mean(600).expect("old enough");
    pools.sell(&eve, QUOTE, 10_000_000_000).expect("pushes");
    assert_eq!(pools.mean(600).expect("old enough"), before, "while it is pushed");
    pools.world.warp_slots(2);
    assert_eq!(
        pools.mean(1).expect("old enough"),
        before,
        "even over the last second"
    );
    let bought = pools.purse(&eve, REWARD) - FORTUNE;
    pools.sell(&eve, REWARD, bought).expect("pushes back");
    pools.later(1);
    // The fees of both trades stayed, and moved the price a little.
    let after = pools.mean(600).expect("old enough");
    let moved = after[0].abs_diff(before[0]) * 10_000 / before[0];
    assert!(moved <= 1, "{moved} basis points");
}

/// Held for a second, it counts for a second: a sixhundredth of the mean.
#[test]
fn for_a_second_it_counts_as_one() {
    let (mut pools, eve) = cast();
    let before = pools.mean(600).expect("old enough")[0];
    pools
        .sell(&eve, REWARD, 4_000_000_000)
        .expect("doubles the reserve, so the price is nearly four times as high");
    pools.later(1);
    let after = pools.mean(600).expect("old enough")[0];
    let moved = (after - before) * 10_000 / before;
    assert!((49..=50).contains(&moved), "{moved} basis points");
}

/// Both directions are means of their own: one is not the inverse of the other, and neither falls behind.
#[test]
fn both_directions_are_added_up() {
    let (mut pools, eve) = cast();
    pools.sell(&eve, QUOTE, 1_000_000_000).expect("pushes");
    pools.later(1_000);
    let [a, b] = pools.mean(2_000).expect("old enough");
    // Half of the time at 4 and half of it near 1.
    let one = 1u128 << 64;
    assert!(a > 2 * one && a < 3 * one);
    assert!(b > one / 2 && b < one);
}
