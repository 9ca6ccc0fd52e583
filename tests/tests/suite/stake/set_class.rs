use super::bonds::Bonds;
use crate::support::{number, other_pool, refused, who};
use anchor_lang::prelude::ProgramError;
use anchor_lang::{InstructionData, ToAccountMetas};
use assay_client::stake::Operator;
use assay_tests::key;
use solana_instruction::Instruction;
use solana_signer::Signer;
use stake::error::StakeError;

/// Sets the class, as whoever the pool takes for the escrow.
fn set_class(bonds: &Bonds, class: u16) -> Instruction {
    let locking = bonds.lock_instruction(0, super::bonds::job(1), 1);
    Instruction {
        program_id: stake::ID,
        accounts: stake::accounts::SetClass {
            escrow_signer: locking.accounts[0].pubkey,
            pool: bonds.world.pool.address,
            operator: bonds.operator.operator,
        }
        .to_account_metas(None),
        data: stake::instruction::SetClass { class }.data(),
    }
}

#[test]
fn the_class_is_what_the_escrow_says_up_and_down() {
    let mut bonds = Bonds::new(1);
    for (before, class) in [(0, 9), (9, 3), (3, u16::MAX)] {
        let set = set_class(&bonds, class);
        let sent = bonds.send(set).expect("sets");
        let operator: Operator = bonds.world.state(&bonds.operator.operator.clone());
        assert_eq!(operator.class, class);
        let event = sent.event("ClassSet");
        assert_eq!(who(&event, "operator"), bonds.operator.operator);
        assert_eq!(
            ["class_before", "class_after"].map(|field| number(&event, field)),
            [before, class.into()]
        );
    }
}

#[test]
fn nobody_but_the_escrow_sets_it() {
    let mut bonds = Bonds::new(1);
    for by in [
        bonds.operator.authority.clone(),
        bonds.operator.agent.clone(),
        bonds.world.authority.clone(),
        key("stranger"),
    ] {
        let mut instruction = set_class(&bonds, 9);
        instruction.accounts[0].pubkey = by.pubkey();
        refused(bonds.send_as(instruction, &by), StakeError::NotEscrow);
    }
    let mut unsigned = set_class(&bonds, 9);
    unsigned.accounts[0].is_signer = false;
    refused(bonds.send(unsigned), ProgramError::MissingRequiredSignature);
    let operator: Operator = bonds.world.state(&bonds.operator.operator.clone());
    assert_eq!(operator.class, 0);
}

#[test]
fn of_an_operator_of_its_own_pool() {
    let mut bonds = Bonds::new(1);
    let set = set_class(&bonds, 9);
    let other = other_pool(&mut bonds.world, "other");
    let signer = set.accounts[0].pubkey;
    bonds
        .world
        .edit::<assay_client::stake::Pool>(&other.address, |pool| pool.escrow_signer = signer);
    let mut astray = set;
    astray.accounts[1].pubkey = other.address;
    refused(bonds.send(astray), StakeError::WrongPool);
}
