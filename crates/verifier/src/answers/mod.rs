//! Answers to demands for leaves, which anybody can read on the chain: as data, and as what they give away.

mod convict;
mod known;
mod openings;

use crate::openings::TraceEntry;
use crate::report::FraudProof;
use crate::verify::Commitment;
use assay_proof::demand::{self, Answer, LeafAt, OpenedTensor};
use assay_proof::{tensor_root, Hash, JobSpec};
pub use convict::convict_answer;
pub use openings::Answered;

/// All answers about one result.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    trace_root: Hash,
    answers: Vec<(LeafAt, Vec<u8>)>,
}

impl Answers {
    /// Those of `answers` that open the trace with this root; others are nobody's answer.
    #[must_use]
    pub fn new(trace_root: Hash, answers: impl IntoIterator<Item = (LeafAt, Vec<u8>)>) -> Self {
        let opens = |(at, bytes): &(LeafAt, Vec<u8>)| demand::open(bytes, &trace_root, *at).is_ok();
        Self {
            trace_root,
            answers: answers.into_iter().filter(opens).collect(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The proof that one of them shows something wrong, if one does; see [`convict_answer`].
    #[must_use]
    pub fn convict(&self, spec: &JobSpec, commitment: &Commitment<'_>) -> Option<FraudProof> {
        self.opened()
            .find_map(|(at, answer)| convict_answer(spec, commitment, at, &answer))
    }

    fn opened(&self) -> impl Iterator<Item = (LeafAt, Answer<'_>)> {
        self.answers.iter().filter_map(|(at, bytes)| {
            let answer = demand::open(bytes, &self.trace_root, *at).ok()?;
            Some((*at, answer))
        })
    }

    /// What they show of op `op`'s result.
    fn tensors(&self, op: usize) -> impl Iterator<Item = (LeafAt, OpenedTensor<'_>)> {
        self.opened()
            .filter(move |(at, _)| usize::from(at.op) == op)
            .filter_map(|(at, answer)| Some((at, answer.tensor?)))
    }

    /// The true header of op `op`'s result.
    fn entry(&self, op: usize) -> Option<TraceEntry> {
        let (_, tensor) = self.tensors(op).next()?;
        Some(TraceEntry {
            shape: tensor.shape,
            root: tensor_root(&tensor.shape, tensor.merkle_root),
        })
    }

    /// The list of tensors, when the answers show all of them.
    fn trace(&self) -> Option<Vec<TraceEntry>> {
        let (_, answer) = self.opened().next()?;
        (0..answer.count as usize).map(|op| self.entry(op)).collect()
    }
}
