//! `handover`, with keys in the places of the governor's two addresses.

use super::{bonded, held::elsewhere};
use crate::support::{refused, who, with, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_tests::{key, Key, Sent};
use solana_signer::Signer;
use stake::error::StakeError;

fn hand_over(world: &mut TestWorld, by: &Key, signer: &Key, treasury: &Key) -> Sent {
    let handover = world
        .pool
        .handover(by.pubkey(), signer.pubkey(), treasury.pubkey());
    world.send(&[handover], &[by, signer, treasury])
}

#[test]
fn the_governors_treasury_becomes_the_authority_once() {
    let mut world = bonded();
    let (authority, treasury) = (world.authority.clone(), key("treasury"));
    refused(
        hand_over(&mut world, &authority, &key("governor"), &treasury),
        StakeError::NotGovernor,
    );
    let governor = world.with_governor();
    let before = world.balances();
    let sent = hand_over(&mut world, &authority, &governor, &treasury).expect("hands over");
    world.assert_moved(&before, &[]);
    assert_eq!(world.pool_state().authority, treasury.pubkey());
    let event = sent.event("HandedOver");
    assert_eq!(
        ["pool", "authority_before", "authority_after"].map(|field| who(&event, field)),
        [world.pool.address, authority.pubkey(), treasury.pubkey()]
    );
    refused(
        hand_over(&mut world, &authority, &governor, &treasury),
        StakeError::NotPoolAuthority,
    );
    refused(
        hand_over(&mut world, &treasury, &governor, &treasury),
        StakeError::HandedOver,
    );
    refused(world.pause_pool(1), StakeError::NotPoolAuthority);
    let pause = world.pool.set_pause(treasury.pubkey(), 1);
    world.send(&[pause], &[&treasury]).expect("the new authority's");
}

#[test]
fn only_to_the_governor_and_by_the_authority() {
    let mut world = bonded();
    let (authority, treasury) = (world.authority.clone(), key("treasury"));
    let governor = world.with_governor();
    for signer in [&authority, &treasury, &key("stranger")] {
        refused(
            hand_over(&mut world, &authority, signer, &treasury),
            StakeError::NotGovernor,
        );
    }
    for by in [&governor, &treasury, &key("stranger")] {
        refused(
            hand_over(&mut world, by, &governor, &treasury),
            StakeError::NotPoolAuthority,
        );
    }
    let handover = world
        .pool
        .handover(authority.pubkey(), governor.pubkey(), treasury.pubkey());
    for slot in [0, 2, 3] {
        let mut unsigned = handover.clone();
        unsigned.accounts[slot].is_signer = false;
        refused(
            world.send(&[unsigned], &[&authority, &governor, &treasury]),
            ProgramError::MissingRequiredSignature,
        );
    }
    let somebody = world.provider.clone();
    let foreign = elsewhere(&mut world, &somebody);
    let pool = world.pool.address;
    let swapped = with(handover, &pool, &foreign.pool.address);
    refused(
        world.send(&[swapped], &[&authority, &governor, &treasury]),
        StakeError::NotGovernor,
    );
    assert_eq!(world.pool_state().authority, authority.pubkey());
}
