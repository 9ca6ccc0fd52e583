//! Calls into the judge program, which recomputes what evidence is about.

use crate::state::{Evidence, Job};
use anchor_lang::{call, prelude::*, Discriminator};
use judge::{Finding, ResultRoots};
use pinocchio::cpi::get_return_data;

/// A fraud proof, and who judges it.
#[derive(Accounts)]
pub struct Judged {
    pub evidence: Account<Evidence>,
    #[account(address = judge::ID)]
    pub judge_program: UncheckedAccount,
}

/// Discriminator, roots, and where in the account the evidence is.
const DATA_LEN: usize = 8 + size_of::<ResultRoots>() + 8;

impl Judged {
    /// What the evidence proves about the result of `job`. Evidence that proves nothing fails the transaction with the
    /// judge's error.
    ///
    /// # Errors
    /// When it was not the judge that answered.
    #[inline(never)]
    pub fn judge(&self, job: &Job) -> Result<Finding> {
        let roots = ResultRoots {
            spec: job.spec_root,
            input: job.input_root,
            trace: job.trace_root,
            output: job.output_root,
        };
        let mut data = [0; DATA_LEN];
        data[..8].copy_from_slice(judge::instruction::CheckResult::DISCRIMINATOR);
        data[8..DATA_LEN - 8].copy_from_slice(bytemuck::bytes_of(&roots));
        let written = Evidence::written(&self.evidence);
        data[DATA_LEN - 8..DATA_LEN - 4].copy_from_slice(&(Evidence::START as u32).to_le_bytes());
        data[DATA_LEN - 4..].copy_from_slice(&(written as u32).to_le_bytes());
        call(&judge::ID, &[self.evidence.view()], 0, &data, &[]);
        found()
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
