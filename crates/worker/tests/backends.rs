//! Every backend gives the bits of the reference, op by op, on random graphs.

mod common;

use assay_proof::{DType, OpDesc, Shape, Tensor};
use assay_worker::{Backend, CpuBackend, WgpuBackend};
use common::Job;
use serde::Deserialize;

/// All backends of this machine. Without a graphics adapter that is the processor's only, unless
/// `ASSAY_REQUIRE_GPU=1` says that there must be one.
fn backends() -> Vec<Box<dyn Backend>> {
    let mut all: Vec<Box<dyn Backend>> = Vec::new();
    all.extend(
        CpuBackend::all()
            .into_iter()
            .map(|backend| Box::new(backend) as Box<dyn Backend>),
    );
    match WgpuBackend::new() {
        Ok(backend) => all.push(Box::new(backend)),
        Err(error) => {
            let required = std::env::var_os("ASSAY_REQUIRE_GPU").is_some_and(|value| value == "1");
            assert!(!required, "ASSAY_REQUIRE_GPU=1, but {error}");
        }
    }
    all
}

#[test]
fn random_graphs_give_the_same_bits_on_every_backend() {
    let mut backends = backends();
    let mut ops = std::collections::BTreeMap::<&str, usize>::new();
    for seed in 0..120 {
        let job = Job::random(seed, 14);
        let results = job.reference();
        for (op, desc) in job.spec.ops.iter().enumerate() {
            *ops.entry(desc.op.name()).or_default() += 1;
            let operands: Vec<Tensor> = desc
                .op
                .operands()
                .iter()
                .map(|&source| job.operand(&results, source))
                .collect();
            let operands: Vec<&Tensor> = operands.iter().collect();
            for backend in &mut backends {
                let got = backend.run(&desc.op, desc.shape, &operands).unwrap();
                assert!(
                    got == results[op],
                    "seed {seed}, op {op}: {desc:?} on {}",
                    backend.name()
                );
            }
        }
    }
    assert_eq!(ops.len(), 17, "the graphs must hold every operator: {ops:?}");
}

#[derive(Deserialize)]
struct TensorVector {
    dtype: String,
    rows: u32,
    cols: u32,
    values: Option<Vec<i32>>,
    fill: Option<i32>,
}

#[derive(Deserialize)]
struct OpVector {
    name: String,
    descriptor: String,
    operands: Vec<TensorVector>,
    result: TensorVector,
}

impl TensorVector {
    fn tensor(&self) -> Tensor {
        let dtype = if self.dtype == "i8" { DType::I8 } else { DType::I32 };
        let shape = Shape::new(dtype, self.rows, self.cols);
        let fill = || vec![self.fill.expect("values or fill"); shape.elements() as usize];
        let values = self.values.clone().unwrap_or_else(fill);
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes().into_iter().take(dtype.size()));
        Tensor::new(shape, bytes.collect()).unwrap()
    }
}

#[test]
fn the_golden_vectors_of_a_second_implementation_are_met_by_every_backend() {
    let mut backends = backends();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../proof/vectors");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_op = path.extension().is_some_and(|end| end == "json") && !path.ends_with("commitments.json");
        if !is_op {
            continue;
        }
        files += 1;
        let cases: Vec<OpVector> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for case in cases {
            let desc = OpDesc::parse(&hex::decode(&case.descriptor).unwrap()).unwrap();
            let operands: Vec<Tensor> = case.operands.iter().map(TensorVector::tensor).collect();
            let operands: Vec<&Tensor> = operands.iter().collect();
            let expected = case.result.tensor();
            for backend in &mut backends {
                let got = backend.run(&desc.op, desc.shape, &operands).unwrap();
                assert!(
                    got == expected,
                    "{}: {} on {}",
                    path.display(),
                    case.name,
                    backend.name()
                );
            }
        }
    }
    assert_eq!(files, 7, "one file per operator");
}
