use super::paid::{__client_accounts_paid, __cpi_accounts_paid, Paid};
use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, BondWithdrawn},
    state::{Operator, Pool, Ticket},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct WithdrawBond {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = ticket.source.is(operator.address()) @ StakeError::WrongOperator, constraint = ticket.owner.is(owner.address()) @ StakeError::NotOperatorAuthority, close = owner)]
    pub ticket: Account<Ticket>,
    pub paid: Nested<Paid>,
}

impl WithdrawBond {
    pub fn withdraw(&mut self) -> Result<()> {
        self.ticket.require_released(now()?)?;
        let amount = self.operator.end_ticket(&mut self.pool, self.ticket.shares)?;
        self.paid.give(&self.pool, self.owner.address(), amount)?;
        emit(&BondWithdrawn {
            operator: *self.operator.address(),
            ticket: *self.ticket.address(),
            owner: *self.owner.address(),
            amount,
        });
        Ok(())
    }
}
