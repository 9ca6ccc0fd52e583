use super::at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake};
use crate::{
    error::StakeError,
    event::{emit, OperatorRetired},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct RetireOperator {
    pub authority: Signer,
    pub at_stake: Nested<AtStake>,
}

impl RetireOperator {
    pub fn retire(&mut self) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        require!(at_stake.operator.retired == 0, StakeError::Retired);
        let now = at_stake.collect()?;
        at_stake.operator.retired = 1;
        at_stake.finish(now)?;
        emit(&OperatorRetired {
            operator: *at_stake.operator.address(),
        });
        Ok(())
    }
}
