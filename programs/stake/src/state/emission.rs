//! How the reward token comes into the world: epoch by epoch, never above the schedule, never above the cap.
//!
//! An epoch's emission E falls geometrically. At the epoch's start the shares for security, liquidity and treasury are
//! minted; the first is streamed evenly to stake over the epoch and the second to the farms, so that neither staking
//! late nor calling late gains anything. At its end the shares for work and verification are minted, each bounded by what was burnt:
//!
//! ```text
//! work_e         = min(work share · E, WORK_BPS · fees burnt for jobs settled in e)
//! verification_e = min(verification share · E, ATTESTED_BPS · fees burnt for jobs attested to in e)
//! ```
//!
//! Both are paid in proportion to the fees burnt. Together they stay below what was burnt, so nobody can earn by
//! paying themselves.

use super::{EpochRates, Pool, Schedule};
use crate::{
    constants::{ATTESTED_BPS, KEPT_EPOCHS, MAX_EPOCH_SECONDS, REWARD_CAP, WORK_BPS},
    error::StakeError,
};
use anchor_lang::prelude::*;
use assay_math::{mul_q32_floor, ratio_q64, scale_floor, share_floor};

/// What an epoch's change mints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Minted {
    pub work: u64,
    pub verification: u64,
    pub security: u64,
    pub liquidity: u64,
    pub treasury: u64,
}

impl Minted {
    pub fn total(&self) -> u64 {
        self.work + self.verification + self.security + self.liquidity + self.treasury
    }
}

impl Pool {
    /// Fixes the schedule. The epoch that begins now emits nothing: there is time to stake before the first that does.
    ///
    /// # Errors
    /// [`StakeError::BadParameter`] outside the bounds named at [`Schedule`].
    pub fn schedule(&mut self, schedule: Schedule, supply: u64, now: i64) -> Result<()> {
        require!(
            (1..=MAX_EPOCH_SECONDS).contains(&schedule.epoch_seconds)
                && schedule.first_emission <= REWARD_CAP,
            StakeError::BadParameter
        );
        self.next_emission = schedule.first_emission;
        self.decay_q32 = schedule.decay_q32;
        self.epoch_seconds = schedule.epoch_seconds;
        self.emission_cap = REWARD_CAP.checked_sub(supply).ok_or(StakeError::BadRewardMint)?;
        self.epoch_started_at = now;
        self.accrued_at = now;
        Ok(())
    }

    /// Emits less from the next epoch on. What was lowered cannot be raised again.
    ///
    /// # Errors
    /// [`StakeError::EmissionAboveSchedule`].
    pub fn lower_emission(&mut self, emission: u64) -> Result<()> {
        require!(emission <= self.next_emission, StakeError::EmissionAboveSchedule);
        self.next_emission = emission;
        Ok(())
    }

    /// Unix time from which the epoch can be ended.
    pub fn epoch_ends_at(&self) -> i64 {
        self.epoch_started_at
            .saturating_add(i64::from(self.epoch_seconds))
    }

    /// Streams what is due up to `now` to the stake there is; for none it is carried to the next epoch. Once the
    /// epoch's time is over nothing more is due until the next one begins.
    pub fn accrue(&mut self, now: i64) {
        if now <= self.accrued_at {
            return;
        }
        self.accrued_at = now;
        let due = self.due(self.stream, now);
        let part = due - self.streamed;
        self.streamed = due;
        if self.total_effective == 0 {
            self.carried += part;
        } else {
            self.index.distribute(part, self.total_effective);
        }
    }

    /// What of the epoch's `stream` is due at `now`; all of it once the epoch's time is over.
    #[inline(never)]
    pub(super) fn due(&self, stream: u64, now: i64) -> u64 {
        match u32::try_from((now - self.epoch_started_at).max(0)) {
            // Fits: less than the whole stream.
            Ok(elapsed) if elapsed < self.epoch_seconds => {
                scale_floor(stream, elapsed, self.epoch_seconds).unwrap_or(0)
            }
            _ => stream,
        }
    }

    /// Ends the epoch and begins the next one; says what is to be minted into the reward vault.
    ///
    /// # Errors
    /// [`StakeError::EpochNotOver`].
    pub fn advance(&mut self, now: i64) -> Result<Minted> {
        require!(now >= self.epoch_ends_at(), StakeError::EpochNotOver);
        self.accrue(now);
        self.accrue_farms(now);
        let work = self.emit(self.work_budget, share_floor(self.work_burnt, WORK_BPS));
        let verification = self.emit(
            self.verification_budget,
            share_floor(self.attested_burnt, ATTESTED_BPS),
        );
        self.rates[self.epoch as usize % KEPT_EPOCHS] = EpochRates {
            work: rate(work, self.work_burnt),
            attested: rate(verification, self.attested_burnt),
        };
        (self.work_burnt, self.attested_burnt) = (0, 0);

        let emission = self.next_emission;
        let share = |bps| share_of(emission, bps);
        // The shares as they are now: what is set meanwhile must not hand out the same part twice.
        (self.work_budget, self.verification_budget) = (share(self.work_bps), share(self.verification_bps));
        let minted = Minted {
            work,
            verification,
            security: self.emit(share(self.security_bps), u64::MAX),
            liquidity: self.emit(share(self.liquidity_bps), u64::MAX),
            treasury: self.emit(share(self.treasury_bps), u64::MAX),
        };
        // With what nobody farmed for, and what came back from farms in which nobody staked.
        self.liquidity += minted.liquidity;
        (self.liquidity_stream, self.liquidity_streamed) = (self.liquidity, 0);
        self.treasury += minted.treasury;
        self.stream = minted.security + self.carried;
        (self.carried, self.streamed) = (0, 0);
        self.rewards += minted.total();
        self.epoch_emission = emission;
        // Fits: the ratio is below one.
        self.next_emission = mul_q32_floor(emission, self.decay_q32.into()).unwrap_or(0);
        self.epoch += 1;
        self.epoch_started_at = now;
        Ok(minted)
    }

