use crate::{
    check::Is,
    error::StakeError,
    event::{emit, UnbondBegun},
    state::{Operator, Pool, Ticket, VerifierRegistry},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct BeginUnbond {
    #[account(mut)]
    pub authority: Signer,
    #[account(mut)]
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
    #[account(init, payer = authority, seeds = [b"ticket", operator.address().as_ref(), nonce.to_le_bytes()], bump)]
    pub ticket: Box<Account<Ticket>>,
    pub system_program: Program<System>,
}

impl BeginUnbond {
    pub fn begin(&mut self, nonce: u64, amount: u64, bump: u8) -> Result<()> {
        let before = self.operator.own_bond;
        self.operator.begin_unbond(&mut self.pool, amount)?;
        super::follow_bond(&mut self.operator, &mut self.registry, self.pool.min_bond)?;
        let release_at = Clock::get()?
            .unix_timestamp
            .checked_add(self.pool.cooldown_seconds)
            .ok_or(StakeError::Overflow)?;
        let ticket = &mut *self.ticket;
        ticket.operator = *self.operator.address();
        ticket.owner = *self.authority.address();
        ticket.amount = amount;
        ticket.release_at = release_at;
        ticket.nonce = nonce;
        ticket.bump = bump;
        emit(&UnbondBegun {
            operator: *self.operator.address(),
            ticket: *self.ticket.address(),
            amount,
            bond_before: before,
            bond_after: self.operator.own_bond,
            release_at,
        });
        Ok(())
    }
}
