//! A provider in memory, honest until told otherwise.

use crate::job::Job;
use assay_proof::{
    check, eval, input_root, opening, put_sum, trace_root, ConvictionKind, DType, Hash, LeafSet, Mult, Op,
    Roots, Shape, Tensor, Whole,
};
use assay_verifier::{
    plan, replay, verify, Commitment, Mode, OpeningError, Openings, Reference, Report, Soundness, TraceEntry,
    Verdict, VerifierKey, VerifyError,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::collections::HashSet;
use std::sync::Mutex;

/// A way of checking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Full,
    /// Rows drawn of each op.
    Sampled(u32),
    Replay,
}

/// Every way that sees every row of the jobs of these tests.
pub const THOROUGH: [Way; 3] = [Way::Full, Way::Sampled(1000), Way::Replay];

/// What a provider shows for the sums of a Linear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sums {
    Honest,
    /// One more in this row and column.
    WrongAt(u32, u32),
    /// As much more in this row and column.
    Raised(u32, u32, i32),
    /// One more in every row.
    Wrong,
    /// Of another size.
    Cut,
    Withheld,
}

pub struct Provider {
    pub job: Job,
    /// What it committed to.
    pub entries: Vec<TraceEntry>,
    pub output: Hash,
    /// What it serves.
    pub served: Vec<Option<Tensor>>,
    pub serves_trace: bool,
    pub sums: Sums,
    /// Whether a byte of every opening is changed.
    pub bends_openings: bool,
    /// Ops asked for, to see what a verifier fetches.
    pub asked: Mutex<Vec<usize>>,
    pub sums_asked: Mutex<Vec<usize>>,
}

