use super::paid::{__client_accounts_paid, __cpi_accounts_paid, Paid};
use crate::{
    check::now,
    constants::{KIND_FREE, KIND_VESTING, PAUSE_STAKE},
    event::{emit, PositionOpened},
    state::{Pool, Position, Vesting},
};
use anchor_lang::prelude::*;

/// Accounts of `open_position` and `open_vesting`.
#[derive(Accounts)]
#[instruction(id: u64)]
pub struct OpenPosition {
    /// Pays stake and rent. The owner gets the rent back.
    #[account(mut)]
    pub funder: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(init, payer = funder, seeds = [b"position", pool.address().as_ref(), id.to_le_bytes()], bump)]
    pub position: Account<Position>,
    pub paid: Nested<Paid>,
    pub system_program: Program<System>,
}

impl OpenPosition {
    pub fn open(&mut self, id: u64, amount: u64, lock_seconds: u32, bump: u8) -> Result<()> {
        let owner = *self.funder.address();
        self.fill(id, &owner, amount, lock_seconds, bump)
    }

    /// `vesting.amount` is what is put in.
    pub fn open_vesting(&mut self, id: u64, owner: &Address, vesting: Vesting, bump: u8) -> Result<()> {
        vesting.validate()?;
        self.position.kind = KIND_VESTING;
        self.position.vesting = vesting;
        self.fill(id, owner, vesting.amount, 0, bump)
    }

    #[inline(never)]
    fn fill(&mut self, id: u64, owner: &Address, amount: u64, lock_seconds: u32, bump: u8) -> Result<()> {
        self.pool.require_active(PAUSE_STAKE)?;
        let now = now()?;
        let position = &mut *self.position;
        position.open(amount, lock_seconds, now)?;
        position.pool = *self.pool.address();
        position.owner = *owner;
        position.id = id;
        position.bump = bump;
        self.pool.stake(amount)?;
        self.paid.take(&self.pool, &self.funder, amount)?;
        // Once it is paid: what does not exist has no weight, and all that does fits.
        if self.position.kind == KIND_FREE {
            self.position.count(None, &mut self.pool, now);
        }
        emit(&PositionOpened {
            pool: *self.pool.address(),
            position: *self.position.address(),
            owner: *owner,
            amount,
            kind: self.position.kind.into(),
            lock_seconds: lock_seconds.into(),
        });
        Ok(())
    }
}
