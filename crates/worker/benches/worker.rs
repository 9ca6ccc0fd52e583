//! Int8 throughput of every backend and what proving costs, as the tables of `benches/worker.md`.
//!
//! `cargo bench -p assay-worker`; give a number of threads as the only argument to use fewer than all.

use assay_client::content::{read_tensors, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE};
use assay_proof::{DType, JobSpec, Mult, Op, OpDesc, Shape, Source, Tensor, WeightDesc};
use assay_worker::bench::{overhead, throughput};
use assay_worker::store::Store;
use assay_worker::{Backend, CpuBackend, WgpuBackend};
use std::path::Path;

/// Sides of the products measured.
const SIDES: [u32; 3] = [512, 1024, 2048];
/// Rows of the dense job.
const BATCH: u32 = 256;
/// Width and classes of the dense job.
const WIDTH: u32 = 4096;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo itself passes `--bench`.
    let threads = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build_global()?;
    let mut backends: Vec<Box<dyn Backend>> = Vec::new();
    backends.extend(
        CpuBackend::all()
            .into_iter()
            .map(|backend| Box::new(backend) as Box<dyn Backend>),
    );
    match WgpuBackend::new() {
        Ok(backend) => backends.push(Box::new(backend)),
        Err(error) => eprintln!("{error}"),
    }
    #[cfg(feature = "cuda")]
    match assay_worker::CudaBackend::new() {
        Ok(backend) => backends.push(Box::new(backend)),
        Err(error) => eprintln!("{error}"),
    }

    println!("| backend | side | runs | median ms | best ms | GOPS at the median | GOPS at the best |");
    println!("|---|---|---|---|---|---|---|");
    for backend in &mut backends {
        for side in SIDES {
            let t = throughput(backend.as_mut(), side)?;
            let best = t.giga_ops * t.median_ms / t.best_ms;
            println!(
                "| {} | {side} | {} | {:.2} | {:.2} | {:.1} | {best:.1} |",
                t.backend, t.runs, t.median_ms, t.best_ms, t.giga_ops
            );
        }
    }

    println!("\n| job | backend | compute ms | hash and keep ms | wall ms | results KiB | overhead |");
    println!("|---|---|---|---|---|---|---|");
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    for (name, spec, weights, inputs) in [digits()?, dense()?] {
        for backend in &mut backends {
            let o = overhead(&spec, &weights, &inputs, backend.as_mut(), &store)?;
            println!(
                "| {name} | {} | {:.2} | {:.2} | {:.2} | {} | {:.0} % |",
                o.backend,
                o.compute_ms,
                o.prove_ms,
                o.wall_ms,
                o.trace_bytes >> 10,
                o.overhead * 100.0
            );
        }
    }
    Ok(())
}

type Job = (&'static str, JobSpec, Vec<Tensor>, Vec<Tensor>);

/// The digits classifier of the repository on its held-out images.
fn digits() -> Result<Job, Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/digits");
    let spec = JobSpec::parse(&std::fs::read(folder.join(SPEC_FILE))?)?;
    let shapes: Vec<Shape> = spec.weights.iter().map(|weight| weight.shape).collect();
    let weights = read_tensors(&std::fs::read(folder.join(WEIGHTS_FILE))?, "weight", &shapes)?;
    let inputs = read_tensors(&std::fs::read(folder.join(INPUTS_FILE))?, "input", &spec.inputs)?;
    Ok(("digits, 450 images", spec, weights, inputs))
}

/// A layer of 4096 classes over 4096 features, with bias and requantisation.
fn dense() -> Result<Job, Box<dyn std::error::Error>> {
    let noise = |shape: Shape| {
        let bytes = (0..shape.bytes()).map(|at| (at.wrapping_mul(2_654_435_761) >> 11) as u8);
        Tensor::new(shape, bytes.collect())
    };
    let bias = Tensor::from_i32(1, WIDTH, &vec![12_345; WIDTH as usize])?;
    let weights = vec![noise(Shape::new(DType::I8, WIDTH, WIDTH))?, bias];
    let inputs = vec![noise(Shape::new(DType::I8, BATCH, WIDTH))?];
    let sums = Shape::new(DType::I32, BATCH, WIDTH);
    let requant = Op::Requant {
        x: Source::Op(1),
        mult: Mult::Scalar(1 << 20),
        shift: 36,
    };
    let spec = JobSpec {
        inputs: inputs.iter().map(Tensor::shape).collect(),
        weights: weights
            .iter()
            .map(|tensor| WeightDesc {
                shape: tensor.shape(),
                root: tensor.root(),
            })
            .collect(),
        ops: vec![
            OpDesc {
                op: Op::MatMul {
                    a: Source::Input(0),
                    b: Source::Weight(0),
                    batch: 1,
                },
                shape: sums,
            },
            OpDesc {
                op: Op::AddBias {
                    x: Source::Op(0),
                    bias: Source::Weight(1),
                },
                shape: sums,
            },
            OpDesc {
                op: requant,
                shape: Shape {
                    dtype: DType::I8,
                    ..sums
                },
            },
        ],
    };
    spec.validate()?;
    Ok(("4096 classes, 256 rows", spec, weights, inputs))
}
