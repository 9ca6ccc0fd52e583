use super::bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded};
use crate::{
    error::EscrowError,
    event::Attested,
    state::{Attestation, Job},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

/// The seat names its operator, which names its pool: the market need not be passed.
#[derive(Accounts)]
pub struct Attest {
    #[account(constraint = bonded.operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub agent: Signer,
    #[account(mut)]
    pub job: Account<Job>,
    pub bonded: Nested<Bonded>,
}

impl Attest {
    pub fn attest(&mut self, seat: u8, attestation: &Attestation) -> Result<()> {
        let now = now()?;
        let operator = self.bonded.operator.address();
        self.job.attest(seat, operator, attestation, now)?;
        self.bonded
            .lock(&self.job, attestation.lock_slot, self.job.terms.verifier_bond)?;
        emit(&Attested {
            job: *self.job.address(),
            operator: *self.bonded.operator.address(),
            seat: u64::from(seat),
            verdict: u64::from(u8::from(attestation.verdict)),
            accepts: u64::from(self.job.accepts()),
            verification_root: attestation.verification_root,
        });
        Ok(())
    }
}
