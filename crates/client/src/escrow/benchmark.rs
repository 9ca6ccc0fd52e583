//! Benchmarks, by which operators show what hardware they have, and the classes there are.

use super::{build, Benchmark, BenchmarkTerms, Judged, SYSTEM_PROGRAM};
use crate::{address, stake::StakePool};
use assay_proof::{
    benchmark::{Benchmark as Size, BenchmarkError},
    input_root,
};
use escrow::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

/// What is decided about a class beside the size of its benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassRules {
    /// The larger, the stronger; from 1 on.
    pub class: u16,
    /// Slots from the seed, within which the trace root is due.
    pub slots: u32,
    /// Elements drawn, at most 64.
    pub draws: u16,
    /// From the proof, for showing every element drawn.
    pub answer_seconds: u32,
    /// From the last of them, for refuting.
    pub window_seconds: u32,
}

/// The terms of a class, as the chain holds them.
///
/// # Errors
/// When the size is out of its bounds.
pub fn benchmark_terms(size: &Size, rules: ClassRules) -> Result<BenchmarkTerms, BenchmarkError> {
    Ok(BenchmarkTerms {
        spec_root: size.spec()?.spec_root(),
        input_root: input_root(&[size.input().root()]),
        rows: size.rows,
        width: size.width,
        slots: rules.slots,
        answer_seconds: rules.answer_seconds,
        window_seconds: rules.window_seconds,
        weights: size.weights,
        steps: size.steps,
        class: rules.class,
        draws: rules.draws,
    })
}

impl StakePool {
    pub fn create_benchmark_class(&self, authority: Address, terms: BenchmarkTerms) -> Instruction {
        build(
            metas::CreateBenchmarkClass {
                authority,
                pool: self.address,
                class: address::benchmark_class(&self.address, terms.class),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::CreateBenchmarkClass { terms },
        )
    }

    pub fn close_benchmark_class(&self, authority: Address, class: u16) -> Instruction {
        build(
            metas::CloseBenchmarkClass {
                authority,
                pool: self.address,
                class: address::benchmark_class(&self.address, class),
            },
            instruction::CloseBenchmarkClass {},
        )
    }

    /// Begins the benchmark of an operator whose agent this is.
    pub fn begin_benchmark(&self, agent: Address, operator: Address, class: u16) -> Instruction {
        build(
            metas::BeginBenchmark {
                agent,
                operator,
                class: address::benchmark_class(&self.address, class),
                benchmark: address::benchmark(&operator),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::BeginBenchmark {},
        )
    }

    /// Draws the seed or, later, the elements. Anybody may send it.
    pub fn draw_benchmark(&self, operator: Address) -> Instruction {
        build(
            metas::DrawBenchmark {
                benchmark: address::benchmark(&operator),
                slot_hashes: solana_sdk_ids::sysvar::slot_hashes::ID,
            },
            instruction::DrawBenchmark {},
        )
    }

    pub fn prove_benchmark(
        &self,
        agent: Address,
        operator: Address,
        trace_root: [u8; 32],
        output_root: [u8; 32],
    ) -> Instruction {
        build(
            metas::ProveBenchmark {
                agent,
                operator,
                benchmark: address::benchmark(&operator),
            },
            instruction::ProveBenchmark {
                trace_root,
                output_root,
            },
        )
    }

    /// Shows the element of a draw, with the evidence that `owner` wrote under `nonce`. Anybody may send it.
    pub fn answer_benchmark(
        &self,
        operator: Address,
        draw: u8,
        (owner, nonce): (&Address, u64),
    ) -> Instruction {
        build(
            judged(&operator, owner, nonce),
            instruction::AnswerBenchmark { draw },
        )
    }

    /// Fails a benchmark, with the evidence of a wrong number that `owner` wrote under `nonce`. Anybody may send it.
    pub fn refute_benchmark(&self, operator: Address, (owner, nonce): (&Address, u64)) -> Instruction {
        build(judged(&operator, owner, nonce), instruction::RefuteBenchmark {})
    }

    /// Gives the operator the class whose benchmark it passed. Anybody may send it.
    pub fn finish_benchmark(&self, benchmark: &Benchmark) -> Instruction {
        build(
            metas::FinishBenchmark {
                benchmark: address::benchmark(&benchmark.operator),
                payer: benchmark.payer,
                pool: self.address,
                operator: benchmark.operator,
                escrow_signer: address::escrow_signer(),
                stake_program: stake::ID,
            },
            instruction::FinishBenchmark {},
        )
    }

    /// Closes a benchmark that cannot pass any more. Anybody may send it.
    pub fn close_benchmark(&self, benchmark: &Benchmark) -> Instruction {
        build(
            metas::CloseBenchmark {
                benchmark: address::benchmark(&benchmark.operator),
                payer: benchmark.payer,
            },
            instruction::CloseBenchmark {},
        )
    }
}

fn judged(operator: &Address, owner: &Address, nonce: u64) -> metas::AnswerBenchmark {
    metas::AnswerBenchmark {
        benchmark: address::benchmark(operator),
        judged: Judged {
            evidence: address::evidence(owner, nonce),
            judge_program: judge::ID,
        },
    }
}
