//! What to check, decided before anything is fetched.

use crate::freivalds::Challenge;
use assay_proof::JobSpec;
use assay_quotes::soundness::{by_freivalds, right_weight, Soundness};
use rand::CryptoRng;

/// How thoroughly to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Every product by Freivalds' check, everything else recomputed exactly.
    Full,
    /// Some rows of every op. The same places are drawn of all ops, so that rows which depend on one another are shown
    /// once: of an op of `m` rows, the row at the drawn fraction of `m`. In a batch of sequences a draw is a position of
    /// one sequence, in all ops.
    Sampled {
        /// Rows drawn of each op, with replacement, at least 1. An op that has no more rows is checked whole.
        draws: u32,
    },
}

/// The plan of one check, with the randomness that is drawn per job.
///
/// A product whose right operand is a weight is checked with the challenge of the
/// [`VerifierKey`](crate::VerifierKey), folded into the weight once; the others (products of two
/// results) get a fresh challenge here.
pub struct Plan {
    mode: Mode,
    challenges: Vec<Option<Challenge>>,
    /// Fractions of 2⁶⁴, in ascending order.
    draws: Vec<u64>,
}

/// Plans the check of a job. Make a new plan for each job, after its provider has committed, and keep
/// it secret until the verdict.
pub fn plan(spec: &JobSpec, mode: Mode, rng: &mut impl CryptoRng) -> Plan {
    let mut plan = Plan {
        mode,
        challenges: spec.ops.iter().map(|_| None).collect(),
        draws: Vec::new(),
    };
    match mode {
        Mode::Full => {
            for (op, desc) in spec.ops.iter().enumerate() {
                if by_freivalds(spec, desc) && right_weight(&desc.op).is_none() {
                    plan.challenges[op] = Some(Challenge::random(desc.shape.cols as usize, rng));
                }
            }
        }
        Mode::Sampled { draws } => {
            plan.draws = (0..draws.max(1)).map(|_| rng.next_u64()).collect();
            plan.draws.sort_unstable();
        }
    }
    plan
}

impl Plan {
    /// How thoroughly it checks.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    pub(crate) fn challenge(&self, op: usize) -> Option<&Challenge> {
        self.challenges.get(op)?.as_ref()
    }

    pub(crate) fn ops(&self) -> usize {
        self.challenges.len()
    }

    /// The rows drawn of an op of `rows` rows, in ascending order; all of them in [`Mode::Full`].
    pub(crate) fn rows(&self, rows: u32) -> Vec<u32> {
        if self.draws.is_empty() || self.draws.len() >= rows as usize {
            return (0..rows).collect();
        }
        let at = |draw: &u64| ((u128::from(*draw) * u128::from(rows)) >> 64) as u32;
        let mut drawn: Vec<u32> = self.draws.iter().map(at).collect();
        drawn.dedup();
        drawn
    }

    /// What it is worth when nothing wrong is found.
    pub(crate) fn soundness(&self, spec: &JobSpec) -> Soundness {
        match self.mode {
            Mode::Full => Soundness::full(spec),
            Mode::Sampled { .. } => Soundness::sampled(spec, self.draws.len() as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{rngs::StdRng, RngCore, SeedableRng};

    fn sampled(draws: &[u64]) -> Plan {
        Plan {
            mode: Mode::Sampled {
                draws: draws.len() as u32,
            },
            challenges: Vec::new(),
            draws: draws.to_vec(),
        }
    }

    /// 4 sequences of 64 positions and 12 heads: a draw falls in the same sequence whatever the op.
    #[test]
    fn a_draw_is_the_same_place_in_ops_of_any_size() {
        let mut rng = StdRng::seed_from_u64(1);
        for _ in 0..100 {
            let plan = sampled(&[rng.next_u64()]);
            let sequence = plan.rows(4)[0];
            assert_eq!(plan.rows(4 * 64)[0] / 64, sequence);
            assert_eq!(plan.rows(4 * 12 * 64)[0] / (12 * 64), sequence);
        }
    }

    #[test]
    fn every_row_is_drawn_as_often() {
        let mut rng = StdRng::seed_from_u64(2);
        let mut counts = [0u32; 7];
        for _ in 0..7_000 {
            counts[sampled(&[rng.next_u64()]).rows(7)[0] as usize] += 1;
        }
        // 1,000 expected in each, standard deviation 29.
        assert!(counts.iter().all(|n| (850..1150).contains(n)), "{counts:?}");
    }

    #[test]
    fn an_op_of_few_rows_is_checked_whole_and_rows_are_drawn_once() {
        let plan = sampled(&[0, 1, u64::MAX]);
        assert_eq!(plan.rows(3), [0, 1, 2]);
        assert_eq!(plan.rows(100), [0, 99]);
    }
}
