//! No more than 1,000,000,000 tokens ever.

use super::DAY;
use crate::support::{later, refused, TestWorld};
use assay_tests::World;
use stake::{constants::REWARD_CAP, error::StakeError};

/// A world in which so much less than the cap exists.
fn room(room: u64) -> TestWorld {
    World::builder().supply(REWARD_CAP - room).start()
}

#[test]
fn the_last_epoch_mints_what_is_left_and_no_more() {
    let mut world = room(500_000_000);
    assert_eq!(world.pool_state().emission_cap, 500_000_000);
    world.next_epoch();
    let pool = world.pool_state();
    // Security first, then liquidity, then the treasury.
    assert_eq!(
        (pool.stream, pool.liquidity, pool.treasury),
        (400_000_002, 99_999_998, 0)
    );
    assert_eq!(pool.emitted, 500_000_000);
    assert_eq!(world.balances().of("supply"), REWARD_CAP);
    let before = world.balances();
    for _ in 0..5 {
        world.next_epoch();
    }
    world.assert_moved(&before, &[]);
    refused(world.withdraw_pool_treasury(1), StakeError::MoreThanTreasury);
}

#[test]
fn a_full_supply_emits_nothing_and_epochs_go_on() {
    let mut world = room(0);
    let before = world.balances();
    for epoch in 1..4 {
        world.next_epoch();
        assert_eq!(world.pool_state().epoch, epoch);
    }
    world.assert_moved(&before, &[]);
}

#[test]
fn one_unit_of_room_is_one_unit() {
    let mut world = room(1);
    world.next_epoch();
    assert_eq!(world.balances().of("supply"), REWARD_CAP);
    assert_eq!(world.pool_state().stream, 1);
    later(&mut world, DAY);
}

#[test]
fn what_is_burnt_makes_no_room() {
    let mut world = room(400_000_002);
    world.next_epoch();
    let authority = world.authority.clone();
    let account = world
        .pool
        .reward_account(&solana_signer::Signer::pubkey(&authority));
    let burn = spl_token_2022_interface::instruction::burn(
        &assay_client::token::TOKEN_PROGRAM,
        &account,
        &world.pool.reward_mint,
        &solana_signer::Signer::pubkey(&authority),
        &[],
        1_000_000,
    );
    world
        .send(&[burn.expect("a token program")], &[&authority])
        .expect("burns");
    let before = world.balances();
    world.next_epoch();
    world.assert_moved(&before, &[]);
}
