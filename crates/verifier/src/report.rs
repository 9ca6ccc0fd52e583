//! What a check found, and what that is worth.

use crate::field::P;
use crate::plan::Mode;
use assay_proof::{Conviction, Hash, Reject};
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
    /// Why it counts as missing.
    pub reason: MissingReason,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.reason)
    }
}

/// A part of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The list of tensors.
    Trace,
    /// The result of one op.
    Tensor(usize),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trace => f.write_str("the trace"),
            Self::Tensor(op) => write!(f, "the result of op {op}"),
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

/// What a verdict is worth. Its `Display` says it in words for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// Accepted in [`Mode::Full`]: the verifier's secret randomness misses a wrong trace with
    /// probability at most `matmuls / p`, p = 2⁶¹ − 1.
    Full {
        /// MatMuls, each checked by Freivalds.
        matmuls: u32,
        /// Other ops, each recomputed exactly.
        exact: u32,
    },
    /// Convicted: certain, whoever looks.
    Certain,
    /// Nothing is known.
    None,
}

impl Soundness {
    pub(crate) const fn of(mode: Mode, matmuls: u32, exact: u32) -> Self {
        match mode {
            Mode::Full => Self::Full { matmuls, exact },
        }
    }

    /// Largest probability that the verdict is wrong; `None` when nothing was verified.
    #[must_use]
    pub fn error_probability(&self) -> Option<f64> {
        match *self {
            Self::Full { matmuls, .. } => Some(f64::from(matmuls) / P as f64),
            Self::Certain => Some(0.0),
            Self::None => None,
        }
    }
}

impl fmt::Display for Soundness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Full { matmuls, exact } => {
                let bound = f64::from(matmuls) / P as f64;
                write!(
                    f,
                    "every element was checked: {exact} ops recomputed exactly, {matmuls} matrix \
                     products checked with secret randomness; a wrong result would pass with \
                     probability at most {matmuls} in 2^61 - 1 ({bound:.1e})"
                )
            }
            Self::Certain => f.write_str("certain: anyone can repeat the recomputation of the element named"),
            Self::None => f.write_str("nothing is known: the provider did not show its result"),
        }
    }
}

/// Where the time went. Parts that ran on several cores count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Waiting for openings.
    pub fetch: Duration,
    /// Hashing what was served.
    pub hash: Duration,
    /// Freivalds' check of the MatMuls.
    pub matmul: Duration,
    /// Recomputation of the other ops.
    pub exact: Duration,
    /// Locating the wrong element and writing the proof.
    pub prove: Duration,
}

impl Timings {
    /// All but waiting.
    #[must_use]
    pub fn work(&self) -> Duration {
        self.hash + self.matmul + self.exact + self.prove
    }
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
}

/// Why a check could not be carried out; says nothing about the provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The inputs are not those of the job.
    #[error("the inputs given do not hash to the job's input root; fetch them again or refuse the job")]
    Inputs,
    /// The plan is for another spec.
    #[error("the plan is for a spec of {plan} ops, the key for one of {key}")]
    Plan {
        /// Ops in the plan.
        plan: usize,
        /// Ops in the key's spec.
        key: usize,
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
