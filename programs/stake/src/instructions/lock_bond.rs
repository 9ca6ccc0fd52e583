use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, BondLocked, BondReleased},
    state::{BondLedger, Operator, Outcome, Pool},
};
use anchor_lang::prelude::*;

/// Accounts of `lock_bond` and `release_bond`.
#[derive(Accounts)]
pub struct LockBond {
    pub escrow_signer: Signer,
    #[account(mut, constraint = pool.escrow_signer.is(escrow_signer.address()) @ StakeError::NotEscrow)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = ledger.operator.is(operator.address()) @ StakeError::WrongOperator)]
    pub ledger: Account<BondLedger>,
}

impl LockBond {
    /// Who may be bonded for what is the escrow's to judge; that the bond exists is judged here.
    pub fn lock(&mut self, slot: u8, job: &Address, amount: u64) -> Result<()> {
        let before = self.operator.locked;
        self.operator.lock(&mut self.pool, amount)?;
        self.ledger.lock(slot, job, amount)?;
        emit(&BondLocked {
            operator: *self.operator.address(),
            job: *job,
            amount,
            locked_before: before,
            locked_after: self.operator.locked,
        });
        Ok(())
    }

    /// `burnt` is what of the job's fee was burnt, for what the operator did for it.
    pub fn release(&mut self, slot: u8, job: &Address, outcome: u8, value: u64, burnt: u64) -> Result<()> {
        let (outcome, work, attested) = match outcome {
            0 => (Outcome::Neutral, 0, 0),
            1 => (Outcome::Settled { value }, burnt, 0),
            2 => (Outcome::Neutral, 0, burnt),
            _ => return Err(StakeError::BadParameter.into()),
        };
        let before = self.operator.locked;
        let amount = self.ledger.release(slot, job)?;
        self.operator.unlock(&mut self.pool, amount);
        let now = now()?;
        self.operator.record(outcome, now);
        if burnt > 0 {
            self.operator.credit(&mut self.pool, work, attested);
        }
        emit(&BondReleased {
            operator: *self.operator.address(),
            job: *job,
            amount,
            locked_before: before,
            locked_after: self.operator.locked,
            reputation: u64::from(self.operator.reputation_points),
            work_burnt: work,
            attested_burnt: attested,
        });
        Ok(())
    }
}
