use crate::{constants::LEDGER_SLOTS, error::StakeError};
use anchor_lang::prelude::*;

/// One job's hold on an operator's bond. An empty slot is all zeros.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct BondLock {
    pub job: Address,
    /// Base units; never zero in a taken slot.
    pub amount: u64,
}

/// The bonds an operator has locked, job by job. Callers name the slot, so every access is one read.
#[account]
pub struct BondLedger {
    pub operator: Address,
    pub locks: [BondLock; LEDGER_SLOTS],
}

impl BondLedger {
    /// # Errors
    /// [`StakeError::SlotTaken`] for a slot that is taken or does not exist.
    pub fn lock(&mut self, slot: u8, job: &Address, amount: u64) -> Result<()> {
        let lock = self
            .locks
            .get_mut(usize::from(slot))
            .ok_or(StakeError::SlotTaken)?;
        require!(lock.amount == 0, StakeError::SlotTaken);
        require!(amount > 0, StakeError::ZeroAmount);
        *lock = BondLock { job: *job, amount };
        Ok(())
    }

    /// Empties the slot and returns what it held.
    ///
    /// # Errors
    /// [`StakeError::NoSuchLock`] when the slot holds nothing or another job's bond.
    pub fn release(&mut self, slot: u8, job: &Address) -> Result<u64> {
        let lock = self
            .locks
            .get_mut(usize::from(slot))
            .ok_or(StakeError::NoSuchLock)?;
        require!(lock.amount > 0 && lock.job == *job, StakeError::NoSuchLock);
        let amount = lock.amount;
        *lock = bytemuck::Zeroable::zeroed();
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> BondLedger {
        bytemuck::Zeroable::zeroed()
    }

    #[test]
    fn a_slot_holds_one_job_until_that_job_releases_it() {
        let (a, b) = (Address::new_from_array([1; 32]), Address::new_from_array([2; 32]));
        let mut ledger = ledger();
        ledger.lock(249, &a, 5).expect("free slot");
        assert_eq!(ledger.lock(249, &b, 1), Err(StakeError::SlotTaken.into()));
        assert_eq!(ledger.release(249, &b), Err(StakeError::NoSuchLock.into()));
        assert_eq!(ledger.release(249, &a), Ok(5));
        assert_eq!(ledger.release(249, &a), Err(StakeError::NoSuchLock.into()));
    }

    #[test]
    fn slots_beyond_the_ledger_and_empty_bonds_are_refused() {
        let job = Address::new_from_array([1; 32]);
        assert_eq!(ledger().lock(250, &job, 5), Err(StakeError::SlotTaken.into()));
        assert_eq!(ledger().lock(0, &job, 0), Err(StakeError::ZeroAmount.into()));
        assert_eq!(ledger().release(250, &job), Err(StakeError::NoSuchLock.into()));
    }
}
