use super::at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake};
use crate::{
    error::StakeError,
    event::{emit, UnbondBegun},
    state::Ticket,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct BeginUnbond {
    #[account(mut)]
    pub authority: Signer,
    pub at_stake: Nested<AtStake>,
    #[account(init, payer = authority, seeds = [b"ticket", at_stake.operator.address().as_ref(), nonce.to_le_bytes()], bump)]
    pub ticket: Account<Ticket>,
    pub system_program: Program<System>,
}

impl BeginUnbond {
    pub fn begin(&mut self, nonce: u64, amount: u64, bump: u8) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        let now = at_stake.collect()?;
        let before = at_stake.operator.own_bond;
        let shares = at_stake.operator.begin_unbond(&mut at_stake.pool, amount)?;
        at_stake.finish(now)?;
        let release_at = now
            .checked_add(at_stake.pool.cooldown_seconds)
            .ok_or(StakeError::Overflow)?;
        let ticket = &mut *self.ticket;
        ticket.source = *at_stake.operator.address();
        ticket.operator = *at_stake.operator.address();
        ticket.owner = *self.authority.address();
        ticket.amount = amount;
        ticket.shares = shares;
        ticket.release_at = release_at;
        ticket.nonce = nonce;
        ticket.bump = bump;
        emit(&UnbondBegun {
            operator: *at_stake.operator.address(),
            ticket: *self.ticket.address(),
            amount,
            bond_before: before,
            bond_after: at_stake.operator.own_bond,
            release_at,
        });
        Ok(())
    }
}
