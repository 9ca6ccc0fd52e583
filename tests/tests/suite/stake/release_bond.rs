use super::bonds::{job, Bonds, BOND};
use crate::support::{number, refused};
use assay_client::stake::{BondLedger, Operator, Pool};
use assay_tests::key;
use solana_signer::Signer;
use stake::error::StakeError;

const DAY: i64 = 86_400;

#[test]
fn a_settled_job_frees_the_bond_and_counts() {
    let mut bonds = Bonds::new(1);
    bonds.lock(0, job(1), 300).expect("locks");
    let sent = bonds.release(0, job(1), 1, 77).expect("releases");
    let (address, ledger) = (bonds.operator.operator, bonds.operator.ledger);
    let operator: Operator = bonds.world.state(&address);
    assert_eq!(
        (operator.locked, operator.open_locks, operator.own_bond),
        (0, 0, BOND)
    );
    assert_eq!(
        (
            operator.settled_jobs,
            operator.settled_value,
            operator.reputation_points
        ),
        (1, 77, 1_000)
    );
    let ledger: BondLedger = bonds.world.state(&ledger);
    assert_eq!(ledger.locks[0].amount, 0);
    let pool: Pool = bonds.world.state(&bonds.world.pool.address.clone());
    assert_eq!(pool.total_locked, 0);
    let event = sent.event("BondReleased");
    let fields = ["amount", "locked_before", "locked_after", "reputation"];
    assert_eq!(fields.map(|field| number(&event, field)), [300, 300, 0, 1_000]);
}

#[test]
fn a_neutral_end_counts_for_nothing_and_time_halves_what_there_was() {
    let mut bonds = Bonds::new(1);
    bonds.lock(0, job(1), 1).expect("locks");
    bonds.lock(1, job(2), 1).expect("locks");
    bonds.release(0, job(1), 1, 5).expect("settled");
    let now = bonds.world.now();
    bonds.world.warp_to(now + 30 * DAY);
    bonds.release(1, job(2), 0, 999).expect("neutral");
    let operator: Operator = bonds.world.state(&bonds.operator.operator.clone());
    assert_eq!(
        (
            operator.settled_jobs,
            operator.settled_value,
            operator.reputation_points
        ),
        (1, 5, 500)
    );
    assert_eq!(operator.reputation_at, now + 30 * DAY);
}

#[test]
fn values_saturate_instead_of_blocking_the_release() {
    let mut bonds = Bonds::new(1);
    for n in 1..=2 {
        bonds.lock(n, job(n), 1).expect("locks");
        bonds.release(n, job(n), 1, u64::MAX).expect("releases");
    }
    let operator: Operator = bonds.world.state(&bonds.operator.operator.clone());
    assert_eq!(operator.settled_value, u64::MAX);
}

#[test]
fn only_the_lock_of_that_job_in_that_slot() {
    let mut bonds = Bonds::new(1);
    bonds.lock(0, job(1), 300).expect("locks");
    refused(bonds.release(0, job(2), 0, 0), StakeError::NoSuchLock);
    refused(bonds.release(1, job(1), 0, 0), StakeError::NoSuchLock);
    refused(bonds.release(250, job(1), 0, 0), StakeError::NoSuchLock);
    bonds.release(0, job(1), 0, 0).expect("releases");
    refused(bonds.release(0, job(1), 0, 0), StakeError::NoSuchLock);
}

#[test]
fn an_unknown_outcome_is_refused() {
    let mut bonds = Bonds::new(1);
    bonds.lock(0, job(1), 300).expect("locks");
    refused(bonds.release(0, job(1), 3, 0), StakeError::BadParameter);
    refused(bonds.release(0, job(1), 255, 0), StakeError::BadParameter);
}

#[test]
fn nobody_but_the_escrow_releases() {
    let mut bonds = Bonds::new(1);
    bonds.lock(0, job(1), 300).expect("locks");
    for by in [bonds.operator.authority.clone(), key("stranger")] {
        let mut instruction = bonds.release_instruction(0, job(1), 0, 0);
        instruction.accounts[0].pubkey = by.pubkey();
        refused(bonds.send_as(instruction, &by), StakeError::NotEscrow);
    }
}