    /// Rates of a closed epoch; `None` while it runs, and when it is too long ago.
    pub fn rates_of(&self, epoch: u64) -> Option<EpochRates> {
        let kept = epoch < self.epoch && self.epoch - epoch <= KEPT_EPOCHS as u64;
        kept.then(|| self.rates[epoch as usize % KEPT_EPOCHS])
    }

    /// `amount`, at most `bound` and what the cap leaves.
    #[inline(never)]
    fn emit(&mut self, amount: u64, bound: u64) -> u64 {
        let amount = amount.min(bound).min(self.emission_cap - self.emitted);
        self.emitted += amount;
        amount
    }
}

#[inline(never)]
fn share_of(emission: u64, bps: u16) -> u64 {
    share_floor(emission, bps)
}

/// `amount / burnt`, times 2^32, rounded down. At most one half, so it fits.
#[inline(never)]
fn rate(amount: u64, burnt: u64) -> u32 {
    (ratio_q64(amount, burnt).unwrap_or(0) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HALF: u32 = 1 << 31;

    fn pool(supply: u64) -> Pool {
        let mut pool: Pool = bytemuck::Zeroable::zeroed();
        let schedule = Schedule {
            first_emission: 1_000,
            decay_q32: HALF,
            epoch_seconds: 100,
        };
        pool.schedule(schedule, supply, 0).expect("within bounds");
        (pool.security_bps, pool.work_bps, pool.verification_bps) = (5_000, 2_000, 1_000);
        (pool.liquidity_bps, pool.treasury_bps) = (1_500, 500);
        pool
    }

    #[test]
    fn an_epoch_is_never_ended_early() {
        let mut pool = pool(0);
        assert_eq!(pool.advance(99), Err(StakeError::EpochNotOver.into()));
        assert!(pool.advance(100).is_ok());
        assert_eq!(pool.advance(199), Err(StakeError::EpochNotOver.into()));
    }

    #[test]
    fn emission_halves_and_is_shared_out() {
        let mut pool = pool(0);
        let first = pool.advance(100).expect("over");
        let shares = (first.security, first.liquidity, first.treasury);
        assert_eq!((shares, first.work, first.verification), ((500, 150, 50), 0, 0));
        let second = pool.advance(200).expect("over");
        assert_eq!((second.security, pool.emitted), (250, 1_050));
        // Nobody was at stake: the first stream comes again.
        assert_eq!((pool.stream, pool.next_emission), (750, 250));
    }

    #[test]
    fn the_cap_is_never_exceeded() {
        let mut pool = pool(REWARD_CAP - 1_200);
        let mut now = 0;
        for _ in 0..100 {
            now += 100;
            pool.work_burnt = 1 << 40;
            pool.advance(now).expect("over");
        }
        assert_eq!(pool.emitted, 1_200);
        assert_eq!(pool.rewards, 1_200);
    }

    #[test]
    fn work_is_paid_for_by_what_was_burnt_and_no_more() {
        let mut pool = pool(0);
        pool.advance(100).expect("over");
        (pool.work_burnt, pool.attested_burnt) = (100, 40);
        let minted = pool.advance(200).expect("over");
        assert_eq!((minted.work, minted.verification), (50, 10));
        let rates = pool.rates_of(1).expect("closed");
        assert_eq!((rates.work, rates.attested), (HALF, 1 << 30));
        // More burnt than the share allows: paid in proportion.
        (pool.work_burnt, pool.attested_burnt) = (1_000, 1_000);
        let minted = pool.advance(300).expect("over");
        assert_eq!((minted.work, minted.verification), (100, 50));
        assert_eq!(pool.rates_of(2).map(|rates| rates.work), Some(429_496_729));
        assert_eq!((pool.rates_of(3), pool.rates_of(2 + 128)), (None, None));
    }

    #[test]
    fn a_stream_runs_evenly_and_stops_with_its_epoch() {
        let mut pool = pool(0);
        pool.advance(100).expect("over");
        pool.total_effective = 10;
        pool.accrue(150);
        let start = bytemuck::Zeroable::zeroed();
        assert_eq!(pool.index.earned(start, 10), 250);
        pool.accrue(1_000);
        assert_eq!(pool.index.earned(start, 10), 500);
        pool.advance(2_000).expect("over");
        let then = pool.index;
        pool.accrue(2_004);
        assert_eq!(
            (pool.index.earned(start, 10), pool.index.earned(then, 10)),
            (510, 10)
        );
    }

    #[test]
    fn emission_can_be_lowered_and_not_raised() {
        let mut pool = pool(0);
        assert_eq!(
            pool.lower_emission(1_001),
            Err(StakeError::EmissionAboveSchedule.into())
        );
        pool.lower_emission(10).expect("lower");
        assert_eq!(pool.advance(100).expect("over").security, 5);
    }

    proptest! {
        /// However the time is cut up, the stream gives out the same, up to a unit a cut.
        #[test]
        fn cutting_time_gains_nothing(cuts in proptest::collection::vec(0i64..100, 0..20), weight in 1u64..1 << 50) {
            let mut cuts = cuts;
            cuts.sort_unstable();
            let mut pool = pool(0);
            pool.advance(100).expect("over");
            pool.total_effective = weight;
            for cut in &cuts {
                pool.accrue(100 + cut);
            }
            pool.accrue(200);
            let earned = pool.index.earned(bytemuck::Zeroable::zeroed(), weight);
            prop_assert!(earned <= 500 && earned + 1 + cuts.len() as u64 >= 500);
        }
    }
}
