//! What a pool remembers of its price.
//!
//! Before anything changes the reserves, the price they had since the last change is added up, times the seconds it
//! stood. A price that stands for no time counts for nothing: what is pushed away and back within one second, however
//! far, leaves no trace.

use super::Side;
use crate::{constants::OBSERVATIONS, error::AmmError};
use anchor_lang::prelude::*;
use assay_math::{
    price::{accumulate, mean, Cumulative},
    ratio_q64,
};

/// The sums of a pool's prices, and what they were at up to [`OBSERVATIONS`] moments.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Oracle {
    /// The sums as they are now.
    pub last: Observation,
    /// Seconds between two of the observations below, at the least.
    pub observation_seconds: u32,
    /// Where the newest one is, and how many there are.
    pub newest: u16,
    pub count: u16,
    pub observations: [Observation; OBSERVATIONS],
}

/// Price times seconds since the pool was made, up to a moment; prices with 64 bits behind the point, the sums in three
/// 64-bit parts, least significant first.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Observation {
    /// Unix time.
    pub at: i64,
    /// What a unit of mint a is worth in mint b, and the other way round.
    pub price_a: [u64; 3],
    pub price_b: [u64; 3],
}

/// Prices with 64 bits behind the point, base units for base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// What a unit of mint a is worth in mint b.
    pub a: u128,
    /// What a unit of mint b is worth in mint a.
    pub b: u128,
}

impl Prices {
    /// The prices of two reserves. None is empty.
    pub fn of(reserves: [u64; 2]) -> Self {
        Self {
            a: price(reserves, Side::A),
            b: price(reserves, Side::B),
        }
    }
}

/// What a unit of `side` is worth in the other one. No reserve is empty.
#[inline(never)]
pub fn price(reserves: [u64; 2], side: Side) -> u128 {
    ratio_q64(reserves[side.other() as usize], reserves[side as usize]).unwrap_or(0)
}

impl Observation {
    /// The sums once `prices` stood until `now`.
    #[must_use]
    fn until(mut self, now: i64, prices: Prices) -> Self {
        let seconds = now.saturating_sub(self.at).max(0) as u64;
        accumulate(&mut self.price_a, prices.a, seconds);
        accumulate(&mut self.price_b, prices.b, seconds);
        self.at = now;
        self
    }

    /// The sum of one side's prices.
    fn sum(&self, side: Side) -> &Cumulative {
        match side {
            Side::A => &self.price_a,
            Side::B => &self.price_b,
        }
    }
}

impl Oracle {
    /// Starts at `now`.
    pub fn start(&mut self, now: i64, observation_seconds: u32) {
        self.last.at = now;
        self.observation_seconds = observation_seconds;
        self.observations[0].at = now;
        self.count = 1;
    }

    /// Adds the price of `reserves` up to `now`, which is what they were since the last call.
    pub fn observe(&mut self, reserves: [u64; 2], now: i64) {
        if now <= self.last.at {
            return;
        }
        self.last = self.last.until(now, Prices::of(reserves));
        let newest = self.observations[usize::from(self.newest) % OBSERVATIONS].at;
        if now - newest >= i64::from(self.observation_seconds) {
            self.newest = (self.newest + 1) % OBSERVATIONS as u16;
            self.count = (self.count + 1).min(OBSERVATIONS as u16);
            self.observations[usize::from(self.newest) % OBSERVATIONS] = self.last;
        }
    }

    /// Seconds that it reaches back, however often it is called, once the pool is as old: a full ring is at least that
    /// long.
    pub fn reach(&self) -> u32 {
        self.observation_seconds.saturating_mul(OBSERVATIONS as u32 - 1)
    }

    /// Mean prices of the last `seconds`; see [`Self::mean_of`].
    ///
    /// # Errors
    /// As there.
    pub fn mean(&self, seconds: u32) -> Result<Prices> {
        Ok(Prices {
            a: self.mean_of(Side::A, seconds)?,
            b: self.mean_of(Side::B, seconds)?,
        })
    }

    /// Mean price of one side in the last `seconds`, up to the moment of the last [`Self::observe`]. Who asks for one
    /// alone does not pay for both.
    ///
    /// Between two observations the price is taken to have been its mean there: off by what it moved within
    /// `observation_seconds` of where the time begins, and by nothing else.
    ///
    /// # Errors
    /// [`AmmError::OracleTooYoung`] when no observation is that old, [`AmmError::BadParameter`] for no time.
    #[inline(never)]
    pub fn mean_of(&self, side: Side, seconds: u32) -> Result<u128> {
        require!(seconds > 0, AmmError::BadParameter);
        let since = self.last.at - i64::from(seconds);
        let then = self.sum_at(side, since).ok_or(AmmError::OracleTooYoung)?;
        Ok(mean(self.last.sum(side), &then, seconds).ok_or(AmmError::OracleTooYoung)?)
    }

