//! Calls into the judge program, which recomputes what evidence is about.

use crate::state::{Benchmark, Evidence, Job, Seat};
use anchor_lang::{call, prelude::*, Discriminator};
use judge::{BenchmarkRoots, Finding, ResultRoots, VerifierRoots};
use pinocchio::cpi::get_return_data;

/// A fraud proof, and who judges it.
#[derive(Accounts)]
pub struct Judged {
    pub evidence: Account<Evidence>,
    #[account(address = judge::ID)]
    pub judge_program: UncheckedAccount,
}

/// What comes before the roots and after them: a discriminator, and where in the account the evidence is.
const AROUND: usize = 8 + 8;

impl Judged {
    /// What the evidence proves about the result of `job`. Evidence that proves nothing fails the transaction with the
    /// judge's error.
    ///
    /// # Errors
    /// When it was not the judge that answered.
    pub fn judge_result(&self, job: &Job) -> Result<Finding> {
        let mut data = [0; AROUND + size_of::<ResultRoots>()];
        let discriminator = judge::instruction::CheckResult::DISCRIMINATOR;
        self.judge(&mut data, discriminator, bytemuck::bytes_of(&roots(job)))
    }

    /// What the evidence proves about what the verifier on a seat says it computed.
    ///
    /// # Errors
    /// As [`Judged::judge_result`].
    pub fn judge_verifier(&self, job: &Account<Job>, seat: &Seat) -> Result<Finding> {
        let roots = VerifierRoots {
            job: *job.address().as_array(),
            beacon: job.beacon,
            operator: *seat.operator.as_array(),
            result: roots(job),
            vectors: seat.verification_root,
        };
        let mut data = [0; AROUND + size_of::<VerifierRoots>()];
        let discriminator = judge::instruction::CheckVerifier::DISCRIMINATOR;
        self.judge(&mut data, discriminator, bytemuck::bytes_of(&roots))
    }

    /// What the evidence shows of a benchmark's result, right or wrong.
    ///
    /// # Errors
    /// As [`Judged::judge_result`].
    pub fn judge_benchmark(&self, benchmark: &Benchmark) -> Result<Finding> {
        let roots = BenchmarkRoots {
            result: ResultRoots {
                spec: benchmark.terms.spec_root,
                input: benchmark.terms.input_root,
                trace: benchmark.trace_root,
                output: benchmark.output_root,
            },
            seed: benchmark.seed,
        };
        let mut data = [0; AROUND + size_of::<BenchmarkRoots>()];
        let discriminator = judge::instruction::CheckBenchmark::DISCRIMINATOR;
        self.judge(&mut data, discriminator, bytemuck::bytes_of(&roots))
    }

    #[inline(never)]
    fn judge(&self, data: &mut [u8], discriminator: &[u8], roots: &[u8]) -> Result<Finding> {
        let (head, rest) = data.split_at_mut(discriminator.len());
        let (body, part) = rest.split_at_mut(roots.len());
        head.copy_from_slice(discriminator);
        body.copy_from_slice(roots);
        part[..4].copy_from_slice(&(Evidence::START as u32).to_le_bytes());
        part[4..].copy_from_slice(&(Evidence::written(&self.evidence) as u32).to_le_bytes());
        call(&judge::ID, &[self.evidence.view()], 0, data, &[]);
        found()
    }
}

fn roots(job: &Job) -> ResultRoots {
    ResultRoots {
        spec: job.spec_root,
        input: job.input_root,
        trace: job.trace_root,
        output: job.output_root,
    }
}

/// What the judge returned.
#[inline(never)]
fn found() -> Result<Finding> {
    let returned = get_return_data().ok_or(ProgramError::InvalidInstructionData)?;
    require!(
        *returned.program_id() == judge::ID,
        ProgramError::IncorrectProgramId
    );
    bytemuck::try_pod_read_unaligned(returned.as_slice()).map_err(|_| ProgramError::InvalidInstructionData)
}