impl Openings for Provider {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        match self.serves_trace {
            true => Ok(self.entries.clone()),
            false => Err(OpeningError("connection refused".into())),
        }
    }

    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        self.asked.lock().unwrap().push(op);
        let tensor = self.served[op].clone();
        let tensor = tensor.ok_or_else(|| OpeningError("404 Not Found".into()))?;
        assert_eq!(tensor.shape(), shape, "asked for the shape that the trace lists");
        Ok(tensor)
    }

    fn leaves(&self, op: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        let tensor = self.tensor(op, shape)?;
        let mut bytes = opening(&Whole::new(&tensor), leaves).expect("all is there");
        if self.bends_openings {
            bytes[0] ^= 1;
        }
        Ok(bytes)
    }

    fn sums(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        let mut sums = self.sums_shown(op)?;
        if self.sums == Sums::Cut {
            sums = Tensor::from_i32(1, 1, &[0]).unwrap();
        } else {
            assert_eq!(sums.shape(), shape, "asked for as many sums as elements");
        }
        Ok(sums)
    }

    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError> {
        let sums = self.sums_shown(op)?;
        let (claimed, operands) = (self.served[op].as_ref().unwrap(), self.job.operands(op));
        let Op::Linear {
            bias, mult, shift, ..
        } = self.job.spec.ops[op].op
        else {
            panic!("only a Linear has sums");
        };
        let mut bytes = Vec::new();
        for &i in rows {
            for j in 0..cols as usize {
                let bias_at = bias.map_or(0, |_| operands[2].get(0, j));
                let mult_at = match mult {
                    Mult::Scalar(mult) => mult,
                    Mult::PerColumn(_) => operands[2 + usize::from(bias.is_some())].get(0, j),
                };
                let (sum, element) = (sums.get(i as usize, j), claimed.get(i as usize, j));
                put_sum(&mut bytes, sum, element, (bias_at, mult_at), shift);
            }
        }
        if self.sums == Sums::Cut {
            bytes.pop();
        }
        Ok(bytes)
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
            sums: Sums::Honest,
            bends_openings: false,
            asked: Mutex::default(),
            sums_asked: Mutex::default(),
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

    /// The sums of op `op` as this provider shows them: of its own operands.
    fn sums_shown(&self, op: usize) -> Result<Tensor, OpeningError> {
        self.sums_asked.lock().unwrap().push(op);
        let desc = self.job.spec.ops[op];
        let Op::Linear { a, b, batch, .. } = desc.op else {
            panic!("only a Linear has sums");
        };
        let shape = Shape::new(DType::I32, desc.shape.rows, desc.shape.cols);
        let operands = self.job.operands(op);
        let mut sums = eval(&Op::MatMul { a, b, batch }, shape, &operands[..2]).unwrap();
        let more = |sums: &mut Tensor, i: u32, j: u32, by: i32| {
            let (i, j) = (i as usize, j.min(shape.cols - 1) as usize);
            let sum = sums.get(i, j);
            sums.set(i, j, sum + by);
        };
        match self.sums {
            Sums::Withheld => return Err(OpeningError("404 Not Found".into())),
            Sums::WrongAt(i, j) => more(&mut sums, i, j, 1),
            Sums::Raised(i, j, by) => more(&mut sums, i, j, by),
            Sums::Wrong => (0..shape.rows).for_each(|i| more(&mut sums, i, i % shape.cols, 1)),
            Sums::Honest | Sums::Cut => {}
        }
        Ok(sums)
    }

    pub fn commitment(&self) -> Commitment<'_> {
        Commitment {
            inputs: &self.job.inputs,
            input_root: input_root(&self.job.input_roots()),
            trace_root: self.trace_root(),
            output_root: self.output,
        }
    }

    pub fn key(&self) -> VerifierKey {
        let mut rng = StdRng::seed_from_u64(99);
        VerifierKey::new(&self.job.spec, self.job.weights.clone(), &mut rng).expect("a good job")
    }

    pub fn try_report(&self, key: &VerifierKey, way: Way) -> Result<Report, VerifyError> {
        let mode = match way {
            Way::Full => Mode::Full,
            Way::Sampled(draws) => Mode::Sampled { draws },
            Way::Replay => return replay(key, &self.commitment(), self, &mut Reference),
        };
        let plan = plan(&self.job.spec, mode, &mut StdRng::seed_from_u64(98));
        verify(key, &self.commitment(), self, &plan)
    }

    pub fn report(&self, way: Way) -> Report {
        self.try_report(&self.key(), way)
            .expect("inputs and plan are the job's")
    }

    pub fn expect_accept(&self, way: Way) -> Report {
        let report = self.report(way);
        assert_eq!(report.verdict, Verdict::Accept, "{way:?}");
        let as_planned = match report.soundness {
            Soundness::Full { .. } => way == Way::Full,
            Soundness::Sampled(_) => matches!(way, Way::Sampled(_)),
            Soundness::Replayed { .. } => way == Way::Replay,
            Soundness::Certain | Soundness::None => false,
        };
        assert!(as_planned, "{way:?}: {}", report.soundness);
        report
    }

    /// Expects a proof of this kind against this op, which the judge accepts.
    pub fn expect_fraud(&self, way: Way, kind: ConvictionKind, op: usize) -> assay_proof::Conviction {
        let report = self.report(way);
        let Verdict::Fraud(proof) = report.verdict else {
            panic!("{way:?}: {:?} instead of fraud", report.verdict);
        };
        assert_eq!(report.soundness, Soundness::Certain);
        let roots = Roots {
            spec: self.job.spec.spec_root(),
            input: input_root(&self.job.input_roots()),
            trace: self.trace_root(),
            output: self.output,
        };
        assert_eq!(check(&proof.evidence, &roots), Ok(proof.conviction));
        let found = (proof.conviction.kind, proof.conviction.op);
        assert_eq!(found, (kind, op as u16), "{way:?}");
        proof.conviction
    }

    /// Expects nothing but these parts to be missing.
    pub fn expect_missing(&self, way: Way, parts: &[assay_verifier::Part]) {
        let report = self.report(way);
        assert_eq!(report.soundness, Soundness::None);
        let Verdict::Unavailable(missing) = report.verdict else {
            panic!("{:?} instead of unavailable", report.verdict);
        };
        assert_eq!(missing.iter().map(|m| m.part).collect::<Vec<_>>(), parts);
    }

    /// Ops asked for more than once.
    pub fn asked_twice(&self) -> bool {
        let asked = self.asked.lock().unwrap();
        asked.len() != asked.iter().collect::<HashSet<_>>().len()
    }
}
