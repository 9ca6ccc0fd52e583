//! `open_farm_stake`, `stake_liquidity`, `unstake_liquidity` and `close_farm_stake`: what goes in comes out.

use super::bonded;
use crate::support::{
    number, other_pool, raw, refused, who, with, TestWorld, ALREADY_THERE, INSUFFICIENT_FUNDS, MISSING,
    OWNER_MISMATCH,
};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::LpFarm;
use assay_tests::{Party, Sent};
use solana_signer::Signer;
use stake::{
    constants::{PAUSE_ALL, PAUSE_FARM},
    error::StakeError,
};

const STAKE: u64 = 1_000_000_007;

/// A farm, and Ann, who has staked half of what she has.
fn farmed() -> (TestWorld, LpFarm, Party) {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let ann = world.add_farmer("ann", &farm, STAKE);
    (world, farm, ann)
}

fn amounts(sent: &Sent, name: &str) -> [u64; 3] {
    let event = sent.as_ref().expect("sent").event(name);
    ["amount", "amount_after", "staked_after"].map(|field| number(&event, field))
}

#[test]
fn what_goes_in_comes_out_to_the_unit_and_at_once() {
    let (mut world, farm, ann) = farmed();
    let before = world.balances();
    let sent = world.stake_lp(&farm, &ann, 5);
    assert_eq!(amounts(&sent, "LiquidityStaked"), [5, STAKE + 5, STAKE + 5]);
    world.assert_moved(&before, &[("ann lp", -5), ("lp vault", 5)]);
    let sent = world.unstake_lp(&farm, &ann, STAKE);
    assert_eq!(amounts(&sent, "LiquidityUnstaked"), [STAKE, 5, 5]);
    let event = sent.expect("sent").event("LiquidityUnstaked");
    let addresses = ["farm", "stake", "owner"].map(|field| who(&event, field));
    assert_eq!(
        addresses,
        [farm.address, farm.stake(&ann.address()), ann.address()]
    );
    world.unstake_lp(&farm, &ann, 5).expect("the rest");
    assert_eq!(world.balances().of("ann lp"), 2 * STAKE);
    assert_eq!(world.farm_stake(&farm, &ann).amount, 0);
    assert_eq!(world.farm_state(&farm).staked, 0);
}

#[test]
fn nothing_and_more_than_there_is_are_refused() {
    let (mut world, farm, ann) = farmed();
    refused(world.stake_lp(&farm, &ann, 0), StakeError::ZeroAmount);
    refused(world.unstake_lp(&farm, &ann, 0), StakeError::ZeroAmount);
    refused(world.stake_lp(&farm, &ann, STAKE + 1), INSUFFICIENT_FUNDS);
    for amount in [STAKE + 1, u64::MAX] {
        refused(world.unstake_lp(&farm, &ann, amount), StakeError::MoreThanOwned);
    }
    refused(world.stake_lp(&farm, &ann, u64::MAX), StakeError::Overflow);
    world.stake_lp(&farm, &ann, STAKE).expect("all there is");
    world.unstake_lp(&farm, &ann, 2 * STAKE).expect("all there is");
}

#[test]
fn the_largest_amount_there_can_be_is_staked_and_earns() {
    let mut world = bonded();
    let farm = world.add_farm("lp", 1);
    let whale = world.add_wallet("whale");
    world.give_lp(&farm, &whale, u64::MAX);
    world.open_farm_stake(&farm, &whale).expect("opens");
    world.stake_lp(&farm, &whale, u64::MAX).expect("stakes");
    world.next_epoch();
    world.next_epoch();
    assert_eq!(world.pending_lp(&farm, &whale), 150_000_000);
    world.unstake_lp(&farm, &whale, u64::MAX).expect("unstakes");
    world.claim_lp(&farm, &whale).expect("claims");
}

#[test]
fn staking_is_paused_and_leaving_is_not() {
    let (mut world, farm, ann) = farmed();
    world.next_epoch();
    world.next_epoch();
    world.pause_pool(PAUSE_FARM).expect("pauses");
    refused(world.stake_lp(&farm, &ann, 1), StakeError::Paused);
    world.pause_pool(PAUSE_ALL).expect("pauses all");
    refused(world.stake_lp(&farm, &ann, 1), StakeError::Paused);
    world.unstake_lp(&farm, &ann, STAKE).expect("unstakes");
    world.claim_lp(&farm, &ann).expect("claims");
    world.close_farm_stake(&farm, &ann).expect("closes");
    world.pause_pool(PAUSE_ALL - PAUSE_FARM).expect("resumes");
    world.open_farm_stake(&farm, &ann).expect("opens");
    world.stake_lp(&farm, &ann, 1).expect("stakes");
}

