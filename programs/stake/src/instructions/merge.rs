use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, PositionsMerged},
    state::Position,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct Merge {
    #[account(mut)]
    pub owner: Signer,
    /// What stays.
    pub held: Nested<Held>,
    /// What goes; its rent is the owner's.
    #[account(mut, constraint = other.pool.is(held.pool.address()) @ StakeError::WrongPool, close = owner)]
    pub other: Account<Position>,
}

impl Merge {
    pub fn merge(&mut self) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        for position in [&held.position, &self.other] {
            position.require_free()?;
            position.require_not_voting(now)?;
        }
        require!(
            self.other.operator.is(&held.position.operator),
            StakeError::PositionsDiffer
        );
        if let Some(operator) = &held.operator {
            self.other.collect(operator);
        }
        let before = held.value();
        self.other.uncount(&mut held.pool);
        held.position
            .merge(&mut self.other, held.operator.as_deref_mut(), now)?;
        self.other.require_closable(now)?;
        held.finish(now)?;
        emit(&PositionsMerged {
            position: *self.held.position.address(),
            merged: *self.other.address(),
            value_before: before,
            value_after: self.held.value(),
        });
        Ok(())
    }
}
