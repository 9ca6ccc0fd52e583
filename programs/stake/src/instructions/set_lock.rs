use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::now,
    event::{emit, LockSet},
};
use anchor_lang::prelude::*;

/// Accounts of `set_lock` and `release_lock`.
#[derive(Accounts)]
pub struct SetLock {
    pub owner: Signer,
    pub held: Nested<Held>,
}

impl SetLock {
    pub fn set(&mut self, seconds: u32) -> Result<()> {
        self.change(|held, now| held.position.set_lock(held.operator.as_deref_mut(), seconds, now))
    }

    pub fn release(&mut self) -> Result<()> {
        self.change(|held, now| {
            held.position.require_not_voting(now)?;
            held.position.release_lock(held.operator.as_deref_mut(), now)
        })
    }

    fn change(&mut self, change: impl FnOnce(&mut Held, i64) -> Result<()>) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        change(held, now)?;
        held.finish(now)?;
        emit(&LockSet {
            position: *self.held.position.address(),
            lock_seconds: self.held.position.lock_seconds.into(),
            lock_ends_at: self.held.position.lock_ends_at,
        });
        Ok(())
    }
}
