use crate::{error::JudgeError, BenchmarkRoots, Finding, ResultRoots, VerifierRoots};
use anchor_lang::prelude::*;
use assay_proof::{check, examine, pov, Roots};
use pinocchio::cpi::set_return_data;
use solana_program_log::log;

/// Accounts of every check.
#[derive(Accounts)]
pub struct CheckResult {
    /// Whatever holds the evidence: it proves what it proves, whoever wrote it.
    pub evidence: UncheckedAccount,
}

impl CheckResult {
    pub fn check_result(&self, roots: &ResultRoots, start: u32, len: u32) -> Result<()> {
        let conviction = check(self.part(start, len)?, &Roots::from(roots));
        answer(conviction.map_err(|reject| (reject.code(), reject.into())))
    }

    pub fn check_verifier(&self, roots: &VerifierRoots, start: u32, len: u32) -> Result<()> {
        let conviction = pov::check(self.part(start, len)?, &roots.into());
        answer(conviction.map_err(|reject| (reject.code(), reject.into())))
    }

    pub fn check_benchmark(&self, roots: &BenchmarkRoots, start: u32, len: u32) -> Result<()> {
        let found = examine(
            self.part(start, len)?,
            &Roots::from(&roots.result),
            Some(&roots.seed),
        );
        answer(found.map_err(|reject| (reject.code(), reject.into())))
    }

    /// `len` bytes from `start` on.
    fn part(&self, start: u32, len: u32) -> Result<&[u8]> {
        // SAFETY: nothing is written to any account, and nothing else is called.
        let data = unsafe { self.evidence.account().borrow_unchecked() };
        let rest = data.get(start as usize..).ok_or(JudgeError::OutsideAccount)?;
        Ok(rest.get(..len as usize).ok_or(JudgeError::OutsideAccount)?)
    }
}

/// Returns what was found, or says why nothing was; the log has the number of the part of the evidence.
fn answer(found: core::result::Result<impl Into<Finding>, (u8, JudgeError)>) -> Result<()> {
    match found {
        Ok(conviction) => {
            set_return_data(bytemuck::bytes_of(&conviction.into()));
            Ok(())
        }
        Err((code, error)) => {
            log!("reject {}", code);
            Err(error.into())
        }
    }
}
