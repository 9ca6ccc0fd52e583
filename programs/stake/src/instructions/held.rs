//! What nearly every instruction about a position names, and what it does before and after.

use crate::{
    check::Is,
    error::StakeError,
    state::{settle, Operator, Pool, Position, VerifierRegistry},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct Held {
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub position: Account<Position>,
    /// The one the position backs or is leaving; none when it is neither.
    #[account(mut)]
    pub operator: Option<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Account<VerifierRegistry>,
}

impl Held {
    /// Brings position and operator up to `now`, once it is sure that the position is `owner`'s, who signed, and that
    /// the operator is the position's.
    ///
    /// # Errors
    /// [`StakeError::NotPositionOwner`], [`StakeError::WrongOperator`].
    #[inline(never)]
    pub fn settle(&mut self, owner: &Signer, now: i64) -> Result<()> {
        require!(
            self.position.owner.is(owner.address()),
            StakeError::NotPositionOwner
        );
        self.update(now)
    }

    /// As [`Held::settle`], for what nobody has to sign.
    ///
    /// # Errors
    /// [`StakeError::WrongOperator`].
    pub fn update(&mut self, now: i64) -> Result<()> {
        require_operator(&self.position.operator, &self.operator)?;
        let operator = self.operator.as_deref_mut();
        settle(&mut self.position, operator, &mut self.pool, now);
        Ok(())
    }

    /// Carries what changed over to operator, pool and registry, and remembers the position's new voting weight.
    #[inline(never)]
    pub fn finish(&mut self, now: i64) -> Result<()> {
        let operator = self.operator.as_deref();
        self.position.count(operator, &mut self.pool, now);
        if let Some(operator) = &mut self.operator {
            operator.weigh(&mut self.pool, now);
            super::at_stake::follow_stake(operator, &mut self.registry, self.pool.min_bond)?;
        }
        Ok(())
    }

    /// Base units that the position is worth.
    pub fn value(&self) -> u64 {
        self.position.value(self.operator.as_deref())
    }
}

/// Requires `operator` to be the one that `named` says, zeros for none.
///
/// # Errors
/// [`StakeError::WrongOperator`].
pub fn require_operator(named: &Address, operator: &Option<Account<Operator>>) -> Result<()> {
    let given = operator
        .as_ref()
        .map_or(Address::default(), |operator| *operator.address());
    require!(named.is(&given), StakeError::WrongOperator);
    Ok(())
}
