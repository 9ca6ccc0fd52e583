//! Jobs to put on trial.

use assay_proof::evidence::Case;
use assay_proof::{
    check, eval, Conviction, DType, Hash, JobSpec, Mask, Mult, Op, OpDesc, Reject, Roots, Shape, Source,
    Tensor, View, WeightDesc,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A spec, everything it computes on, and the honest results.
pub struct Job {
    pub spec: JobSpec,
    pub inputs: Vec<Tensor>,
    pub weights: Vec<Tensor>,
    pub results: Vec<Tensor>,
}

impl Job {
    /// Runs `ops` honestly.
    pub fn run(inputs: Vec<Tensor>, weights: Vec<Tensor>, ops: Vec<OpDesc>) -> Self {
        let bind = |w: &Tensor| WeightDesc {
            shape: w.shape(),
            root: w.root(),
        };
        let spec = JobSpec {
            inputs: inputs.iter().map(Tensor::shape).collect(),
            weights: weights.iter().map(bind).collect(),
            ops,
        };
        spec.validate().expect("a well-formed job");
        let mut job = Self {
            spec,
            inputs,
            weights,
            results: Vec::new(),
        };
        for n in 0..job.spec.ops.len() {
            let OpDesc { op, shape } = job.spec.ops[n];
            let result = eval(&op, shape, &job.operands(n)).expect("an honest run");
            job.results.push(result);
        }
        job
    }

    pub fn operands(&self, op: usize) -> Vec<&Tensor> {
        let sources = self.spec.ops[op].op.operands();
        let tensor = |source: &Source| match *source {
            Source::Input(n) => &self.inputs[usize::from(n)],
            Source::Weight(n) => &self.weights[usize::from(n)],
            Source::Op(n) => &self.results[usize::from(n)],
        };
        sources.iter().map(tensor).collect()
    }

    pub fn input_roots(&self) -> Vec<Hash> {
        self.inputs.iter().map(Tensor::root).collect()
    }

    pub fn trace(&self) -> Vec<Hash> {
        self.results.iter().map(Tensor::root).collect()
    }

    /// What the chain holds when the provider commits to `trace`.
    pub fn roots(&self, trace: &[Hash]) -> Roots {
        self.case(trace).roots(trace[trace.len() - 1])
    }

    pub fn case(&self, trace: &[Hash]) -> Case<'_> {
        Case::new(&self.spec, &self.input_roots(), trace)
    }

    /// Tries op `op`'s element `(i, j)` when the provider claims `claimed` for the op's result.
    pub fn try_element(&self, op: usize, (i, j): (u32, u32), claimed: &Tensor) -> Result<Conviction, Reject> {
        let mut trace = self.trace();
        trace[op] = claimed.root();
        let case = self.case(&trace);
        let evidence = case.element(op as u16, (i, j), claimed, &self.operands(op));
        check(&evidence.expect("evidence"), &self.roots(&trace))
    }
}

pub fn i8s(rng: &mut impl Rng, rows: u32, cols: u32) -> Tensor {
    let values: Vec<i8> = (0..rows * cols).map(|_| rng.random()).collect();
    Tensor::from_i8(rows, cols, &values).expect("a small tensor")
}

pub fn i32s(rng: &mut impl Rng, rows: u32, cols: u32) -> Tensor {
    let values: Vec<i32> = (0..rows * cols)
        .map(|_| rng.random_range(-(1 << 29)..1 << 29))
        .collect();
    Tensor::from_i32(rows, cols, &values).expect("a small tensor")
}

