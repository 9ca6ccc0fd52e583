use super::{backed, bonds::Bonds, staked, COOLDOWN};
use crate::support::{later, number, other_pool, refused, who, with, MISSING};
use anchor_lang::prelude::ProgramError;
use assay_client::{
    address,
    stake::{Ticket, VerifierRegistry},
};
use assay_tests::{BOND, START};
use solana_address::Address;
use stake::error::StakeError;

#[test]
fn a_ticket_is_paid_out_to_the_unit_and_closed() {
    let (mut world, ann) = staked(1_000, 0);
    let lamports = world.lamports(&ann.owner.address());
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    world.warp_to(START + COOLDOWN);
    let before = world.balances();
    let sent = world.withdraw_stake(&ann, 0).expect("withdraws");
    world.assert_moved(&before, &[("ann", 30), ("stake vault", -30)]);
    assert_eq!(world.lamports(&ann.owner.address()), lamports);
    assert!(world.find::<Ticket>(&address::ticket(&ann.address, 0)).is_none());
    assert_eq!(world.position(&ann).open_tickets, 0);
    let pool = world.pool_state();
    assert_eq!((pool.total_staked, pool.total_cooling), (970, 0));
    let event = sent.event("StakeWithdrawn");
    assert_eq!(
        (
            who(&event, "position"),
            who(&event, "owner"),
            number(&event, "amount")
        ),
        (ann.address, ann.owner.address(), 30)
    );
}

#[test]
fn not_one_second_early() {
    for (mut world, ann) in [staked(1_000, 0), backed(1_000, 0)] {
        world.begin_unstake(&ann, 0, 30).expect("unstakes");
        world.warp_to(START + COOLDOWN - 1);
        refused(world.withdraw_stake(&ann, 0), StakeError::CooldownNotOver);
        world.warp_to(START + COOLDOWN);
        world.withdraw_stake(&ann, 0).expect("withdraws");
        refused(world.withdraw_stake(&ann, 0), MISSING);
    }
}

#[test]
fn the_operators_backing_shrinks_with_it() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    later(&mut world, COOLDOWN);
    let before = world.balances();
    world.withdraw_stake(&ann, 0).expect("withdraws");
    world.assert_moved(&before, &[("ann", 30), ("stake vault", -30)]);
    let operator = world.operator(&provider);
    assert_eq!((operator.backing.stake, operator.leaving_shares), (970, 0));
    assert_eq!(operator.stake(), BOND + 970);
    assert_eq!(world.position(&ann).operator, provider.operator);
}

#[test]
fn an_empty_position_forgets_its_operator() {
    let (mut world, ann) = backed(1_000, 0);
    world.begin_unstake(&ann, 0, 400).expect("unstakes");
    world.begin_unstake(&ann, 1, 600).expect("unstakes");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 1).expect("withdraws");
    assert_eq!(world.position(&ann).operator, Address::default());
    world
        .withdraw_stake(&ann, 0)
        .expect("its operator is named by the ticket");
    world.close_position(&ann).expect("closes");
}

#[test]
fn a_slash_reaches_what_is_still_waiting_even_when_its_time_is_over() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.world.begin_unstake(&ann, 0, 500).expect("unstakes");
    bonds.cut(1_000, false);
    bonds.cut(400, false);
    later(&mut bonds.world, COOLDOWN);
    let before = bonds.world.balances();
    bonds.world.withdraw_stake(&ann, 0).expect("withdraws");
    bonds
        .world
        .assert_moved(&before, &[("ann", 300), ("stake vault", -300)]);
}

