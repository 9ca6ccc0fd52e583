//! Random jobs: graphs of every operator with weights and inputs that fit.
#![allow(dead_code)] // Each test file uses its part.

use assay_proof::{eval, DType, JobSpec, Mask, Mult, Op, OpDesc, Shape, Source, Tensor, View, WeightDesc};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

/// A job with everything that is needed to run it.
pub struct Job {
    pub spec: JobSpec,
    pub weights: Vec<Tensor>,
    pub inputs: Vec<Tensor>,
}

impl Job {
    /// A graph of `ops` operators, the same for the same seed.
    pub fn random(seed: u64, ops: usize) -> Self {
        let mut builder = Builder::new(seed);
        for _ in 0..ops {
            builder.push_random();
        }
        builder.finish()
    }

    /// Two dense layers with biases, `[rows, width] → [rows, classes]`.
    pub fn dense(seed: u64, rows: u32, width: u32, classes: u32) -> Self {
        let mut builder = Builder::with_input(seed, rows, width);
        let mut x = Source::Input(0);
        for cols in [width, classes] {
            let b = builder.i8_weight(cols, width);
            let sum = builder.push(
                Op::MatMul { a: x, b, batch: 1 },
                Shape::new(DType::I32, rows, cols),
            );
            let bias = builder.i32_weight(cols, -100_000..100_000);
            let sum = builder.push(Op::AddBias { x: sum, bias }, Shape::new(DType::I32, rows, cols));
            let op = Op::Requant {
                x: sum,
                mult: Mult::Scalar(1 << 20),
                shift: 31,
            };
            x = builder.push(op, Shape::new(DType::I8, rows, cols));
        }
        builder.finish()
    }

    pub fn operand(&self, results: &[Tensor], source: Source) -> Tensor {
        match source {
            Source::Input(n) => &self.inputs[usize::from(n)],
            Source::Weight(n) => &self.weights[usize::from(n)],
            Source::Op(n) => &results[usize::from(n)],
        }
        .clone()
    }

    /// Every result, by the reference.
    pub fn reference(&self) -> Vec<Tensor> {
        let mut results = Vec::new();
        for desc in &self.spec.ops {
            let operands: Vec<Tensor> = desc
                .op
                .operands()
                .iter()
                .map(|&source| self.operand(&results, source))
                .collect();
            let operands: Vec<&Tensor> = operands.iter().collect();
            results.push(eval(&desc.op, desc.shape, &operands).unwrap());
        }
        results
    }
}

struct Builder {
    rng: StdRng,
    inputs: Vec<Tensor>,
    weights: Vec<Tensor>,
    ops: Vec<OpDesc>,
}

