//! What farms earn, and `claim_liquidity`.

use super::{bonded, DAY};
use crate::support::{later, number, refused, who, with, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_tests::{Party, START};
use stake::{constants::PAUSE_FARM, error::StakeError};

/// Liquidity's share of the first epoch that emits: 15 % of 1,000,000,007; and of the second, in which 15 / 16 of that
/// is emitted.
const FIRST: u64 = 150_000_001;
const SECOND: u64 = 140_625_000;

/// What Ann's claim pays.
fn paid(world: &mut TestWorld, farm: &assay_client::stake::LpFarm, owner: &Party) -> u64 {
    let expected = world.pending_lp(farm, owner);
    let before = world.balances();
    let sent = world.claim_lp(farm, owner).expect("claims");
    let moved = expected as i128;
    world.assert_moved(&before, &[(&owner.name, moved), ("reward vault", -moved)]);
    let event = sent.event("LiquidityClaimed");
    let addresses = ["farm", "stake", "owner"].map(|field| who(&event, field));
    let stake = farm.stake(&owner.address());
    assert_eq!(addresses, [farm.address, stake, owner.address()]);
    assert_eq!(number(&event, "amount"), expected);
    expected
}

#[test]
fn farms_share_by_weight_and_stakers_by_amount() {
    let mut world = bonded();
    let (first, second) = (world.add_farm("lp", 1), world.add_farm("other lp", 2));
    let ann = world.add_farmer("ann", &first, 7);
    let bob = world.add_farmer("bob", &second, 1_000);
    let carl = world.add_farmer("carl", &second, 3_000);
    world.next_epoch();
    let pool = world.pool_state();
    assert_eq!(
        (pool.liquidity, pool.liquidity_stream, pool.liquidity_streamed),
        (FIRST, FIRST, 0)
    );
    later(&mut world, DAY / 2);
    // A third of a half; every level rounds down.
    assert_eq!(paid(&mut world, &first, &ann), 24_999_999);
    let pool = world.pool_state();
    assert_eq!(
        (pool.liquidity, pool.liquidity_streamed),
        (75_000_001, 75_000_000)
    );
    later(&mut world, DAY / 2);
    assert_eq!(paid(&mut world, &second, &bob), 25_000_000);
    assert_eq!(paid(&mut world, &second, &carl), 75_000_000);
    assert_eq!(paid(&mut world, &first, &ann), 24_999_999);
    let event = world.advance_epoch().expect("over").event("EpochAdvanced");
    assert_eq!(number(&event, "liquidity_stream"), SECOND);
}

#[test]
fn who_comes_late_earns_nothing_of_before() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    world.next_epoch();
    later(&mut world, DAY / 2);
    let bob = world.add_farmer("bob", &farm, 300);
    assert_eq!(world.pending_lp(&farm, &bob), 0);
    refused(world.claim_lp(&farm, &bob), StakeError::NothingToClaim);
    later(&mut world, DAY / 2);
    assert_eq!(paid(&mut world, &farm, &bob), 56_250_000);
    assert_eq!(paid(&mut world, &farm, &ann), 75_000_000 + 18_750_000);
}

#[test]
fn staking_between_the_end_of_an_epoch_and_the_next_gains_nothing() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    world.next_epoch();
    later(&mut world, DAY + 1_000);
    let bob = world.add_farmer("bob", &farm, 1_000_000);
    world.advance_epoch().expect("over");
    assert_eq!(world.pending_lp(&farm, &bob), 0);
    world.unstake_lp(&farm, &bob, 1_000_000).expect("unstakes");
    refused(world.claim_lp(&farm, &bob), StakeError::NothingToClaim);
    assert_eq!(paid(&mut world, &farm, &ann), FIRST - 1);
}

#[test]
fn adding_and_taking_out_keeps_what_was_earned() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    let bob = world.add_farmer("bob", &farm, 100);
    world.next_epoch();
    later(&mut world, DAY / 2);
    world.stake_lp(&farm, &ann, 100).expect("stakes");
    later(&mut world, DAY / 4);
    world.unstake_lp(&farm, &ann, 200).expect("unstakes");
    later(&mut world, DAY / 4);
    // Half of a half, two thirds of a quarter, nothing of the last quarter.
    assert_eq!(paid(&mut world, &farm, &ann), 37_500_000 + 25_000_000);
    assert_eq!(
        paid(&mut world, &farm, &bob),
        37_500_000 + 12_500_000 + 37_500_000
    );
}

#[test]
fn what_nobody_farms_for_comes_again() {
    let mut world = bonded();
    world.next_epoch();
    world.next_epoch();
    let pool = world.pool_state();
    assert_eq!(
        (pool.liquidity, pool.liquidity_stream),
        (FIRST + SECOND, FIRST + SECOND)
    );
    // From here on there is a farm, for half of the epoch, in which somebody has staked.
    later(&mut world, DAY / 2);
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    later(&mut world, DAY / 2);
    // The odd unit falls due in the second half, and a hundredth of it is not exact.
    let half = (FIRST + SECOND) / 2;
    assert_eq!(paid(&mut world, &farm, &ann), half);
    assert_eq!(world.pool_state().liquidity, half);
}

