//! The first days of a pool.

use super::{TestPools, FREE, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, says};
use amm::{error::AmmError, state::LaunchTerms};
use assay_tests::{
    pools::{Pools, NEVER, NO_LAUNCH, RESERVES},
    Party, START,
};

/// A day from a minute on, at half of what is traded at first; a hundredth of a reserve may leave it in a slot.
const TERMS: LaunchTerms = LaunchTerms {
    opens_at: START + 60,
    seconds: 86_400,
    fee_bps: 5_000,
    cap_bps: 100,
};
/// What may leave the reserve of the reward token in the first slot.
const CAP: u64 = 40_000_000;

fn launched(terms: LaunchTerms) -> (TestPools, Party) {
    let mut pools = Pools::builder().launch(terms).start();
    let ann = pools.add_lp("ann", [PURSE; 2]);
    (pools, ann)
}

/// As [`launched`], in the first second in which it trades.
fn open() -> (TestPools, Party) {
    let (mut pools, ann) = launched(TERMS);
    pools.later(60);
    (pools, ann)
}

#[test]
fn one_second_before_it_opens() {
    let (mut pools, ann) = launched(TERMS);
    pools.later(59);
    let failure = refused(pools.sell(&ann, QUOTE, 1_000), AmmError::NotOpen);
    says(
        &failure,
        &format!("trading opens at Unix time {}", TERMS.opens_at),
    );
    refused(pools.buy(&ann, REWARD, 1_000), AmmError::NotOpen);
    pools.later(1);
    pools.sell(&ann, QUOTE, 1_000).expect("opened");
}

#[test]
fn what_is_past_means_at_once() {
    let (mut pools, ann) = launched(LaunchTerms {
        opens_at: i64::MIN,
        ..TERMS
    });
    assert_eq!(pools.state().launch.terms.opens_at, START);
    pools.sell(&ann, QUOTE, 1_000).expect("open");
}

#[test]
fn the_fee_falls_evenly_to_the_tiers() {
    let (mut pools, ann) = open();
    for (at, bps) in [
        (0, 5_000),
        (43_200, 2_515),
        (86_399, 31),
        (86_400, 30),
        (90_000, 30),
    ] {
        pools.world.warp_to(TERMS.opens_at + at);
        let sent = pools.sell(&ann, QUOTE, 1_000_000).expect("sells");
        assert_eq!(
            number(&sent.event("Swapped"), "fee"),
            100 * bps,
            "after {at} seconds"
        );
    }
}

#[test]
fn a_launch_fee_below_the_tiers_is_the_tiers() {
    let (mut pools, ann) = launched(LaunchTerms {
        opens_at: 0,
        fee_bps: 10,
        ..TERMS
    });
    let sent = pools.sell(&ann, QUOTE, 1_000_000).expect("sells");
    assert_eq!(number(&sent.event("Swapped"), "fee"), 3_000);
}

#[test]
fn no_more_than_the_cap_leaves_a_reserve_in_a_slot() {
    let (mut pools, ann) = open();
    let failure = refused(pools.buy(&ann, QUOTE, CAP + 1), AmmError::AboveLaunchCap);
    says(&failure, &format!("left in this slot, base units: {CAP}"));
    pools.buy(&ann, QUOTE, CAP).expect("exactly that");
    refused(pools.buy(&ann, QUOTE, 1), AmmError::AboveLaunchCap);
    // The other reserve has its own.
    pools.sell(&ann, REWARD, 1_000_000).expect("the other way");
    pools.world.warp_slots(1);
    pools.buy(&ann, QUOTE, 1_000_000).expect("a new slot");
}

#[test]
fn cutting_up_into_transactions_wallets_and_instructions_does_not_help() {
    let (mut pools, ann) = open();
    let bob = pools.add("bob", [PURSE; 2]);
    pools.buy(&ann, QUOTE, CAP / 2).expect("half");
    let quarter = pools
        .pool
        .swap_exact_out(bob.address(), QUOTE, CAP / 4, u64::MAX, FREE);
    let one_more = pools
        .pool
        .swap_exact_out(bob.address(), QUOTE, CAP / 4 + 1, u64::MAX, FREE);
    refused(
        pools.send(&[quarter.clone(), one_more], &[&bob.authority]),
        AmmError::AboveLaunchCap,
    );
    pools
        .send(&[quarter.clone(), quarter], &[&bob.authority])
        .expect("the rest");
    for who in [&ann, &bob] {
        refused(pools.buy(who, QUOTE, 1), AmmError::AboveLaunchCap);
    }
}

