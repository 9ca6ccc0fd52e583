//! Two wrong accounts that vouch for each other, where one alone would be found out by another check.

use crate::support::{other_pool, refused, two_paid_in, with, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, escrow::EscrowMarket, token::TOKEN_PROGRAM};
use assay_tests::{key, market_params, Chain, JobRef, Payment};
use escrow::error::EscrowError;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

const USDC: Payment = Payment::Spl { decimals: 6 };

/// A job that can be settled, and the instruction that does.
fn settleable() -> (TestWorld, JobRef, Instruction) {
    let mut world = two_paid_in(USDC);
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 0);
    world.warp_past_window(&job);
    let settle = world.market.settle(job.address, world.provider.address());
    (world, job, settle)
}

/// Puts a copy of the account at `from` to `to`, changed.
fn plant(world: &mut TestWorld, from: &Address, to: Address, change: impl FnOnce(&mut Account)) {
    let mut account = world.chain.account(from).expect("what is copied");
    change(&mut account);
    world.chain.set_account(to, account);
}

#[test]
fn a_job_does_not_settle_in_another_market_with_its_treasury() {
    let (mut world, _, settle) = settleable();
    let authority = world.authority.clone();
    let pool = other_pool(&mut world, "another reward mint");
    let other = EscrowMarket::new(pool, world.market.payment_mint, TOKEN_PROGRAM);
    let open = other.initialize_market(authority.pubkey(), market_params());
    world.send(&[open], &[&authority]).expect("another market");
    let before = world.balances();

    let there = with(settle.clone(), &world.market.address.clone(), &other.address);
    let there = with(there, &world.market.treasury.clone(), &other.treasury);
    let there = with(there, &world.pool.reward_mint.clone(), &pool.reward_mint);
    refused(world.send(&[there], &[]), EscrowError::WrongMarket);

    world.assert_moved(&before, &[]);
    world.send(&[settle], &[]).expect("it settles in its own");
}

#[test]
fn a_job_does_not_pay_out_of_another_account_that_it_owns() {
    let (mut world, job, settle) = settleable();
    let vault = address::vault(&job.address);
    let fake = key("a vault of one's own").pubkey();
    plant(&mut world, &vault, fake, |_| {});
    let other = with(settle.clone(), &vault, &fake);
    let sent = crate::support::raw(&mut world, other, &[]);
    refused(sent, ProgramError::InvalidSeeds);
    world.chain.set_account(fake, Account::default());
    world.send(&[settle], &[]).expect("it pays out of its vault");
}

#[test]
fn nor_with_a_mint_and_a_token_program_of_ones_own() {
    let (mut world, _, settle) = settleable();
    let (mint, program) = (world.market.payment_mint, key("a program").pubkey());
    let fake = key("a mint of one's own").pubkey();
    plant(&mut world, &mint, fake, |account| account.owner = program);
    plant(&mut world, &TOKEN_PROGRAM, program, |_| {});
    let other = with(with(settle.clone(), &mint, &fake), &TOKEN_PROGRAM, &program);
    let sent = crate::support::raw(&mut world, other, &[]);
    refused(sent, EscrowError::WrongMint);
    for address in [fake, program] {
        world.chain.set_account(address, Account::default());
    }
    world
        .send(&[settle], &[])
        .expect("it pays through its own token program");
}