#[test]
fn what_falls_due_while_nobody_stakes_in_a_farm_goes_back() {
    let mut world = bonded();
    let (empty, farm) = (world.add_farm("empty lp", 3), world.add_farm("lp", 1));
    let ann = world.add_farmer("ann", &farm, 100);
    world.next_epoch();
    later(&mut world, DAY);
    assert_eq!(paid(&mut world, &farm, &ann), 37_500_000);
    assert_eq!(world.pool_state().liquidity, 0);
    let bob = world.add_farmer("bob", &empty, 100);
    assert_eq!(world.pending_lp(&empty, &bob), 0);
    assert_eq!(world.pool_state().liquidity, 112_500_000);
    world.advance_epoch().expect("over");
    assert_eq!(world.pool_state().liquidity_stream, 112_500_000 + SECOND);
    later(&mut world, DAY);
    assert_eq!(paid(&mut world, &empty, &bob), (112_500_000 + SECOND) / 4 * 3);
}

#[test]
fn a_new_farm_and_a_new_weight_count_from_now_on() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    world.next_epoch();
    later(&mut world, DAY / 4);
    let second = world.add_farm("other lp", 1);
    let bob = world.add_farmer("bob", &second, 100);
    later(&mut world, DAY / 4);
    world.set_farm_weight(&second, 4).expect("sets");
    later(&mut world, DAY / 4);
    world.set_farm_weight(&second, 0).expect("ends it");
    later(&mut world, DAY / 4);
    // A quarter of the epoch alone, one at a half each, one at 1 : 4, and one alone again.
    assert_eq!(
        paid(&mut world, &farm, &ann),
        37_500_000 + 18_750_000 + 7_500_000 + 37_500_000
    );
    assert_eq!(paid(&mut world, &second, &bob), 18_750_000 + 30_000_000);
    // What was staked comes out of a farm that has ended, and goes in, for nothing.
    world.unstake_lp(&second, &bob, 50).expect("unstakes");
    world.stake_lp(&second, &bob, 50).expect("stakes");
    world.advance_epoch().expect("over");
    later(&mut world, DAY);
    refused(world.claim_lp(&second, &bob), StakeError::NothingToClaim);
}

#[test]
fn a_claim_pays_once_and_to_the_owner_only() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    let bob = world.add_farmer("bob", &farm, 100);
    refused(world.claim_lp(&farm, &ann), StakeError::NothingToClaim);
    world.next_epoch();
    later(&mut world, DAY);
    let claim = farm.claim_liquidity(ann.address());
    let pool = world.pool;
    let (hers, his) = (
        pool.reward_account(&ann.address()),
        pool.reward_account(&bob.address()),
    );
    for (old, new, error) in [
        (hers, his, ProgramError::from(StakeError::WrongTokenAccount)),
        (pool.reward_vault, pool.vault, ProgramError::InvalidSeeds),
        (pool.reward_vault, farm.vault, ProgramError::InvalidSeeds),
        (pool.reward_mint, farm.lp_mint, StakeError::WrongMint.into()),
    ] {
        let swapped = with(claim.clone(), &old, &new);
        refused(world.send(&[swapped], &[&ann.authority]), error);
    }
    world.pause_pool(PAUSE_FARM).expect("pauses");
    assert_eq!(paid(&mut world, &farm, &ann), 75_000_000);
    refused(world.claim_lp(&farm, &ann), StakeError::NothingToClaim);
}

#[test]
fn lp_tokens_sent_to_the_vault_change_nothing() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, 100);
    let bob = world.add_farmer("bob", &farm, 300);
    world.donate_lp(&farm, &bob, 250);
    assert_eq!(world.farm_state(&farm).staked, 400);
    world.next_epoch();
    later(&mut world, DAY);
    assert_eq!(paid(&mut world, &farm, &ann), 37_500_000);
    refused(world.unstake_lp(&farm, &ann, 101), StakeError::MoreThanOwned);
    world.unstake_lp(&farm, &ann, 100).expect("unstakes");
    world.unstake_lp(&farm, &bob, 300).expect("unstakes");
    assert_eq!(world.balances().of("lp vault"), 250);
}

/// Odd weights, odd amounts and a collection every few minutes: each rounds, and never in favour of the farmers.
#[test]
fn all_claims_together_never_exceed_what_was_minted() {
    let mut world = bonded();
    let farms = [("lp", 7), ("other lp", 11), ("third lp", 13)].map(|(name, weight)| {
        let farm = world.add_farm(name, weight);
        let farmers = [3, 1_000_003, 999_999_999_989].map(|amount| {
            let name = format!("{amount} of {name}");
            world.add_farmer(&name, &farm, amount)
        });
        (farm, farmers)
    });
    world.next_epoch();
    for step in 1..=24 {
        world.warp_to(START + DAY + step * DAY / 24);
        let (farm, farmers) = &farms[step as usize % 3];
        world.stake_lp(farm, &farmers[0], 1).expect("stakes");
        world.unstake_lp(farm, &farmers[0], 1).expect("unstakes");
    }
    let mut sum = 0;
    for (farm, farmers) in &farms {
        for farmer in farmers {
            if world.pending_lp(farm, farmer) > 0 {
                sum += paid(&mut world, farm, farmer);
            }
        }
    }
    assert!(sum <= FIRST && sum > FIRST - 100, "{sum} of {FIRST}");
}
