//! What an operator is known for.

use super::Operator;
use crate::constants::{REPUTATION_CAP, REPUTATION_HALF_LIFE_SECONDS, REPUTATION_PER_JOB};

/// How a bonded job ended for the operator, for its reputation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing to the operator's credit or blame.
    Neutral,
    /// Settled: the job's price counts for the operator.
    Settled { value: u64 },
    /// A deadline missed.
    Failed,
    /// A wrong number shown.
    Convicted,
}

impl Operator {
    /// Points at `now`: halved every [`REPUTATION_HALF_LIFE_SECONDS`], linear in between (at most 6 % above the
    /// exponential), rounded down.
    pub fn reputation(&self, now: i64) -> u32 {
        let elapsed = now.saturating_sub(self.reputation_at).max(0);
        let halvings = elapsed / REPUTATION_HALF_LIFE_SECONDS;
        if halvings >= 32 {
            return 0;
        }
        let points = u64::from(self.reputation_points >> halvings);
        let rest = (elapsed % REPUTATION_HALF_LIFE_SECONDS) as u64;
        // Against the operator: the loss is rounded up.
        let lost = (points * rest).div_ceil(2 * REPUTATION_HALF_LIFE_SECONDS as u64);
        (points - lost) as u32
    }

    /// Counts how a job ended.
    pub fn record(&mut self, outcome: Outcome, now: i64) {
        let points = self.reputation(now);
        let points = match outcome {
            Outcome::Neutral => points,
            Outcome::Settled { value } => {
                self.settled_jobs = self.settled_jobs.saturating_add(1);
                self.settled_value = self.settled_value.saturating_add(value);
                (points + REPUTATION_PER_JOB).min(REPUTATION_CAP)
            }
            Outcome::Failed => {
                self.failed_jobs = self.failed_jobs.saturating_add(1);
                points / 2
            }
            Outcome::Convicted => {
                self.convictions = self.convictions.saturating_add(1);
                0
            }
        };
        self.reputation_points = points;
        self.reputation_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn reputation_halves_every_thirty_days_and_falls_in_between() {
        let mut operator: Operator = bytemuck::Zeroable::zeroed();
        operator.record(Outcome::Settled { value: 7 }, 0);
        assert_eq!(operator.reputation(0), 1_000);
        assert_eq!(operator.reputation(15 * DAY), 750);
        assert_eq!(operator.reputation(30 * DAY), 500);
        assert_eq!(operator.reputation(60 * DAY), 250);
        assert_eq!(operator.reputation(i64::MAX), 0);
        operator.record(Outcome::Failed, 30 * DAY);
        assert_eq!(operator.reputation(30 * DAY), 250);
        operator.record(Outcome::Convicted, 30 * DAY);
        assert_eq!((operator.reputation(30 * DAY), operator.convictions), (0, 1));
        assert_eq!(
            (
                operator.settled_jobs,
                operator.settled_value,
                operator.failed_jobs
            ),
            (1, 7, 1)
        );
    }

    #[test]
    fn reputation_never_exceeds_its_cap() {
        let mut operator: Operator = bytemuck::Zeroable::zeroed();
        operator.reputation_points = REPUTATION_CAP - 1;
        operator.record(Outcome::Settled { value: u64::MAX }, 0);
        assert_eq!(operator.reputation(0), REPUTATION_CAP);
    }
}
