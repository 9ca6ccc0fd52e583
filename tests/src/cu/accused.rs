//! Verifiers to be convicted: of one product, at the size of a large model's layer.

use super::kernel::numbers;
use assay_proof::{
    evidence::Case as Evidence,
    pov::{self, Accusation, Commitment, Fault, Kind, Vector},
    DType, Hash, JobSpec, Op, OpDesc, Roots, Shape, Source, Tensor, WeightDesc,
};

/// Columns of the result.
const COLS: u32 = 4_096;

/// What is wrong, and in which vector. That a commitment has another length is measured with the other instructions.
pub const WRONG: [(Kind, Vector, &str); 7] = [
    (Kind::Range, Vector::W, "an entry that is no number"),
    (Kind::RowSum, Vector::T, "a sum over a row of B"),
    (Kind::Chunk, Vector::E, "a sum of 4,096 of these"),
    (Kind::Fold, Vector::W, "w that is not B folded"),
    (Kind::Product, Vector::Z, "a row of A times w"),
    (Kind::Result, Vector::Y, "a sum over 4,096 of a result"),
    (Kind::Equality, Vector::Z, "sums that differ"),
];

/// A product with this inner dimension.
pub struct Layer {
    spec: JobSpec,
    a: Tensor,
    b: Tensor,
    out: Tensor,
}

/// What a verifier said of it, and the evidence that convicts it.
pub struct Accused {
    pub result: Roots,
    pub said: Hash,
    pub evidence: Vec<u8>,
}

impl Layer {
    pub fn new(inner: u32) -> Self {
        let a = numbers(Shape::new(DType::I8, 2, inner), 1);
        let b = numbers(Shape::new(DType::I8, COLS, inner), 5);
        let out = numbers(Shape::new(DType::I32, 2, COLS), 9);
        let op = Op::MatMul {
            a: Source::Input(0),
            b: Source::Weight(0),
            batch: 1,
        };
        let spec = JobSpec {
            inputs: vec![a.shape()],
            weights: vec![WeightDesc {
                shape: b.shape(),
                root: b.root(),
            }],
            ops: vec![OpDesc {
                op,
                shape: out.shape(),
            }],
        };
        Self { spec, a, b, out }
    }

    /// The verifier with this seed computed everything right but for the first entry of `vector`. The result is not the
    /// product: its sums differ anyway.
    pub fn accused(&self, (kind, vector): (Kind, Vector), seed: &Hash) -> Accused {
        let desc = &self.spec.ops[0];
        let said = pov::vectors((0, desc), seed, (&self.a, &self.b, &self.out));
        let mut said = said.expect("the op is a product");
        match kind {
            Kind::Equality => {}
            Kind::Range => said.get_mut(vector)[0] = u64::MAX,
            _ => said.get_mut(vector)[0] ^= 1,
        }
        let said = Commitment::new(vec![Some(said)]);
        let (inputs, trace) = ([self.a.root()], [self.out.root()]);
        let case = Evidence::new(&self.spec, &inputs, &trace);
        let fault = Fault {
            kind,
            op: 0,
            vector,
            index: 0,
        };
        let tensor = fault.tensor(&self.spec).map(|source| match source {
            Source::Input(_) => &self.a,
            Source::Weight(_) => &self.b,
            Source::Op(_) => &self.out,
        });
        let evidence = Accusation::new(&case, *seed, &said).evidence(&fault, tensor);
        Accused {
            result: case.roots(trace[0]),
            said: said.root(),
            evidence: evidence.expect("the tensors fit"),
        }
    }
}
