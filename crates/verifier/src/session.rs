//! What all ways of checking a job share: the trace, what is missing, and the judge.

use crate::clock::{Clock, Phase};
use crate::key::VerifierKey;
use crate::openings::{OpeningError, Openings, TraceEntry};
use crate::report::*;
use crate::verify::Commitment;
use assay_hash::parallel_root;
use assay_proof::evidence::{Case, EvidenceError};
use assay_proof::{
    check, check_ids, input_root, trace_root, Hash, LeafSet, Op, Opened, OpenedLeaves, Roots, Source, Tensor,
};
use assay_quotes::soundness::Soundness;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Requests under way at once.
const REQUESTS: usize = 8;
/// Bytes of an entry of the trace: shape and root.
const ENTRY_BYTES: u64 = 41;

/// One check under way.
pub(crate) struct Session<'a> {
    pub(crate) key: &'a VerifierKey,
    pub(crate) commitment: &'a Commitment<'a>,
    pub(crate) openings: &'a dyn Openings,
    pub(crate) clock: Clock,
    input_roots: Vec<Hash>,
    entries: Vec<TraceEntry>,
    missing: Mutex<BTreeMap<Part, (LeafSet, MissingReason)>>,
    shown: AtomicU64,
}

impl<'a> Session<'a> {
    /// Checks that the inputs are the job's.
    pub(crate) fn new(
        key: &'a VerifierKey,
        commitment: &'a Commitment<'a>,
        openings: &'a dyn Openings,
    ) -> Result<Self, VerifyError> {
        let clock = Clock::start();
        let input_roots: Vec<Hash> = clock.time(Phase::Hash, || {
            commitment.inputs.par_iter().map(parallel_root).collect()
        });
        let shapes = commitment.inputs.iter().map(Tensor::shape);
        if input_root(&input_roots) != commitment.input_root || !shapes.eq(key.spec().inputs.iter().copied())
        {
            return Err(VerifyError::Inputs);
        }
        for (op, desc) in key.spec().ops.iter().enumerate() {
            if let Op::Gather {
                ids: Source::Input(n),
                table,
            } = desc.op
            {
                let rows = key.spec().shape_of(table).map_or(0, |table| table.rows);
                let checked = check_ids(&commitment.inputs[usize::from(n)], rows);
                checked.map_err(|error| VerifyError::Id { op, error })?;
            }
        }
        Ok(Self {
            key,
            commitment,
            openings,
            clock,
            input_roots,
            entries: Vec::new(),
            missing: Mutex::default(),
            shown: AtomicU64::new(0),
        })
    }

    /// Fetches the list of tensors and checks it against the chain. It stays empty when it is missing.
    pub(crate) fn open_trace(&mut self) -> Result<Option<FraudProof>, VerifyError> {
        let served = self.clock.time(Phase::Fetch, || self.openings.trace());
        let none = LeafSet::default();
        let entries = match served {
            Ok(entries) => entries,
            Err(error) => {
                self.miss(Part::Trace, none, MissingReason::NotServed(error.to_string()));
                return Ok(None);
            }
        };
        let roots: Vec<Hash> = entries.iter().map(|entry| entry.root).collect();
        let (found, committed) = (trace_root(&roots), self.commitment.trace_root);
        if found != committed {
            self.miss(Part::Trace, none, MissingReason::Root { found, committed });
            return Ok(None);
        }
        self.shown
            .fetch_add(ENTRY_BYTES * entries.len() as u64, Ordering::Relaxed);
        self.entries = entries;
        let ops = self.key.spec().ops.len();
        if roots.len() != ops {
            let evidence = self.case().trace_length();
            return self.judged(evidence, 0, (0, 0)).map(Some);
        }
        if roots[ops - 1] != self.commitment.output_root {
            let evidence = self.case().output().expect("the trace has an entry per op");
            return self.judged(evidence, ops - 1, (0, 0)).map(Some);
        }
        Ok(None)
    }

    /// The tensors as the provider lists them; none while the trace is missing.
    pub(crate) fn entries(&self) -> &[TraceEntry] {
        &self.entries
    }

    /// The result of op `op`, shown by the provider and hashing to what it committed to; otherwise it is
    /// noted as missing.
    pub(crate) fn tensor(&self, op: usize) -> Option<Tensor> {
        match self.fetch(op) {
            Ok(tensor) => Some(tensor),
            Err(reason) => {
                let leaves = self.entries[op].shape.leaves();
                self.miss(Part::Tensor(op), LeafSet::of(0..leaves), reason);
                None
            }
        }
    }

    fn fetch(&self, op: usize) -> Result<Tensor, MissingReason> {
        let TraceEntry { shape, root } = self.entries[op];
        let declared = self.key.spec().ops.iter().map(|desc| desc.shape.bytes()).max();
        let (listed, largest) = (shape.bytes(), declared.unwrap_or(0));
        if listed > largest {
            return Err(MissingReason::TooLarge { listed, largest });
        }
        let tensor = self.shown(|| self.openings.tensor(op, shape), |tensor| tensor.data().len())?;
        let found = self.clock.time(Phase::Hash, || parallel_root(&tensor));
        // The root binds the shape too.
        if found == root {
            Ok(tensor)
        } else {
            let committed = root;
            Err(MissingReason::Root { found, committed })
        }
    }

