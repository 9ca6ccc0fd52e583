//! What stake could claim now and what it earns in a year, by the program's own functions on copies of its accounts.
//!
//! A year's reward is a projection: the schedule goes on as it stands (each epoch emits `decay` of the one before, up
//! to the cap), while weights, commission and saturation limit stay as they are. What is carried over from epochs
//! without stake, and what the shares for work and verification leave, is not counted.

use super::{Farm, Operator, Pool, Position};
use assay_math::{mul_div_floor, mul_q64_floor, share_floor};
use bytemuck::Zeroable;
use solana_address::Address;

const YEAR_SECONDS: u64 = 365 * 86_400;

/// A year's reward beside the stake that earns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Yearly {
    /// Base units.
    pub reward: u64,
    /// Base units.
    pub stake: u64,
}

impl Yearly {
    /// Reward by stake, for display; 0 for no stake.
    #[must_use]
    pub fn rate(&self) -> f64 {
        if self.stake == 0 {
            return 0.0;
        }
        self.reward as f64 / self.stake as f64
    }
}

/// An operator's part of a year, base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearlyOperator {
    /// Earned by its own bond.
    pub own: u64,
    /// Taken off what its backers earned.
    pub commission: u64,
    /// Left to its backers.
    pub backers: u64,
}

/// Base units that `position` could claim at `now`. `operator` is the one it names.
#[must_use]
pub fn pending(pool: &Pool, operator: Option<&Operator>, position: &Position, now: i64) -> u64 {
    let Some(operator) = operator else {
        return position.rewards;
    };
    let mut position = *position;
    position.collect(&collected(pool, operator, now).1);
    position.rewards
}

/// Base units that `operator` could claim at `now`.
#[must_use]
pub fn pending_operator(pool: &Pool, operator: &Operator, now: i64) -> u64 {
    collected(pool, operator, now).1.rewards
}

/// Pool and operator with everything earned up to `now`, and weighed, as `sync_operator` would leave them.
#[must_use]
pub fn collected(pool: &Pool, operator: &Operator, now: i64) -> (Pool, Operator) {
    let (mut pool, mut operator) = (*pool, *operator);
    operator.collect(&mut pool, now);
    // Read a moment apart, the pool may not count all of the operator yet.
    pool.total_weight = pool.total_weight.max(operator.weight);
    pool.total_effective = pool.total_effective.max(operator.effective);
    operator.weigh(&mut pool, now);
    (pool, operator)
}

/// What `position` earns in a year. `operator` is the one it names.
#[must_use]
pub fn yearly(pool: &Pool, operator: Option<&Operator>, position: &Position, now: i64) -> Yearly {
    let stake = position.value(operator);
    let reward = operator.map_or(0, |operator| {
        let (pool, operator) = collected(pool, operator, now);
        position_part(&pool, &operator, position)
    });
    Yearly { reward, stake }
}

/// What an operator and those who back it earn in a year.
#[must_use]
pub fn yearly_operator(pool: &Pool, operator: &Operator, now: i64) -> YearlyOperator {
    let (pool, operator) = collected(pool, operator, now);
    operator_part(&pool, &operator)
}

/// What `amount`, locked for `lock_seconds`, would earn in a year if it backed `operator` from now on. `None` when the
/// operator takes nobody in.
#[must_use]
pub fn yearly_if_backed(
    pool: &Pool,
    operator: &Operator,
    amount: u64,
    lock_seconds: u32,
    now: i64,
) -> Option<Yearly> {
    operator.require_in_service(now).ok()?;
    let (mut pool, mut operator) = collected(pool, operator, now);
    let mut position = Position::zeroed();
    position.open(amount, lock_seconds, now).ok()?;
    position.back(&Address::default(), &mut operator).ok()?;
    operator.weigh(&mut pool, now);
    let reward = position_part(&pool, &operator, &position);
    Some(Yearly {
        reward,
        stake: amount,
    })
}

fn position_part(pool: &Pool, operator: &Operator, position: &Position) -> u64 {
    let backers = operator_part(pool, operator).backers;
    mul_div_floor(backers, position.weight(), operator.backing_weight).unwrap_or(0)
}

fn operator_part(pool: &Pool, operator: &Operator) -> YearlyOperator {
    let part = |of, some, all| mul_div_floor(of, some, all).unwrap_or(0);
    let earned = part(yearly_stream(pool), operator.effective, pool.total_effective);
    let own = part(earned, operator.own_weight, operator.weight);
    let commission = share_floor(earned - own, operator.commission_bps);
    YearlyOperator {
        own,
        commission,
        backers: earned - own - commission,
    }
}