#[test]
fn only_its_owner_is_paid_whoever_has_it_done() {
    let (mut world, ann) = staked(1_000, 0);
    let thief = world.add_wallet("thief");
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    later(&mut world, COOLDOWN);
    let (pool, owner) = (world.pool, ann.owner.address());
    let withdraw = pool.withdraw(owner, ann.address, None, 0);
    let wallet = |who: &Address| pool.reward_account(who);
    let stolen = with(withdraw.clone(), &wallet(&owner), &wallet(&thief.address()));
    refused(world.send(&[stolen], &[]), StakeError::WrongTokenAccount);
    let stolen = pool.withdraw(thief.address(), ann.address, None, 0);
    refused(world.send(&[stolen], &[]), StakeError::NotPositionOwner);
    let into_vault = with(withdraw, &wallet(&owner), &pool.reward_vault);
    refused(world.send(&[into_vault], &[]), StakeError::WrongTokenAccount);
}

#[test]
fn only_out_of_the_pools_own_stake_vault() {
    let (mut world, ann) = staked(1_000, 0);
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    later(&mut world, COOLDOWN);
    let other = other_pool(&mut world, "other reward mint");
    let pool = world.pool;
    let withdraw = pool.withdraw(ann.owner.address(), ann.address, None, 0);
    for (old, new, error) in [
        (pool.vault, pool.reward_vault, ProgramError::InvalidSeeds),
        (pool.vault, other.vault, ProgramError::InvalidSeeds),
        (pool.reward_mint, other.reward_mint, StakeError::WrongMint.into()),
        (pool.address, other.address, StakeError::WrongPool.into()),
    ] {
        let swapped = with(withdraw.clone(), &old, &new);
        refused(world.send(&[swapped], &[]), error);
    }
}

#[test]
fn a_ticket_of_another_position_does_not_fit() {
    let (mut world, ann) = staked(1_000, 0);
    let bob = world.add_staker("bob", 500, 0);
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    later(&mut world, COOLDOWN);
    let withdraw = world.pool.withdraw(ann.owner.address(), ann.address, None, 0);
    let swapped = with(withdraw, &ann.address, &bob.address);
    refused(world.send(&[swapped], &[]), StakeError::WrongTicket);
}

/// A bond's ticket is paid by `withdraw_bond` alone: its shares are of another tranche.
#[test]
fn a_ticket_of_a_bond_is_not_a_positions() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unbond(&provider, 0, 30).expect("unbonds");
    world.begin_unstake(&ann, 0, 30).expect("unstakes");
    later(&mut world, COOLDOWN);
    let (bonds, stakes) = (
        address::ticket(&provider.operator, 0),
        address::ticket(&ann.address, 0),
    );
    let withdraw = world
        .pool
        .withdraw(provider.address(), ann.address, Some(provider.operator), 0);
    let swapped = with(withdraw, &stakes, &bonds);
    refused(world.send(&[swapped], &[]), StakeError::WrongTicket);
    let withdraw = world.pool.withdraw_bond(provider.address(), 0);
    let swapped = with(withdraw, &bonds, &stakes);
    assert!(world.send(&[swapped], &[&provider.authority]).is_err());
}

/// What a ticket pays is rounded down, so that the others' stake can grow by a unit: the lottery weighs that, too.
#[test]
fn the_lottery_follows_what_rounding_leaves_to_the_others() {
    let mut bonds = Bonds::with(3, |params| params.min_bond = 1).with_paid();
    let operator = bonds.operator.clone();
    bonds.world.join(&operator, 0).expect("joins");
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.backer("bob", 1_001, 0);
    bonds.cut(1_000, false);
    bonds.cut(667, false);
    bonds
        .world
        .deposit(&operator, 1)
        .expect("above the minimum again");
    bonds.world.join(&operator, 0).expect("joins again");
    for nonce in 0..5 {
        bonds
            .world
            .begin_unstake(&ann, nonce, 7 + nonce)
            .expect("unstakes");
    }
    later(&mut bonds.world, COOLDOWN);
    for nonce in 0..5 {
        bonds.world.withdraw_stake(&ann, nonce).expect("withdraws");
        let stake = bonds.world.operator(&operator).stake();
        let registry: VerifierRegistry = bonds.world.state(&bonds.world.pool.registry.clone());
        assert_eq!(registry.entries[0].weight, stake);
    }
}
