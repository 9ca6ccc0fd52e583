use crate::{error::JudgeError, Finding, ResultRoots};
use anchor_lang::prelude::*;
use assay_proof::{check, Reject, Roots};
use pinocchio::cpi::set_return_data;
use solana_program_log::log;

#[derive(Accounts)]
pub struct CheckResult {
    /// Whatever holds the evidence: it proves what it proves, whoever wrote it.
    pub evidence: UncheckedAccount,
}

impl CheckResult {
    pub fn check(&self, roots: &ResultRoots, start: u32, len: u32) -> Result<()> {
        // SAFETY: nothing is written to any account, and nothing else is called.
        let data = unsafe { self.evidence.account().borrow_unchecked() };
        let evidence = part(data, start, len).ok_or(JudgeError::OutsideAccount)?;
        let conviction = check(evidence, &Roots::from(roots)).map_err(refuse)?;
        set_return_data(bytemuck::bytes_of(&Finding::from(conviction)));
        Ok(())
    }
}

/// `len` bytes from `start` on, or `None` when there are fewer.
fn part(data: &[u8], start: u32, len: u32) -> Option<&[u8]> {
    data.get(start as usize..)?.get(..len as usize)
}

/// The sentence, and in the log which part it is about.
#[inline(never)]
fn refuse(reject: Reject) -> ProgramError {
    log!("reject {}", reject.code());
    JudgeError::from(reject).into()
}
