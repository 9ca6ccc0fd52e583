use super::held::{__client_accounts_held, __cpi_accounts_held, Held};
use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, UnstakeCancelled},
    state::Ticket,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct CancelUnstake {
    #[account(mut)]
    pub owner: Signer,
    pub held: Nested<Held>,
    #[account(mut, constraint = ticket.source.is(held.position.address()) @ StakeError::WrongTicket, constraint = ticket.owner.is(owner.address()) @ StakeError::NotPositionOwner, close = owner)]
    pub ticket: Account<Ticket>,
}

impl CancelUnstake {
    /// A ticket goes back to the operator it is at stake for, or to whichever the position backs when to none.
    pub fn cancel(&mut self) -> Result<()> {
        let now = now()?;
        let held = &mut *self.held;
        held.settle(&self.owner, now)?;
        let before = held.value();
        let shares = self.ticket.shares;
        held.position.grow(now);
        if self.ticket.operator == Address::default() {
            held.pool.total_cooling -= shares;
            held.pool.stake(shares)?;
            held.position.put(held.operator.as_deref_mut(), shares)?;
        } else {
            require!(
                self.ticket.operator.is(&held.position.operator),
                StakeError::WrongTicket
            );
            let operator = held.operator.as_deref_mut().ok_or(StakeError::WrongOperator)?;
            held.position.put_back(operator, shares);
        }
        held.position.open_tickets -= 1;
        held.finish(now)?;
        let after = self.held.value();
        emit(&UnstakeCancelled {
            position: *self.held.position.address(),
            ticket: *self.ticket.address(),
            amount: after - before,
            value_before: before,
            value_after: after,
        });
        Ok(())
    }
}
