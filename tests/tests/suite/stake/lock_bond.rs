use super::bonds::{job, Bonds};
use crate::support::{number, refused, who};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::{BondLedger, Operator, Pool};
use assay_tests::key;
use solana_signer::Signer;
use stake::error::StakeError;

#[test]
fn the_ledger_says_what_is_locked_for_which_job() {
    let mut bonds = Bonds::new(1);
    let sent = bonds.lock(249, job(1), 800).expect("all that can be locked");
    let (address, ledger) = (bonds.operator.operator, bonds.operator.ledger);
    let operator: Operator = bonds.world.state(&address);
    assert_eq!((operator.locked, operator.open_locks), (800, 1));
    let ledger: BondLedger = bonds.world.state(&ledger);
    assert_eq!((ledger.locks[249].job, ledger.locks[249].amount), (job(1), 800));
    let pool: Pool = bonds.world.state(&bonds.world.pool.address.clone());
    assert_eq!(pool.total_locked, 800);
    let event = sent.event("BondLocked");
    assert_eq!((who(&event, "operator"), who(&event, "job")), (address, job(1)));
    let fields = ["amount", "locked_before", "locked_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [800, 0, 800]);
}

#[test]
fn never_more_than_the_free_part_of_the_bond() {
    let mut bonds = Bonds::new(1);
    refused(bonds.lock(0, job(1), 801), StakeError::InsufficientBond);
    refused(bonds.lock(0, job(1), u64::MAX), StakeError::InsufficientBond);
    bonds.lock(0, job(1), 799).expect("799 of 800");
    refused(bonds.lock(1, job(2), 2), StakeError::InsufficientBond);
    bonds.lock(1, job(2), 1).expect("the last unit");
    refused(bonds.lock(2, job(3), 1), StakeError::InsufficientBond);
}

#[test]
fn a_slot_is_for_one_job_and_a_bond_is_not_nothing() {
    let mut bonds = Bonds::new(1);
    refused(bonds.lock(0, job(1), 0), StakeError::ZeroAmount);
    bonds.lock(0, job(1), 1).expect("a free slot");
    refused(bonds.lock(0, job(1), 1), StakeError::SlotTaken);
    refused(bonds.lock(0, job(2), 1), StakeError::SlotTaken);
    refused(bonds.lock(250, job(2), 1), StakeError::SlotTaken);
    refused(bonds.lock(255, job(2), 1), StakeError::SlotTaken);
}

#[test]
fn nobody_but_the_escrow_locks() {
    let mut bonds = Bonds::new(1);
    for by in [
        bonds.operator.authority.clone(),
        bonds.world.authority.clone(),
        key("stranger"),
    ] {
        let mut instruction = bonds.lock_instruction(0, job(1), 1);
        instruction.accounts[0].pubkey = by.pubkey();
        refused(bonds.send_as(instruction, &by), StakeError::NotEscrow);
    }
    let mut unsigned = bonds.lock_instruction(0, job(1), 1);
    unsigned.accounts[0].is_signer = false;
    refused(bonds.send(unsigned), ProgramError::MissingRequiredSignature);
}
