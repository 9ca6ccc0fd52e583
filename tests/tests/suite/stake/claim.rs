use super::{backed, bonds::Bonds, staked, COOLDOWN, DAY, STREAM};
use crate::support::{later, near, number, other_pool, refused, who, with};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::Operator;
use assay_tests::BOND;
use stake::error::StakeError;

/// Ann backs an operator without a bond of its own with everything there is, and half an epoch is over.
fn earned() -> (Bonds, assay_tests::Stake) {
    let mut bonds = Bonds::new(1);
    let operator = bonds.world.add_operator("bare", 1, 0);
    bonds.turn_to(&operator);
    let ann = bonds.backer("ann", 1_000_000, 0);
    let own = bonds.world.party("operator");
    bonds.world.retire(&own).expect("earns nothing");
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    (bonds, ann)
}

#[test]
fn what_was_streamed_is_paid_to_the_owner() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    let before = world.balances();
    let sent = world.claim(&ann).expect("claims");
    let paid = world.balances().of("ann") - before.of("ann");
    near(paid, STREAM / 2, 1);
    let moved = i128::from(paid);
    world.assert_moved(&before, &[("ann", moved), ("reward vault", -moved)]);
    let position = world.position(&ann);
    assert_eq!(
        (position.rewards, position.claimed, position.shares),
        (0, paid, 1_000_000)
    );
    let event = sent.event("RewardsClaimed");
    assert_eq!(
        (who(&event, "position"), who(&event, "owner")),
        (ann.address, ann.owner.address())
    );
    assert_eq!(number(&event, "amount"), paid);
}

#[test]
fn twice_in_one_slot_pays_once() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    world.claim(&ann).expect("claims");
    let before = world.balances();
    refused(world.claim(&ann), StakeError::NothingToClaim);
    refused(world.compound(&ann), StakeError::NothingToClaim);
    let holding = world.holding(&ann);
    later(&mut world, 1);
    let claim = world.pool.claim(&holding);
    refused(
        world.send(&[claim.clone(), claim], &[&ann.owner.authority]),
        StakeError::NothingToClaim,
    );
    world.assert_moved(&before, &[]);
}

#[test]
fn nothing_is_earned_before_the_first_epoch_and_by_what_backs_nobody() {
    let (mut world, ann) = staked(1_000_000, 0);
    refused(world.claim(&ann), StakeError::NothingToClaim);
    world.next_epoch();
    later(&mut world, DAY / 2);
    refused(world.claim(&ann), StakeError::NothingToClaim);
    let (mut world, ann) = backed(1_000_000, 0);
    later(&mut world, DAY - 1);
    refused(world.claim(&ann), StakeError::NothingToClaim);
}

#[test]
fn nothing_more_is_due_after_the_epochs_time() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    later(&mut world, 10 * DAY);
    world.claim(&ann).expect("claims");
    near(world.position(&ann).claimed, STREAM, 2);
    later(&mut world, DAY);
    refused(world.claim(&ann), StakeError::NothingToClaim);
}

#[test]
fn only_to_an_account_of_the_owner_and_from_the_reward_vault() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    let thief = world.add_wallet("thief");
    let other = other_pool(&mut world, "other reward mint");
    let holding = world.holding(&ann);
    let pool = world.pool;
    let wallet = pool.reward_account(&ann.owner.address());
    let claim = pool.claim(&holding);
    for (old, new, error) in [
        (
            wallet,
            pool.reward_account(&thief.address()),
            StakeError::WrongTokenAccount.into(),
        ),
        (wallet, pool.vault, StakeError::WrongTokenAccount.into()),
        (pool.reward_vault, pool.vault, ProgramError::InvalidSeeds),
        (pool.reward_vault, other.reward_vault, ProgramError::InvalidSeeds),
        (pool.reward_mint, other.reward_mint, StakeError::WrongMint.into()),
    ] {
        let swapped = with(claim.clone(), &old, &new);
        refused(world.send(&[swapped], &[&ann.owner.authority]), error);
    }
}

#[test]
fn compounding_adds_to_the_stake() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    let operator = bonds.operator;
    let before = world.balances();
    let staked = world.pool_state().total_staked;
    let sent = world.compound(&ann).expect("compounds");
    let paid = world.position(&ann).claimed;
    near(paid, STREAM / 2, 1);
    let moved = i128::from(paid);
    world.assert_moved(&before, &[("stake vault", moved), ("reward vault", -moved)]);
    assert_eq!(world.value(&ann), 1_000_000 + paid);
    assert_eq!(world.operator(&operator).weight, 1_000_000 + paid);
    assert_eq!(world.pool_state().total_staked, staked + paid);
    let event = sent.event("RewardsCompounded");
    let fields = ["amount", "value_before", "value_after"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [paid, 1_000_000, 1_000_000 + paid]
    );
    refused(world.compound(&ann), StakeError::NothingToClaim);
}

#[test]
fn what_was_earned_before_leaving_is_compounded_once_it_has_left() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    let operator = bonds.operator;
    world.leave_operator(&ann, &operator).expect("leaves");
    refused(world.compound(&ann), StakeError::StillLeaving);
    later(&mut world, COOLDOWN);
    world.end_leave(&ann, &operator).expect("left");
    let rewards = world.position(&ann).rewards;
    near(rewards, STREAM / 2, 1);
    world.compound(&ann).expect("backs nobody");
    assert_eq!(world.position(&ann).amount, 1_000_000 + rewards);
}

#[test]
fn compounding_goes_into_the_stake_vault_only() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    let holding = world.holding(&ann);
    let pool = world.pool;
    let compound = pool.compound(&holding);
    let wallet = pool.reward_account(&ann.owner.address());
    let swapped = with(compound.clone(), &pool.vault, &wallet);
    refused(
        world.send(&[swapped], &[&ann.owner.authority]),
        ProgramError::InvalidSeeds,
    );
    // Both vaults the other way round.
    let mut swapped = with(compound, &pool.vault, &key());
    swapped = with(swapped, &pool.reward_vault, &pool.vault);
    swapped = with(swapped, &key(), &pool.reward_vault);
    refused(
        world.send(&[swapped], &[&ann.owner.authority]),
        ProgramError::InvalidSeeds,
    );
}

fn key() -> solana_address::Address {
    solana_address::Address::new_from_array([77; 32])
}

#[test]
fn a_jailed_or_retired_operators_backer_still_gets_what_was_earned() {
    let (bonds, ann) = earned();
    let mut world = bonds.world;
    let operator = bonds.operator;
    world.retire(&operator).expect("retires");
    later(&mut world, DAY / 4);
    world.claim(&ann).expect("claims");
    near(world.position(&ann).claimed, STREAM / 2, 1);
    let state: Operator = world.operator(&operator);
    assert_eq!((state.weight, state.effective), (0, 0));
}

#[test]
fn bond_and_backing_share_by_weight() {
    let (mut world, ann) = backed(3 * BOND, 0);
    world.next_epoch();
    later(&mut world, DAY / 2);
    world.claim(&ann).expect("claims");
    near(world.position(&ann).claimed, STREAM / 2 / 4 * 3, 2);
    let provider = world.provider.clone();
    near(world.operator(&provider).earned_bond, STREAM / 2 / 4, 1);
}
