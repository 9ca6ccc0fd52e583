use super::{with_ann, TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, who, ALREADY_THERE, INSUFFICIENT_FUNDS};
use amm::{error::AmmError, state::Release};
use assay_tests::{Party, START};
use stake::error::StakeError;

const DAY: i64 = 86_400;
const FOR_EVER: Release = Release {
    starts_at: 0,
    ends_at: 0,
};
/// Ten days, from tomorrow.
const TEN_DAYS: Release = Release {
    starts_at: START + DAY,
    ends_at: START + 11 * DAY,
};
const LOCKED: u64 = 1_000_000;

/// Ann has locked some of her liquidity.
fn locked(release: Release) -> (TestPools, Party) {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    let owner = ann.clone();
    pools.lock(&ann, 1, &owner, LOCKED, release).expect("locks");
    (pools, ann)
}

/// Trades there and back, so that the liquidity earns about half a thousandth.
fn earn(pools: &mut TestPools) {
    let bob = pools.add("bob", [PURSE; 2]);
    for _ in 0..10 {
        pools.sell(&bob, QUOTE, PURSE / 20).expect("sells");
        let reward = pools.purse(&bob, REWARD) - PURSE;
        pools.sell(&bob, REWARD, reward).expect("back");
    }
}

#[test]
fn it_leaves_the_wallet_and_stays_in_the_pool() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    let before = pools.balances();
    let owner = pools.add("owner", [0; 2]);
    let sent = pools.lock(&ann, 5, &owner, LOCKED, TEN_DAYS).expect("locks");
    let lp = -i128::from(LOCKED);
    pools.assert_moved(&before, &[("ann lp", lp), ("lp supply", lp)]);
    let (lock, state) = (pools.lock_state(5), pools.state());
    assert_eq!(
        (lock.owner, lock.pool, lock.id),
        (owner.address(), pools.pool.address, 5)
    );
    assert_eq!(
        (lock.liquidity, lock.principal, lock.release),
        (LOCKED, LOCKED, TEN_DAYS)
    );
    assert_eq!(state.locked, LOCKED);
    let event = sent.event("LiquidityLocked");
    assert_eq!(
        (who(&event, "owner"), number(&event, "liquidity")),
        (owner.address(), LOCKED)
    );
}

#[test]
fn what_is_locked_for_ever_never_leaves() {
    let (mut pools, ann) = locked(FOR_EVER);
    refused(pools.collect_lock(1, &ann), AmmError::NothingToCollect);
    pools.later(40 * 365 * DAY);
    refused(pools.collect_lock(1, &ann), AmmError::NothingToCollect);
    refused(pools.close_lock(1, &ann), AmmError::LockInUse);
    // Those who are not locked in take nothing of it along.
    let creator = pools.creator.clone();
    for who in [ann, creator] {
        let all = pools.liquidity_of(&who);
        pools.withdraw(&who, all).expect("leaves");
    }
    let reserves = pools.state().reserves;
    assert!(
        reserves[0] >= LOCKED / 2 && reserves[1] >= 2 * LOCKED,
        "{reserves:?}"
    );
}

#[test]
fn what_it_earns_is_collected_and_no_more() {
    let (mut pools, ann) = locked(FOR_EVER);
    earn(&mut pools);
    let before = pools.balances();
    let sent = pools.collect_lock(1, &ann).expect("collects");
    let event = sent.event("LockCollected");
    let (fees, left) = (number(&event, "liquidity"), number(&event, "left"));
    pools.assert_moved(&before, &[("ann lp", fees.into()), ("lp supply", fees.into())]);
    assert!(fees > 0 && fees + left == LOCKED && pools.lock_state(1).liquidity == left);
    // What is left is worth what was locked, in units of √k, and one unit less would not be.
    let state = pools.state();
    let product = u128::from(state.reserves[0]) * u128::from(state.reserves[1]);
    let worth = |liquidity: u64| u128::from(liquidity) * product.isqrt() / u128::from(state.liquidity);
    assert!(worth(left) >= LOCKED.into() && worth(left - 1) <= LOCKED.into());
    refused(pools.collect_lock(1, &ann), AmmError::NothingToCollect);
    earn_again(&mut pools);
    pools.collect_lock(1, &ann).expect("collects again");
}

fn earn_again(pools: &mut TestPools) {
    let bob = pools.world.party("bob");
    pools.sell(&bob, QUOTE, PURSE / 2).expect("sells");
    pools.sell(&bob, REWARD, PURSE / 2).expect("sells");
}

