//! The judge program: one function per instruction.

use crate::escrow::{Benchmark, Job};
use anchor_lang::{InstructionData, ToAccountMetas};
use judge::{accounts as metas, instruction, BenchmarkRoots, ResultRoots};
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
    build(evidence, instruction::CheckResult { roots, start, len })
}

/// As [`check_result`], about the result of a benchmark. It returns the [`Finding`] also when the number is right.
pub fn check_benchmark(evidence: Address, benchmark: &Benchmark, start: u32, len: u32) -> Instruction {
    let roots = BenchmarkRoots {
        result: ResultRoots {
            spec: benchmark.terms.spec_root,
            input: benchmark.terms.input_root,
            trace: benchmark.trace_root,
            output: benchmark.output_root,
        },
        seed: benchmark.seed,
    };
    build(evidence, instruction::CheckBenchmark { roots, start, len })
}

fn build(evidence: Address, data: impl InstructionData) -> Instruction {
    Instruction {
        program_id: judge::ID,
        accounts: metas::CheckResult { evidence }.to_account_metas(None),
        data: data.data(),
    }
}
