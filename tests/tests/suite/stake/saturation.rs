//! Stake beyond one part in k of all weight earns nothing more.

use super::{DAY, STREAM};
use crate::support::{later, near, set_pool, TestWorld};
use assay_tests::World;

/// A whale of 97 and three others of 1 each, with this saturation.
fn whale(saturation: u16) -> (TestWorld, Vec<assay_tests::Party>) {
    let mut world: TestWorld = World::new();
    set_pool(&mut world, |params| params.saturation = saturation).expect("set");
    let whale = world.add_operator("whale", 1, 97_000_000);
    let mut all = vec![whale];
    for name in ["a", "b", "c"] {
        all.push(world.add_operator(name, 1, 1_000_000));
    }
    for party in &all {
        world.sync(party).expect("syncs");
    }
    (world, all)
}

#[test]
fn nobody_counts_for_more_than_a_part_of_all_weight() {
    let (mut world, all) = whale(10);
    let pool = world.pool_state();
    assert_eq!(pool.total_weight, 100_000_000);
    let whale = world.operator(&all[0]);
    assert_eq!((whale.weight, whale.effective), (97_000_000, 10_000_000));
    assert_eq!(pool.total_effective, 13_000_000);
    world.next_epoch();
    later(&mut world, DAY);
    for (party, weight) in all.iter().zip([10u64, 1, 1, 1]) {
        world.sync(party).expect("syncs");
        let earned = world.operator(party).earned_bond;
        near(earned, STREAM * weight / 13, 1);
    }
}

#[test]
fn what_a_whale_adds_counts_for_its_part_of_all_weight_at_most() {
    let (mut world, all) = whale(4);
    let before = world.operator(&all[0]).effective;
    assert_eq!(before, 25_000_000);
    let ann = world.add_staker("ann", 100_000_000, 0);
    world.back(&ann, &all[0]).expect("backs");
    // A quarter of the 200,000,000 there are now.
    assert_eq!(world.operator(&all[0]).effective, 50_000_000);
    assert_eq!(world.operator(&all[0]).weight, 197_000_000);
}

#[test]
fn with_one_operator_to_spread_among_there_is_no_limit() {
    let (mut world, all) = whale(1);
    assert_eq!(world.operator(&all[0]).effective, 97_000_000);
}

#[test]
fn the_part_of_an_odd_weight_is_rounded_up() {
    let mut world: TestWorld = World::new();
    set_pool(&mut world, |params| params.saturation = 1_000).expect("set");
    let one = world.add_operator("one", 1, 1);
    let state = world.operator(&one);
    assert_eq!((state.weight, state.effective), (1, 1), "never less than a unit");
    let two = world.add_operator("two", 1, 2_000);
    assert_eq!(world.operator(&two).effective, 3);
}
