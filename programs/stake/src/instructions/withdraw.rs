use super::{
    at_stake::follow_stake,
    held::require_operator,
    paid::{__client_accounts_paid, __cpi_accounts_paid, Paid},
};
use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, StakeWithdrawn},
    state::{Operator, Pool, Position, Ticket, VerifierRegistry},
};
use anchor_lang::prelude::*;

/// Anyone may have a ticket paid out to its owner: so nobody can keep an operator's accounts open.
#[derive(Accounts)]
pub struct Withdraw {
    /// Gets stake and rent.
    #[account(mut)]
    pub owner: UncheckedAccount,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub position: Account<Position>,
    /// The one the ticket is at stake for; none for none.
    #[account(mut)]
    pub operator: Option<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Account<VerifierRegistry>,
    #[account(mut, constraint = ticket.source.is(position.address()) @ StakeError::WrongTicket, constraint = ticket.owner.is(owner.address()) @ StakeError::NotPositionOwner, close = owner)]
    pub ticket: Account<Ticket>,
    pub paid: Nested<Paid>,
}

impl Withdraw {
    pub fn withdraw(&mut self) -> Result<()> {
        require_operator(&self.ticket.operator, &self.operator)?;
        self.ticket.require_released(now()?)?;
        let amount = if let Some(operator) = &mut self.operator {
            let amount = operator.sell_leaving(self.ticket.shares)?;
            self.pool.total_staked -= amount;
            // Rounding can move what is left to the others by a unit.
            follow_stake(operator, &mut self.registry, self.pool.min_bond)?;
            // An empty position must not name an operator that may be closed.
            if self.position.shares == 0 && self.position.operator.is(operator.address()) {
                self.position.forget_operator();
            }
            amount
        } else {
            self.pool.total_cooling -= self.ticket.shares;
            self.ticket.shares
        };
        self.position.open_tickets -= 1;
        self.paid.give(&self.pool, self.owner.address(), amount)?;
        emit(&StakeWithdrawn {
            position: *self.position.address(),
            ticket: *self.ticket.address(),
            owner: *self.owner.address(),
            amount,
        });
        Ok(())
    }
}