#[test]
fn what_is_released_comes_evenly() {
    let (mut pools, ann) = locked(TEN_DAYS);
    pools.world.warp_to(TEN_DAYS.starts_at);
    refused(pools.collect_lock(1, &ann), AmmError::NothingToCollect);
    pools.later(1);
    // Ten days are 864,000 seconds: in one of them a unit and a bit is released, rounded down.
    pools.collect_lock(1, &ann).expect("a second later");
    assert_eq!(pools.lock_state(1).liquidity, LOCKED - 1);
    pools.world.warp_to(START + 6 * DAY);
    pools.collect_lock(1, &ann).expect("half of it");
    assert_eq!(pools.lock_state(1).liquidity, LOCKED / 2);
    refused(pools.close_lock(1, &ann), AmmError::LockInUse);
    pools.world.warp_to(TEN_DAYS.ends_at - 1);
    pools.collect_lock(1, &ann).expect("nearly all");
    assert_eq!(pools.lock_state(1).liquidity, 2);
    pools.later(1);
    pools.collect_lock(1, &ann).expect("the rest");
    assert_eq!(
        (pools.lock_state(1).liquidity, pools.liquidity_of(&ann)),
        (0, 2_000_000)
    );
}

#[test]
fn anyone_has_it_collected_but_it_is_the_owners() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    let owner = pools.add_lp("owner", [0; 2]);
    pools.lock(&ann, 1, &owner, LOCKED, TEN_DAYS).expect("locks");
    pools.world.warp_to(TEN_DAYS.ends_at);
    refused(pools.collect_lock(1, &ann), StakeError::WrongTokenAccount);
    // Nobody signs but who pays the fee.
    pools.collect_lock(1, &owner).expect("collects");
    assert_eq!(pools.liquidity_of(&owner), LOCKED);
}

#[test]
fn an_empty_lock_is_closed_by_its_owner_who_gets_the_rent() {
    let (mut pools, ann) = locked(TEN_DAYS);
    pools.world.warp_to(TEN_DAYS.ends_at);
    pools.collect_lock(1, &ann).expect("collects");
    let creator = pools.creator.clone();
    refused(pools.close_lock(1, &creator), AmmError::WrongLock);
    let lock = pools.pool.lock(1);
    let rent = pools.world.lamports(&lock);
    let before = pools.world.lamports(&ann.address());
    let sent = pools.close_lock(1, &ann).expect("closes");
    assert_eq!(who(&sent.event("LockClosed"), "lock"), lock);
    assert_eq!(pools.world.lamports(&ann.address()), before + rent);
    assert_eq!(pools.world.lamports(&lock), 0);
    // The id can serve again.
    let owner = ann.clone();
    pools.lock(&ann, 1, &owner, 1, FOR_EVER).expect("locks");
}

#[test]
fn times_are_bounded() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    let owner = ann.clone();
    let most = amm::constants::MAX_LOCK_SECONDS;
    for (starts_at, ends_at) in [
        (0, START + 1),
        (START + 1, 0),
        (START + 1, START + 1),
        (START - 10, START),
        (-1, START + 1),
        (START, START + most + 1),
        (1, most + 2),
        (i64::MIN, i64::MAX),
    ] {
        let sent = pools.lock(&ann, 1, &owner, 1, Release { starts_at, ends_at });
        refused(sent, AmmError::BadRelease);
    }
    let release = Release {
        starts_at: START,
        ends_at: START + most,
    };
    pools.lock(&ann, 1, &owner, 1, release).expect("20 years");
}

#[test]
fn amounts_and_ids() {
    let (mut pools, ann) = locked(FOR_EVER);
    let owner = ann.clone();
    refused(pools.lock(&ann, 1, &owner, 1, FOR_EVER), ALREADY_THERE);
    refused(pools.lock(&ann, 2, &owner, 0, FOR_EVER), AmmError::AmountTooSmall);
    refused(
        pools.lock(&ann, 2, &owner, LOCKED + 1, FOR_EVER),
        INSUFFICIENT_FUNDS,
    );
    refused(
        pools.lock(&ann, 2, &owner, u64::MAX, FOR_EVER),
        AmmError::Overflow,
    );
    pools
        .lock(&ann, 2, &owner, LOCKED, FOR_EVER)
        .expect("all she has");
    let nobody = pools
        .pool
        .lock_liquidity(pools.creator.address(), 3, Default::default(), 1, FOR_EVER);
    let creator = pools.creator.clone();
    refused(
        pools.send(&[nobody], &[&creator.authority]),
        AmmError::BadParameter,
    );
}

/// A donation is the liquidity's as fees are: the part of what is locked is collected, the rest is not.
#[test]
fn a_donation_is_shared_with_what_is_locked() {
    let (mut pools, ann) = locked(FOR_EVER);
    let bob = pools.add("bob", [PURSE; 2]);
    pools.donate(&bob, [PURSE / 10, 4 * PURSE / 10]).expect("a tenth");
    pools.collect_lock(1, &ann).expect("collects");
    // 1/1.1 of it is needed for the same worth, but for the one thousandth that Ann deposited.
    let left = pools.lock_state(1).liquidity;
    assert!((909_000..910_000).contains(&left), "{left}");
}
