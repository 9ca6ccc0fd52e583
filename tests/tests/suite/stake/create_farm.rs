//! `create_farm` and `set_farm_weight`.

use super::bonded;
use crate::support::{number, other_pool, raw, refused, who, with, TestWorld, ALREADY_THERE};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::LpFarm;
use assay_tests::{Extension, Payment, LP_DECIMALS};
use solana_account::Account;
use solana_address::Address;
use solana_signer::Signer;
use stake::{constants::MAX_FARM_WEIGHT, error::StakeError};

fn farmed() -> (TestWorld, LpFarm) {
    let mut world = bonded();
    let farm = world.add_farm("lp", 3);
    (world, farm)
}

/// Changes the bytes of a mint.
fn edit_mint(world: &mut TestWorld, mint: &Address, edit: impl FnOnce(&mut Account)) {
    let mut account = assay_tests::Chain::account(&mut world.chain, mint).expect("a mint");
    edit(&mut account);
    assay_tests::Chain::set_account(&mut world.chain, *mint, account);
}

#[test]
fn the_authority_makes_a_farm_with_an_empty_vault() {
    let mut world = bonded();
    let farm = world.lp_mint("lp");
    let sent = world.create_farm(&farm, 3).expect("a farm");
    let state = world.farm_state(&farm);
    assert_eq!((state.pool, state.lp_mint), (world.pool.address, farm.lp_mint));
    assert_eq!((state.weight, state.staked, state.decimals), (3, 0, LP_DECIMALS));
    assert_eq!(world.pool_state().farm_weight, 3);
    let vault = world.token(&farm.vault).expect("a token account");
    assert_eq!((vault.mint, vault.owner), (farm.lp_mint, world.pool.address));
    let event = sent.event("FarmCreated");
    let addresses = ["pool", "farm", "lp_mint"].map(|field| who(&event, field));
    assert_eq!(addresses, [world.pool.address, farm.address, farm.lp_mint]);
    let numbers = ["weight", "total_weight"].map(|field| number(&event, field));
    assert_eq!(numbers, [3, 3]);
}

#[test]
fn a_mint_has_one_farm() {
    let (mut world, farm) = farmed();
    refused(world.create_farm(&farm, 1), ALREADY_THERE);
}

#[test]
fn lamports_that_were_sent_to_its_addresses_do_not_prevent_a_farm() {
    let mut world = bonded();
    let farm = world.lp_mint("lp");
    assay_tests::Chain::fund(&mut world.chain, farm.address, 1);
    assay_tests::Chain::fund(&mut world.chain, farm.vault, 1_000_000_000);
    world.create_farm(&farm, 1).expect("a farm");
}

#[test]
fn nobody_else_makes_farms_or_sets_weights() {
    let (mut world, farm) = farmed();
    let thief = world.add_wallet("thief");
    let new = world.lp_mint("new lp");
    for instruction in [
        new.create_farm(thief.address(), 1),
        farm.set_farm_weight(thief.address(), 0),
    ] {
        refused(
            world.send(&[instruction], &[&thief.authority]),
            StakeError::NotPoolAuthority,
        );
    }
    let mut unsigned = farm.set_farm_weight(world.authority.pubkey(), 0);
    unsigned.accounts[0].is_signer = false;
    refused(
        world.send(&[unsigned], &[]),
        ProgramError::MissingRequiredSignature,
    );
}

#[test]
fn a_weight_is_bounded() {
    let (mut world, farm) = farmed();
    let new = world.lp_mint("new lp");
    for weight in [MAX_FARM_WEIGHT + 1, u64::MAX] {
        refused(world.create_farm(&new, weight), StakeError::BadParameter);
        refused(world.set_farm_weight(&farm, weight), StakeError::BadParameter);
    }
    world.create_farm(&new, MAX_FARM_WEIGHT).expect("the most");
    world.set_farm_weight(&farm, MAX_FARM_WEIGHT).expect("the most");
    assert_eq!(world.pool_state().farm_weight, 2 * MAX_FARM_WEIGHT);
    let sent = world.set_farm_weight(&farm, 0).expect("the least");
    let event = sent.event("FarmWeightSet");
    let numbers = ["weight_before", "weight_after", "total_weight"].map(|field| number(&event, field));
    assert_eq!(numbers, [MAX_FARM_WEIGHT, 0, MAX_FARM_WEIGHT]);
    assert_eq!(who(&event, "farm"), farm.address);
}

#[test]
fn a_mint_that_can_be_frozen_or_is_no_mint_of_spl_token_has_no_farm() {
    let mut world = bonded();
    let frozen = world.lp_mint("frozen lp");
    // Somebody who can freeze: an option that is set, and an address.
    edit_mint(&mut world, &frozen.lp_mint, |account| account.data[46] = 1);
    refused(world.create_farm(&frozen, 1), StakeError::BadLpMint);
    for extension in [None, Some(Extension::TransferFee)] {
        let name = format!("lp of {extension:?}");
        let payment = Payment::Token2022 {
            decimals: 6,
            extension,
        };
        let mint = world.create_mint(&name, payment);
        let farm = world.pool.farm(mint);
        refused(world.create_farm(&farm, 1), StakeError::BadLpMint);
    }
    let uninitialised = world.lp_mint("raw lp");
    edit_mint(&mut world, &uninitialised.lp_mint, |account| account.data.fill(0));
    refused(world.create_farm(&uninitialised, 1), StakeError::BadLpMint);
    // A token account, which belongs to the token program, too.
    let vault = world.pool.farm(world.pool.vault);
    refused(world.create_farm(&vault, 1), StakeError::BadLpMint);
    let nothing = world.pool.farm(Address::new_from_array([7; 32]));
    refused(world.create_farm(&nothing, 1), StakeError::BadLpMint);
}

#[test]
fn the_reward_token_has_no_farm() {
    let mut world = bonded();
    let farm = world.pool.farm(world.pool.reward_mint);
    refused(world.create_farm(&farm, 1), StakeError::BadLpMint);
}

#[test]
fn another_pools_farm_is_not_set_here() {
    let (mut world, farm) = farmed();
    let other = other_pool(&mut world, "other reward mint").farm(farm.lp_mint);
    let authority = world.authority.clone();
    let create = other.create_farm(authority.pubkey(), 5);
    raw(&mut world, create, &[&authority]).expect("a farm of the other pool for the same mint");
    let set = farm.set_farm_weight(authority.pubkey(), 1);
    let set = with(set, &farm.address, &other.address);
    refused(world.send(&[set], &[&authority]), StakeError::WrongPool);
}
