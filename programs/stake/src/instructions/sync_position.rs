use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::now,
    event::{emit, PositionSynced},
};
use anchor_lang::prelude::*;

/// Callable by anyone: after a slash, what a position lost is taken out of all voting weight.
#[derive(Accounts)]
pub struct SyncPosition {
    pub held: Nested<Held>,
}

impl SyncPosition {
    pub fn sync(&mut self) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.update(now)?;
        held.finish(now)?;
        emit(&PositionSynced {
            position: *held.position.address(),
            weight: held.position.counted(),
            rewards: held.position.rewards,
            total_votes: held.pool.total_votes,
        });
        Ok(())
    }
}
