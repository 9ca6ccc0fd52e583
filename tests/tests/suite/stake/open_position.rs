use super::{bonded, YEAR};
use crate::support::{
    number, other_pool, refused, who, with, TestWorld, ALREADY_THERE, INSUFFICIENT_FUNDS, OWNER_MISMATCH,
};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::Pool;
use assay_tests::{Chain, Party, START};
use solana_address::Address;
use stake::{constants::MAX_LOCK_SECONDS, error::StakeError};

/// A world and Ann, who has this many reward tokens.
fn ann(tokens: u64) -> (TestWorld, Party) {
    let mut world = bonded();
    let ann = world.add_wallet("ann");
    world.give_reward(&ann, tokens);
    (world, ann)
}

#[test]
fn a_position_holds_what_was_staked() {
    let (mut world, ann) = ann(1_000);
    let before = world.balances();
    let (stake, sent) = world.open(&ann, 700, YEAR);
    let sent = sent.expect("opens");
    world.assert_moved(&before, &[("ann", -700), ("stake vault", 700)]);
    let position = world.position(&stake);
    assert_eq!((position.owner, position.id), (ann.address(), stake.id));
    assert_eq!(
        (position.pool, position.operator),
        (world.pool.address, Address::default())
    );
    assert_eq!(
        (position.amount, position.shares, position.rewards, position.kind),
        (700, 0, 0, 0)
    );
    assert_eq!(
        (position.lock_seconds, position.lock_ends_at, position.opened_at),
        (YEAR, 0, START)
    );
    let pool: Pool = world.pool_state();
    assert_eq!(
        (pool.total_staked, pool.total_weight),
        (700, world.operator(&world.provider.clone()).weight)
    );
    let event = sent.event("PositionOpened");
    assert_eq!(who(&event, "position"), stake.address);
    assert_eq!(who(&event, "owner"), ann.address());
    let fields = ["amount", "kind", "lock_seconds"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [700, 0, u64::from(YEAR)]
    );
}

#[test]
fn amounts_from_one_unit_to_all_there_is() {
    let (mut world, ann) = ann(1_000);
    refused(world.open(&ann, 0, 0).1, StakeError::ZeroAmount);
    refused(world.open(&ann, u64::MAX, 0).1, INSUFFICIENT_FUNDS);
    refused(world.open(&ann, 1_001, 0).1, INSUFFICIENT_FUNDS);
    world.open(&ann, 1, 0).1.expect("one unit");
    refused(world.open(&ann, u64::MAX, 0).1, StakeError::Overflow);
    refused(world.open(&ann, u64::MAX - 1, 0).1, INSUFFICIENT_FUNDS);
    world.open(&ann, 999, 0).1.expect("the rest");
    assert_eq!(world.pool_state().total_staked, 1_000);
}

#[test]
fn a_lock_lasts_four_years_at_the_longest() {
    let (mut world, ann) = ann(1_000);
    for seconds in [MAX_LOCK_SECONDS + 1, u32::MAX] {
        refused(world.open(&ann, 1, seconds).1, StakeError::LockTooLong);
    }
    for seconds in [0, 1, MAX_LOCK_SECONDS - 1, MAX_LOCK_SECONDS] {
        let (stake, sent) = world.open(&ann, 1, seconds);
        sent.expect("opens");
        assert_eq!(world.position(&stake).lock_seconds, seconds);
    }
}

#[test]
fn an_id_serves_once() {
    let (mut world, ann) = ann(1_000);
    let (stake, sent) = world.open(&ann, 1, 0);
    sent.expect("opens");
    let again = world.pool.open_position(ann.address(), stake.id, 1, 0);
    refused(world.send(&[again], &[&ann.authority]), ALREADY_THERE);
}

#[test]
fn a_lamport_sent_ahead_does_not_stop_it() {
    let (mut world, ann) = ann(1_000);
    let next = world.next_stake(&ann);
    world.chain.fund(next.address, 1);
    let open = world.pool.open_position(ann.address(), next.id, 1_000, 0);
    world.send(&[open], &[&ann.authority]).expect("opens");
    assert_eq!(world.position(&next).amount, 1_000);
}

#[test]
fn only_own_tokens_into_the_pools_own_vault() {
    let (mut world, ann) = ann(1_000);
    world.next_epoch();
    let bob = world.add_wallet("bob");
    world.give_reward(&bob, 1_000);
    let other = other_pool(&mut world, "other reward mint");
    let here = world.pool;
    let open = here.open_position(ann.address(), world.next_stake(&ann).id, 1, 0);
    let wallet = |party: &Party| here.reward_account(&party.address());
    for (old, new, error) in [
        (wallet(&ann), wallet(&bob), OWNER_MISMATCH),
        (wallet(&ann), here.reward_vault, OWNER_MISMATCH),
        (here.vault, other.vault, ProgramError::InvalidSeeds),
        (here.vault, here.reward_vault, ProgramError::InvalidSeeds),
        (here.vault, wallet(&bob), ProgramError::InvalidSeeds),
        (here.reward_mint, other.reward_mint, StakeError::WrongMint.into()),
    ] {
        let swapped = with(open.clone(), &old, &new);
        refused(world.send(&[swapped], &[&ann.authority]), error);
    }
}
