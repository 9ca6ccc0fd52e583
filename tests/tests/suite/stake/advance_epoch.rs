use super::{bonded, DAY, STREAM};
use crate::support::{later, near, number, other_pool, refused, with};
use anchor_lang::prelude::ProgramError;
use assay_tests::{BOND, START};
use stake::error::StakeError;

#[test]
fn the_shares_of_the_epoch_are_minted() {
    let mut world = bonded();
    world.warp_to(START + DAY);
    let before = world.balances();
    let sent = world.advance_epoch().expect("the epoch is over");
    // 40, 15 and 5 % of 1,000,000,007, rounded down.
    world.assert_moved(&before, &[("reward vault", 600_000_003), ("supply", 600_000_003)]);
    let pool = world.pool_state();
    assert_eq!(
        (pool.epoch, pool.epoch_started_at, pool.epoch_emission),
        (1, START + DAY, 1_000_000_007)
    );
    assert_eq!(
        (pool.stream, pool.streamed, pool.liquidity, pool.treasury),
        (STREAM, 0, 150_000_001, 50_000_000)
    );
    assert_eq!((pool.emitted, pool.rewards), (600_000_003, 600_000_003));
    // 15 / 16 of it, rounded down.
    assert_eq!(pool.next_emission, 937_500_006);
    let event = sent.event("EpochAdvanced");
    let fields = [
        ("epoch", 1),
        ("to_work", 0),
        ("to_verification", 0),
        ("to_security", STREAM),
        ("to_liquidity", 150_000_001),
        ("to_treasury", 50_000_000),
        ("stream", STREAM),
        ("emitted", 600_000_003),
    ];
    for (field, expected) in fields {
        assert_eq!(number(&event, field), expected, "{field}");
    }
}

#[test]
fn not_one_second_early() {
    let mut world = bonded();
    refused(world.advance_epoch(), StakeError::EpochNotOver);
    world.warp_to(START + DAY - 1);
    refused(world.advance_epoch(), StakeError::EpochNotOver);
    world.warp_to(START + DAY);
    world.advance_epoch().expect("over");
    refused(world.advance_epoch(), StakeError::EpochNotOver);
    world.warp_to(START + 2 * DAY - 1);
    refused(world.advance_epoch(), StakeError::EpochNotOver);
    world.warp_to(START + 2 * DAY);
    world.advance_epoch().expect("over");
    assert_eq!(world.pool_state().epoch, 2);
}

#[test]
fn an_epoch_that_is_called_late_is_one_epoch() {
    let mut world = bonded();
    world.warp_to(START + 10 * DAY + 5);
    world.advance_epoch().expect("over");
    refused(world.advance_epoch(), StakeError::EpochNotOver);
    let pool = world.pool_state();
    assert_eq!((pool.epoch, pool.epoch_started_at), (1, START + 10 * DAY + 5));
}

#[test]
fn the_stream_is_even_and_who_calls_how_often_changes_nothing() {
    let (mut often, mut seldom) = (bonded(), bonded());
    for world in [&mut often, &mut seldom] {
        world.next_epoch();
    }
    for _ in 0..24 {
        later(&mut often, 3_600);
        let provider = often.provider.clone();
        often.sync(&provider).expect("syncs");
    }
    later(&mut seldom, DAY);
    let provider = seldom.provider.clone();
    seldom.sync(&provider).expect("syncs");
    near(seldom.operator(&provider).rewards, STREAM, 1);
    near(often.operator(&provider).rewards, STREAM, 25);
}

#[test]
fn an_epoch_without_stakers_carries_its_stream() {
    let mut world = crate::support::TestWorld::new();
    world.next_epoch();
    world.next_epoch();
    let pool = world.pool_state();
    // 40 % of 937,500,006, and all of the first.
    assert_eq!((pool.stream, pool.carried), (375_000_002 + STREAM, 0));
    later(&mut world, DAY / 4);
    let provider = world.add_operator("provider", 1, BOND);
    let carried = world.pool_state().carried;
    assert_eq!(carried, (375_000_002 + STREAM) / 4);
    later(&mut world, 3 * DAY / 4);
    world.sync(&provider).expect("syncs");
    let earned = world.operator(&provider).rewards;
    near(earned, 375_000_002 + STREAM - carried, 1);
    world.next_epoch();
    // 40 % of 878,906,255.
    assert_eq!(world.pool_state().stream, 351_562_502 + carried);
}

#[test]
fn only_into_the_pools_own_vault_and_by_its_own_mint() {
    let mut world = bonded();
    let other = other_pool(&mut world, "other reward mint");
    world.warp_to(START + DAY);
    let pool = world.pool;
    let wallet = pool.reward_account(&world.provider.address());
    let advance = pool.advance_epoch();
    for (old, new, error) in [
        (pool.reward_vault, pool.vault, ProgramError::InvalidSeeds),
        (pool.reward_vault, other.reward_vault, ProgramError::InvalidSeeds),
        (pool.reward_vault, wallet, ProgramError::InvalidSeeds),
        (pool.reward_mint, other.reward_mint, StakeError::WrongMint.into()),
        (pool.address, other.address, StakeError::WrongMint.into()),
    ] {
        let swapped = with(advance.clone(), &old, &new);
        refused(world.send(&[swapped], &[]), error);
    }
}
