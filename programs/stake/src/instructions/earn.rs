use super::{
    at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake},
    paid::{__client_accounts_paid, __cpi_accounts_paid, Paid},
};
use crate::event::{emit, CommissionAnnounced, OperatorPaid, OperatorSynced};
use anchor_lang::prelude::*;

/// Callable by anyone: after a jail is over, and when the saturation limit has moved.
#[derive(Accounts)]
pub struct SyncOperator {
    pub at_stake: Nested<AtStake>,
}

impl SyncOperator {
    pub fn sync(&mut self) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        let now = at_stake.collect()?;
        at_stake.finish(now)?;
        emit(&OperatorSynced {
            operator: *at_stake.operator.address(),
            weight: at_stake.operator.weight,
            effective: at_stake.operator.effective,
            rewards: at_stake.operator.rewards,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct SetCommission {
    pub authority: Signer,
    pub at_stake: Nested<AtStake>,
}

impl SetCommission {
    pub fn set(&mut self, bps: u16) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        let now = at_stake.collect()?;
        at_stake.operator.announce_commission(&at_stake.pool, bps, now)?;
        at_stake.finish(now)?;
        emit(&CommissionAnnounced {
            operator: *at_stake.operator.address(),
            commission_bps: at_stake.operator.commission_bps.into(),
            next_commission_bps: bps.into(),
            commission_at: at_stake.operator.commission_at,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct ClaimOperator {
    pub authority: Signer,
    pub at_stake: Nested<AtStake>,
    /// To a token account of the authority.
    pub paid: Nested<Paid>,
}

impl ClaimOperator {
    pub fn claim(&mut self) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        at_stake.require_authority(&self.authority)?;
        let now = at_stake.collect()?;
        at_stake.finish(now)?;
        let amount = at_stake.operator.claim()?;
        let authority = *self.authority.address();
        self.paid.reward(&mut at_stake.pool, &authority, amount)?;
        emit(&OperatorPaid {
            operator: *at_stake.operator.address(),
            authority,
            amount,
        });
        Ok(())
    }
}