    /// Leaves of op `op`'s result, opened down to what the provider committed to; otherwise they are noted as missing.
    pub(crate) fn leaves(&self, op: usize, leaves: &LeafSet) -> Option<OpenedLeaves> {
        let TraceEntry { shape, root } = self.entries[op];
        let served = self.shown(|| self.openings.leaves(op, shape, leaves), Vec::len);
        let opened = served.and_then(|bytes| {
            let read = || OpenedLeaves::read(shape, &root, leaves, &bytes);
            Ok(self.clock.time(Phase::Hash, read)?)
        });
        match opened {
            Ok(opened) => Some(opened),
            Err(reason) => {
                self.miss(Part::Rows(op), leaves.clone(), reason);
                None
            }
        }
    }

    /// Asks the provider, and counts the bytes it shows.
    pub(crate) fn shown<T>(
        &self,
        ask: impl FnOnce() -> Result<T, OpeningError>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Result<T, MissingReason> {
        let served = self.clock.time(Phase::Fetch, ask);
        let served = served.map_err(|error| MissingReason::NotServed(error.to_string()))?;
        self.shown.fetch_add(bytes(&served) as u64, Ordering::Relaxed);
        Ok(served)
    }

    fn miss(&self, part: Part, leaves: LeafSet, reason: MissingReason) {
        let listed_as_declared = |op: usize| self.entries[op].shape == self.key.spec().ops[op].shape;
        let leaves = match part {
            Part::Tensor(op) | Part::Rows(op) if listed_as_declared(op) => leaves,
            _ => LeafSet::default(),
        };
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.entry(part).or_insert((leaves, reason));
    }

    /// Proves that op `op`'s result has not the declared shape.
    pub(crate) fn prove_header(&self, op: usize, root: &Hash) -> Result<FraudProof, VerifyError> {
        let evidence = self.case().header(op as u16, self.entries[op].shape, root);
        let evidence = evidence.expect("the op is in spec and trace");
        self.judged(evidence, op, (0, 0))
    }

    /// Proves that element `at` of op `op`'s result is wrong, from what was opened.
    pub(crate) fn prove_element(
        &self,
        op: usize,
        at: (u32, u32),
        claimed: &dyn Opened,
        operands: &[&dyn Opened],
    ) -> Result<FraudProof, VerifyError> {
        self.clock.time(Phase::Prove, || {
            let evidence = self.case().opened_element(op as u16, at, claimed, operands);
            let (row, col) = at;
            let unproven = |reason: EvidenceError| VerifyError::Unproven { op, row, col, reason };
            self.judged(evidence.map_err(unproven)?, op, at)
        })
    }

    pub(crate) fn case(&self) -> Case<'_> {
        let trace: Vec<Hash> = self.entries.iter().map(|entry| entry.root).collect();
        Case::new(self.key.spec(), &self.input_roots, &trace)
    }

    /// Asks the judge, as the chain will.
    fn judged(
        &self,
        evidence: Vec<u8>,
        op: usize,
        (row, col): (u32, u32),
    ) -> Result<FraudProof, VerifyError> {
        let roots = Roots {
            spec: *self.key.spec_root(),
            input: self.commitment.input_root,
            trace: self.commitment.trace_root,
            output: self.commitment.output_root,
        };
        match check(&evidence, &roots) {
            Ok(conviction) => Ok(FraudProof { evidence, conviction }),
            Err(reject) => Err(VerifyError::Evidence { op, row, col, reject }),
        }
    }

    /// The outcome; `accepted` says what it is worth when nothing is wrong and nothing missing.
    pub(crate) fn report(self, fraud: Option<FraudProof>, accepted: impl FnOnce() -> Soundness) -> Report {
        let missing = self.missing.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (verdict, soundness) = match fraud {
            Some(proof) => (Verdict::Fraud(proof), Soundness::Certain),
            None if missing.is_empty() => (Verdict::Accept, accepted()),
            None => {
                let missing = missing.into_iter();
                let missing = missing.map(|(part, (leaves, reason))| Missing { part, leaves, reason });
                let missing = missing.collect();
                (Verdict::Unavailable(missing), Soundness::None)
            }
        };
        Report {
            verdict,
            soundness,
            timings: self.clock.timings(),
            shown_bytes: self.shown.into_inner(),
        }
    }
}

/// Asks for `count` things, several at once: waiting for one does not hold up the others.
pub(crate) fn fetch_all<T: Send>(count: usize, fetch: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if count <= 1 {
        return (0..count).map(fetch).collect();
    }
    let next = AtomicUsize::new(0);
    let fetched = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..count.min(REQUESTS) {
            scope.spawn(|| loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    break;
                }
                let one = fetch(n);
                let mut fetched = fetched.lock().unwrap_or_else(PoisonError::into_inner);
                fetched.push((n, one));
            });
        }
    });
    let mut fetched = fetched.into_inner().unwrap_or_else(PoisonError::into_inner);
    fetched.sort_unstable_by_key(|(n, _)| *n);
    fetched.into_iter().map(|(_, one)| one).collect()
}
