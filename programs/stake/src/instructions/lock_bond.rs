use crate::{
    check::Is,
    error::StakeError,
    event::{emit, BondLocked, BondReleased},
    state::{BondLedger, Operator, Outcome, Pool},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

/// Accounts of `lock_bond` and `release_bond`.
#[derive(Accounts)]
pub struct LockBond {
    pub escrow_signer: Signer,
    #[account(mut, constraint = pool.escrow_signer.is(escrow_signer.address()) @ StakeError::NotEscrow)]
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = ledger.operator.is(operator.address()) @ StakeError::WrongOperator)]
    pub ledger: Box<Account<BondLedger>>,
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

    pub fn release(&mut self, slot: u8, job: &Address, outcome: u8, value: u64) -> Result<()> {
        let outcome = match outcome {
            0 => Outcome::Neutral,
            1 => Outcome::Settled { value },
            _ => return Err(StakeError::BadParameter.into()),
        };
        let before = self.operator.locked;
        let amount = self.ledger.release(slot, job)?;
        self.operator.unlock(&mut self.pool, amount);
        let now = Clock::get()?.unix_timestamp;
        self.operator.record(outcome, now);
        emit(&BondReleased {
            operator: *self.operator.address(),
            job: *job,
            amount,
            locked_before: before,
            locked_after: self.operator.locked,
            reputation: u64::from(self.operator.reputation_points),
        });
        Ok(())
    }
}
