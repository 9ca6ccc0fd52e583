//! What proving a verification costs beside the fold that a check starts with: `w`, `t`, the checked rows and all hashes
//! against `B · r` alone. Run on one core with `RAYON_NUM_THREADS=1`.

use assay_proof::pov::{checked_block, product, rho, Commitment};
use assay_proof::{DType, Hash, JobSpec, Mult, Op, OpDesc, Shape, Source, WeightDesc};
use assay_verifier::freivalds::{Challenge, Folded, Kernel};
use assay_verifier::pov::{audit, prove, Rows};
use assay_verifier::{Fp, OpeningError};
use criterion::{criterion_group, criterion_main, Criterion};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use std::borrow::Cow;
use std::hint::black_box;
use std::ops::Range;

const SEED: Hash = [5; 32];

/// Random tensors of a job's shapes, each a window of one buffer that is larger than any cache: the cost depends on
/// shapes only, so nothing needs to be the product of anything.
struct Noise<'a> {
    spec: &'a JobSpec,
    bytes: Vec<u8>,
}

impl<'a> Noise<'a> {
    fn of(spec: &'a JobSpec) -> Self {
        let weights = spec.weights.iter().map(|weight| weight.shape);
        let shapes = spec.inputs.iter().copied().chain(weights);
        let all = shapes.chain(spec.ops.iter().map(|op| op.shape));
        let largest = all.map(|shape| shape.bytes()).max().expect("a job has an input");
        let mut bytes = vec![0; largest as usize + (64 << 20)];
        StdRng::seed_from_u64(1).fill_bytes(&mut bytes);
        Self { spec, bytes }
    }
}

impl Rows for Noise<'_> {
    fn rows(&self, source: Source, rows: Range<u32>) -> Result<Cow<'_, [u8]>, OpeningError> {
        let shape = self.spec.shape_of(source).expect("an operand of the job");
        let number = match source {
            Source::Input(n) | Source::Weight(n) | Source::Op(n) => usize::from(n),
        };
        let start = number * 1_000_003 % (64 << 20);
        let row = shape.row_bytes();
        let range = start + rows.start as usize * row..start + rows.end as usize * row;
        Ok(Cow::Borrowed(&self.bytes[range]))
    }
}

#[derive(Default)]
struct Builder {
    spec: Option<JobSpec>,
}

impl Builder {
    fn spec(&mut self) -> &mut JobSpec {
        self.spec.get_or_insert_with(|| JobSpec {
            inputs: Vec::new(),
            weights: Vec::new(),
            ops: Vec::new(),
        })
    }

    fn input(&mut self, rows: u32, cols: u32) -> Source {
        let inputs = &mut self.spec().inputs;
        inputs.push(Shape::new(DType::I8, rows, cols));
        Source::Input(inputs.len() as u16 - 1)
    }

    fn weight(&mut self, rows: u32, cols: u32) -> Source {
        let shape = Shape::new(DType::I8, rows, cols);
        let weights = &mut self.spec().weights;
        weights.push(WeightDesc { shape, root: [0; 32] });
        Source::Weight(weights.len() as u16 - 1)
    }

    fn matmul(&mut self, a: Source, b: Source, batch: u32, (rows, cols): (u32, u32)) {
        let op = Op::MatMul { a, b, batch };
        let shape = Shape::new(DType::I32, rows, cols);
        self.spec().ops.push(OpDesc { op, shape });
    }

    fn linear(&mut self, a: Source, b: Source, batch: u32, (rows, cols): (u32, u32)) {
        let (mult, shift) = (Mult::Scalar(1), 8);
        let op = Op::Linear {
            a,
            b,
            bias: None,
            mult,
            shift,
            batch,
        };
        let shape = Shape::new(DType::I8, rows, cols);
        self.spec().ops.push(OpDesc { op, shape });
    }
}

