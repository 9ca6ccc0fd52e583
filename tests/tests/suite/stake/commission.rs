//! `set_commission`.

use super::{backed, bonded, DAY};
use crate::support::{later, number, refused, set_pool, who, with, TestWorld};
use assay_tests::{key, Party, Stake, START};
use solana_signer::Signer;
use stake::error::StakeError;

fn provider() -> (TestWorld, Party, Stake) {
    let (world, ann) = backed(1_000_000, 0);
    let provider = world.provider.clone();
    (world, provider, ann)
}

#[test]
fn it_holds_at_once_while_nobody_backs_the_operator() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let sent = world.set_commission(&provider, 3_000).expect("up to the limit");
    let operator = world.operator(&provider);
    assert_eq!((operator.commission_bps, operator.commission_at), (3_000, 0));
    let event = sent.event("CommissionAnnounced");
    assert_eq!(who(&event, "operator"), provider.operator);
    let fields = ["commission_bps", "next_commission_bps", "commission_at"];
    assert_eq!(fields.map(|field| number(&event, field)), [3_000, 3_000, 0]);
    world.set_commission(&provider, 0).expect("and down");
    assert_eq!(world.operator(&provider).commission_bps, 0);
}

#[test]
fn never_above_the_limit() {
    let (mut world, provider, _) = provider();
    refused(
        world.set_commission(&provider, 3_001),
        StakeError::CommissionTooHigh,
    );
    refused(
        world.set_commission(&provider, u16::MAX),
        StakeError::CommissionTooHigh,
    );
    let mut alone = bonded();
    refused(
        alone.set_commission(&provider, 3_001),
        StakeError::CommissionTooHigh,
    );
    refused(
        alone.set_commission(&provider, 10_000),
        StakeError::CommissionTooHigh,
    );
}

#[test]
fn a_rise_is_a_step_and_takes_a_day_to_the_second() {
    let (mut world, provider, _) = provider();
    refused(
        world.set_commission(&provider, 501),
        StakeError::CommissionTooHigh,
    );
    let sent = world.set_commission(&provider, 500).expect("a step");
    let event = sent.event("CommissionAnnounced");
    let fields = ["commission_bps", "next_commission_bps", "commission_at"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [0, 500, (START + DAY) as u64]
    );
    world.warp_to(START + DAY - 1);
    world.sync(&provider).expect("syncs");
    assert_eq!(world.operator(&provider).commission_bps, 0);
    refused(
        world.set_commission(&provider, 501),
        StakeError::CommissionTooHigh,
    );
    world.warp_to(START + DAY);
    world.sync(&provider).expect("syncs");
    let operator = world.operator(&provider);
    assert_eq!((operator.commission_bps, operator.commission_at), (500, 0));
    world.set_commission(&provider, 1_000).expect("the next step");
}

#[test]
fn announcing_anew_starts_anew() {
    let (mut world, provider, _) = provider();
    world.set_commission(&provider, 500).expect("announces");
    world.warp_to(START + DAY - 1);
    world.set_commission(&provider, 400).expect("announces less");
    world.warp_to(START + DAY);
    world.sync(&provider).expect("syncs");
    assert_eq!(world.operator(&provider).commission_bps, 0);
    world.warp_to(START + 2 * DAY - 1);
    world.sync(&provider).expect("syncs");
    assert_eq!(world.operator(&provider).commission_bps, 400);
}

#[test]
fn after_the_limit_was_lowered_only_what_is_below_can_be_announced() {
    let (mut world, provider, _) = provider();
    world.set_commission(&provider, 500).expect("announces");
    later(&mut world, DAY);
    set_pool(&mut world, |params| params.max_commission_bps = 300).expect("set");
    refused(
        world.set_commission(&provider, 301),
        StakeError::CommissionTooHigh,
    );
    world.set_commission(&provider, 300).expect("announces");
}

#[test]
fn nothing_is_taken_of_what_was_earned_before_it_took_effect() {
    let (mut world, provider, ann) = provider();
    world.next_epoch();
    world.set_commission(&provider, 500).expect("announces");
    later(&mut world, DAY - 1);
    world.claim(&ann).expect("claims");
    assert_eq!(world.operator(&provider).earned_commission, 0);
}

#[test]
fn only_by_the_cold_key() {
    let (mut world, provider, _) = provider();
    let operator = provider.operator;
    for by in [provider.agent.clone(), key("stranger")] {
        let instruction = world.pool.set_commission(by.pubkey(), 1);
        let derived = world.pool.operator(&by.pubkey());
        let swapped = with(instruction, &derived, &operator);
        refused(world.send(&[swapped], &[&by]), StakeError::NotOperatorAuthority);
    }
}
