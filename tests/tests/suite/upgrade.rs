//! Upgrading a program on the light chains, as the tests of whoever governs upgrades rely on it.

use anchor_lang::prelude::ProgramError;
use assay_tests::{
    program_elf, set_buffer, set_program, upgrade_authority, Chain, Failure, QuickChain, SvmChain, START,
    START_SLOT,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction::{set_upgrade_authority, upgrade};
use solana_signer::Signer;

struct Upgrades<C> {
    chain: C,
    authority: Keypair,
}

impl<C: Chain> Upgrades<C> {
    /// The AMM's program where the stake program should be.
    fn new() -> Self {
        let mut chain = C::start();
        let authority = Keypair::new();
        chain.warp(START_SLOT, START);
        chain.fund(authority.pubkey(), 10_000_000_000);
        let mut elf = program_elf("amm");
        elf.resize(program_elf("stake").len(), 0);
        set_program(&mut chain, stake::ID, &elf, Some(authority.pubkey()));
        Self { chain, authority }
    }

    fn send(&mut self, instruction: Instruction) -> Result<(), Failure> {
        let sent = self.chain.send(&[instruction], &self.authority, &[]);
        sent.map(drop)
    }

    /// What the program at the stake program's address says to data that means nothing to it.
    fn answer(&mut self) -> Failure {
        let nothing = Instruction {
            program_id: stake::ID,
            accounts: Vec::new(),
            data: vec![0; 8],
        };
        self.send(nothing).expect_err("it means nothing")
    }
}

fn an_upgraded_program_runs<C: Chain>() {
    let mut world = Upgrades::<C>::new();
    let me = world.authority.pubkey();
    let elsewhere = world.answer();
    assert!(elsewhere.is(ProgramError::IncorrectProgramId), "{elsewhere:?}");

    let buffer = Address::new_from_array([7; 32]);
    set_buffer(&mut world.chain, buffer, &program_elf("stake"), me);
    world
        .send(upgrade(&stake::ID, &buffer, &me, &me))
        .expect("upgraded");
    let at_home = world.answer();
    assert!(!at_home.is(ProgramError::IncorrectProgramId), "{at_home:?}");
    assert_eq!(world.chain.account(&buffer), None, "the buffer is used up");

    let pda = Address::find_program_address(&[b"dao"], &stake::ID).0;
    world
        .send(set_upgrade_authority(&stake::ID, &me, Some(&pda)))
        .expect("handed over");
    assert_eq!(upgrade_authority(&mut world.chain, &stake::ID), Some(pda));
    set_buffer(&mut world.chain, buffer, &program_elf("amm"), me);
    // The loader changes a program once in a slot.
    world.chain.warp(START_SLOT + 1, START);
    let refused = world.send(upgrade(&stake::ID, &buffer, &me, &me));
    let refused = refused.expect_err("it is the PDA's now");
    assert!(refused.is(ProgramError::IncorrectAuthority), "{refused:?}");
}

#[test]
fn an_upgraded_program_runs_at_its_old_address() {
    an_upgraded_program_runs::<SvmChain>();
    an_upgraded_program_runs::<QuickChain>();
}
