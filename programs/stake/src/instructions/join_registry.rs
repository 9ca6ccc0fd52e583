use super::at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake};
use crate::{
    check::now,
    constants::{NOT_REGISTERED, PAUSE_JOIN, ROLE_VERIFIER},
    error::StakeError,
    event::{emit, RegistryJoined, RegistryLeft},
};
use anchor_lang::prelude::*;

/// Accounts of `join_registry` and `leave_registry`.
#[derive(Accounts)]
pub struct JoinRegistry {
    pub authority: Signer,
    pub at_stake: Nested<AtStake>,
}

impl JoinRegistry {
    pub fn join(&mut self, index: u16) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        let (pool, operator, registry) = (&at_stake.pool, &mut at_stake.operator, &mut at_stake.registry);
        pool.require_active(PAUSE_JOIN)?;
        operator.require_may_work(ROLE_VERIFIER, now()?)?;
        require!(operator.own_bond >= pool.min_bond, StakeError::BelowMinimumBond);
        let address = *operator.address();
        require!(
            !registry.holds(operator.registry_index, &address),
            StakeError::AlreadyRegistered
        );
        let weight = operator.stake();
        let displaced = registry.join(index, &address, weight)?;
        operator.registry_index = index;
        emit(&RegistryJoined {
            operator: address,
            displaced,
            index: u64::from(index),
            weight,
            total_weight: registry.total_weight,
        });
        Ok(())
    }

    pub fn leave(&mut self) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        let (operator, registry) = (&mut at_stake.operator, &mut at_stake.registry);
        let (address, index) = (*operator.address(), operator.registry_index);
        registry.leave(index, &address)?;
        operator.registry_index = NOT_REGISTERED;
        emit(&RegistryLeft {
            operator: address,
            index: u64::from(index),
            total_weight: registry.total_weight,
        });
        Ok(())
    }
}
