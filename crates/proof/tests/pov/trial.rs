//! A verifier of a job, and what can be proven of its vectors.

use crate::job::{every_op, i8s, Job};
use assay_proof::evidence::Case;
use assay_proof::pov::{
    check, covers, product, vectors, Accusation, Commitment, Conviction, Fault, Kind, Reject, Vector,
    Vectors, VerifierRoots,
};
use assay_proof::{DType, Hash, Mult, Op, OpDesc, Shape, Source, Tensor};
use rand::rngs::StdRng;
use rand::SeedableRng;

pub struct Trial {
    pub job: Job,
    pub roots: VerifierRoots,
    /// Kept: the reference is not fast.
    honest: Vec<Option<Vectors>>,
    input_roots: Vec<Hash>,
    trace: Vec<Hash>,
}

impl Trial {
    pub fn new(job: Job) -> Self {
        Self::of(job, [2; 32])
    }

    /// The verifier whose operator has this address.
    pub fn of(job: Job, operator: Hash) -> Self {
        let (input_roots, trace) = (job.input_roots(), job.trace());
        let result = job.roots(&trace);
        let mut trial = Self {
            job,
            honest: Vec::new(),
            input_roots,
            trace,
            roots: VerifierRoots {
                job: [1; 32],
                beacon: [3; 32],
                operator,
                result,
                vectors: [0; 32],
            },
        };
        trial.honest = trial.reference();
        trial.roots.vectors = Commitment::new(trial.honest()).root();
        trial
    }

    /// The verifier that the chain knows by these roots.
    pub fn reseed(&mut self, roots: VerifierRoots) {
        self.roots = roots;
        self.honest = self.reference();
    }

    pub fn tensor(&self, source: Source) -> &Tensor {
        match source {
            Source::Input(n) => &self.job.inputs[usize::from(n)],
            Source::Weight(n) => &self.job.weights[usize::from(n)],
            Source::Op(n) => &self.job.results[usize::from(n)],
        }
    }

    /// The honest vectors of every op.
    pub fn honest(&self) -> Vec<Option<Vectors>> {
        self.honest.clone()
    }

    fn reference(&self) -> Vec<Option<Vectors>> {
        let seed = self.roots.seed();
        let ops = self.job.spec.ops.len() as u32;
        let honest = |(op, desc): (u16, &OpDesc)| {
            let (a, b, _) = product(&desc.op)?;
            if !covers(&seed, op, ops) {
                return None;
            }
            let tensors = (self.tensor(a), self.tensor(b), self.tensor(Source::Op(op)));
            vectors((op, desc), &seed, tensors)
        };
        (0..).zip(&self.job.spec.ops).map(honest).collect()
    }

    pub fn case(&self) -> Case<'_> {
        Case::new(&self.job.spec, &self.input_roots, &self.trace)
    }

    pub fn evidence(&self, accused: &Commitment, fault: &Fault) -> Vec<u8> {
        let case = self.case();
        let tensor = fault.tensor(&self.job.spec).map(|source| self.tensor(source));
        let accusation = Accusation::new(&case, self.roots.seed(), accused);
        accusation.evidence(fault, tensor).expect("evidence")
    }

    /// What the judge says of a verifier that committed to `accused`.
    pub fn judge(&self, accused: &Commitment, fault: &Fault) -> Result<Conviction, Reject> {
        let roots = VerifierRoots {
            vectors: accused.root(),
            ..self.roots
        };
        check(&self.evidence(accused, fault), &roots)
    }

    /// The vectors with those of `op` changed.
    pub fn changed(&self, op: u16, change: impl FnOnce(&mut Vectors)) -> Commitment {
        let mut all = self.honest();
        change(all[usize::from(op)].as_mut().expect("a product"));
        Commitment::new(all)
    }

    /// Every fault that can be claimed: all entries of all vectors, or of long ones about `some`.
    pub fn faults(&self, some: u32) -> Vec<Fault> {
        let accused = Commitment::new(self.honest());
        let mut faults = vec![Fault {
            kind: Kind::Length,
            op: 0,
            vector: Vector::W,
            index: 0,
        }];
        let seed = self.roots.seed();
        for (op, layout) in (0..).zip(Commitment::layouts(&self.job.spec, &seed)) {
            let Some(layout) = layout else {
                continue;
            };
            let mut push = |kind, vector, len: u32| {
                let indices = (0..len).step_by((len / some).max(1) as usize).chain([len - 1]);
                faults.extend(indices.map(|index| Fault {
                    kind,
                    op,
                    vector,
                    index,
                }));
            };
            for vector in Vector::ALL {
                let len = accused.vectors(op).expect("covered").get(vector).len() as u32;
                assert_eq!(len, layout.entries(vector));
                push(Kind::Range, vector, len);
                match vector {
                    Vector::W => push(Kind::Fold, vector, layout.groups()),
                    Vector::T => push(Kind::RowSum, vector, len),
                    Vector::E => push(Kind::Chunk, vector, len),
                    Vector::Z => {
                        push(Kind::Product, vector, len);
                        if self.is_matmul(op) {
                            push(Kind::Equality, vector, len);
                        }
                    }
                    Vector::Y => push(Kind::Result, vector, len),
                }
            }
        }
        faults
    }

    pub fn is_matmul(&self, op: u16) -> bool {
        matches!(self.job.spec.ops[usize::from(op)].op, Op::MatMul { .. })
    }

    /// The products, and the first fault of each kind there is about one.
    pub fn products(&self) -> Vec<u16> {
        let seed = self.roots.seed();
        let layouts = Commitment::layouts(&self.job.spec, &seed);
        (0..)
            .zip(layouts)
            .filter(|(_, l)| l.is_some())
            .map(|(op, _)| op)
            .collect()
    }
}

/// Products whose results are wider than one chunk, with more blocks than are checked, and with an inner dimension of
/// several leaves; the last op reads results of both kinds.
pub fn wide() -> Job {
    let mut rng = StdRng::seed_from_u64(70);
    let inputs = vec![
        i8s(&mut rng, 3, 260),
        i8s(&mut rng, 140, 5),
        i8s(&mut rng, 210, 5),
    ];
    let weights = vec![i8s(&mut rng, 4_200, 260)];
    let (a, b) = (Source::Input(0), Source::Weight(0));
    let linear = |dtype| OpDesc {
        op: Op::Linear {
            a,
            b,
            bias: None,
            mult: Mult::Scalar(1 << 20),
            shift: 34,
            batch: 1,
        },
        shape: Shape::new(dtype, 3, 4_200),
    };
    let ops = vec![
        OpDesc {
            op: Op::MatMul { a, b, batch: 1 },
            shape: Shape::new(DType::I32, 3, 4_200),
        },
        linear(DType::I8),
        linear(DType::I32),
        OpDesc {
            op: Op::MatMul {
                a: Source::Input(1),
                b: Source::Input(2),
                batch: 70,
            },
            shape: Shape::new(DType::I32, 140, 3),
        },
        OpDesc {
            op: Op::MatMul {
                a: Source::Op(1),
                b: Source::Op(1),
                batch: 3,
            },
            shape: Shape::new(DType::I32, 3, 1),
        },
    ];
    Job::run(inputs, weights, ops)
}

pub fn small() -> Trial {
    Trial::new(every_op(6, 40, 70, 21))
}
