//! The judge program: one function per instruction.

use crate::escrow::{Benchmark, Job, Seat};
use anchor_lang::{InstructionData, ToAccountMetas};
use bytemuck::Zeroable;
use judge::{accounts as metas, instruction, BenchmarkRoots, ResultRoots, VerifierRoots};
use solana_address::Address;
use solana_instruction::Instruction;

pub use judge::Finding;

/// Judges the `len` bytes of evidence about the result of `job` that begin at byte `start` of the account. Simulated, it
/// tells for nothing whether the evidence convicts: it returns the [`Finding`].
pub fn check_result(evidence: Address, job: &Job, start: u32, len: u32) -> Instruction {
    let roots = roots(job);
    build(evidence, instruction::CheckResult { roots, start, len })
}

/// As [`check_result`], about what the verifier on a seat of the job says it computed. An empty seat has no evidence
/// against it.
pub fn check_verifier(
    evidence: Address,
    (address, job): (Address, &Job),
    seat: u8,
    start: u32,
    len: u32,
) -> Instruction {
    let seat = job.seats.get(usize::from(seat)).copied();
    let seat = seat.unwrap_or_else(Seat::zeroed);
    let roots = VerifierRoots {
        job: address.to_bytes(),
        beacon: job.beacon,
        operator: seat.operator.to_bytes(),
        result: roots(job),
        vectors: seat.verification_root,
    };
    build(evidence, instruction::CheckVerifier { roots, start, len })
}

fn roots(job: &Job) -> ResultRoots {
    ResultRoots {
        spec: job.spec_root,
        input: job.input_root,
        trace: job.trace_root,
        output: job.output_root,
    }
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
