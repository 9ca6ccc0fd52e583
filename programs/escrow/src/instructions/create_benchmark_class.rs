use crate::{
    constants::SIGNER_SEED,
    error::EscrowError,
    event::BenchmarkClassCreated,
    state::{BenchmarkClass, BenchmarkTerms},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Pool};

#[derive(Accounts)]
#[instruction(terms: BenchmarkTerms)]
pub struct CreateBenchmarkClass {
    #[account(mut)]
    pub authority: Signer,
    #[account(constraint = pool.authority.is(authority.address()) @ EscrowError::NotMarketAuthority)]
    pub pool: Account<Pool>,
    #[account(
        init,
        payer = authority,
        seeds = [b"class", pool.address().as_ref(), terms.class.to_le_bytes()],
        bump
    )]
    pub class: Account<BenchmarkClass>,
    pub system_program: Program<System>,
}

impl CreateBenchmarkClass {
    pub fn create(&mut self, terms: BenchmarkTerms, bump: u8) -> Result<()> {
        terms.validate()?;
        // The class is set by this signer's word.
        let (signer, signer_bump) = find_program_address(&[SIGNER_SEED], &crate::ID);
        require!(self.pool.escrow_signer.is(&signer), EscrowError::WrongMarket);
        let class = &mut *self.class;
        class.pool = *self.pool.address();
        class.terms = terms;
        class.signer_bump = signer_bump;
        class.bump = bump;
        emit(&BenchmarkClassCreated {
            class_account: *self.class.address(),
            pool: self.class.pool,
            class: u64::from(terms.class),
            spec_root: terms.spec_root,
        });
        Ok(())
    }
}
