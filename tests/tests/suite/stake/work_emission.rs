//! Work is paid for out of what was burnt for it, never in full.

use super::{
    bonds::{job, Bonds},
    DAY,
};
use crate::support::{later, number, refused, set_pool};
use assay_tests::key;
use solana_signer::Signer;
use stake::error::StakeError;

const SETTLED: u8 = 1;
const ATTESTED: u8 = 2;

/// In the first epoch that emits, with nothing for stake to earn.
fn bonds() -> Bonds {
    let mut bonds = Bonds::with(3, |params| {
        params.security_bps = 0;
        params.work_bps = 6_000;
        params.verification_bps = 3_000;
        params.liquidity_bps = 500;
        params.treasury_bps = 500;
    });
    bonds.world.next_epoch();
    bonds
}

/// What the operator has to claim once it is up to date.
fn rewards(bonds: &mut Bonds) -> u64 {
    let operator = bonds.operator.clone();
    bonds.world.sync(&operator).expect("syncs");
    bonds.world.operator(&operator).rewards
}

#[test]
fn a_settled_job_pays_half_of_what_was_burnt_for_it_in_the_next_epoch() {
    let mut bonds = bonds();
    bonds.lock(0, job(1), 1).expect("locks");
    let release = bonds.burn_instruction(0, job(1), SETTLED, 5, 10_001);
    let sent = bonds.send(release).expect("releases");
    let event = sent.event("BondReleased");
    let fields = ["work_burnt", "attested_burnt"];
    assert_eq!(fields.map(|field| number(&event, field)), [10_001, 0]);
    assert_eq!(bonds.world.pool_state().work_burnt, 10_001);
    assert_eq!(rewards(&mut bonds), 0, "not while the epoch runs");
    to_the_end(&mut bonds);
    let before = bonds.world.balances();
    let sent = bonds.world.advance_epoch().expect("over");
    assert_eq!(number(&sent.event("EpochAdvanced"), "to_work"), 5_000);
    let minted = bonds.world.balances().of("reward vault") - before.of("reward vault");
    assert_eq!(minted, 5_000 + 2 * (937_500_006 / 20));
    // The rate is rounded down.
    let paid = rewards(&mut bonds);
    assert!((4_999..=5_000).contains(&paid), "{paid}");
    let operator = bonds.operator.clone();
    assert_eq!(bonds.world.operator(&operator).earned_work, paid);
    bonds.world.claim_operator(&operator).expect("claims");
    bonds.world.next_epoch();
    assert_eq!(rewards(&mut bonds), 0, "once");
}

/// The first second in which the epoch can be ended.
fn to_the_end(bonds: &mut Bonds) {
    let end = bonds.world.pool_state().epoch_ends_at();
    bonds.world.warp_to(end);
}

#[test]
fn an_attestation_pays_a_quarter() {
    let mut bonds = bonds();
    bonds.burn(ATTESTED, 10_000);
    assert_eq!(bonds.world.pool_state().attested_burnt, 10_000);
    bonds.world.next_epoch();
    let paid = rewards(&mut bonds);
    assert!((2_499..=2_500).contains(&paid), "{paid}");
}

#[test]
fn both_together_never_pay_the_whole() {
    let mut bonds = bonds();
    for burnt in [1, 2, 3, 4, 7, 1_000_003] {
        bonds.burn(SETTLED, burnt);
        bonds.burn(ATTESTED, burnt);
        bonds.world.next_epoch();
        let operator = bonds.operator.clone();
        let paid = rewards(&mut bonds);
        assert!(paid * 4 <= burnt * 3, "{paid} for {burnt}");
        if paid > 0 {
            bonds.world.claim_operator(&operator).expect("claims");
        }
    }
}

#[test]
fn the_epochs_share_is_split_in_proportion_to_what_was_burnt() {
    let mut bonds = bonds();
    let first = bonds.operator.clone();
    let second = bonds.world.add_operator("second", 3, 1_000);
    // 60 % of 1,000,000,007, far below half of what is burnt.
    let share = 600_000_004;
    bonds.burn(SETTLED, 3_000_000_000);
    bonds.turn_to(&second);
    bonds.burn(SETTLED, 1_000_000_000);
    bonds.burn(SETTLED, 2_000_000_000);
    bonds.burn(SETTLED, 0);
    to_the_end(&mut bonds);
    let sent = bonds.world.advance_epoch().expect("over");
    assert_eq!(number(&sent.event("EpochAdvanced"), "to_work"), share);
    let second_paid = rewards(&mut bonds);
    bonds.turn_to(&first);
    let first_paid = rewards(&mut bonds);
    assert_eq!(first_paid, second_paid);
    assert!(first_paid + second_paid <= share);
    // The rate has 32 bits behind the point: at most a unit per 2^32 burnt is lost to each.
    crate::support::near(first_paid, share / 2, 2);
}

