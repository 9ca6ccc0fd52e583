use crate::{
    check::Is,
    constants::NOT_REGISTERED,
    error::StakeError,
    event::{emit, OperatorRetired},
    state::{Operator, VerifierRegistry},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct RetireOperator {
    pub authority: Signer,
    #[account(mut, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(&operator.pool) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
}

impl RetireOperator {
    pub fn retire(&mut self) -> Result<()> {
        require!(self.operator.retired == 0, StakeError::Retired);
        let address = *self.operator.address();
        if self.registry.holds(self.operator.registry_index, &address) {
            self.registry.leave(self.operator.registry_index, &address)?;
        }
        self.operator.registry_index = NOT_REGISTERED;
        self.operator.retired = 1;
        emit(&OperatorRetired { operator: address });
        Ok(())
    }
}
