//! The first days of a pool, in which bots wait for it: a fee that starts high and falls, and a bound on what may leave
//! a reserve in one slot.
//!
//! The bound holds for everybody together: were it for a transaction or a signer, whoever cut a trade up into
//! instructions, transactions or wallets would not feel it.

use super::Fees;
use crate::{constants::MIN_LAUNCH_CAP_BPS, error::AmmError};
use anchor_lang::prelude::*;
use assay_math::{fee::falling_fee, share_floor, BPS};
use stake::event::note;

/// What the maker of a pool chooses for its first days.
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
pub struct LaunchTerms {
    /// Unix time from which the pool trades, at most the tier's `launch_hours` ahead; what is past means at once.
    pub opens_at: i64,
    /// How long the launch lasts from there, seconds, at most the tier's `launch_hours`; 0 for none.
    pub seconds: u32,
    /// The fee it starts with, basis points, at most the tier's `launch_bps`; it falls evenly to the tier's own.
    pub fee_bps: u16,
    /// Share of a reserve that may leave it in one slot while the launch lasts, basis points, at least 10; 0 for no
    /// bound.
    pub cap_bps: u16,
}

/// The launch of a pool.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Launch {
    pub terms: LaunchTerms,
    /// Slot for which the rest is right.
    pub slot: u64,
    /// What may still leave each reserve in that slot, base units.
    pub left: [u64; 2],
}

impl Launch {
    /// # Errors
    /// [`AmmError::BadParameter`] outside the bounds named at [`LaunchTerms`].
    pub fn start(&mut self, fees: &Fees, terms: LaunchTerms, now: i64) -> Result<()> {
        let longest = u32::from(fees.launch_hours) * 3_600;
        let LaunchTerms {
            opens_at,
            seconds,
            fee_bps,
            cap_bps,
        } = terms;
        let ok = opens_at <= now.saturating_add(longest.into())
            && seconds <= longest
            && fee_bps <= fees.launch_bps
            && (cap_bps == 0 || (MIN_LAUNCH_CAP_BPS..=BPS as u16).contains(&cap_bps))
            && (seconds > 0 || fee_bps == 0 && cap_bps == 0);
        require!(ok, AmmError::BadParameter);
        self.terms = terms;
        self.terms.opens_at = opens_at.max(now);
        Ok(())
    }

    /// # Errors
    /// [`AmmError::NotOpen`]; the log has the Unix time from which it is.
    pub fn require_open(&self, now: i64) -> Result<()> {
        let opens_at = self.terms.opens_at;
        if now < opens_at {
            note("trading opens at Unix time", opens_at as u64);
            return Err(AmmError::NotOpen.into());
        }
        Ok(())
    }

    /// The fee at `now`, which is not below `base`, basis points.
    pub fn fee_bps(&self, base: u16, now: i64) -> u16 {
        let elapsed = now.saturating_sub(self.terms.opens_at).max(0) as u64;
        falling_fee(self.terms.fee_bps, base, elapsed, self.terms.seconds)
    }

    fn caps(&self, now: i64) -> bool {
        let until = self.terms.opens_at.saturating_add(self.terms.seconds.into());
        self.terms.cap_bps > 0 && now < until
    }

    /// Before the reserves change for the first time in a slot: what may leave them in it. What is deposited in the
    /// same slot does not count.
    pub fn enter(&mut self, slot: u64, reserves: [u64; 2], now: i64) {
        if self.slot != slot && self.caps(now) {
            self.slot = slot;
            self.left = reserves.map(|reserve| share_floor(reserve, self.terms.cap_bps));
        }
    }