#[test]
fn a_deposit_in_the_same_slot_does_not_raise_it() {
    let (mut pools, ann) = open();
    let creator = pools.add("creator", [100 * PURSE, 400 * PURSE]);
    pools
        .deposit(&creator, [100 * PURSE, 400 * PURSE])
        .expect("a hundred times as much");
    refused(pools.buy(&ann, QUOTE, CAP + 1), AmmError::AboveLaunchCap);
    let donate = pools.pool.donate(creator.address(), [0, 0], NEVER);
    refused(
        pools.send(&[donate], &[&creator.authority]),
        AmmError::AmountTooSmall,
    );
    pools.world.warp_slots(1);
    pools
        .buy(&ann, QUOTE, CAP + 1)
        .expect("in the next slot it counts");
}

#[test]
fn a_donation_in_the_same_slot_does_not_raise_it() {
    let (mut pools, ann) = open();
    let bob = pools.add("bob", [PURSE; 2]);
    pools.donate(&bob, [0, PURSE]).expect("gives");
    refused(pools.buy(&ann, QUOTE, CAP + 1), AmmError::AboveLaunchCap);
}

/// One side in and the other out is a trade by another name.
#[test]
fn one_sided_deposits_and_withdrawals_count() {
    let (mut pools, ann) = open();
    refused(
        pools.deposit_one(&ann, QUOTE, PURSE / 10),
        AmmError::AboveLaunchCap,
    );
    pools.deposit_one(&ann, QUOTE, PURSE / 1_000).expect("a little");
    let left = pools.state().launch.left;
    assert!(left[1] < CAP && left[0] == 10_000_000, "{left:?}");
    let creator = pools.creator.clone();
    refused(
        pools.withdraw_one(&creator, REWARD, 100_000_000),
        AmmError::AboveLaunchCap,
    );
    pools.withdraw_one(&creator, REWARD, 1_000_000).expect("a little");
    assert!(pools.state().launch.left[1] < left[1]);
}

#[test]
fn leaving_in_proportion_is_never_bounded() {
    let (mut pools, _) = open();
    let creator = pools.creator.clone();
    let all = pools.liquidity_of(&creator);
    pools.withdraw(&creator, all).expect("leaves");
}

#[test]
fn the_cap_ends_with_the_launch() {
    let (mut pools, ann) = open();
    pools.world.warp_to(TERMS.opens_at + 86_399);
    refused(pools.buy(&ann, QUOTE, CAP + 1), AmmError::AboveLaunchCap);
    pools.later(1);
    pools.buy(&ann, QUOTE, CAP + 1).expect("it is over");
}

#[test]
fn a_pool_without_a_launch_has_no_cap() {
    let (mut pools, ann) = launched(NO_LAUNCH);
    pools.sell(&ann, QUOTE, PURSE).expect("half of what there is");
}

/// Or whoever is first could take a pair's address in a tier, keep it closed for days and make it dear after that.
#[test]
fn a_tier_allows_launches_or_does_not() {
    for (launch_bps, launch_hours) in [(100, 1), (0, 0)] {
        let mut pools: TestPools = Pools::builder()
            .fees(|fees| (fees.launch_bps, fees.launch_hours) = (launch_bps, launch_hours))
            .without_pool()
            .start();
        let seconds = u32::from(launch_hours) * 3_600;
        let within = LaunchTerms {
            opens_at: START + i64::from(seconds),
            seconds,
            fee_bps: launch_bps,
            cap_bps: 0,
        };
        let beyond: [fn(&mut LaunchTerms); 3] = [
            |terms| terms.opens_at += 1,
            |terms| terms.seconds += 1,
            |terms| terms.fee_bps += 1,
        ];
        for change in beyond {
            let mut terms = within;
            change(&mut terms);
            refused(pools.initialize(RESERVES, terms, true), AmmError::BadParameter);
        }
        pools
            .initialize(RESERVES, within, true)
            .expect("as much as the tier allows");
    }
}
