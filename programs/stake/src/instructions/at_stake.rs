//! What every instruction names that changes an operator's stake, and what it does before and after.

use crate::{
    check::{now, Is},
    error::StakeError,
    state::{Operator, Pool, VerifierRegistry},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct AtStake {
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Account<VerifierRegistry>,
}

impl AtStake {
    /// Requires `authority` to be the operator's.
    ///
    /// # Errors
    /// [`StakeError::NotOperatorAuthority`].
    pub fn require_authority(&self, authority: &Signer) -> Result<()> {
        require!(
            self.operator.authority.is(authority.address()),
            StakeError::NotOperatorAuthority
        );
        Ok(())
    }

    /// Collects what the operator earned up to now, which is returned.
    ///
    /// # Errors
    /// None.
    #[inline(never)]
    pub fn collect(&mut self) -> Result<i64> {
        let now = now()?;
        self.operator.collect(&mut self.pool, now);
        Ok(now)
    }

    /// Carries the operator's new stake over to pool and registry.
    ///
    /// # Errors
    /// [`StakeError::Overflow`].
    #[inline(never)]
    pub fn finish(&mut self, now: i64) -> Result<()> {
        self.operator.weigh(&mut self.pool, now);
        follow_stake(&mut self.operator, &mut self.registry, self.pool.min_bond)
    }
}

/// Keeps the lottery weight of an operator equal to its stake, and its place to those in service with enough of their
/// own.
#[inline(never)]
pub(crate) fn follow_stake(
    operator: &mut Account<Operator>,
    registry: &mut Account<VerifierRegistry>,
    min_bond: u64,
) -> Result<()> {
    let address = *operator.address();
    let weight = if operator.own_bond < min_bond || operator.retired == 1 {
        0
    } else {
        operator.stake()
    };
    operator.registry_index = registry.follow(operator.registry_index, &address, weight)?;
    Ok(())
}