    /// The sum of one side's prices at `moment`; `None` when it is before all there is.
    fn sum_at(&self, side: Side, moment: i64) -> Option<Cumulative> {
        // How many of the observations, from the newest one back, are too new.
        let (mut few, mut many) = (0, usize::from(self.count));
        while few < many {
            let middle = (few + many) / 2;
            if self.back(middle).at > moment {
                few = middle + 1;
            } else {
                many = middle;
            }
        }
        if few == usize::from(self.count) {
            return None;
        }
        let before = self.back(few);
        let mut sum = *before.sum(side);
        if before.at < moment {
            let after = if few == 0 { &self.last } else { self.back(few - 1) };
            let seconds = u32::try_from(after.at - before.at).ok()?;
            let between = mean(after.sum(side), &sum, seconds)?;
            // Fits: later than before.
            accumulate(&mut sum, between, (moment - before.at) as u64);
        }
        Some(sum)
    }

    /// The observation that is `steps` older than the newest one.
    fn back(&self, steps: usize) -> &Observation {
        &self.observations[(usize::from(self.newest) + OBSERVATIONS - steps) % OBSERVATIONS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE: u128 = 1 << 64;

    fn oracle() -> Oracle {
        let mut oracle: Oracle = bytemuck::Zeroable::zeroed();
        oracle.start(1_000, 60);
        oracle
    }

    #[test]
    fn a_mean_weighs_prices_by_time() {
        let mut oracle = oracle();
        oracle.observe([100, 100], 1_100);
        oracle.observe([100, 400], 1_200);
        let mean = oracle.mean(200).expect("old enough");
        assert_eq!((mean.a, mean.b), (ONE * 5 / 2, (ONE + ONE / 4) / 2));
        assert_eq!(oracle.mean(50).map(|mean| mean.a), Ok(4 * ONE));
        assert_eq!(oracle.mean(100).map(|mean| mean.a), Ok(4 * ONE));
        assert_eq!(oracle.mean(150).map(|mean| mean.a), Ok(3 * ONE));
    }

    #[test]
    fn a_price_that_stands_for_no_time_leaves_no_trace() {
        let (mut calm, mut pushed) = (oracle(), oracle());
        calm.observe([100, 100], 1_500);
        pushed.observe([100, 100], 1_500);
        // Pushed and read within the second, then put back.
        pushed.observe([1, 1_000_000], 1_500);
        assert_eq!(pushed.mean(400), calm.mean(400));
        calm.observe([100, 100], 1_600);
        pushed.observe([100, 100], 1_600);
        assert_eq!(pushed.mean(400), calm.mean(400));
    }

    #[test]
    fn what_is_too_long_ago_is_an_error() {
        let mut oracle = oracle();
        assert_eq!(oracle.mean(0), Err(AmmError::BadParameter.into()));
        assert_eq!(oracle.mean(1), Err(AmmError::OracleTooYoung.into()));
        oracle.observe([5, 5], 1_100);
        assert!(oracle.mean(100).is_ok());
        assert_eq!(oracle.mean(101), Err(AmmError::OracleTooYoung.into()));
        for at in 1..=200 {
            oracle.observe([5, 5], 1_100 + at * 60);
        }
        // 64 observations, 60 seconds apart.
        assert!(oracle.mean(63 * 60).is_ok());
        assert_eq!(oracle.mean(63 * 60 + 1), Err(AmmError::OracleTooYoung.into()));
        assert_eq!(oracle.mean(u32::MAX), Err(AmmError::OracleTooYoung.into()));
    }

    #[test]
    fn there_is_one_observation_in_an_interval() {
        let mut oracle = oracle();
        for at in 1_001..1_060 {
            oracle.observe([5, 5], at);
        }
        assert_eq!((oracle.count, oracle.last.at), (1, 1_059));
        oracle.observe([5, 5], 1_060);
        assert_eq!(oracle.count, 2);
        oracle.observe([5, 5], 1_000);
        assert_eq!(oracle.last.at, 1_060, "time does not run backwards");
    }

    proptest! {
        /// Against the sum over every second.
        #[test]
        fn means_are_those_of_every_second(
            steps in proptest::collection::vec((1..200i64, 1..1_000u64, 1..1_000u64), 1..150),
            back in 1..4_000u32,
        ) {
            let mut oracle = oracle();
            let mut now = 1_000;
            let mut seconds = Vec::new();
            let mut moments = vec![now];
            for (time, a, b) in steps {
                let before = oracle.last;
                now += time;
                oracle.observe([a, b], now);
                moments.push(now);
                seconds.extend((0..time).map(|_| Prices::of([a, b]).a));
                let sum = |o: &Observation| (o.price_a[2], o.price_a[1], o.price_a[0]);
                prop_assert!(sum(&oracle.last) >= sum(&before), "sums never fall");
            }
            let Ok(mean) = oracle.mean(back) else {
                prop_assert!(now - i64::from(back) < oracle.back(usize::from(oracle.count) - 1).at);
                return Ok(());
            };
            // Exact where an observation was made; between two, within the range of their prices.
            let since = now - i64::from(back);
            let kept = (0..usize::from(oracle.count)).any(|steps| oracle.back(steps).at == since);
            let part = &seconds[seconds.len() - back as usize..];
            let exact = part.iter().sum::<u128>() / u128::from(back);
            if kept {
                prop_assert_eq!(mean.a, exact);
            } else {
                let (least, most) = (seconds.iter().min(), seconds.iter().max());
                prop_assert!(mean.a + 1_000 >= *least.expect("some") && mean.a <= *most.expect("some") + 1_000);
            }
        }
    }
}
