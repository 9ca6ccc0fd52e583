//! A provider in memory, honest until told otherwise.

use crate::job::Job;
use assay_proof::{check, input_root, trace_root, ConvictionKind, Hash, Roots, Shape, Tensor};
use assay_verifier::{
    plan, verify, Commitment, Mode, OpeningError, Openings, Report, Soundness, TraceEntry, Verdict,
    VerifierKey,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::cell::RefCell;
use std::collections::HashSet;

pub struct Provider {
    pub job: Job,
    /// What it committed to.
    pub entries: Vec<TraceEntry>,
    pub output: Hash,
    /// What it serves.
    pub served: Vec<Option<Tensor>>,
    pub serves_trace: bool,
    /// Ops asked for, to see what a verifier fetches.
    pub asked: RefCell<Vec<usize>>,
}

impl Openings for Provider {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        match self.serves_trace {
            true => Ok(self.entries.clone()),
            false => Err(OpeningError("connection refused".into())),
        }
    }

    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        self.asked.borrow_mut().push(op);
        let tensor = self.served[op].clone();
        let tensor = tensor.ok_or_else(|| OpeningError("404 Not Found".into()))?;
        assert_eq!(tensor.shape(), shape, "asked for the shape that the trace lists");
        Ok(tensor)
    }
}

impl Provider {
    pub fn honest(job: Job) -> Self {
        let results = job.results.clone();
        let mut provider = Self {
            job,
            entries: Vec::new(),
            output: [0; 32],
            served: Vec::new(),
            serves_trace: true,
            asked: RefCell::default(),
        };
        provider.commit(results);
        provider
    }

    /// Commits to these results and serves them.
    pub fn commit(&mut self, results: Vec<Tensor>) {
        let entry = |t: &Tensor| TraceEntry {
            shape: t.shape(),
            root: t.root(),
        };
        self.entries = results.iter().map(entry).collect();
        self.output = self.entries[self.entries.len() - 1].root;
        self.served = results.into_iter().map(Some).collect();
    }

    pub fn trace_root(&self) -> Hash {
        trace_root(&self.entries.iter().map(|e| e.root).collect::<Vec<_>>())
    }

    pub fn report(&self) -> Report {
        let mut rng = StdRng::seed_from_u64(99);
        let spec = &self.job.spec;
        let key = VerifierKey::new(spec, self.job.weights.clone(), &mut rng).expect("a good job");
        let commitment = Commitment {
            inputs: &self.job.inputs,
            input_root: input_root(&self.job.input_roots()),
            trace_root: self.trace_root(),
            output_root: self.output,
        };
        let plan = plan(spec, Mode::Full, &mut rng);
        verify(&key, &commitment, self, &plan).expect("inputs and plan are the job's")
    }

    pub fn expect_accept(&self) {
        let report = self.report();
        assert_eq!(report.verdict, Verdict::Accept);
        assert!(matches!(report.soundness, Soundness::Full { .. }));
    }

    /// Expects a proof of this kind against this op, which the judge accepts.
    pub fn expect_fraud(&self, kind: ConvictionKind, op: usize) -> assay_proof::Conviction {
        let report = self.report();
        assert_eq!(report.soundness, Soundness::Certain);
        let Verdict::Fraud(proof) = report.verdict else {
            panic!("{:?} instead of fraud", report.verdict);
        };
        let roots = Roots {
            spec: self.job.spec.spec_root(),
            input: input_root(&self.job.input_roots()),
            trace: self.trace_root(),
            output: self.output,
        };
        assert_eq!(check(&proof.evidence, &roots), Ok(proof.conviction));
        assert_eq!((proof.conviction.kind, proof.conviction.op), (kind, op as u16));
        proof.conviction
    }

    /// Expects nothing but these parts to be missing.
    pub fn expect_missing(&self, parts: &[assay_verifier::Part]) {
        let report = self.report();
        assert_eq!(report.soundness, Soundness::None);
        let Verdict::Unavailable(missing) = report.verdict else {
            panic!("{:?} instead of unavailable", report.verdict);
        };
        assert_eq!(missing.iter().map(|m| m.part).collect::<Vec<_>>(), parts);
    }

    /// Ops asked for more than once.
    pub fn asked_twice(&self) -> bool {
        let asked = self.asked.borrow();
        asked.len() != asked.iter().collect::<HashSet<_>>().len()
    }
}
