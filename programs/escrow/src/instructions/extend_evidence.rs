use crate::{error::EscrowError, state::Evidence};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::check::Is;

#[derive(Accounts)]
#[instruction(more: u32)]
pub struct ExtendEvidence {
    #[account(mut)]
    pub owner: Signer,
    #[account(
        mut,
        constraint = evidence.owner.is(owner.address()) @ EscrowError::NotEvidenceOwner,
        realloc = Evidence::grown_space(Evidence::capacity(&evidence), more)?,
        realloc_payer = owner,
        realloc_zero = true
    )]
    pub evidence: Box<Account<Evidence>>,
    pub system_program: Program<System>,
}