/// The products of all-MiniLM-L6-v2 on 64 sentences of 64 tokens: 6 layers, 384 wide, 1,536 between, 12 heads of 32.
/// Every left operand is an input, as a trace's tensors cost the same to read.
fn minilm() -> JobSpec {
    let (layers, tokens, sentences, width, between, heads) = (6, 64, 64, 384, 1_536, 12);
    let (rows, blocks) = (sentences * tokens, sentences * heads);
    let head = width / heads;
    let mut job = Builder::default();
    let x = job.input(rows, width);
    let wide = job.input(rows, between);
    let query = job.input(blocks * tokens, head);
    let key = job.input(blocks * tokens, head);
    let attention = job.input(blocks * tokens, tokens);
    let value = job.input(blocks * head, tokens);
    for _ in 0..layers {
        for _ in ["query", "key", "value", "output"] {
            let weight = job.weight(width, width);
            job.linear(x, weight, 1, (rows, width));
        }
        job.matmul(query, key, blocks, (blocks * tokens, tokens));
        job.linear(attention, value, blocks, (blocks * tokens, head));
        let weight = job.weight(between, width);
        job.linear(x, weight, 1, (rows, between));
        let weight = job.weight(width, between);
        job.linear(wide, weight, 1, (rows, width));
    }
    job.spec.expect("a job was built")
}

fn square(n: u32) -> JobSpec {
    let mut job = Builder::default();
    let (a, b) = (job.input(n, n), job.weight(n, n));
    job.matmul(a, b, 1, (n, n));
    job.spec.expect("a job was built")
}

/// The same sizes, every MatMul a Linear: noise is the product of nothing, and an audit would end with the first `z`
/// that differs from its `y`.
fn without_matmul(mut spec: JobSpec) -> JobSpec {
    for desc in &mut spec.ops {
        if let Op::MatMul { a, b, batch } = desc.op {
            let (mult, shift) = (Mult::Scalar(1), 8);
            desc.op = Op::Linear {
                a,
                b,
                bias: None,
                mult,
                shift,
                batch,
            };
        }
    }
    spec
}

/// `B · r` of every checked block.
fn fold(spec: &JobSpec, data: &Noise<'_>, kernel: Kernel) {
    for (op, layout) in (0..).zip(Commitment::layouts(spec, &SEED)) {
        let layout = layout.expect("every op is a product");
        let (_, b, _) = product(&spec.ops[usize::from(op)].op).expect("a product");
        let powers = assay_proof::pov::powers(rho(&SEED, op)).take(layout.cols as usize);
        let elements: Vec<Fp> = powers.map(|power| Fp::from_i128(power.into())).collect();
        let challenge = Challenge::of(&elements);
        for group in 0..layout.groups() {
            let block = checked_block(&SEED, op, &layout, group);
            let rows = data.rows(b, block * layout.cols..(block + 1) * layout.cols);
            let rows = rows.expect("noise never ends");
            let i8s: &[i8] = bytemuck::cast_slice(&rows);
            black_box(Folded::new(i8s, layout.inner as usize, &challenge, kernel));
        }
    }
}

fn pov(c: &mut Criterion) {
    let kernel = Kernel::detect();
    let mut group = c.benchmark_group("pov");
    group.sample_size(20);
    for (name, spec) in [("MiniLM, 64 x 64", minilm()), ("4096 cubed", square(4_096))] {
        spec.validate().expect("a job");
        let data = Noise::of(&spec);
        let proven = prove(&spec, &SEED, &data, kernel).expect("noise never ends");
        println!("{name}: {} bytes of vectors to serve", proven.to_bytes().len());
        group.bench_function(format!("{name}/fold alone"), |bench| {
            bench.iter(|| fold(&spec, &data, kernel));
        });
        group.bench_function(format!("{name}/prove"), |bench| {
            bench.iter(|| {
                prove(&spec, &SEED, &data, kernel)
                    .expect("noise never ends")
                    .root()
            });
        });
        let spec = without_matmul(spec);
        let data = Noise::of(&spec);
        let proven = prove(&spec, &SEED, &data, kernel).expect("noise never ends");
        group.bench_function(format!("{name}/audit"), |bench| {
            bench.iter(|| assert_eq!(audit((&spec, &SEED), &proven, &data, kernel), Ok(None)));
        });
    }
    group.finish();
}

criterion_group!(benches, pov);
criterion_main!(benches);