    /// Counts `amount` that leaves the reserve of `side` in a trade.
    ///
    /// # Errors
    /// [`AmmError::AboveLaunchCap`]; the log has what is left in this slot.
    pub fn take(&mut self, side: usize, amount: u64, now: i64) -> Result<()> {
        if !self.caps(now) {
            return Ok(());
        }
        let Some(left) = self.left[side].checked_sub(amount) else {
            note("left in this slot, base units:", self.left[side]);
            return Err(AmmError::AboveLaunchCap.into());
        };
        self.left[side] = left;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::config::tests::fees;

    fn terms() -> LaunchTerms {
        LaunchTerms {
            opens_at: 1_000,
            seconds: 100,
            fee_bps: 5_000,
            cap_bps: 100,
        }
    }

    fn launch() -> Launch {
        let mut launch: Launch = bytemuck::Zeroable::zeroed();
        launch.start(&fees(), terms(), 500).expect("within bounds");
        launch
    }

    #[test]
    fn terms_stay_within_their_bounds() {
        let mut launch: Launch = bytemuck::Zeroable::zeroed();
        let wrong: [fn(&mut LaunchTerms); 6] = [
            |t| t.opens_at = 500 + 168 * 3_600 + 1,
            |t| t.seconds = 168 * 3_600 + 1,
            |t| t.fee_bps = 5_001,
            |t| t.cap_bps = 9,
            |t| t.cap_bps = 10_001,
            |t| t.seconds = 0,
        ];
        for change in wrong {
            let mut terms = terms();
            change(&mut terms);
            assert_eq!(
                launch.start(&fees(), terms, 500),
                Err(AmmError::BadParameter.into()),
                "{terms:?}"
            );
        }
        launch
            .start(
                &fees(),
                LaunchTerms {
                    opens_at: 0,
                    ..terms()
                },
                500,
            )
            .expect("at once");
        assert_eq!(launch.terms.opens_at, 500);
    }

    #[test]
    fn a_tier_without_launches_has_none() {
        let mut launch: Launch = bytemuck::Zeroable::zeroed();
        let none = Fees {
            launch_bps: 0,
            launch_hours: 0,
            ..fees()
        };
        let nothing: LaunchTerms = bytemuck::Zeroable::zeroed();
        assert!(launch.start(&none, nothing, 500).is_ok());
        let wrong: [fn(&mut LaunchTerms); 4] = [
            |t| t.opens_at = 501,
            |t| t.seconds = 1,
            |t| t.fee_bps = 1,
            |t| t.cap_bps = 100,
        ];
        for change in wrong {
            let mut terms = nothing;
            change(&mut terms);
            assert_eq!(
                launch.start(&none, terms, 500),
                Err(AmmError::BadParameter.into()),
                "{terms:?}"
            );
        }
    }

    #[test]
    fn the_fee_falls_and_the_cap_ends() {
        let mut launch = launch();
        assert_eq!(launch.require_open(999), Err(AmmError::NotOpen.into()));
        assert!(launch.require_open(1_000).is_ok());
        let fees = [900, 1_000, 1_050, 1_099, 1_100].map(|now| launch.fee_bps(30, now));
        assert_eq!(fees, [5_000, 5_000, 2_515, 80, 30]);
        launch.enter(1, [10_000, 20_000], 1_099);
        assert_eq!(launch.take(0, 101, 1_099), Err(AmmError::AboveLaunchCap.into()));
        assert!(launch.take(0, 10_000, 1_100).is_ok(), "it is over");
    }

    #[test]
    fn cutting_up_does_not_help() {
        let mut launch = launch();
        launch.enter(7, [10_000, 20_000], 1_000);
        launch.take(0, 60, 1_000).expect("60 of 100");
        // The reserve changed, the slot did not.
        launch.enter(7, [1_000_000, 20_000], 1_000);
        assert_eq!(launch.take(0, 41, 1_000), Err(AmmError::AboveLaunchCap.into()));
        launch.take(0, 40, 1_000).expect("the rest");
        launch.take(1, 200, 1_000).expect("the other side has its own");
        launch.enter(8, [10_000, 20_000], 1_001);
        launch.take(0, 100, 1_001).expect("a new slot");
    }
}
