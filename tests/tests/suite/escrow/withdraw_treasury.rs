use super::{BURNT, FEE};
use crate::support::{number, other_pool, refused, two, with, TestWorld, INSUFFICIENT_FUNDS};
use assay_tests::{key, Key, Sent};
use escrow::error::EscrowError;
use solana_signer::Signer;

fn earned() -> TestWorld {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    world.accept_result(&job).expect("settles");
    world
}

fn withdraw(world: &mut TestWorld, by: &Key, amount: u64) -> Sent {
    let destination = world.market.payment_account(&world.authority.pubkey());
    let instruction = world.market.withdraw_treasury(by.pubkey(), destination, amount);
    world.send(&[instruction], &[by])
}

#[test]
fn the_authority_spends_the_markets_income_and_no_more() {
    let mut world = earned();
    let (authority, income) = (world.authority.clone(), FEE - BURNT);
    refused(
        withdraw(&mut world, &authority, income as u64 + 1),
        INSUFFICIENT_FUNDS,
    );
    refused(withdraw(&mut world, &authority, u64::MAX), INSUFFICIENT_FUNDS);
    let before = world.balances();
    let sent = withdraw(&mut world, &authority, income as u64).expect("withdraws");
    world.assert_moved(&before, &[("authority reward", income), ("treasury", -income)]);
    assert_eq!(number(&sent.event("TreasuryWithdrawn"), "amount") as i128, income);
    refused(withdraw(&mut world, &authority, 1), INSUFFICIENT_FUNDS);
    withdraw(&mut world, &authority, 0).expect("nothing moves nothing");
}

#[test]
fn nobody_else_does() {
    let mut world = earned();
    refused(
        withdraw(&mut world, &key("stranger"), 1),
        EscrowError::NotMarketAuthority,
    );
    let other = other_pool(&mut world, "other reward mint");
    let authority = world.authority.clone();
    let destination = world.market.payment_account(&authority.pubkey());
    let instruction = with(
        world.market.withdraw_treasury(authority.pubkey(), destination, 1),
        &world.pool.address,
        &other.address,
    );
    refused(
        world.send(&[instruction], &[&authority]),
        EscrowError::WrongMarket,
    );
}

#[test]
fn a_jobs_vault_is_no_treasury() {
    let mut world = earned();
    let job = world.post(|_| {});
    let authority = world.authority.clone();
    let destination = world.market.payment_account(&authority.pubkey());
    let instruction = with(
        world.market.withdraw_treasury(authority.pubkey(), destination, 1),
        &world.market.treasury,
        &job.vault,
    );
    refused(
        world.send(&[instruction], &[&authority]),
        anchor_lang::prelude::ProgramError::InvalidSeeds,
    );
}
