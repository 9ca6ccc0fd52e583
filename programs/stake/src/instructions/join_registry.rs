use crate::{
    check::Is,
    constants::{PAUSE_JOIN, ROLE_VERIFIER},
    error::StakeError,
    event::{emit, RegistryJoined},
    state::{Operator, Pool, VerifierRegistry},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct JoinRegistry {
    pub authority: Signer,
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
}

impl JoinRegistry {
    fn validate(&self) -> Result<()> {
        self.pool.require_active(PAUSE_JOIN)?;
        self.operator
            .require_may_work(ROLE_VERIFIER, Clock::get()?.unix_timestamp)?;
        require!(
            self.operator.own_bond >= self.pool.min_bond,
            StakeError::BelowMinimumBond
        );
        require!(
            !self
                .registry
                .holds(self.operator.registry_index, self.operator.address()),
            StakeError::AlreadyRegistered
        );
        Ok(())
    }

    pub fn join(&mut self, index: u16) -> Result<()> {
        self.validate()?;
        let address = *self.operator.address();
        let weight = self.operator.own_bond;
        let displaced = self.registry.join(index, &address, weight)?;
        self.operator.registry_index = index;
        emit(&RegistryJoined {
            operator: address,
            displaced,
            index: u64::from(index),
            weight,
            total_weight: self.registry.total_weight,
        });
        Ok(())
    }
}
