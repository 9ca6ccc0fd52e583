use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::now,
    event::{emit, PositionSplit},
    state::Position,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
#[instruction(id: u64)]
pub struct Split {
    #[account(mut)]
    pub owner: Signer,
    pub held: Nested<Held>,
    #[account(init, payer = owner, seeds = [b"position", held.pool.address().as_ref(), id.to_le_bytes()], bump)]
    pub new: Account<Position>,
    pub system_program: Program<System>,
}

impl Split {
    /// The new position is of the same owner, with the same operator and lock. What there is to claim stays.
    pub fn split(&mut self, id: u64, amount: u64, bump: u8) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        held.position.require_free()?;
        held.position.require_not_voting(now)?;
        let before = held.value();
        let new = &mut *self.new;
        new.pool = *held.pool.address();
        new.owner = *self.owner.address();
        new.id = id;
        (new.opened_at, new.grown_at) = (now, now);
        new.bump = bump;
        held.position.split(new, held.operator.as_deref_mut(), amount)?;
        let new_value = new.value(held.operator.as_deref());
        new.count(held.operator.as_deref(), &mut held.pool, now);
        held.finish(now)?;
        emit(&PositionSplit {
            position: *self.held.position.address(),
            new: *self.new.address(),
            value_before: before,
            value_after: self.held.value(),
            new_value,
        });
        Ok(())
    }
}
