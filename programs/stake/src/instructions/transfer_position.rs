use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::now,
    error::StakeError,
    event::{emit, PositionClosed, PositionTransferred},
    state::Position,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct TransferPosition {
    pub owner: Signer,
    pub held: Nested<Held>,
}

impl TransferPosition {
    /// What there is to claim, and the rent, go with it; its tickets stay with who took them out.
    pub fn transfer(&mut self, owner: &Address) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        held.position.require_free()?;
        held.position.require_not_voting(now)?;
        require!(*owner != Address::default(), StakeError::BadParameter);
        held.position.owner = *owner;
        held.finish(now)?;
        emit(&PositionTransferred {
            position: *self.held.position.address(),
            owner_before: *self.owner.address(),
            owner_after: *owner,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct ClosePosition {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, constraint = crate::check::Is::is(&position.owner, owner.address()) @ StakeError::NotPositionOwner, close = owner)]
    pub position: Account<Position>,
}

impl ClosePosition {
    pub fn close(&mut self) -> Result<()> {
        self.position.require_closable(now()?)?;
        emit(&PositionClosed {
            position: *self.position.address(),
            owner: *self.owner.address(),
        });
        Ok(())
    }
}
