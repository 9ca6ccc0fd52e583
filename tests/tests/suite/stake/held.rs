//! Every instruction about a position is refused for somebody else's, for another pool's, and beside the wrong
//! operator.

use super::{backed, staked};
use crate::support::{raw, refused, with, TestWorld};
use assay_client::{
    address,
    stake::{Holding, Operator, StakePool, ROLE_PROVIDER},
    token,
};
use assay_tests::{key, pool_params, schedule, Party, Payment, Stake, BOND};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use stake::error::StakeError;

/// Another pool, and what somebody has there.
pub struct Elsewhere {
    pub pool: StakePool,
    pub operator: Address,
    pub position: Address,
}

/// A second pool in which `owner` has a position of 1,000 and an operator.
pub fn elsewhere(world: &mut TestWorld, owner: &Party) -> Elsewhere {
    let mint = world.create_mint("foreign mint", Payment::Reward);
    let pool = StakePool::new(mint);
    let authority = world.authority.clone();
    let (payer, account) = (world.payer.pubkey(), pool.reward_account(&owner.address()));
    let open = token::open_associated(&payer, &owner.address(), &mint, &token::TOKEN_PROGRAM);
    let mint_to = token::mint_to(&mint, &account, &authority.pubkey(), 1_000);
    let initialize = pool.initialize_pool(
        authority.pubkey(),
        address::escrow_signer(),
        pool_params(),
        schedule(),
    );
    let stake = pool.open_position(owner.address(), 7, 1_000, 0);
    let register = pool.register_operator(owner.address(), ROLE_PROVIDER, owner.profile());
    for instruction in [open, mint_to, initialize, stake, register] {
        raw(world, instruction, &[&authority, &owner.authority]).expect("another pool");
    }
    Elsewhere {
        pool,
        operator: pool.operator(&owner.address()),
        position: pool.position(7),
    }
}

/// Every instruction of `Held` about the position of `holding`, of which `other` is a second one of its owner and from
/// which ticket 0 was taken.
fn all(pool: &StakePool, holding: &Holding, other: Address) -> Vec<(&'static str, Instruction)> {
    vec![
        ("add", pool.add(holding, 1)),
        ("split", pool.split(holding, 999, 1)),
        ("merge", pool.merge(holding, other)),
        ("begin_unstake", pool.begin_unstake(holding, 1, 1)),
        ("cancel_unstake", pool.cancel_unstake(holding, 0)),
        ("claim", pool.claim(holding)),
        ("compound", pool.compound(holding)),
        ("set_lock", pool.set_lock(holding, 1)),
        ("release_lock", pool.release_lock(holding)),
        (
            "transfer_position",
            pool.transfer_position(holding, key("thief").pubkey()),
        ),
    ]
}

/// Ann, who backs the provider, with a second position and a ticket.
fn ready() -> (TestWorld, Stake, Stake) {
    let (mut world, ann) = backed(1_000, 0);
    world.begin_unstake(&ann, 0, 10).expect("unstakes");
    let (other, sent) = world.split(&ann, 5);
    sent.expect("splits");
    (world, ann, other)
}

#[test]
fn nobody_touches_somebody_elses_position() {
    let (mut world, ann, other) = ready();
    let thief = world.add_wallet("thief");
    world.give_reward(&thief, 1_000);
    let (operator, pool) = (world.provider.operator, world.pool);
    let mut holding = world.holding(&ann);
    holding.owner = thief.address();
    let before = world.balances();
    for (name, instruction) in all(&pool, &holding, other.address) {
        println!("{name}");
        refused(
            world.send(&[instruction], &[&thief.authority]),
            StakeError::NotPositionOwner,
        );
    }
    for instruction in [
        pool.back(thief.address(), ann.address, operator, u16::MAX),
        pool.leave(thief.address(), ann.address, operator),
        pool.close_position(thief.address(), ann.address),
    ] {
        refused(
            world.send(&[instruction], &[&thief.authority]),
            StakeError::NotPositionOwner,
        );
    }
    world.assert_moved(&before, &[]);
}

#[test]
fn an_owner_who_did_not_sign_has_not_agreed() {
    let (mut world, ann, other) = ready();
    let holding = world.holding(&ann);
    let pool = world.pool;
    for (name, mut instruction) in all(&pool, &holding, other.address) {
        println!("{name}");
        for meta in &mut instruction.accounts {
            meta.is_signer = false;
        }
        refused(
            world.send(&[instruction], &[]),
            anchor_lang::prelude::ProgramError::MissingRequiredSignature,
        );
    }
}

