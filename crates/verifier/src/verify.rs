//! The check of one job.

use crate::key::VerifierKey;
use crate::openings::Openings;
use crate::plan::{Mode, Plan};
use crate::replay::{Executor, Replay};
use crate::report::*;
use crate::session::Session;
use crate::{full, sampled};
use assay_proof::{Hash, Tensor};
use assay_quotes::soundness::Soundness;

/// What a provider committed to, and the inputs it had to compute on.
#[derive(Clone, Copy, Debug)]
pub struct Commitment<'a> {
    /// The job's inputs, fetched by the verifier itself.
    pub inputs: &'a [Tensor],
    /// Root of the job's inputs, on chain.
    pub input_root: Hash,
    /// Root of the provider's trace, on chain.
    pub trace_root: Hash,
    /// Tensor root of the provider's output, on chain.
    pub output_root: Hash,
}

/// Checks a provider's result by a plan. Memory is bounded by one op and its operands plus 512 MiB, not by the
/// job: what an op needs is fetched when it is checked, and fetched again when it no longer fits.
///
/// The first wrong op is the one that is proven. What is missing does not
/// stop the search for a wrong number: [`Verdict::Unavailable`] is given only when nothing that was
/// shown is wrong.
///
/// # Errors
///
/// [`VerifyError`] when the inputs or the plan are not those of the job, or the weights are needed and cannot be read; it
/// says nothing about the provider.
pub fn verify(
    key: &VerifierKey,
    commitment: &Commitment<'_>,
    openings: &dyn Openings,
    plan: &Plan,
) -> Result<Report, VerifyError> {
    let (ops, planned) = (key.spec().ops.len(), plan.ops());
    if ops != planned {
        return Err(VerifyError::Plan {
            plan: planned,
            key: ops,
        });
    }
    let mut session = Session::new(key, commitment, openings)?;
    let fraud = match session.open_trace()? {
        Some(proof) => Some(proof),
        None if session.entries().is_empty() => None,
        None => match plan.mode() {
            Mode::Full => full::run(&session, plan)?,
            Mode::Sampled { .. } => sampled::run(&session, plan)?,
        },
    };
    Ok(session.report(fraud, || plan.soundness(key.spec())))
}

/// Checks a provider's result by executing the job again: nothing but the list of roots is fetched as long as they
/// agree. Of the first result that differs, all is fetched, and the first wrong element of it proven.
///
/// # Errors
///
/// [`VerifyError`] when the inputs are not those of the job, the executor fails, or it is the executor that is wrong; it
/// says nothing about the provider.
pub fn replay(
    key: &VerifierKey,
    commitment: &Commitment<'_>,
    openings: &dyn Openings,
    executor: &mut dyn Executor,
) -> Result<Report, VerifyError> {
    let mut session = Session::new(key, commitment, openings)?;
    let fraud = match session.open_trace()? {
        Some(proof) => Some(proof),
        None if session.entries().is_empty() => None,
        None => Replay::new(&session, executor).run()?,
    };
    let ops = key.spec().ops.len() as u32;
    Ok(session.report(fraud, || Soundness::Replayed { ops }))
}
