//! Accounts that are not what they are passed as. The impostor matrix tries many more.

use super::{at, with_ann, FREE, QUOTE, REWARD};
use crate::support::{refused, with, OWNER_MISMATCH};
use amm::{error::AmmError, state::Release};
use assay_client::token::{self, TOKEN_2022_PROGRAM};
use assay_tests::{
    lab::{mint_account, token_account},
    pools::{fees, Pools},
    Chain,
};
use solana_signer::Signer;

/// Places in the accounts of a swap: the signer, then what every pool instruction names.
const CONFIG: usize = 1;
const ACCOUNTS: [usize; 2] = [3, 4];
const VAULTS: [usize; 2] = [5, 6];
const MINTS: [usize; 2] = [7, 8];
const PROGRAMS: [usize; 2] = [9, 10];

#[test]
fn the_vault_of_another_pool_or_of_the_other_side() {
    let (mut pools, ann) = with_ann();
    let other: super::TestPools = Pools::builder().reward_first().start();
    let swap = pools.pool.swap_exact_in(ann.address(), QUOTE, 1_000, 0, FREE);
    for place in VAULTS {
        let own = pools.pool.account(&ann.address(), QUOTE);
        for vault in [other.pool.vaults[0], other.pool.vaults[1], own] {
            assert!(pools
                .send(&[at(swap.clone(), place, vault)], &[&ann.authority])
                .is_err());
        }
    }
    let stray = pools.add("stray", [1; 2]);
    let account = pools.pool.account(&stray.address(), QUOTE);
    refused(
        pools.send(&[at(swap, VAULTS[0], account)], &[&ann.authority]),
        AmmError::WrongVault,
    );
}

/// A vault in place of the user's account: the pool would pay itself.
#[test]
fn a_vault_as_the_users_own_account() {
    let (mut pools, ann) = with_ann();
    let swap = pools.pool.swap_exact_in(ann.address(), QUOTE, 1_000, 0, FREE);
    for (place, vault) in ACCOUNTS.into_iter().zip(pools.pool.vaults) {
        let sent = pools.send(&[at(swap.clone(), place, vault)], &[&ann.authority]);
        assert!(sent.is_err(), "the same account twice");
    }
    let deposit = pools.pool.deposit(ann.address(), [1_000, 4_000], 0, i64::MAX);
    for (place, vault) in ACCOUNTS.into_iter().zip(pools.pool.vaults) {
        let sent = pools.send(&[at(deposit.clone(), place, vault)], &[&ann.authority]);
        assert!(sent.is_err(), "the same account twice");
    }
}

#[test]
fn somebody_elses_tokens() {
    let (mut pools, ann) = with_ann();
    let bob = pools.add("bob", [1_000_000; 2]);
    let swap = pools.pool.swap_exact_in(ann.address(), QUOTE, 1_000, 0, FREE);
    let theirs = pools.pool.account(&bob.address(), QUOTE);
    let sent = pools.send(&[at(swap, ACCOUNTS[0], theirs)], &[&ann.authority]);
    refused(sent, OWNER_MISMATCH);
}

#[test]
fn the_tier_must_be_the_pools() {
    let (mut pools, ann) = with_ann();
    pools.create_config(8, fees()).expect("another tier");
    let other = assay_client::address::fee_config(&pools.pool.stake.address, 8);
    let swap = pools.pool.swap_exact_in(ann.address(), QUOTE, 1_000, 0, FREE);
    let sent = pools.send(&[at(swap, CONFIG, other)], &[&ann.authority]);
    refused(sent, AmmError::WrongConfig);
}

#[test]
fn mints_and_programs_must_be_the_pools() {
    let (mut pools, ann) = with_ann();
    let swap = pools.pool.swap_exact_in(ann.address(), REWARD, 1_000, 0, FREE);
    let mint = pools
        .world
        .create_mint("another", assay_tests::Payment::Spl { decimals: 6 });
    for place in MINTS {
        let sent = pools.send(&[at(swap.clone(), place, mint)], &[&ann.authority]);
        refused(sent, AmmError::WrongMint);
    }
    for place in PROGRAMS {
        let sent = pools.send(&[at(swap.clone(), place, TOKEN_2022_PROGRAM)], &[&ann.authority]);
        refused(sent, AmmError::WrongTokenProgram);
    }
}

#[test]
fn liquidity_of_another_pool() {
    let (mut pools, ann) = with_ann();
    let mint = pools
        .world
        .create_mint("another", assay_tests::Payment::Spl { decimals: 6 });
    let deposit = pools.pool.deposit(ann.address(), [1_000, 4_000], 0, i64::MAX);
    let sent = pools.send(&[at(deposit, 11, mint)], &[&ann.authority]);
    refused(sent, AmmError::WrongMint);
}

/// A mint and an account that fit each other, but are not the pool's: what is burnt must be the pool's liquidity.
#[test]
fn worthless_tokens_are_no_liquidity() {
    let (mut pools, ann) = with_ann();
    let mint = assay_tests::key("worthless").pubkey();
    let account = token::associated(&ann.address(), &mint, &token::TOKEN_PROGRAM);
    let chain = &mut pools.world.chain;
    chain.set_account(mint, mint_account(token::TOKEN_PROGRAM, ann.address(), 1_000));
    let tokens = token_account(token::TOKEN_PROGRAM, mint, ann.address(), 1_000);
    chain.set_account(account, tokens);
    let for_ever = Release {
        starts_at: 0,
        ends_at: 0,
    };
    let (pool, user) = (pools.pool, ann.address());
    for instruction in [
        pool.lock_liquidity(user, 1, user, 1_000, for_ever),
        pool.withdraw(user, 1_000, [0; 2], i64::MAX),
        pool.withdraw_single(user, QUOTE, 1_000, 0, FREE),
    ] {
        let instruction = with(instruction, &pool.lp_mint, &mint);
        let instruction = with(instruction, &pool.lp_account(&user), &account);
        refused(pools.send(&[instruction], &[&ann.authority]), AmmError::WrongMint);
    }
}
