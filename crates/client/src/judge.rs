//! The judge program: one function per instruction.

use crate::escrow::Job;
use anchor_lang::{InstructionData, ToAccountMetas};
use judge::{accounts as metas, instruction, ResultRoots};
use solana_address::Address;
use solana_instruction::Instruction;

pub use judge::Finding;

/// Judges the `len` bytes of evidence about the result of `job` that begin at byte `start` of the account. Simulated, it
/// tells for nothing whether the evidence convicts: it returns the [`Finding`].
pub fn check_result(evidence: Address, job: &Job, start: u32, len: u32) -> Instruction {
    let roots = ResultRoots {
        spec: job.spec_root,
        input: job.input_root,
        trace: job.trace_root,
        output: job.output_root,
    };
    Instruction {
        program_id: judge::ID,
        accounts: metas::CheckResult { evidence }.to_account_metas(None),
        data: instruction::CheckResult { roots, start, len }.data(),
    }
}
