use crate::{
    check::Is,
    error::StakeError,
    event::{emit, UnbondCancelled},
    state::{Operator, Pool, Ticket, VerifierRegistry},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct CancelUnbond {
    #[account(mut)]
    pub authority: Signer,
    #[account(mut)]
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
    #[account(mut, constraint = ticket.operator.is(operator.address()) @ StakeError::WrongOperator, close = authority)]
    pub ticket: Box<Account<Ticket>>,
}

impl CancelUnbond {
    pub fn cancel(&mut self) -> Result<()> {
        let (amount, before) = (self.ticket.amount, self.operator.own_bond);
        self.operator.end_ticket(&mut self.pool, amount);
        self.operator.deposit(&mut self.pool, amount)?;
        super::follow_bond(&mut self.operator, &mut self.registry, self.pool.min_bond)?;
        emit(&UnbondCancelled {
            operator: *self.operator.address(),
            ticket: *self.ticket.address(),
            amount,
            bond_before: before,
            bond_after: self.operator.own_bond,
        });
        Ok(())
    }
}
