//! Liquidity that stays. Its owner keeps collecting what it earns.
//!
//! A lock remembers what its liquidity was worth in units of √k, which fees raise and nothing lowers. What is worth more
//! than that can be collected, as liquidity; so can what has been released, when it is locked for a time only.

use crate::{constants::MAX_LOCK_SECONDS, error::AmmError};
use anchor_lang::prelude::*;
use assay_math::{curve, mul_div_ceil};

/// Liquidity locked for ever, or released evenly over a time.
#[account]
pub struct LiquidityLock {
    pub pool: Address,
    /// Who collects.
    pub owner: Address,
    pub id: u64,
    /// In the lock; burnt as tokens and minted again when it is collected.
    pub liquidity: u64,
    /// What was locked, in units of √k, rounded up.
    pub principal: u64,
    pub release: Release,
    pub bump: u8,
    pub reserved: [u8; 39],
}

/// When locked liquidity is released: evenly between two moments. 0 and 0 for never.
#[repr(C)]
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    bytemuck::Pod,
    bytemuck::Zeroable,
    IdlType,
    AnchorSerialize,
    AnchorDeserialize,
)]
pub struct Release {
    /// Unix times.
    pub starts_at: i64,
    pub ends_at: i64,
}

impl Release {
    /// # Errors
    /// [`AmmError::BadRelease`].
    pub fn validate(&self, now: i64) -> Result<()> {
        let Self { starts_at, ends_at } = *self;
        let never = starts_at == 0 && ends_at == 0;
        let evenly = 0 < starts_at
            && starts_at < ends_at
            && now < ends_at
            && ends_at - starts_at <= MAX_LOCK_SECONDS
            && ends_at - now <= MAX_LOCK_SECONDS;
        require!(never || evenly, AmmError::BadRelease);
        Ok(())
    }

    /// What of `principal` must stay at `now`, rounded up.
    fn kept(&self, principal: u64, now: i64) -> u64 {
        if self.ends_at == 0 || now <= self.starts_at {
            return principal;
        }
        let left = self.ends_at.saturating_sub(now).max(0) as u64;
        let whole = (self.ends_at - self.starts_at) as u64;
        // Fits: a part of it.
        mul_div_ceil(principal, left, whole).unwrap_or(principal)
    }
}

impl LiquidityLock {
    /// Locks `liquidity` of a pool with these reserves and this supply.
    ///
    /// # Errors
    /// [`AmmError::BadRelease`], [`AmmError::AmountTooSmall`] for nothing.
    pub fn lock(
        &mut self,
        liquidity: u64,
        reserves: [u64; 2],
        supply: u64,
        release: Release,
        now: i64,
    ) -> Result<()> {
        release.validate(now)?;
        require!(liquidity > 0, AmmError::AmountTooSmall);
        self.principal = curve::principal_of(liquidity, reserves, supply).ok_or(AmmError::Overflow)?;
        self.liquidity = liquidity;
        self.release = release;
        Ok(())
    }

    /// What can be collected at `now`, liquidity, rounded down.
    pub fn collectable(&self, reserves: [u64; 2], supply: u64, now: i64) -> u64 {
        let kept = self.release.kept(self.principal, now);
        let needed = curve::liquidity_of_principal(kept, reserves, supply).unwrap_or(u64::MAX);
        self.liquidity.saturating_sub(needed)
    }

    /// Takes out what can be collected.
    ///
    /// # Errors
    /// [`AmmError::NothingToCollect`].
    pub fn collect(&mut self, reserves: [u64; 2], supply: u64, now: i64) -> Result<u64> {
        let amount = self.collectable(reserves, supply, now);
        require!(amount > 0, AmmError::NothingToCollect);
        self.liquidity -= amount;
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn lock(release: Release) -> LiquidityLock {
        let mut lock: LiquidityLock = bytemuck::Zeroable::zeroed();
        lock.lock(1_000, [10_000, 40_000], 20_000, release, DAY)
            .expect("valid");
        lock
    }

    #[test]
    fn what_is_locked_for_ever_gives_its_fees_and_no_more() {
        let mut lock = lock(Release {
            starts_at: 0,
            ends_at: 0,
        });
        assert_eq!(lock.principal, 1_000);
        assert_eq!(
            lock.collect([10_000, 40_000], 20_000, i64::MAX),
            Err(AmmError::NothingToCollect.into())
        );
        // √k grew by a tenth: a tenth of what is there now is fees.
        let fees = lock.collect([12_100, 40_000], 20_000, DAY).expect("fees");
        assert_eq!((fees, lock.liquidity), (90, 910));
        assert_eq!(lock.collectable([12_100, 40_000], 20_000, DAY), 0);
    }

    #[test]
    fn what_is_released_comes_evenly() {
        let mut lock = lock(Release {
            starts_at: 10 * DAY,
            ends_at: 20 * DAY,
        });
        let at = |lock: &LiquidityLock, day: i64| lock.collectable([10_000, 40_000], 20_000, day * DAY);
        assert_eq!(
            [5, 10, 11, 15, 20, 30].map(|day| at(&lock, day)),
            [0, 0, 100, 500, 1_000, 1_000]
        );
        assert_eq!(lock.collect([10_000, 40_000], 20_000, 15 * DAY), Ok(500));
        assert_eq!([15, 16, 20].map(|day| at(&lock, day)), [0, 100, 500]);
    }

    #[test]
    fn releases_have_bounds() {
        let valid = |starts_at, ends_at| Release { starts_at, ends_at }.validate(100);
        assert!(valid(0, 0).is_ok() && valid(1, 101).is_ok() && valid(200, 201).is_ok());
        let wrong = [
            (0, 101),
            (-5, 101),
            (200, 200),
            (1, 100),
            (1, i64::MAX),
            (i64::MIN, 200),
            (1, MAX_LOCK_SECONDS + 101),
        ];
        for (starts_at, ends_at) in wrong {
            assert_eq!(
                valid(starts_at, ends_at),
                Err(AmmError::BadRelease.into()),
                "{starts_at} {ends_at}"
            );
        }
    }
}
