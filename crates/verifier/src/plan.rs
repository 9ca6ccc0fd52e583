//! What to check, decided before anything is fetched.

use crate::freivalds::Challenge;
use assay_proof::{JobSpec, Op, Source};
use rand::CryptoRng;

/// How thoroughly to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Every product by Freivalds' check, everything else recomputed exactly.
    Full,
}

/// The plan of one check, with the randomness that is drawn per job.
///
/// A MatMul whose right operand is a weight is checked with the challenge of the
/// [`VerifierKey`](crate::VerifierKey), folded into the weight once; the others (products of two
/// results) get a fresh challenge here.
pub struct Plan {
    mode: Mode,
    challenges: Vec<Option<Challenge>>,
}

/// Plans the check of a job. Make a new plan for each job, after its provider has committed, and keep
/// it secret until the verdict.
pub fn plan(spec: &JobSpec, mode: Mode, rng: &mut impl CryptoRng) -> Plan {
    let mut draw = |op: &assay_proof::OpDesc| match op.op {
        Op::MatMul {
            b: Source::Input(_) | Source::Op(_),
            ..
        } => Some(Challenge::random(op.shape.cols as usize, rng)),
        _ => None,
    };
    Plan {
        mode,
        challenges: spec.ops.iter().map(&mut draw).collect(),
    }
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
}