#[test]
fn what_is_not_collected_in_128_epochs_is_not_paid() {
    for (epochs, paid) in [(128, true), (129, false)] {
        let mut bonds = bonds();
        bonds.burn(SETTLED, 10_000);
        for _ in 0..epochs {
            bonds.world.next_epoch();
        }
        assert_eq!(rewards(&mut bonds) > 0, paid, "after {epochs} epochs");
        let operator = bonds.operator.clone();
        assert_eq!(bonds.world.operator(&operator).work_burnt, 0);
    }
}

#[test]
fn work_of_two_epochs_is_paid_for_both() {
    let mut bonds = bonds();
    bonds.burn(SETTLED, 10_000);
    bonds.world.next_epoch();
    bonds.burn(SETTLED, 20_000);
    bonds.world.next_epoch();
    let paid = rewards(&mut bonds);
    assert!((14_998..=15_000).contains(&paid), "{paid}");
}

#[test]
fn before_the_first_epoch_work_is_not_paid() {
    let mut bonds = Bonds::new(3);
    bonds.burn(SETTLED, 10_000);
    bonds.burn(ATTESTED, 10_000);
    bonds.world.next_epoch();
    let operator = bonds.operator.clone();
    bonds.world.sync(&operator).expect("syncs");
    assert_eq!(bonds.world.operator(&operator).earned_work, 0);
}

#[test]
fn a_neutral_end_pays_nothing_whatever_it_says_was_burnt() {
    let mut bonds = bonds();
    bonds.burn(0, u64::MAX);
    let pool = bonds.world.pool_state();
    assert_eq!((pool.work_burnt, pool.attested_burnt), (0, 0));
    bonds.world.next_epoch();
    assert_eq!(rewards(&mut bonds), 0);
}

#[test]
fn amounts_at_the_limit_saturate_and_pay_the_epochs_share_at_most() {
    let mut bonds = bonds();
    bonds.burn(SETTLED, u64::MAX);
    bonds.burn(SETTLED, u64::MAX - 1);
    bonds.burn(ATTESTED, u64::MAX);
    assert_eq!(bonds.world.pool_state().work_burnt, u64::MAX);
    bonds.world.next_epoch();
    let paid = rewards(&mut bonds);
    assert!(paid <= 600_000_004 + 300_000_002, "{paid}");
}

#[test]
fn a_forged_escrow_signer_burns_nothing() {
    let mut bonds = bonds();
    bonds.lock(0, job(1), 1).expect("locks");
    for by in [bonds.operator.authority.clone(), key("forger")] {
        let mut release = bonds.burn_instruction(0, job(1), SETTLED, 1, 1_000);
        release.accounts[0].pubkey = by.pubkey();
        refused(bonds.send_as(release, &by), StakeError::NotEscrow);
    }
    let mut unsigned = bonds.burn_instruction(0, job(1), SETTLED, 1, 1_000);
    unsigned.accounts[0].is_signer = false;
    refused(
        bonds.send(unsigned),
        anchor_lang::prelude::ProgramError::MissingRequiredSignature,
    );
    assert_eq!(bonds.world.pool_state().work_burnt, 0);
}

#[test]
fn a_retired_operators_work_is_paid_before_it_closes() {
    let mut bonds = bonds();
    let operator = bonds.operator.clone();
    bonds.burn(SETTLED, 10_000);
    bonds.world.begin_unbond(&operator, 0, 1_000).expect("unbonds");
    bonds.world.retire(&operator).expect("retires");
    later(&mut bonds.world, 7 * DAY);
    bonds.world.withdraw(&operator, 0).expect("withdraws");
    refused(bonds.world.close_operator(&operator), StakeError::OperatorInUse);
    bonds.world.next_epoch();
    assert!(rewards(&mut bonds) > 0);
    refused(bonds.world.close_operator(&operator), StakeError::OperatorInUse);
    bonds.world.claim_operator(&operator).expect("claims");
    bonds.world.close_operator(&operator).expect("closes");
}

/// Shares are those of the epoch's beginning: moved in the middle from stake to work, the same part of the emission
/// would be paid out twice.
#[test]
fn an_epoch_never_emits_more_than_its_emission_whatever_is_set_meanwhile() {
    let mut bonds = Bonds::with(3, |params| {
        params.security_bps = 10_000;
        params.work_bps = 0;
        params.verification_bps = 0;
        params.liquidity_bps = 0;
        params.treasury_bps = 0;
    });
    bonds.world.next_epoch();
    let pool = bonds.world.pool_state();
    assert_eq!(
        (pool.emitted, pool.epoch_emission),
        (1_000_000_007, 1_000_000_007)
    );
    bonds.burn(SETTLED, 4_000_000_000);
    set_pool(&mut bonds.world, |params| {
        params.security_bps = 0;
        params.work_bps = 10_000;
    })
    .expect("set");
    to_the_end(&mut bonds);
    let sent = bonds.world.advance_epoch().expect("over");
    assert_eq!(number(&sent.event("EpochAdvanced"), "to_work"), 0);
    bonds.burn(SETTLED, 4_000_000_000);
    to_the_end(&mut bonds);
    let sent = bonds.world.advance_epoch().expect("over");
    // All of the second epoch's.
    assert_eq!(number(&sent.event("EpochAdvanced"), "to_work"), 937_500_006);
}
