use super::at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake};
use crate::{
    check::Is,
    error::StakeError,
    event::{emit, UnbondCancelled},
    state::Ticket,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct CancelUnbond {
    #[account(mut)]
    pub authority: Signer,
    pub at_stake: Nested<AtStake>,
    #[account(mut, constraint = ticket.source.is(at_stake.operator.address()) @ StakeError::WrongOperator, close = authority)]
    pub ticket: Account<Ticket>,
}

impl CancelUnbond {
    pub fn cancel(&mut self) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        let now = at_stake.collect()?;
        let before = at_stake.operator.own_bond;
        let amount = at_stake
            .operator
            .end_ticket(&mut at_stake.pool, self.ticket.shares)?;
        at_stake.operator.deposit(&mut at_stake.pool, amount)?;
        at_stake.finish(now)?;
        emit(&UnbondCancelled {
            operator: *at_stake.operator.address(),
            ticket: *self.ticket.address(),
            amount,
            bond_before: before,
            bond_after: at_stake.operator.own_bond,
        });
        Ok(())
    }
}
