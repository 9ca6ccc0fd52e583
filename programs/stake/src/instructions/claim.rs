use super::{
    held::{__client_accounts_held, __cpi_accounts_held, Held},
    paid::{__client_accounts_paid, __cpi_accounts_paid, Paid},
};
use crate::{
    check::now,
    event::{emit, RewardsClaimed, RewardsCompounded},
};
use anchor_lang::prelude::*;

/// Accounts of `claim` and `compound`: rewards go to an account of the owner, or to the stake vault.
#[derive(Accounts)]
pub struct Claim {
    pub owner: Signer,
    pub held: Nested<Held>,
    pub paid: Nested<Paid>,
}

impl Claim {
    pub fn claim(&mut self) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        let amount = held.position.claim()?;
        held.finish(now)?;
        self.paid.reward(&mut held.pool, self.owner.address(), amount)?;
        emit(&RewardsClaimed {
            position: *self.held.position.address(),
            owner: *self.owner.address(),
            amount,
        });
        Ok(())
    }

    pub fn compound(&mut self) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        let before = held.value();
        let amount = held.position.claim()?;
        held.position.grow(now);
        held.position.put(held.operator.as_deref_mut(), amount)?;
        held.pool.stake(amount)?;
        held.finish(now)?;
        self.paid.compound(&mut held.pool, amount)?;
        emit(&RewardsCompounded {
            position: *self.held.position.address(),
            amount,
            value_before: before,
            value_after: self.held.value(),
        });
        Ok(())
    }
}