#[test]
fn the_operator_beside_it_is_the_one_it_backs() {
    let (mut world, ann, other) = ready();
    let rival = world.add_operator("rival", ROLE_PROVIDER, BOND);
    let pool = world.pool;
    for operator in [None, Some(rival.operator)] {
        let holding = Holding {
            operator,
            ..world.holding(&ann)
        };
        for (name, instruction) in all(&pool, &holding, other.address) {
            println!("{name} beside {operator:?}");
            refused(
                world.send(&[instruction], &[&ann.owner.authority]),
                StakeError::WrongOperator,
            );
        }
    }
    let voting = pool.voting_weight(ann.address, None, 0);
    refused(world.send(&[voting], &[]), StakeError::WrongOperator);
    let withdraw = pool.withdraw(ann.owner.address(), ann.address, None, 0);
    refused(world.send(&[withdraw], &[]), StakeError::WrongOperator);
    let withdraw = pool.withdraw(ann.owner.address(), ann.address, Some(rival.operator), 0);
    refused(world.send(&[withdraw], &[]), StakeError::WrongOperator);
    let leave = pool.leave(ann.owner.address(), ann.address, rival.operator);
    refused(
        world.send(&[leave], &[&ann.owner.authority]),
        StakeError::WrongOperator,
    );
    let end = pool.end_leave(ann.address, rival.operator);
    refused(world.send(&[end], &[]), StakeError::WrongOperator);
}

#[test]
fn no_operator_beside_a_position_that_backs_none() {
    let (mut world, ann) = staked(1_000, 0);
    world.begin_unstake(&ann, 0, 10).expect("unstakes");
    let (other, sent) = world.split(&ann, 5);
    sent.expect("splits");
    let holding = Holding {
        operator: Some(world.provider.operator),
        ..world.holding(&ann)
    };
    let pool = world.pool;
    for (name, instruction) in all(&pool, &holding, other.address) {
        println!("{name}");
        refused(
            world.send(&[instruction], &[&ann.owner.authority]),
            StakeError::WrongOperator,
        );
    }
}

#[test]
fn a_position_of_another_pool_does_not_fit() {
    let (mut world, ann, other) = ready();
    let foreign = elsewhere(&mut world, &ann.owner);
    let holding = Holding {
        operator: None,
        position: foreign.position,
        ..world.holding(&ann)
    };
    let begin = foreign.pool.begin_unstake(&holding, 0, 1);
    raw(&mut world, begin, &[&ann.owner.authority]).expect("a ticket there");
    let (pool, operator) = (world.pool, world.provider.operator);
    let before = world.balances();
    for (name, instruction) in all(&pool, &holding, other.address) {
        println!("{name}");
        refused(
            world.send(&[instruction], &[&ann.owner.authority]),
            StakeError::WrongPool,
        );
    }
    let owner = ann.owner.address();
    for instruction in [
        pool.back(owner, foreign.position, operator, u16::MAX),
        pool.withdraw(owner, foreign.position, None, 0),
    ] {
        refused(
            world.send(&[instruction], &[&ann.owner.authority]),
            StakeError::WrongPool,
        );
    }
    world.assert_moved(&before, &[]);
}

#[test]
fn an_operator_of_another_pool_does_not_fit() {
    let (mut world, ann) = staked(1_000, 0);
    let foreign = elsewhere(&mut world, &ann.owner);
    let back = world
        .pool
        .back(ann.owner.address(), ann.address, foreign.operator, u16::MAX);
    refused(
        world.send(&[back], &[&ann.owner.authority]),
        StakeError::WrongPool,
    );
    let sync = world.pool.sync_operator(foreign.operator);
    refused(world.send(&[sync], &[]), StakeError::WrongPool);
}

#[test]
fn a_registry_of_another_pool_does_not_fit() {
    let (mut world, ann, other) = ready();
    let foreign = elsewhere(&mut world, &ann.owner);
    let (pool, holding) = (world.pool, world.holding(&ann));
    for (name, instruction) in all(&pool, &holding, other.address) {
        println!("{name}");
        let swapped = with(instruction, &pool.registry, &foreign.pool.registry);
        refused(
            world.send(&[swapped], &[&ann.owner.authority]),
            StakeError::WrongPool,
        );
    }
}

#[test]
fn an_operator_that_only_looks_like_one_does_not_fit() {
    let (mut world, ann, _) = ready();
    let holding = world.holding(&ann);
    let claim = world.pool.claim(&holding);
    let mut fake = assay_tests::Chain::account(&mut world.chain, &world.provider.operator.clone())
        .expect("the provider");
    fake.owner = solana_sdk_ids::system_program::ID;
    assay_tests::Chain::set_account(&mut world.chain, key("fake").pubkey(), fake);
    let swapped = with(claim, &world.provider.operator.clone(), &key("fake").pubkey());
    assert!(raw(&mut world, swapped, &[&ann.owner.authority]).is_err());
    assert!(world.find::<Operator>(&world.provider.operator.clone()).is_some());
}