/// A job with every op, operands from inputs, weights and ops: `m` rows (even), `k` inner, `n` columns.
pub fn every_op(m: u32, k: u32, n: u32, seed: u64) -> Job {
    let mut rng = StdRng::seed_from_u64(seed);
    let inputs = vec![i8s(&mut rng, m, k), i8s(&mut rng, m, n)];
    let weights = vec![
        i8s(&mut rng, n, k),
        i32s(&mut rng, 1, n),
        i32s(&mut rng, 1, n),
        i8s(&mut rng, 1, 256),
        Tensor::from_i32(2, 3, &[0, 1, 1, 0, 1, 0]).expect("a small tensor"),
        i32s(&mut rng, 1, 256),
        i8s(&mut rng, 2, n),
    ];
    let wide = Shape::new(DType::I32, m, n);
    let narrow = Shape::new(DType::I8, m, n);
    let [x, gate] = [Source::Input(0), Source::Input(1)];
    let [w, bias, mult, table] = [0, 1, 2, 3].map(Source::Weight);
    let mut ops = Vec::new();
    let mut push = |op: Op, shape: Shape| {
        ops.push(OpDesc { op, shape });
        Source::Op(ops.len() as u16 - 1)
    };
    let product = push(Op::MatMul { a: x, b: w, batch: 1 }, wide);
    let sum = push(Op::AddBias { x: product, bias }, wide);
    let one_scale = push(
        Op::Requant {
            x: sum,
            mult: Mult::Scalar(3),
            shift: 24,
        },
        narrow,
    );
    let per_column = push(
        Op::Requant {
            x: product,
            mult: Mult::PerColumn(mult),
            shift: 40,
        },
        narrow,
    );
    let added = push(
        Op::Add {
            x: one_scale,
            y: per_column,
            mx: Mult::Scalar(77),
            my: Mult::Scalar(-91),
            shift: 6,
        },
        narrow,
    );
    let gated = push(
        Op::Mul {
            x: added,
            y: gate,
            mult: 5,
            shift: 8,
        },
        narrow,
    );
    let looked_up = push(Op::Lut { x: gated, table }, narrow);
    let turned = push(
        Op::View(View::Transpose { x: looked_up }),
        Shape::new(DType::I8, n, m),
    );
    let cut = push(
        Op::View(View::Slice {
            x: sum,
            row: 1,
            col: n / 3,
        }),
        Shape::new(DType::I32, m - 1, n - n / 3),
    );
    let flat = push(
        Op::View(View::Reshape { x: cut }),
        Shape::new(DType::I32, n - n / 3, m - 1),
    );
    push(
        Op::View(View::ConcatRows { x: flat, y: flat }),
        Shape::new(DType::I32, 2 * (n - n / 3), m - 1),
    );
    push(
        Op::View(View::ConcatCols {
            x: looked_up,
            y: gate,
        }),
        Shape::new(DType::I8, m, 2 * n),
    );
    push(
        Op::MatMul {
            a: looked_up,
            b: gate,
            batch: 2,
        },
        Shape::new(DType::I32, m, m / 2),
    );
    push(
        Op::MatMul {
            a: turned,
            b: turned,
            batch: 1,
        },
        Shape::new(DType::I32, n, n),
    );
    push_transformer_ops(
        &mut push,
        [looked_up, gate, per_column, sum],
        [bias, mult],
        (m, n),
    );
    Job::run(inputs, weights, ops)
}

/// LayerNorm, RmsNorm, Softmax, Gather, Linear, wide sums and permutations of what a job has already: `narrow` results
/// `i8 [m, n]`, `wide` `i32 [m, n]`, and rows of constants.
fn push_transformer_ops(
    push: &mut impl FnMut(Op, Shape) -> Source,
    [x, gate, y, wide]: [Source; 4],
    [bias, mult]: [Source; 2],
    (m, n): (u32, u32),
) {
    let narrow = Shape::new(DType::I8, m, n);
    let wide_shape = Shape::new(DType::I32, m, n);
    let [ids, table] = [4, 5].map(Source::Weight);
    let (gain, eps) = (mult, 3);
    push(
        Op::LayerNorm {
            x,
            gain,
            bias,
            eps,
            shift: 40,
        },
        narrow,
    );
    push(
        Op::LayerNorm {
            x: wide,
            gain,
            bias,
            eps: 0,
            shift: 40,
        },
        narrow,
    );
    push(
        Op::RmsNorm {
            x: wide,
            gain,
            eps,
            shift: 40,
        },
        narrow,
    );
    push(
        Op::RmsNorm {
            x,
            gain,
            eps: 0,
            shift: 40,
        },
        narrow,
    );
    for mask in [Mask::None, Mask::Blocks(Source::Weight(6)), Mask::Cycle(gate)] {
        push(
            Op::Softmax {
                x: wide,
                table,
                mask,
                mult: 3,
                shift: 20,
            },
            narrow,
        );
    }
    push(Op::Gather { ids, table: gate }, Shape::new(DType::I8, 6, n));
    let (one, rows) = (Mult::Scalar(-5), Mult::PerColumn(mult));
    push(
        Op::Add {
            x: wide,
            y,
            mx: one,
            my: rows,
            shift: 3,
        },
        wide_shape,
    );
    push(
        Op::Add {
            x,
            y,
            mx: rows,
            my: rows,
            shift: 20,
        },
        wide_shape,
    );
    push(
        Op::Add {
            x: wide,
            y,
            mx: rows,
            my: one,
            shift: 50,
        },
        narrow,
    );
    let b = Source::Weight(0);
    let a = Source::Input(0);
    for (bias, mult, shape) in [
        (Some(bias), rows, narrow),
        (None, Mult::Scalar(1 << 20), narrow),
        (None, rows, wide_shape),
        (Some(bias), Mult::Scalar(7), wide_shape),
    ] {
        let shift = if shape.dtype == DType::I8 { 40 } else { 24 };
        push(
            Op::Linear {
                a,
                b,
                bias,
                mult,
                shift,
                batch: 1,
            },
            shape,
        );
    }
    let halves = Op::Linear {
        a: x,
        b: y,
        bias: None,
        mult: Mult::Scalar(1),
        shift: 6,
        batch: 2,
    };
    push(halves, Shape::new(DType::I8, m, m / 2));
    let dims = [2, m / 2, 1, n];
    push(
        Op::View(View::Permute {
            x,
            dims,
            order: [1, 3, 0, 2],
        }),
        Shape::new(DType::I8, m / 2 * n, 2),
    );
    push(
        Op::View(View::Permute {
            x: wide,
            dims,
            order: [3, 0, 1, 2],
        }),
        Shape::new(DType::I32, n, m),
    );
}
