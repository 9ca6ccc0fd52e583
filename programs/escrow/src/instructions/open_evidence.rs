use crate::{event::EvidenceOpened, state::Evidence};
use anchor_lang::prelude::*;
use stake::event::emit;

#[derive(Accounts)]
#[instruction(nonce: u64, capacity: u32)]
pub struct OpenEvidence {
    #[account(mut)]
    pub owner: Signer,
    #[account(
        init,
        payer = owner,
        space = Evidence::grown_space(0, capacity)?,
        seeds = [b"evidence", owner.address().as_ref(), nonce.to_le_bytes()],
        bump
    )]
    pub evidence: Account<Evidence>,
    pub system_program: Program<System>,
}

impl OpenEvidence {
    pub fn open(&mut self, nonce: u64, bump: u8) -> Result<()> {
        self.evidence.owner = *self.owner.address();
        self.evidence.nonce = nonce;
        self.evidence.bump = bump;
        emit(&EvidenceOpened {
            evidence: *self.evidence.address(),
            owner: *self.owner.address(),
        });
        Ok(())
    }
}
