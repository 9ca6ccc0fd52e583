use crate::error::StakeError;
use anchor_lang::prelude::*;
use assay_math::scale_ceil;

/// A linear release with a cliff. All zeros for a position that does not vest.
#[repr(C)]
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    bytemuck::Pod,
    bytemuck::Zeroable,
    IdlType,
    AnchorSerialize,
    AnchorDeserialize,
)]
pub struct Vesting {
    /// Base units.
    pub amount: u64,
    /// Unix times; start ≤ cliff ≤ end, and start < end.
    pub start: i64,
    pub cliff: i64,
    pub end: i64,
}

impl Vesting {
    /// Base units not released yet, rounded up.
    pub fn unreleased(&self, now: i64) -> u64 {
        if now >= self.end {
            return 0;
        }
        if now < self.cliff || now <= self.start {
            return self.amount;
        }
        // Spans are bounded by `validate`, so they fit into 32 bits.
        let (left, whole) = ((self.end - now) as u32, (self.end - self.start) as u32);
        scale_ceil(self.amount, left, whole).unwrap_or(self.amount)
    }

    /// # Errors
    /// [`StakeError::BadVesting`].
    pub fn validate(&self) -> Result<()> {
        let span = self.end.checked_sub(self.start);
        require!(
            self.start > 0
                && self.start <= self.cliff
                && self.cliff <= self.end
                && span.is_some_and(|span| (1..=i64::from(u32::MAX)).contains(&span)),
            StakeError::BadVesting
        );
        Ok(())
    }
}
