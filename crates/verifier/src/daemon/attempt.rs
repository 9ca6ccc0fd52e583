//! One attempt to check a job, with all that was fetched for it.

use super::{blocking::Blocking, check::SharedExecutor, Check};
use crate::{
    plan, replay, verify, Answered, Answers, Commitment, Mode, Openings, Plan, Report, Soundness, Timings,
    Verdict, VerifierKey, VerifyError,
};
use assay_proof::{demand::LeafAt, Hash, Tensor};
use std::sync::{Arc, OnceLock, PoisonError};

/// How jobs are checked.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub mode: Check,
    pub samples: u32,
    /// Attempts to fetch before anything is demanded on chain.
    pub demand_after: u32,
}

/// What came of an attempt, and the leaf to demand if it was in vain.
pub(super) type Attempt = (Report, Option<LeafAt>);

/// What a job is checked with.
pub(super) struct Material {
    pub key: Arc<VerifierKey>,
    pub inputs: Vec<Tensor>,
    pub openings: Blocking,
    /// What was answered on chain to demands.
    pub answers: Answers,
    /// Of inputs, trace and output.
    pub roots: [Hash; 3],
}

impl Material {
    pub fn commitment(&self) -> Commitment<'_> {
        let [input_root, trace_root, output_root] = self.roots;
        Commitment {
            inputs: &self.inputs,
            input_root,
            trace_root,
            output_root,
        }
    }

    /// Gives `read` what the provider shows: what it serves, and where it has answered on chain, that for what it does not.
    pub fn shown<T>(&self, read: impl FnOnce(&dyn Openings) -> T) -> T {
        match self.answers.is_empty() {
            true => read(&self.openings),
            false => read(&Answered::new(&self.openings, &self.answers)),
        }
    }
}

/// What one attempt needs.
pub(super) struct Case {
    pub material: Material,
    pub manner: Manner,
    pub executor: SharedExecutor,
    /// Empty at the first attempt.
    pub plan: Arc<OnceLock<Plan>>,
    /// Whether earlier attempts were in vain, so that parts are asked for, and demanded, instead of the whole.
    pub piecewise: bool,
}

impl Case {
    pub fn attempt(&self) -> Result<Attempt, VerifyError> {
        let Material {
            key,
            openings,
            answers,
            ..
        } = &self.material;
        let (spec, commitment) = (key.spec(), self.material.commitment());
        if let Some(proof) = answers.convict(spec, &commitment) {
            let report = Report {
                verdict: Verdict::Fraud(proof),
                soundness: Soundness::Certain,
                timings: Timings::default(),
                shown_bytes: 0,
            };
            return Ok((report, None));
        }
        let answered = Answered::new(openings, answers);
        let report = match self.piecewise {
            true => self.check(&answered)?,
            false => self.check(openings)?,
        };
        let give_up = self.piecewise || openings.has_stalled();
        let wanted = match &report.verdict {
            Verdict::Unavailable(missing) if give_up => {
                let first = missing.first();
                first.and_then(|missing| answered.first_unshown(spec, missing))
            }
            _ => None,
        };
        Ok((report, wanted))
    }

    fn check(&self, openings: &dyn Openings) -> Result<Report, VerifyError> {
        let (key, commitment) = (&self.material.key, self.material.commitment());
        let mode = match self.manner.mode {
            Check::Full => Mode::Full,
            Check::Sampled => Mode::Sampled {
                draws: self.manner.samples,
            },
            Check::Replay => {
                // An executor that panicked keeps no state that the next job relies on.
                let mut executor = self.executor.lock().unwrap_or_else(PoisonError::into_inner);
                return replay(key, &commitment, openings, &mut *executor);
            }
        };
        let plan = self.plan.get_or_init(|| plan(key.spec(), mode, &mut rand::rng()));
        verify(key, &commitment, openings, plan)
    }
}
