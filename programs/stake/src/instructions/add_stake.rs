use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use super::paid::{__client_accounts_paid, __cpi_accounts_paid, Paid};
use crate::{
    check::now,
    constants::PAUSE_STAKE,
    error::StakeError,
    event::{emit, StakeAdded},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct AddStake {
    pub owner: Signer,
    pub held: Nested<Held>,
    pub paid: Nested<Paid>,
}

impl AddStake {
    pub fn add(&mut self, amount: u64) -> Result<()> {
        self.held.pool.require_active(PAUSE_STAKE)?;
        require!(amount > 0, StakeError::ZeroAmount);
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        held.position.require_free()?;
        let before = held.value();
        if let Some(operator) = &held.operator {
            operator.require_in_service(now)?;
        }
        held.position.grow(now);
        held.position.put(held.operator.as_deref_mut(), amount)?;
        held.pool.stake(amount)?;
        // Before it is counted: what does not exist has no weight, and all that does fits.
        self.paid.take(&held.pool, &self.owner, amount)?;
        held.finish(now)?;
        emit(&StakeAdded {
            position: *self.held.position.address(),
            amount,
            value_before: before,
            value_after: self.held.value(),
        });
        Ok(())
    }
}
