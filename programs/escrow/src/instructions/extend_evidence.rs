use crate::{error::EscrowError, state::Evidence};
use anchor_lang::{prelude::*, realloc_account};
use stake::check::Is;

#[derive(Accounts)]
pub struct ExtendEvidence {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, constraint = evidence.owner.is(owner.address()) @ EscrowError::NotEvidenceOwner)]
    pub evidence: Account<Evidence>,
    pub system_program: Program<System>,
}

impl ExtendEvidence {
    /// The owner pays the rent of what is added, which is zero until it is written.
    pub fn extend(&mut self, more: u32) -> Result<()> {
        let space = Evidence::grown_space(Evidence::capacity(&self.evidence), more)?;
        let mut view = *self.evidence.view();
        realloc_account(&mut view, space, self.owner.account(), false)
    }
}
