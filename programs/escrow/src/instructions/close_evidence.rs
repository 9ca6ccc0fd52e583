use crate::{error::EscrowError, event::EvidenceClosed, state::Evidence};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct CloseEvidence {
    #[account(mut)]
    pub owner: Signer,
    #[account(
        mut,
        constraint = evidence.owner.is(owner.address()) @ EscrowError::NotEvidenceOwner,
        close = owner
    )]
    pub evidence: Account<Evidence>,
}

impl CloseEvidence {
    pub fn close(&mut self) -> Result<()> {
        emit(&EvidenceClosed {
            evidence: *self.evidence.address(),
            owner: *self.owner.address(),
        });
        Ok(())
    }
}
