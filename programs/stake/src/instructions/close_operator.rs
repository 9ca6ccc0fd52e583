use crate::{
    check::Is,
    error::StakeError,
    event::{emit, OperatorClosed},
    state::{BondLedger, Operator},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct CloseOperator {
    #[account(mut)]
    pub authority: Signer,
    #[account(mut, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority, close = authority)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = ledger.operator.is(operator.address()) @ StakeError::WrongOperator, close = authority)]
    pub ledger: Account<BondLedger>,
}

impl CloseOperator {
    pub fn close(&mut self) -> Result<()> {
        self.operator.require_closable()?;
        emit(&OperatorClosed {
            operator: *self.operator.address(),
            authority: *self.authority.address(),
        });
        Ok(())
    }
}
