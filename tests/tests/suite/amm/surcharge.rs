//! Trading while the price is off its mean costs more.

use super::{TestPools, PURSE, QUOTE, REWARD};
use crate::support::number;
use assay_tests::{pools::Pools, Party};

/// A tenth of the distance, two per cent at the most.
fn surcharged() -> (TestPools, Party) {
    let mut pools = Pools::builder()
        .fees(|fees| (fees.surcharge_share_bps, fees.surcharge_most_bps) = (1_000, 200))
        .start();
    let ann = pools.add("ann", [PURSE; 2]);
    (pools, ann)
}

/// The fee of a trade, basis points.
#[track_caller]
fn fee(pools: &mut TestPools, ann: &Party) -> u64 {
    let sent = pools.sell(ann, QUOTE, 10_000).expect("sells");
    number(&sent.event("Swapped"), "fee")
}

#[test]
fn a_young_pool_and_a_calm_one_have_none() {
    let (mut pools, ann) = surcharged();
    assert_eq!(fee(&mut pools, &ann), 30);
    pools.sell(&ann, QUOTE, PURSE / 10).expect("pushes");
    assert_eq!(fee(&mut pools, &ann), 30, "there is no mean of ten minutes yet");
    let (mut pools, ann) = surcharged();
    pools.later(600);
    assert_eq!(fee(&mut pools, &ann), 30);
}

#[test]
fn it_grows_with_the_distance_and_ends_at_its_bound() {
    let (mut pools, ann) = surcharged();
    pools.later(600);
    // 1.01 % away.
    pools.sell(&ann, QUOTE, 5_100_000).expect("pushes");
    assert_eq!(fee(&mut pools, &ann), 30 + 10);
    pools.sell(&ann, QUOTE, PURSE / 2).expect("pushes");
    assert_eq!(fee(&mut pools, &ann), 30 + 200);
}

/// An oracle that observes every second remembers a minute: whoever keeps it busy does not get rid of the surcharge.
#[test]
fn a_busy_oracle_is_no_way_around_it() {
    let mut pools = Pools::builder()
        .fees(|fees| {
            (fees.surcharge_share_bps, fees.surcharge_most_bps) = (1_000, 200);
            fees.observation_seconds = 1;
        })
        .start();
    let ann = pools.add("ann", [PURSE; 2]);
    for _ in 0..100 {
        pools.later(1);
        pools.sync().expect("anyone may");
    }
    assert!(pools.mean(600).is_err());
    pools.sell(&ann, QUOTE, PURSE / 2).expect("pushes");
    assert_eq!(fee(&mut pools, &ann), 230);
}

/// Both ways: who pushes the price back pays it, too; otherwise pushing twice would be the way around it.
#[test]
fn both_directions_pay_it() {
    let (mut pools, ann) = surcharged();
    pools.later(600);
    pools.sell(&ann, QUOTE, PURSE / 2).expect("pushes");
    let sent = pools.sell(&ann, REWARD, 10_000).expect("sells");
    assert_eq!(number(&sent.event("Swapped"), "fee"), 230);
}

#[test]
fn it_ends_when_the_mean_has_caught_up() {
    let (mut pools, ann) = surcharged();
    pools.later(600);
    pools.sell(&ann, QUOTE, PURSE / 2).expect("pushes");
    pools.later(600);
    assert_eq!(fee(&mut pools, &ann), 30);
}

/// The first trade of a second sees the price that stood, not the one it makes.
#[test]
fn whoever_pushes_first_pays_none() {
    let (mut pools, ann) = surcharged();
    pools.later(600);
    let sent = pools.sell(&ann, QUOTE, PURSE / 2).expect("pushes");
    assert_eq!(number(&sent.event("Swapped"), "fee"), 1_500_000);
}
