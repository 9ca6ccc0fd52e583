//! What a check found, and what that is worth.

use crate::key::WeightsError;
use assay_proof::{evidence::EvidenceError, Conviction, EvalError, Hash, LeafSet, OpenError, Reject};
use assay_quotes::soundness::Soundness;
use std::fmt;
use std::time::Duration;

/// Evidence that convicts the provider on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FraudProof {
    /// What [`assay_proof::check`] reads.
    pub evidence: Vec<u8>,
    /// What it finds.
    pub conviction: Conviction,
}

/// Something the provider did not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Which part.
    pub part: Part,
    /// The leaves of it that were wanted; none of the trace, nor of a tensor that is not listed as declared, of which the
    /// header alone is worth seeing.
    pub leaves: LeafSet,
    /// Why it counts as missing.
    pub reason: MissingReason,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.reason)
    }
}

/// A part of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The list of tensors.
    Trace,
    /// The result of one op.
    Tensor(usize),
    /// The rows of one op's result that were asked for.
    Rows(usize),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trace => f.write_str("the trace"),
            Self::Tensor(op) => write!(f, "the result of op {op}"),
            Self::Rows(op) => write!(f, "rows of the result of op {op}"),
        }
    }
}

/// Why something counts as missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MissingReason {
    /// It was not served.
    #[error("not served: {0}")]
    NotServed(String),
    /// What was served is not what was committed to.
    #[error("what was served hashes to {}, committed is {}", Short(.found), Short(.committed))]
    Root {
        /// Root of what was served.
        found: Hash,
        /// Root that the provider committed to.
        committed: Hash,
    },
    /// What was served is not an opening of what was committed to.
    #[error("what was served opens nothing: {0}")]
    Opening(#[from] OpenError),
    /// It is listed with a size that no op of the job has, and is not worth fetching.
    #[error("listed with {listed} bytes, more than any tensor of the job ({largest})")]
    TooLarge {
        /// Bytes listed.
        listed: u64,
        /// Bytes of the job's largest tensor.
        largest: u64,
    },
}

/// The first bytes of a hash, in hexadecimal.
struct Short<'a>(&'a Hash);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..6].iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…")
    }
}

/// What to do about a result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// Nothing wrong was found; [`Report::soundness`] says how sure that is.
    Accept,
    /// The result is wrong, and this proves it to anyone.
    Fraud(FraudProof),
    /// Parts were not shown, so nothing can be said about them.
    Unavailable(Vec<Missing>),
}

/// Where the time went. Ops are checked on several threads at once; what each phase took is added up over them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Waiting for openings.
    pub fetch: Duration,
    /// Hashing what was served.
    pub hash: Duration,
    /// Freivalds' check of products, and requantising the sums of Linears.
    pub matmul: Duration,
    /// Recomputation of the other ops.
    pub exact: Duration,
    /// Executing the job again.
    pub replay: Duration,
    /// Locating the wrong element and writing the proof.
    pub prove: Duration,
    /// From the start to the verdict, by the clock on the wall.
    pub wall: Duration,
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What to do.
    pub verdict: Verdict,
    /// What that is worth.
    pub soundness: Soundness,
    /// Where the time went.
    pub timings: Timings,
    /// Bytes of the trace, of tensors, openings and sums that the provider showed.
    pub shown_bytes: u64,
}

/// Why a check could not be carried out; says nothing about the provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The inputs are not those of the job.
    #[error("the inputs given do not hash to the job's input root; fetch them again or refuse the job")]
    Inputs,
    /// An id among the inputs is outside the table it is looked up in: the job is malformed, whoever runs it.
    #[error("op {op}: {error}")]
    Id {
        /// The op that looks it up.
        op: usize,
        /// Which, and what the table has.
        error: EvalError,
    },
    /// The plan is for another spec.
    #[error("the plan is for a spec of {plan} ops, the key for one of {key}")]
    Plan {
        /// Ops in the plan.
        plan: usize,
        /// Ops in the key's spec.
        key: usize,
    },
    /// The weights are needed to locate a wrong element, and cannot be had.
    #[error("op {op} is wrong in row {row}, but its weights cannot be read to prove it: {reason}; check the job again once they can")]
    Weights {
        /// The op.
        op: usize,
        /// The wrong row, as far as known.
        row: u32,
        /// Why not.
        reason: WeightsError,
    },
    /// The executor failed, so nothing can be said.
    #[error("op {op} could not be executed again: {reason}")]
    Executor {
        /// The op.
        op: usize,
        /// What it said.
        reason: String,
    },
    /// Evidence cannot be written for a wrong element; please report it.
    #[error("op {op} is wrong at ({row}, {col}), but evidence cannot be written: {reason}")]
    Unproven {
        /// The op.
        op: usize,
        /// Row of the wrong element.
        row: u32,
        /// Column of the wrong element.
        col: u32,
        /// Why not.
        reason: EvidenceError,
    },
    /// The judge does not accept the evidence written for a wrong element; please report it.
    #[error("op {op} is wrong at ({row}, {col}), but the judge says: {reject}")]
    Evidence {
        /// The op.
        op: usize,
        /// Row of the wrong element.
        row: u32,
        /// Column of the wrong element.
        col: u32,
        /// The judge's answer.
        reject: Reject,
    },
}
