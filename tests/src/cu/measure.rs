//! One instruction, sent to both chains.

use super::figure::{budget, Case, Figure, ELF};
use crate::{
    chain::{Chain, ProgramChain},
    lab::Lab,
    program_elf,
};
use solana_keypair::Keypair;
use solana_sdk_ids::sysvar;

/// Measures `case`: once in LiteSVM, where the lab is, and once in the validator's runtime, with the same accounts.
///
/// # Panics
/// When the instruction fails on either.
pub fn measure(case: &Case, lab: &Lab, bank: &mut ProgramChain) -> Figure {
    let mut lab = lab.clone();
    let instruction = (case.prepare)(&mut lab);

    let keys = instruction.accounts.iter().map(|meta| meta.pubkey);
    for address in keys.chain([lab.payer(), sysvar::slot_hashes::ID]) {
        let mut account = lab.chain.account(&address).unwrap_or_default();
        if !account.data.is_empty() {
            // Rent is dearer in the bank.
            account.lamports += 1_000_000_000;
        }
        if !account.executable && address != sysvar::clock::ID {
            bank.set_account(address, account);
        }
    }
    bank.set_clock(lab.chain.clock());
    let signers: Vec<Keypair> = instruction
        .accounts
        .iter()
        .filter(|meta| meta.is_signer)
        .map(|meta| lab.key(&meta.pubkey))
        .collect();
    let signers: Vec<&Keypair> = signers.iter().collect();
    let payer = lab.key(&lab.payer());
    let cu = bank
        .send(std::slice::from_ref(&instruction), &payer, &signers)
        .unwrap_or_else(|failure| panic!("{:?}\n{}", failure.error, failure.logs.join("\n")))
        .cu;
    let light = lab.send(instruction).cu;
    Figure {
        program: case.program.to_owned(),
        instruction: case.instruction.to_owned(),
        case: case.case.clone(),
        cu,
        light,
        budget: budget(case.program, case.instruction, &case.case),
    }
}

/// How large the programs are.
pub fn elf_sizes() -> Vec<Figure> {
    ["stake", "escrow", "amm", "governor", "judge"]
        .map(|program| {
            let bytes = program_elf(program).len() as u64;
            Figure {
                program: program.to_owned(),
                instruction: ELF.to_owned(),
                case: String::new(),
                cu: bytes,
                light: bytes,
                budget: budget(program, ELF, ""),
            }
        })
        .into()
}
