//! The golden vectors of `vectors/`, which an independent implementation wrote.

use crate::job::Job;
use assay_proof::{
    commitment, eval, input_root, trace_root, DType, Hash, JobSpec, OpDesc, Reject, Shape, Source, Tensor,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct TensorVector {
    dtype: String,
    rows: u32,
    cols: u32,
    values: Option<Vec<i32>>,
    fill: Option<i32>,
    repeat: Option<Vec<i32>>,
    root: Option<String>,
}

impl TensorVector {
    fn tensor(&self) -> Tensor {
        let dtype = if self.dtype == "i8" { DType::I8 } else { DType::I32 };
        let shape = Shape::new(dtype, self.rows, self.cols);
        let values = match (&self.values, self.fill, &self.repeat) {
            (Some(values), None, None) => values.clone(),
            (None, Some(value), None) => vec![value; shape.elements() as usize],
            (None, None, Some(few)) => {
                let again = few.iter().cycle().copied();
                again.take(shape.elements() as usize).collect()
            }
            _ => panic!("a vector's tensor has either values, fill or repeat"),
        };
        let bytes = values
            .iter()
            .flat_map(|v| v.to_le_bytes()[..dtype.size()].to_vec());
        Tensor::new(shape, bytes.collect()).expect("a vector's tensor")
    }
}

#[derive(Deserialize)]
struct OpVector {
    name: String,
    descriptor: String,
    operands: Vec<TensorVector>,
    result: TensorVector,
}

fn hold_to(file: &str, json: &str) {
    let cases: Vec<OpVector> = serde_json::from_str(json).expect(file);
    assert!(!cases.is_empty());
    for case in cases {
        let bytes = hex::decode(&case.descriptor).expect("hexadecimal");
        let desc = OpDesc::parse(&bytes).expect(&case.name);
        assert_eq!(desc.to_bytes(), bytes, "{file}: {}: encoding", case.name);
        let operands: Vec<Tensor> = case.operands.iter().map(TensorVector::tensor).collect();
        let expected = case.result.tensor();
        let result = eval(&desc.op, desc.shape, &operands.iter().collect::<Vec<_>>());
        assert_eq!(result.as_ref(), Ok(&expected), "{file}: {}", case.name);
        judge_agrees(file, &case.name, desc, operands, &expected);
    }
}

/// The judge recomputes every element of the vector to the same number. It sees the vector as the only
/// op of a job whose range analysis is skipped: a judge does not repeat it.
fn judge_agrees(file: &str, name: &str, desc: OpDesc, operands: Vec<Tensor>, expected: &Tensor) {
    assert!(desc.op.operands().iter().all(|s| matches!(s, Source::Weight(_))));
    let weights = operands.iter().map(|t| assay_proof::WeightDesc {
        shape: t.shape(),
        root: t.root(),
    });
    let spec = JobSpec {
        inputs: vec![expected.shape()],
        weights: weights.collect(),
        ops: vec![desc],
    };
    let job = Job {
        spec,
        inputs: vec![expected.clone()],
        weights: operands,
        results: vec![expected.clone()],
    };
    let shape = expected.shape();
    let step = (shape.elements() / 24).max(1);
    let last = shape.elements() - 1;
    for at in (0..last).step_by(step as usize).chain([last]) {
        let position = (
            (at / u64::from(shape.cols)) as u32,
            (at % u64::from(shape.cols)) as u32,
        );
        let verdict = job.try_element(0, position, expected);
        assert_eq!(verdict, Err(Reject::Honest), "{file}: {name}: {position:?}");
    }
}

macro_rules! vectors {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            let file = concat!(stringify!($name), ".json");
            hold_to(file, include_str!(concat!("../../vectors/", stringify!($name), ".json")));
        }
    )*};
}

vectors!(matmul add_bias requant add mul lut view layer_norm rms_norm softmax gather linear);

#[derive(Deserialize)]
struct Commitments {
    tensors: Vec<TensorVector>,
    trace_root: String,
    input_root: String,
    spec: String,
    spec_root: String,
    commitment: CommitmentVector,
}

#[derive(Deserialize)]
struct CommitmentVector {
    job: String,
    provider: String,
    trace_root: String,
    output_root: String,
    salt: String,
    hash: String,
}

fn hash(text: &str) -> Hash {
    hex::decode(text)
        .expect("hexadecimal")
        .try_into()
        .expect("32 bytes")
}

#[test]
fn commitments() {
    let vectors: Commitments = serde_json::from_str(include_str!("../../vectors/commitments.json")).unwrap();
    let mut roots = Vec::new();
    for vector in &vectors.tensors {
        let tensor = vector.tensor();
        let expected = hash(vector.root.as_ref().expect("a root"));
        assert_eq!(tensor.root(), expected, "{}", tensor.shape());
        assert_eq!(tensor.tree().root(), expected, "{}", tensor.shape());
        roots.push(expected);
    }
    assert_eq!(trace_root(&roots), hash(&vectors.trace_root));
    assert_eq!(input_root(&roots[..3]), hash(&vectors.input_root));
    let bytes = hex::decode(&vectors.spec).unwrap();
    let spec = JobSpec::parse(&bytes).unwrap();
    assert_eq!(spec.to_bytes(), bytes);
    assert_eq!(spec.spec_root(), hash(&vectors.spec_root));
    let c = &vectors.commitment;
    let made = commitment(
        &hash(&c.job),
        &hash(&c.provider),
        &hash(&c.trace_root),
        &hash(&c.output_root),
        &hash(&c.salt),
    );
    assert_eq!(made, hash(&c.hash));
}