#[test]
fn a_stake_opens_empty_and_once() {
    let (mut world, farm, ann) = farmed();
    refused(world.open_farm_stake(&farm, &ann), ALREADY_THERE);
    let bob = world.add_wallet("bob");
    let sent = world.open_farm_stake(&farm, &bob).expect("opens");
    let event = sent.event("FarmStakeOpened");
    let addresses = ["farm", "stake", "owner"].map(|field| who(&event, field));
    assert_eq!(
        addresses,
        [farm.address, farm.stake(&bob.address()), bob.address()]
    );
    let stake = world.farm_stake(&farm, &bob);
    assert_eq!(
        (stake.farm, stake.owner, stake.amount),
        (farm.address, bob.address(), 0)
    );
    let carl = world.add_wallet("carl");
    world.give_lp(&farm, &carl, 5);
    refused(world.stake_lp(&farm, &carl, 5), MISSING);
}

#[test]
fn a_stake_closes_when_nothing_is_left_in_it() {
    let (mut world, farm, ann) = farmed();
    world.next_epoch();
    world.next_epoch();
    refused(world.close_farm_stake(&farm, &ann), StakeError::FarmStakeInUse);
    world.unstake_lp(&farm, &ann, STAKE).expect("unstakes");
    refused(world.close_farm_stake(&farm, &ann), StakeError::FarmStakeInUse);
    world.stake_lp(&farm, &ann, 1).expect("stakes");
    world.claim_lp(&farm, &ann).expect("claims");
    refused(world.close_farm_stake(&farm, &ann), StakeError::FarmStakeInUse);
    world.unstake_lp(&farm, &ann, 1).expect("unstakes");
    let (before, stake) = (world.lamports(&ann.address()), farm.stake(&ann.address()));
    let rent = world.lamports(&stake);
    let sent = world.close_farm_stake(&farm, &ann).expect("closes");
    assert_eq!(world.lamports(&ann.address()), before + rent);
    assert_eq!(world.lamports(&stake), 0);
    assert_eq!(who(&sent.event("FarmStakeClosed"), "stake"), stake);
    refused(world.close_farm_stake(&farm, &ann), MISSING);
}

#[test]
fn anothers_stake_is_theirs() {
    let (mut world, farm, ann) = farmed();
    let thief = world.add_farmer("thief", &farm, 5);
    let (mine, hers) = (farm.stake(&thief.address()), farm.stake(&ann.address()));
    world.next_epoch();
    world.next_epoch();
    for instruction in [
        farm.stake_liquidity(thief.address(), 1),
        farm.unstake_liquidity(thief.address(), 1),
        farm.claim_liquidity(thief.address()),
        farm.close_farm_stake(thief.address()),
    ] {
        let stolen = with(instruction, &mine, &hers);
        refused(
            world.send(&[stolen], &[&thief.authority]),
            StakeError::NotFarmStakeOwner,
        );
    }
    // Nor is anything paid to anybody but the owner.
    let unstake = farm.unstake_liquidity(ann.address(), 1);
    let (hers, his) = (farm.lp_account(&ann.address()), farm.lp_account(&thief.address()));
    let swapped = with(unstake, &hers, &his);
    refused(
        world.send(&[swapped], &[&ann.authority]),
        StakeError::WrongTokenAccount,
    );
    let stake = with(farm.stake_liquidity(thief.address(), 1), &his, &hers);
    refused(world.send(&[stake], &[&thief.authority]), OWNER_MISMATCH);
}

#[test]
fn a_stake_belongs_to_its_farm_and_its_pool() {
    let (mut world, farm, ann) = farmed();
    let second = world.add_farm("second lp", 1);
    world.open_farm_stake(&second, &ann).expect("opens");
    world.give_lp(&second, &ann, 10);
    let here = farm.stake(&ann.address());
    for instruction in [
        second.stake_liquidity(ann.address(), 1),
        second.unstake_liquidity(ann.address(), 1),
        second.claim_liquidity(ann.address()),
    ] {
        let crossed = with(instruction, &second.stake(&ann.address()), &here);
        refused(world.send(&[crossed], &[&ann.authority]), StakeError::WrongFarm);
    }

    let other = other_pool(&mut world, "other reward mint").farm(farm.lp_mint);
    let authority = world.authority.clone();
    let create = other.create_farm(authority.pubkey(), 1);
    raw(&mut world, create, &[&authority]).expect("a farm of the other pool");
    for instruction in [
        farm.stake_liquidity(ann.address(), 1),
        farm.unstake_liquidity(ann.address(), 1),
        farm.claim_liquidity(ann.address()),
    ] {
        let crossed = with(instruction, &farm.address, &other.address);
        refused(world.send(&[crossed], &[&ann.authority]), StakeError::WrongPool);
    }
}

#[test]
fn only_the_farms_own_vault_and_mint_move() {
    let (mut world, farm, ann) = farmed();
    let second = world.add_farm("second lp", 1);
    let (pool, me) = (world.pool, ann.address());
    for instruction in [farm.stake_liquidity(me, 1), farm.unstake_liquidity(me, 1)] {
        for vault in [second.vault, pool.vault, pool.reward_vault] {
            let swapped = with(instruction.clone(), &farm.vault, &vault);
            refused(
                world.send(&[swapped], &[&ann.authority]),
                ProgramError::InvalidSeeds,
            );
        }
        let swapped = with(instruction, &farm.lp_mint, &second.lp_mint);
        refused(world.send(&[swapped], &[&ann.authority]), StakeError::WrongMint);
    }
}
