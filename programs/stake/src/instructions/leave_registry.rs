use crate::{
    check::Is,
    constants::NOT_REGISTERED,
    error::StakeError,
    event::{emit, RegistryLeft},
    state::{Operator, VerifierRegistry},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct LeaveRegistry {
    pub authority: Signer,
    #[account(mut, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(&operator.pool) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
}

impl LeaveRegistry {
    pub fn leave(&mut self) -> Result<()> {
        let (address, index) = (*self.operator.address(), self.operator.registry_index);
        self.registry.leave(index, &address)?;
        self.operator.registry_index = NOT_REGISTERED;
        emit(&RegistryLeft {
            operator: address,
            index: u64::from(index),
            total_weight: self.registry.total_weight,
        });
        Ok(())
    }
}
