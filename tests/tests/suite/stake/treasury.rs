//! `withdraw_treasury` of the pool.

use super::bonded;
use crate::support::{number, refused, who, with, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_tests::key;
use solana_signer::Signer;
use stake::error::StakeError;

/// 5 % of the first emission.
const TREASURY: u64 = 50_000_000;

fn filled() -> TestWorld {
    let mut world = bonded();
    world.next_epoch();
    world
}

#[test]
fn the_authority_is_paid_what_was_minted_for_the_treasury() {
    let mut world = filled();
    let before = world.balances();
    let sent = world.withdraw_pool_treasury(30).expect("withdraws");
    world.assert_moved(&before, &[("authority reward", 30), ("reward vault", -30)]);
    assert_eq!(world.pool_state().treasury, TREASURY - 30);
    let event = sent.event("TreasuryWithdrawn");
    assert_eq!(who(&event, "pool"), world.pool.address);
    let fields = ["amount", "treasury_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [30, TREASURY - 30]);
}

#[test]
fn from_one_unit_to_all_of_it_and_never_what_is_others() {
    let mut world = filled();
    refused(world.withdraw_pool_treasury(0), StakeError::ZeroAmount);
    refused(
        world.withdraw_pool_treasury(TREASURY + 1),
        StakeError::MoreThanTreasury,
    );
    refused(
        world.withdraw_pool_treasury(u64::MAX),
        StakeError::MoreThanTreasury,
    );
    world.withdraw_pool_treasury(1).expect("one unit");
    world.withdraw_pool_treasury(TREASURY - 1).expect("the rest");
    refused(world.withdraw_pool_treasury(1), StakeError::MoreThanTreasury);
}

#[test]
fn nobody_else_and_only_to_the_authority() {
    let mut world = filled();
    let (pool, authority) = (world.pool, world.authority.clone());
    let thief = world.add_wallet("thief");
    let stolen = pool.withdraw_treasury(thief.address(), 1);
    refused(
        world.send(&[stolen], &[&thief.authority]),
        StakeError::NotPoolAuthority,
    );
    let withdraw = pool.withdraw_treasury(authority.pubkey(), 1);
    let own = pool.reward_account(&authority.pubkey());
    let swapped = with(withdraw.clone(), &own, &pool.reward_account(&thief.address()));
    refused(
        world.send(&[swapped], &[&authority]),
        StakeError::WrongTokenAccount,
    );
    let swapped = with(withdraw.clone(), &pool.reward_vault, &pool.vault);
    refused(world.send(&[swapped], &[&authority]), ProgramError::InvalidSeeds);
    let mut unsigned = withdraw;
    unsigned.accounts[0].is_signer = false;
    refused(
        world.send(&[unsigned], &[]),
        ProgramError::MissingRequiredSignature,
    );
    assert_ne!(key("thief").pubkey(), authority.pubkey());
}
