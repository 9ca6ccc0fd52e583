//! The checks of a transformer of the shapes of all-MiniLM-L6-v2, 64 sentences of 64 tokens, in every mode:
//! `cargo bench -p assay-verifier --bench transformer`. Prints a table; the provider is in memory, so that what it takes
//! to show is not counted. The job runs by the reference, which takes a while.

#[path = "../tests/verify/transformer.rs"]
mod transformer;

use assay_proof::{
    eval, input_root, opening, put_sum, trace_root, DType, Hash, LeafSet, Mult, Op, Opened, Shape, Source,
    Tensor, TensorTree,
};
use assay_verifier::{
    plan, verify, Commitment, Mode, OpeningError, Openings, Report, TraceEntry, Verdict, VerifierKey,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use rayon::prelude::*;
use std::time::{Duration, Instant};
use transformer::{transformer, Transformer};

/// Runs per figure: processor time is their mean, what the provider takes to copy and open included; the rest is the
/// best.
const SAMPLED_RUNS: u32 = 50;
const FULL_RUNS: u32 = 5;
const SENTENCES: u32 = 64;
const LAYERS: u32 = 6;

struct Provider {
    job: Transformer,
    results: Vec<Tensor>,
    trees: Vec<TensorTree>,
    sums: Vec<Option<Tensor>>,
}

/// A result with its tree.
struct Kept<'a>(&'a Tensor, &'a TensorTree);

impl Opened for Kept<'_> {
    fn shape(&self) -> Shape {
        self.0.shape()
    }

    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]> {
        self.0
            .row(row as usize)
            .chunks(assay_proof::LEAF_BYTES)
            .nth(leaf as usize)
    }

    fn row(&self, row: u32) -> Option<&[u8]> {
        Some(self.0.row(row as usize))
    }

    fn node(&self, level: u32, index: usize) -> Option<Hash> {
        Some(self.1.node(level, index))
    }
}

impl Provider {
    fn run(job: Transformer) -> Self {
        let mut results: Vec<Tensor> = Vec::new();
        let mut sums = Vec::new();
        for desc in &job.spec.ops {
            let operand = |source: &Source| match *source {
                Source::Input(n) => &job.inputs[usize::from(n)],
                Source::Weight(n) => &job.weights[usize::from(n)],
                Source::Op(n) => &results[usize::from(n)],
            };
            let operands: Vec<&Tensor> = desc.op.operands().iter().map(operand).collect();
            let summed = match desc.op {
                Op::Linear { batch: 1, .. } => Some(product(operands[0], operands[1])),
                _ => None,
            };
            let result = match (&summed, desc.op) {
                (
                    Some(sums),
                    Op::Linear {
                        bias, mult, shift, ..
                    },
                ) => requantised(
                    sums,
                    desc.shape,
                    bias.map(|_| operands[2]),
                    (mult, operands.last().unwrap()),
                    shift,
                ),
                _ => eval(&desc.op, desc.shape, &operands).expect("an honest run"),
            };
            results.push(result);
            sums.push(summed);
        }
        let trees = results.par_iter().map(Tensor::tree).collect();
        Self {
            job,
            results,
            trees,
            sums,
        }
    }
}

/// `a · bᵗ` on all cores.
fn product(a: &Tensor, b: &Tensor) -> Tensor {
    let (m, n) = (a.shape().rows, b.shape().rows);
    let rows = (0..m as usize).into_par_iter().flat_map_iter(|i| {
        (0..n as usize).flat_map(move |j| {
            let products = a.row(i).iter().zip(b.row(j));
            let sum: i32 = products
                .map(|(&a, &b)| i32::from(a as i8) * i32::from(b as i8))
                .sum();
            sum.to_le_bytes()
        })
    });
    Tensor::new(Shape::new(DType::I32, m, n), rows.collect()).unwrap()
}

fn requantised(
    sums: &Tensor,
    shape: Shape,
    bias: Option<&Tensor>,
    (mult, mults): (Mult, &Tensor),
    shift: u8,
) -> Tensor {
    let rows = (0..shape.rows as usize).into_par_iter().flat_map_iter(|i| {
        (0..shape.cols as usize).map(move |j| {
            let bias = bias.map_or(0, |bias| bias.get(0, j));
            let mult = match mult {
                Mult::Scalar(mult) => mult,
                Mult::PerColumn(_) => mults.get(0, j),
            };
            assay_proof::arith::linear(sums.get(i, j), bias, mult, shift, shape.dtype) as u8
        })
    });
    Tensor::new(shape, rows.collect()).unwrap()
}

