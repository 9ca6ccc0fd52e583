//! `set_governor` and `lower_emission`.

use super::{bonded, DAY};
use crate::support::{number, refused, who};
use assay_tests::{key, START};
use solana_address::Address;
use solana_signer::Signer;
use stake::error::StakeError;

#[test]
fn the_governor_is_named_once() {
    let mut world = bonded();
    let signer = key("governor").pubkey();
    refused(world.set_governor(Address::default()), StakeError::BadParameter);
    let sent = world.set_governor(signer).expect("the first one");
    assert_eq!(world.pool_state().governor_signer, signer);
    let event = sent.event("GovernorSet");
    assert_eq!(
        (who(&event, "pool"), who(&event, "governor_signer")),
        (world.pool.address, signer)
    );
    refused(world.set_governor(signer), StakeError::GovernorSet);
    refused(world.set_governor(key("other").pubkey()), StakeError::GovernorSet);
    refused(world.set_governor(Address::default()), StakeError::GovernorSet);
}

#[test]
fn nobody_but_the_authority_names_it_or_lowers_the_emission() {
    let mut world = bonded();
    let stranger = key("stranger");
    let set = world.pool.set_governor(stranger.pubkey(), stranger.pubkey());
    let lower = world.pool.lower_emission(stranger.pubkey(), 0);
    for instruction in [set, lower] {
        refused(
            world.send(&[instruction], &[&stranger]),
            StakeError::NotPoolAuthority,
        );
    }
}

#[test]
fn emission_falls_and_never_rises() {
    let mut world = bonded();
    refused(
        world.lower_emission(1_000_000_008),
        StakeError::EmissionAboveSchedule,
    );
    refused(world.lower_emission(u64::MAX), StakeError::EmissionAboveSchedule);
    world.lower_emission(1_000_000_007).expect("as it is");
    let sent = world.lower_emission(1_000).expect("lower");
    let event = sent.event("EmissionLowered");
    let fields = ["before", "after"];
    assert_eq!(fields.map(|field| number(&event, field)), [1_000_000_007, 1_000]);
    refused(world.lower_emission(1_001), StakeError::EmissionAboveSchedule);
    world.warp_to(START + DAY);
    world.advance_epoch().expect("over");
    let pool = world.pool_state();
    assert_eq!(
        (pool.epoch_emission, pool.next_emission, pool.stream),
        (1_000, 937, 400)
    );
    refused(world.lower_emission(938), StakeError::EmissionAboveSchedule);
}

#[test]
fn the_epoch_that_runs_keeps_what_it_has() {
    let mut world = bonded();
    world.next_epoch();
    world.lower_emission(0).expect("nothing more");
    assert_eq!(world.pool_state().stream, super::STREAM);
    let before = world.balances();
    world.next_epoch();
    world.next_epoch();
    world.assert_moved(&before, &[]);
    let pool = world.pool_state();
    assert_eq!((pool.epoch, pool.emitted), (3, 600_000_003));
}
