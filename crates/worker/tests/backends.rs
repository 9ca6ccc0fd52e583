//! Every backend gives the bits of the reference, op by op, on random graphs.

mod common;

use assay_proof::{DType, OpDesc, Shape, Tensor};
use assay_worker::{execute, Backend, BackendError, CpuBackend, WgpuBackend};
use common::Job;
use serde::Deserialize;

/// All backends of this machine. Without a graphics adapter or an NVIDIA card those are left out, unless
/// `ASSAY_REQUIRE_GPU=1` or `ASSAY_REQUIRE_CUDA=1` says that there must be one.
fn backends() -> Vec<Box<dyn Backend>> {
    let mut all: Vec<Box<dyn Backend>> = Vec::new();
    all.extend(
        CpuBackend::all()
            .into_iter()
            .map(|backend| Box::new(backend) as Box<dyn Backend>),
    );
    all.extend(opened(WgpuBackend::new(), "ASSAY_REQUIRE_GPU"));
    #[cfg(feature = "cuda")]
    all.extend(opened(assay_worker::CudaBackend::new(), "ASSAY_REQUIRE_CUDA"));
    all
}

fn opened<B: Backend + 'static>(opened: Result<B, BackendError>, variable: &str) -> Option<Box<dyn Backend>> {
    match opened {
        Ok(backend) => Some(Box::new(backend)),
        Err(error) => {
            let required = std::env::var_os(variable).is_some_and(|value| value == "1");
            assert!(!required, "{variable}=1, but {error}");
            eprintln!("skipped: {error}");
            None
        }
    }
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

/// The same graphs as a worker runs them: tensors stay on the device between ops.
#[test]
fn whole_runs_give_the_same_results_and_roots_on_every_backend() {
    let mut backends = backends();
    for seed in 100..110 {
        let job = Job::random(seed, 14);
        let results = job.reference();
        let roots: Vec<_> = results.iter().map(Tensor::root).collect();
        for backend in &mut backends {
            let run = execute(&job.spec, &job.weights, &job.inputs, backend.as_mut()).unwrap();
            assert!(run.tensors == results, "seed {seed} on {}", backend.name());
            assert_eq!(run.roots, roots, "seed {seed} on {}", backend.name());
        }
    }
}

#[derive(Deserialize)]
struct TensorVector {
    dtype: String,
    rows: u32,
    cols: u32,
    values: Option<Vec<i32>>,
    fill: Option<i32>,
    repeat: Option<Vec<i32>>,
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
        let few = self.values.clone().or(self.repeat.clone());
        let few = few.unwrap_or_else(|| vec![self.fill.expect("values, fill or repeat")]);
        let values: Vec<i32> = few.into_iter().cycle().take(shape.elements() as usize).collect();
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
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let is_op = name.ends_with(".json") && !["commitments.json", "pov.json"].contains(&name);
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
    assert_eq!(files, 12, "one file per operator");
}
