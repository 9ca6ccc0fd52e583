//! A provider whose answers on the chain stand in for what it does not serve.

use super::known::{Joined, Known};
use super::Answers;
use crate::openings::{OpeningError, Openings, TraceEntry};
use crate::report::{Missing, Part};
use assay_hash::parallel_root;
use assay_proof::demand::LeafAt;
use assay_proof::{opening, trace_root, Hash, JobSpec, LeafSet, OpenedLeaves, Shape, Tensor};
use std::sync::OnceLock;

/// Bytes of leaves asked for at once.
const PIECE_BYTES: u64 = 16 << 20;

/// What a provider shows, piece by piece, put together with its answers to demands. What it serves in another way than
/// asked for, or with a wrong byte, is asked for again as leaves, so that it is known which leaf it does not show.
pub struct Answered<'a> {
    from: &'a dyn Openings,
    answers: &'a Answers,
    listed: OnceLock<Vec<TraceEntry>>,
}

impl<'a> Answered<'a> {
    /// What `from` serves, with these answers of the same result.
    #[must_use]
    pub fn new(from: &'a dyn Openings, answers: &'a Answers) -> Self {
        Self {
            from,
            answers,
            listed: OnceLock::new(),
        }
    }

    /// The first leaf of a missing part that is neither served nor answered: what to demand. `None` when there is none.
    #[must_use]
    pub fn first_unshown(&self, spec: &JobSpec, missing: &Missing) -> Option<LeafAt> {
        let (op, leaf) = match missing.part {
            Part::Trace => {
                let unknown = |op: &usize| self.answers.entry(*op).is_none();
                ((0..spec.ops.len()).find(unknown)?, 0)
            }
            Part::Tensor(op) | Part::Rows(op) if missing.leaves.is_empty() => {
                (self.answers.entry(op).is_none().then_some(op)?, 0)
            }
            Part::Tensor(op) | Part::Rows(op) => {
                let shape = spec.ops[op].shape;
                (op, self.first_unserved(op, shape, &missing.leaves)?)
            }
        };
        let per_row = spec.ops[op].shape.leaves_per_row() as u64;
        Some(LeafAt {
            op: u16::try_from(op).ok()?,
            row: u32::try_from(leaf / per_row).ok()?,
            leaf: (leaf % per_row) as u32,
        })
    }

    /// By asking for ever smaller parts, the first leaf alone before all: who serves nothing is not asked for more.
    fn first_unserved(&self, op: usize, shape: Shape, wanted: &LeafSet) -> Option<u64> {
        let missing = Known::of(self.answers, op, &shape).missing(wanted);
        let first = missing.ranges().first()?.start;
        let served = |part: &LeafSet| {
            let pieces = pieces(part, &shape);
            pieces.iter().all(|piece| self.read(op, shape, piece).is_ok())
        };
        if !served(&LeafSet::of(first..first + 1)) {
            return Some(first);
        }
        let mut within = missing.without(first);
        while within.len() > 1 {
            let (half, rest) = within.halves();
            within = if served(&half) { rest } else { half };
        }
        Some(within.ranges().first()?.start)
    }

    fn root(&self, op: usize) -> Result<Hash, OpeningError> {
        if self.listed.get().is_none() {
            self.trace()?;
        }
        let listed = self.listed.get().and_then(|listed| listed.get(op));
        let listed = listed.ok_or_else(|| OpeningError(format!("the trace has no op {op}")));
        listed.map(|entry| entry.root)
    }

    fn read(&self, op: usize, shape: Shape, part: &LeafSet) -> Result<OpenedLeaves, OpeningError> {
        let root = self.root(op)?;
        let bytes = self.from.leaves(op, shape, part)?;
        OpenedLeaves::read(shape, &root, part, &bytes).map_err(|error| OpeningError(error.to_string()))
    }
}

impl Openings for Answered<'_> {
    /// The provider's list, with the headers that it answered with.
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        let is_committed = |entries: &Vec<TraceEntry>| {
            let roots: Vec<Hash> = entries.iter().map(|entry| entry.root).collect();
            self.answers.is_empty() || trace_root(&roots) == self.answers.trace_root
        };
        let mut entries = match (self.from.trace(), self.answers.trace()) {
            (Ok(entries), Some(answered)) if !is_committed(&entries) => answered,
            (Ok(entries), _) => entries,
            (Err(_), Some(answered)) => answered,
            (Err(error), None) => return Err(error),
        };
        for (op, entry) in entries.iter_mut().enumerate() {
            // The same root means another shape in its place.
            if let Some(answered) = self
                .answers
                .entry(op)
                .filter(|answered| answered.root == entry.root)
            {
                *entry = answered;
            }
        }
        let _ = self.listed.set(entries.clone());
        Ok(entries)
    }

    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        let root = self.root(op)?;
        if let Ok(whole) = self.from.tensor(op, shape) {
            if whole.shape() == shape && parallel_root(&whole) == root {
                return Ok(whole);
            }
        }
        let mut data = self.leaves(op, shape, &LeafSet::of(0..shape.leaves()))?;
        // What follows the data of all leaves is hashes.
        data.truncate(shape.bytes() as usize);
        Tensor::new(shape, data).map_err(|error| OpeningError(error.to_string()))
    }

    fn leaves(&self, op: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        if !shape.is_valid() || !leaves.fits(&shape) {
            return Err(OpeningError(format!(
                "a tensor of shape {shape} has not the leaves wanted"
            )));
        }
        let known = Known::of(self.answers, op, &shape);
        let missing = known.missing(leaves);
        if leaves.is_empty() && self.answers.entry(op).is_none() {
            return self.from.leaves(op, shape, leaves);
        }
        let parts = pieces(&missing, &shape).into_iter();
        let parts: Result<_, _> = parts.map(|piece| self.read(op, shape, &piece)).collect();
        let joined = Joined {
            shape,
            known,
            parts: parts?,
        };
        opening(&joined, leaves).ok_or_else(|| OpeningError("the parts served do not fit together".into()))
    }

    fn sums(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        self.from.sums(op, shape)
    }

    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError> {
        self.from.row_sums(op, rows, cols)
    }
}

/// Sets that together are `leaves`, none of more than [`PIECE_BYTES`] unless a leaf is.
fn pieces(leaves: &LeafSet, shape: &Shape) -> Vec<LeafSet> {
    if leaves.is_empty() {
        return Vec::new();
    }
    if leaves.data_bytes(shape) <= PIECE_BYTES {
        return vec![leaves.clone()];
    }
    let (half, rest) = leaves.halves();
    let mut pieces = pieces(&half, shape);
    pieces.extend(self::pieces(&rest, shape));
    pieces
}
