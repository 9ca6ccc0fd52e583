//! Standing locks: what is locked weighs more, until its owner releases it and the countdown is over.

use super::{Operator, Position};
use crate::{
    constants::{LOCK_BONUS, MAX_LOCK_SECONDS},
    error::StakeError,
};
use anchor_lang::prelude::*;
use assay_math::scale_floor;

/// `amount` with the bonus of a lock of `seconds`, rounded down: amount · (1 + 3 · seconds / 4 years). `None` above
/// 64 bits.
pub fn with_lock(amount: u64, seconds: u32) -> Option<u64> {
    if seconds == 0 {
        return Some(amount);
    }
    amount.checked_add(scale_floor(amount, LOCK_BONUS * seconds, MAX_LOCK_SECONDS)?)
}

impl Position {
    /// Lock that counts: it stands and its release has not begun.
    pub(super) fn standing_lock(&self) -> u32 {
        if self.lock_ends_at == 0 {
            self.lock_seconds
        } else {
            0
        }
    }

    /// Unix time before which nothing can be unstaked; for a standing lock as if it were released now.
    pub fn locked_until(&self, now: i64) -> i64 {
        if self.lock_ends_at != 0 {
            self.lock_ends_at
        } else if self.lock_seconds == 0 {
            0
        } else {
            now.saturating_add(self.lock_seconds.into())
        }
    }

    /// # Errors
    /// [`StakeError::PositionLocked`].
    pub fn require_unlocked(&self, now: i64) -> Result<()> {
        require!(self.locked_until(now) <= now, StakeError::PositionLocked);
        Ok(())
    }

    /// Locks it for at least `seconds` from any moment on. A lock can be made longer, never shorter.
    ///
    /// # Errors
    /// [`StakeError::LockTooLong`], [`StakeError::LockTooShort`], [`StakeError::PositionVesting`].
    pub fn set_lock(&mut self, operator: Option<&mut Operator>, seconds: u32, now: i64) -> Result<()> {
        self.require_free()?;
        require!(seconds <= MAX_LOCK_SECONDS, StakeError::LockTooLong);
        require!(
            seconds > self.standing_lock() && now + i64::from(seconds) >= self.locked_until(now),
            StakeError::LockTooShort
        );
        self.relock(operator, seconds, 0);
        Ok(())
    }

    /// Starts the countdown of its lock; from now on it weighs what it is worth.
    ///
    /// # Errors
    /// [`StakeError::NoLock`].
    pub fn release_lock(&mut self, operator: Option<&mut Operator>, now: i64) -> Result<()> {
        require!(self.standing_lock() > 0, StakeError::NoLock);
        let ends = now.saturating_add(self.lock_seconds.into());
        self.relock(operator, self.lock_seconds, ends);
        Ok(())
    }

    fn relock(&mut self, operator: Option<&mut Operator>, seconds: u32, ends_at: i64) {
        let before = self.weight();
        (self.lock_seconds, self.lock_ends_at) = (seconds, ends_at);
        if let Some(operator) = operator {
            operator.backing_weight = operator.backing_weight - before + self.weight();
        }
    }
}
