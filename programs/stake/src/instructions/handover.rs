use super::set_params::{__client_accounts_setparams, __cpi_accounts_setparams, SetParams};
use crate::event::{emit, HandedOver};
use anchor_lang::prelude::*;

/// Both of the governor's addresses sign, so they are a program's that knows them: the authority cannot be lost by a
/// wrong one.
#[derive(Accounts)]
pub struct Handover {
    pub governed: Nested<SetParams>,
    pub governor_signer: Signer,
    /// The governor's treasury, the authority from here on.
    pub treasury: Signer,
}

impl Handover {
    pub fn hand_over(&mut self) -> Result<()> {
        let pool = &mut self.governed.pool;
        let authority_before = pool.authority;
        pool.hand_over(self.governor_signer.address(), *self.treasury.address())?;
        emit(&HandedOver {
            pool: *pool.address(),
            authority_before,
            authority_after: pool.authority,
        });
        Ok(())
    }
}
