use crate::{error::EscrowError, event::EvidenceWritten, state::Evidence};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct WriteEvidence {
    pub owner: Signer,
    #[account(mut, constraint = evidence.owner.is(owner.address()) @ EscrowError::NotEvidenceOwner)]
    pub evidence: Account<Evidence>,
}

impl WriteEvidence {
    pub fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<()> {
        Evidence::write(&mut self.evidence, offset, bytes)?;
        emit(&EvidenceWritten {
            evidence: *self.evidence.address(),
            offset: u64::from(offset),
            len: bytes.len() as u64,
        });
        Ok(())
    }
}