impl Builder {
    fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let (rows, cols) = (rng.random_range(1..40), rng.random_range(1..90));
        Self::with_input(seed, rows, cols)
    }

    fn with_input(seed: u64, rows: u32, cols: u32) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        let mut builder = Self {
            rng,
            inputs: Vec::new(),
            weights: Vec::new(),
            ops: Vec::new(),
        };
        let input = builder.i8_tensor(rows, cols);
        builder.inputs.push(input);
        builder
    }

    fn finish(self) -> Job {
        let describe = |tensor: &Tensor| WeightDesc {
            shape: tensor.shape(),
            root: tensor.root(),
        };
        let spec = JobSpec {
            inputs: self.inputs.iter().map(Tensor::shape).collect(),
            weights: self.weights.iter().map(describe).collect(),
            ops: self.ops,
        };
        spec.validate().unwrap();
        Job {
            spec,
            weights: self.weights,
            inputs: self.inputs,
        }
    }

    fn i8_tensor(&mut self, rows: u32, cols: u32) -> Tensor {
        let values: Vec<i8> = (0..rows * cols).map(|_| self.rng.random()).collect();
        Tensor::from_i8(rows, cols, &values).unwrap()
    }

    fn weight(&mut self, tensor: Tensor) -> Source {
        self.weights.push(tensor);
        Source::Weight(self.weights.len() as u16 - 1)
    }

    fn i8_weight(&mut self, rows: u32, cols: u32) -> Source {
        let tensor = self.i8_tensor(rows, cols);
        self.weight(tensor)
    }

    fn i32_weight(&mut self, cols: u32, range: core::ops::Range<i32>) -> Source {
        let values: Vec<i32> = (0..cols).map(|_| self.rng.random_range(range.clone())).collect();
        self.weight(Tensor::from_i32(1, cols, &values).unwrap())
    }

    fn push(&mut self, op: Op, shape: Shape) -> Source {
        self.ops.push(OpDesc { op, shape });
        Source::Op(self.ops.len() as u16 - 1)
    }

    /// An input or a result of this type.
    fn pick(&mut self, dtype: DType) -> Option<(Source, Shape)> {
        let inputs = self
            .inputs
            .iter()
            .enumerate()
            .map(|(n, t)| (Source::Input(n as u16), t.shape()));
        let results = self
            .ops
            .iter()
            .enumerate()
            .map(|(n, o)| (Source::Op(n as u16), o.shape));
        let all: Vec<_> = inputs
            .chain(results)
            .filter(|(_, shape)| shape.dtype == dtype)
            .collect();
        (!all.is_empty()).then(|| all[self.rng.random_range(0..all.len())])
    }

    fn shift(&mut self) -> u8 {
        [0, 1, 9, 31, 40, 62][self.rng.random_range(0..6)]
    }

    fn push_random(&mut self) {
        let (x, shape) = self.pick(DType::I8).expect("the input is i8");
        let Shape { rows, cols, .. } = shape;
        let wide = |cols| Shape::new(DType::I32, rows, cols);
        match self.rng.random_range(0..13) {
            0 | 1 => {
                let batch = if rows % 2 == 0 { 2 } else { 1 };
                let n = self.rng.random_range(1..70);
                let b = self.i8_weight(n * batch, cols);
                let sum = self.push(Op::MatMul { a: x, b, batch }, wide(n));
                let bias = self.i32_weight(n, -(1 << 30) + 1..1 << 30);
                self.push(Op::AddBias { x: sum, bias }, wide(n));
            }
            2 => {
                // Both sides results: the scores of attention.
                self.push(Op::MatMul { a: x, b: x, batch: 1 }, wide(rows));
            }
            3 => {
                if let Some((x, shape)) = self.pick(DType::I32) {
                    let mult = self.mult(shape.cols);
                    let shift = self.shift();
                    let shape = Shape {
                        dtype: DType::I8,
                        ..shape
                    };
                    self.push(Op::Requant { x, mult, shift }, shape);
                }
            }
            4 => {
                let dtype = self.dtype();
                let (x, shape) = self.pick(dtype).unwrap_or((x, shape));
                let y = self.i8_weight(shape.rows, shape.cols);
                let (mx, my) = (self.mult(shape.cols), self.mult(shape.cols));
                let (shift, dtype) = (self.shift(), self.dtype());
                self.push(Op::Add { x, y, mx, my, shift }, Shape { dtype, ..shape });
            }
            5 => {
                let (mult, shift) = (self.rng.random(), self.shift());
                self.push(Op::Mul { x, y: x, mult, shift }, shape);
            }
            6 => {
                let table = self.i8_weight(1, 256);
                self.push(Op::Lut { x, table }, shape);
            }
            7 | 8 => {
                let batch = if rows % 2 == 0 { 2 } else { 1 };
                let n = self.rng.random_range(1..70);
                let b = self.i8_weight(n * batch, cols);
                let bias = self.rng.random::<bool>();
                let op = Op::Linear {
                    a: x,
                    b,
                    bias: bias.then(|| self.i32_weight(n, i32::MIN..i32::MAX)),
                    mult: self.mult(n),
                    shift: self.shift(),
                    batch,
                };
                let dtype = self.dtype();
                self.push(op, Shape::new(dtype, rows, n));
            }
            9 => {
                let dtype = self.dtype();
                let (x, shape) = self.pick(dtype).unwrap_or((x, shape));
                let gain = self.i32_weight(shape.cols, i32::MIN..i32::MAX);
                let (eps, shift) = (self.rng.random(), self.shift());
                let op = match self.rng.random() {
                    true => Op::LayerNorm {
                        x,
                        gain,
                        bias: self.i32_weight(shape.cols, i32::MIN..i32::MAX),
                        eps,
                        shift,
                    },
                    false => Op::RmsNorm { x, gain, eps, shift },
                };
                let dtype = DType::I8;
                self.push(op, Shape { dtype, ..shape });
            }
            10 => self.push_softmax(),
            11 => {
                let ids = self.rng.random_range(1..30);
                let table = match self.rng.random() {
                    true => x,
                    false => self.i8_weight(rows, cols),
                };
                let ids_from = self.i32_weight(ids, 0..rows as i32);
                let shape = Shape::new(DType::I8, ids, cols);
                self.push(Op::Gather { ids: ids_from, table }, shape);
            }
            _ => self.push_view(),
        }
    }

    fn dtype(&mut self) -> DType {
        if self.rng.random() {
            DType::I8
        } else {
            DType::I32
        }
    }

    /// One multiplier, or one for each column.
    fn mult(&mut self, cols: u32) -> Mult {
        match self.rng.random() {
            true => Mult::Scalar(self.rng.random()),
            false => Mult::PerColumn(self.i32_weight(cols, i32::MIN..i32::MAX)),
        }
    }

    fn push_softmax(&mut self) {
        let Some((x, shape)) = self.pick(DType::I32) else {
            return;
        };
        let table = self.i32_weight(256, -10_000..70_000);
        let mask_rows = if shape.rows % 2 == 0 { 2 } else { 1 };
        let bits: Vec<i8> = (0..mask_rows * shape.cols)
            .map(|_| self.rng.random_range(0..2))
            .collect();
        let mask = Tensor::from_i8(mask_rows, shape.cols, &bits).unwrap();
        let mask = match self.rng.random_range(0..3) {
            0 => Mask::None,
            1 => Mask::Blocks(self.weight(mask)),
            _ => Mask::Cycle(self.weight(mask)),
        };
        let (mult, shift) = (self.rng.random_range(0..1 << 31), self.shift());
        let op = Op::Softmax {
            x,
            table,
            mask,
            mult,
            shift,
        };
        let dtype = DType::I8;
        self.push(op, Shape { dtype, ..shape });
    }

    /// Two factors of `n`.
    fn factors(&mut self, n: u32) -> [u32; 2] {
        let divisors: Vec<u32> = (1..=n).filter(|d| n.is_multiple_of(*d)).collect();
        let divisor = divisors[self.rng.random_range(0..divisors.len())];
        [divisor, n / divisor]
    }

    fn push_view(&mut self) {
        let dtype = self.dtype();
        let Some((x, shape)) = self.pick(dtype) else {
            return;
        };
        let Shape { rows, cols, .. } = shape;
        let sized = |rows, cols| Shape::new(dtype, rows, cols);
        let (view, shape) = match self.rng.random_range(0..6) {
            5 => {
                let ([a, b], [c, d]) = (self.factors(rows), self.factors(cols));
                let mut order = [0, 1, 2, 3];
                order.shuffle(&mut self.rng);
                let dims = [a, b, c, d];
                (View::Permute { x, dims, order }, sized(cols, rows))
            }
            0 => (View::Transpose { x }, sized(cols, rows)),
            1 => {
                let (row, col) = (self.rng.random_range(0..rows), self.rng.random_range(0..cols));
                let size = sized(
                    self.rng.random_range(1..=rows - row),
                    self.rng.random_range(1..=cols - col),
                );
                (View::Slice { x, row, col }, size)
            }
            2 => (View::Reshape { x }, sized(rows * cols, 1)),
            3 if rows < 200 => (View::ConcatRows { x, y: x }, sized(2 * rows, cols)),
            _ if cols < 200 => (View::ConcatCols { x, y: x }, sized(rows, 2 * cols)),
            _ => (View::Transpose { x }, sized(cols, rows)),
        };
        self.push(Op::View(view), shape);
    }
}
