use super::{
    at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake},
    paid::{__client_accounts_paid, __cpi_accounts_paid, Paid},
};
use crate::{
    constants::PAUSE_DEPOSIT,
    error::StakeError,
    event::{emit, BondDeposited},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct DepositBond {
    /// Anyone may add to a bond; only the operator's authority can take it out.
    pub depositor: Signer,
    pub at_stake: Nested<AtStake>,
    pub paid: Nested<Paid>,
}

impl DepositBond {
    pub fn deposit(&mut self, amount: u64) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.pool.require_active(PAUSE_DEPOSIT)?;
        require!(amount > 0, StakeError::ZeroAmount);
        require!(at_stake.operator.retired == 0, StakeError::Retired);
        let now = at_stake.collect()?;
        let before = at_stake.operator.own_bond;
        at_stake.operator.deposit(&mut at_stake.pool, amount)?;
        at_stake.finish(now)?;
        self.paid.take(&at_stake.pool, &self.depositor, amount)?;
        emit(&BondDeposited {
            operator: *at_stake.operator.address(),
            amount,
            bond_before: before,
            bond_after: at_stake.operator.own_bond,
        });
        Ok(())
    }
}