impl Openings for Provider {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        let entry = |tree: &TensorTree| TraceEntry {
            shape: tree.shape(),
            root: tree.root(),
        };
        Ok(self.trees.iter().map(entry).collect())
    }

    fn tensor(&self, op: usize, _: Shape) -> Result<Tensor, OpeningError> {
        Ok(self.results[op].clone())
    }

    fn leaves(&self, op: usize, _: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        Ok(opening(&Kept(&self.results[op], &self.trees[op]), leaves).expect("all is there"))
    }

    fn sums(&self, op: usize, _: Shape) -> Result<Tensor, OpeningError> {
        Ok(self.sums[op].clone().expect("a Linear by a weight"))
    }

    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError> {
        let Op::Linear {
            bias: Some(Source::Weight(bias)),
            mult: Mult::PerColumn(Source::Weight(mult)),
            shift,
            ..
        } = self.job.spec.ops[op].op
        else {
            panic!("a Linear with a bias and multipliers");
        };
        let (bias, mult) = (
            &self.job.weights[usize::from(bias)],
            &self.job.weights[usize::from(mult)],
        );
        let sums = self.sums[op].as_ref().expect("a Linear by a weight");
        let mut bytes = Vec::new();
        for i in rows.iter().map(|&i| i as usize) {
            for j in 0..cols as usize {
                let scale = (bias.get(0, j), mult.get(0, j));
                put_sum(
                    &mut bytes,
                    sums.get(i, j),
                    self.results[op].get(i, j),
                    scale,
                    shift,
                );
            }
        }
        Ok(bytes)
    }
}

/// Processor time of all threads so far, in the steps of 10 ms that the system counts by; zero where it does not say.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(10 * ticks)
}

fn main() {
    let started = Instant::now();
    let provider = Provider::run(transformer(SENTENCES, LAYERS, 1));
    let spec = &provider.job.spec;
    let trace_bytes: u64 = spec.ops.iter().map(|desc| desc.shape.bytes()).sum();
    eprintln!(
        "{} ops, {} MB of results, run in {:?}",
        spec.ops.len(),
        trace_bytes >> 20,
        started.elapsed()
    );
    let mut rng = StdRng::seed_from_u64(2);
    let started = Instant::now();
    let key = VerifierKey::new(spec, provider.job.weights.clone(), &mut rng).expect("a good job");
    eprintln!("key made in {:?}", started.elapsed());
    let roots: Vec<Hash> = provider.trees.iter().map(TensorTree::root).collect();
    let input_roots: Vec<Hash> = provider.job.inputs.iter().map(Tensor::root).collect();
    let commitment = Commitment {
        inputs: &provider.job.inputs,
        input_root: input_root(&input_roots),
        trace_root: trace_root(&roots),
        output_root: roots[roots.len() - 1],
    };
    println!("| mode | shown, bytes | processor, ms | wall, ms | asking | hashing | products | exact |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    let sampled = [1, 4, 16, 64].map(|draws| Mode::Sampled { draws });
    for (mode, runs) in sampled
        .map(|mode| (mode, SAMPLED_RUNS))
        .into_iter()
        .chain([(Mode::Full, FULL_RUNS)])
    {
        let before = processor_time();
        let reports = (0..runs).map(|_| {
            let plan = plan(spec, mode, &mut rng);
            let report = verify(&key, &commitment, &provider, &plan).expect("inputs and plan are the job's");
            assert_eq!(report.verdict, Verdict::Accept);
            report
        });
        let best = reports
            .min_by_key(|report| report.timings.wall)
            .expect("some runs");
        let processor = (processor_time() - before) / runs;
        let Report {
            timings, shown_bytes, ..
        } = best;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "| {mode:?} | {shown_bytes} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} |",
            ms(processor),
            ms(timings.wall),
            ms(timings.fetch),
            ms(timings.hash),
            ms(timings.matmul),
            ms(timings.exact),
        );
    }
}