/// Base units that a farm gets in the whole of the running epoch while weights stay as they are, rounded down.
#[must_use]
pub fn epoch_stream(pool: &Pool, farm: &Farm) -> u64 {
    mul_div_floor(pool.liquidity_stream, farm.weight, pool.farm_weight).unwrap_or(0)
}

/// Base units that are streamed to stake in the year that begins with the running epoch.
#[must_use]
pub fn yearly_stream(pool: &Pool) -> u64 {
    let seconds = u64::from(pool.epoch_seconds);
    let Some(epochs) = YEAR_SECONDS.checked_div(seconds) else {
        return 0;
    };
    let share = |emission| share_floor(emission, pool.security_bps);
    let decay = u128::from(pool.decay_q32) << 32;
    let to_come = series(share(pool.next_emission), decay, epochs.saturating_sub(1));
    let whole = share(pool.epoch_emission) + to_come.min(pool.emission_cap - pool.emitted);
    // A year is seldom a whole number of epochs.
    mul_div_floor(whole, YEAR_SECONDS, epochs * seconds).unwrap_or(whole)
}

/// The sum of `terms` numbers of which the first is `first` and each is `ratio` of the one before, with 64 bits behind
/// the ratio's point and less than one. Rounded down at each step; at most 2^64 − 1.
///
/// By doubling: S(2n) = S(n) + ratio^n · S(n), S(n + 1) = first + ratio · S(n).
fn series(first: u64, ratio: u128, terms: u64) -> u64 {
    let times = |sum, power| mul_q64_floor(sum, power).unwrap_or(u64::MAX);
    let Some(top) = terms.checked_ilog2() else {
        return 0;
    };
    let (mut sum, mut power) = (first, ratio);
    for bit in (0..top).rev() {
        sum = sum.saturating_add(times(sum, power));
        power = (power * power) >> 64;
        if terms >> bit & 1 == 1 {
            sum = first.saturating_add(times(sum, ratio));
            power = (power * ratio) >> 64;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use stake::state::{with_lock, Schedule};

    const TOKEN: u64 = 1_000_000;
    const DAY: i64 = 86_400;

    /// Epochs of a day that emit 1,000 tokens each, half of it to stake.
    fn pool() -> Pool {
        let mut pool = Pool::zeroed();
        let schedule = Schedule {
            first_emission: 1_000 * TOKEN,
            decay_q32: u32::MAX,
            epoch_seconds: DAY as u32,
        };
        pool.schedule(schedule, 0, 0).expect("within bounds");
        (pool.security_bps, pool.work_bps) = (5_000, 5_000);
        pool.saturation = 1;
        pool
    }

    /// An operator with a bond, backed by one position; the first epoch has begun.
    fn backed(bond: u64, amount: u64, lock: u32) -> (Pool, Operator, Position) {
        let (mut pool, mut operator, mut position) = (pool(), Operator::zeroed(), Position::zeroed());
        operator.deposit(&mut pool, bond).expect("fits");
        operator.commission_bps = 1_000;
        position.open(amount, lock, 0).expect("within bounds");
        let address = Address::new_from_array([1; 32]);
        position.back(&address, &mut operator).expect("free");
        operator.weigh(&mut pool, 0);
        pool.advance(DAY).expect("over");
        (pool, operator, position)
    }

    #[test]
    fn what_is_pending_is_what_a_claim_pays() {
        let (pool, operator, position) = backed(100 * TOKEN, 300 * TOKEN, 0);
        let now = DAY + DAY / 2;
        // Half of 500 tokens is streamed; three quarters of it less a tenth are the backer's.
        let expected = 250 * TOKEN * 3 / 4 * 9 / 10;
        let due = pending(&pool, Some(&operator), &position, now);
        assert!(due <= expected && due + 2 >= expected, "{due}");
        let (mut later, mut synced, mut claimed) = (pool, operator, position);
        synced.collect(&mut later, now);
        claimed.collect(&synced);
        assert_eq!(claimed.claim(), Ok(due));
        assert_eq!(synced.claim(), Ok(pending_operator(&pool, &operator, now)));
        assert_eq!(
            pending(&pool, Some(&operator), &position, DAY),
            0,
            "nothing is streamed yet"
        );
    }

    #[test]
    fn a_position_that_backs_nobody_earns_nothing() {
        let mut position = Position::zeroed();
        position.open(TOKEN, 0, 0).expect("within bounds");
        position.rewards = 7;
        assert_eq!(pending(&pool(), None, &position, DAY), 7);
        let expected = Yearly {
            reward: 0,
            stake: TOKEN,
        };
        assert_eq!(yearly(&pool(), None, &position, DAY), expected);
    }

    #[test]
    fn a_year_is_what_the_program_pays_in_a_year() {
        let (mut pool, mut operator, mut position) = backed(100 * TOKEN, 300 * TOKEN, 86_400 * 365);
        let projected = yearly(&pool, Some(&operator), &position, DAY);
        let of_operator = yearly_operator(&pool, &operator, DAY);
        for epoch in 2..=366 {
            pool.advance(epoch * DAY).expect("over");
        }
        operator.collect(&mut pool, 366 * DAY);
        position.collect(&operator);
        let of_operator = of_operator.own + of_operator.commission;
        // Each epoch's emission loses up to one unit, and so does every one after it.
        let tolerance = 365 * 365;
        for (paid, projected) in [
            (position.rewards, projected.reward),
            (operator.rewards, of_operator),
        ] {
            assert!(paid.abs_diff(projected) < tolerance, "{paid} and {projected}");
        }
        assert_eq!(projected.stake, 300 * TOKEN);
        assert_eq!(projected.rate(), projected.reward as f64 / (300 * TOKEN) as f64);
    }

    #[test]
    fn a_quote_is_what_backing_earns() {
        let (mut pool, mut operator, _) = backed(100 * TOKEN, 300 * TOKEN, 0);
        let lock = 86_400 * 365;
        let quoted = yearly_if_backed(&pool, &operator, 50 * TOKEN, lock, DAY).expect("in service");
        let mut position = Position::zeroed();
        position.open(50 * TOKEN, lock, DAY).expect("within bounds");
        operator.collect(&mut pool, DAY);
        position
            .back(&Address::new_from_array([1; 32]), &mut operator)
            .expect("free");
        operator.weigh(&mut pool, DAY);
        assert_eq!(yearly(&pool, Some(&operator), &position, DAY), quoted);
        assert_eq!(Some(position.weight()), with_lock(50 * TOKEN, lock));
        operator.jailed_until = 2 * DAY;
        assert_eq!(yearly_if_backed(&pool, &operator, TOKEN, 0, DAY), None);
        assert_eq!(yearly_operator(&pool, &operator, DAY), YearlyOperator::default());
    }

    #[test]
    fn stake_above_the_saturation_limit_earns_no_more() {
        let (mut pool, operator, position) = backed(0, 300 * TOKEN, 0);
        let before = yearly(&pool, Some(&operator), &position, DAY).reward;
        // As much again elsewhere, and four operators among which stake is to spread.
        pool.saturation = 4;
        pool.total_weight += 300 * TOKEN;
        pool.total_effective += 300 * TOKEN;
        let after = yearly(&pool, Some(&operator), &position, DAY).reward;
        assert!(
            after.abs_diff(before / 3) < 10,
            "150 of 450 effective: {after} of {before}"
        );
    }

    #[test]
    fn a_pool_read_before_its_operator_is_no_harm() {
        let (fresh, operator, position) = backed(100 * TOKEN, 300 * TOKEN, 0);
        let mut stale = pool();
        assert_eq!(stale.total_weight, 0);
        assert_eq!(pending(&stale, Some(&operator), &position, DAY), 0);
        stale.total_weight = fresh.total_weight;
        let projected = yearly(&stale, Some(&operator), &position, DAY);
        assert_eq!(projected.stake, 300 * TOKEN);
    }

    #[test]
    fn a_series_is_the_sum_of_its_terms() {
        for (ratio, terms) in [
            (0, 5),
            (1 << 63, 1),
            (1 << 63, 10),
            (u64::MAX, 1_000),
            (u64::MAX / 10 * 9, 77),
        ] {
            let ratio = u128::from(ratio);
            let (mut sum, mut term) = (0, 1u64 << 40);
            for _ in 0..terms {
                sum += term;
                term = mul_q64_floor(term, ratio).expect("falls");
            }
            let quick = series(1 << 40, ratio, terms);
            // The terms lose up to one unit each, and so does every one after it.
            assert!(
                quick.abs_diff(sum) <= terms * terms,
                "{ratio} {terms}: {quick} {sum}"
            );
        }
        assert_eq!(series(1, 1 << 63, 0), 0);
        assert_eq!(series(u64::MAX, u128::from(u64::MAX), 100), u64::MAX);
    }

    #[test]
    fn nothing_is_projected_beyond_the_cap() {
        let mut pool = pool();
        pool.emitted = pool.emission_cap - 5;
        assert_eq!(yearly_stream(&pool), 5);
    }
}
