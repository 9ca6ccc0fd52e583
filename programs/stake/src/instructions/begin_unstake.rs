use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::now,
    error::StakeError,
    event::{emit, UnstakeBegun},
    state::Ticket,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct BeginUnstake {
    #[account(mut)]
    pub owner: Signer,
    pub held: Nested<Held>,
    #[account(init, payer = owner, seeds = [b"ticket", held.position.address().as_ref(), nonce.to_le_bytes()], bump)]
    pub ticket: Account<Ticket>,
    pub system_program: Program<System>,
}

impl BeginUnstake {
    pub fn begin(&mut self, nonce: u64, amount: u64, bump: u8) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        held.position.require_unlocked(now)?;
        held.position.require_not_voting(now)?;
        let before = held.value();
        let shares = held.position.take(held.operator.as_deref_mut(), amount, now)?;
        held.position.open_tickets = held
            .position
            .open_tickets
            .checked_add(1)
            .ok_or(StakeError::Overflow)?;
        if let Some(operator) = &held.operator {
            operator.require_covered(held.pool.bond_factor_bps)?;
        } else {
            held.pool.total_staked -= amount;
            held.pool.total_cooling += amount;
        }
        let release_at = held.position.release_at(held.pool.cooldown_seconds, now);
        let ticket = &mut *self.ticket;
        ticket.source = *held.position.address();
        ticket.operator = held.position.operator;
        ticket.owner = *self.owner.address();
        ticket.amount = amount;
        ticket.shares = shares;
        ticket.release_at = release_at;
        ticket.nonce = nonce;
        ticket.bump = bump;
        held.finish(now)?;
        emit(&UnstakeBegun {
            position: *self.held.position.address(),
            ticket: *self.ticket.address(),
            amount,
            value_before: before,
            value_after: before - amount,
            release_at,
        });
        Ok(())
    }
}
