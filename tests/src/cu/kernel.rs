//! One op of every kind, over numbers without a pattern.

use assay_proof::{DType, JobSpec, Mask, Mult, Op, OpDesc, Shape, Source, Tensor, View, WeightDesc};

/// Rows of a product's operands, and so rows and columns of its result.
const LAYER: u32 = 4_096;
/// Rows, and unless it is said otherwise columns, of the other ops' tensors; four times as many would add two hashes to
/// each path.
const N: u32 = 1_024;

/// An op.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// With this inner dimension.
    MatMul(u32),
    /// With this inner dimension, a bias and a multiplier per column.
    Linear(u32),
    AddBias,
    Requant,
    RequantPerColumn,
    Add,
    /// `i32` and `i8`, with multipliers per column.
    AddWide,
    Mul,
    Lut,
    /// Of rows of this type and length.
    LayerNorm(DType, u32),
    RmsNorm(DType, u32),
    /// Of rows of this length, with a mask or without.
    Softmax(u32, bool),
    Gather,
    Transpose,
    Slice,
    Reshape,
    ConcatRows,
    ConcatCols,
    Permute,
}

impl Kernel {
    /// Every one that is measured, with its name.
    pub const ALL: [(Self, &'static str); 32] = [
        (Self::MatMul(4_096), "MatMul, K = 4,096"),
        (Self::MatMul(16_384), "MatMul, K = 16,384"),
        (Self::Linear(4_096), "Linear, K = 4,096"),
        (Self::Linear(16_384), "Linear, K = 16,384"),
        (Self::AddBias, "AddBias"),
        (Self::Requant, "Requant"),
        (Self::RequantPerColumn, "Requant per column"),
        (Self::Add, "Add"),
        (Self::AddWide, "Add, i32 and i8 per column"),
        (Self::Mul, "Mul"),
        (Self::Lut, "Lut"),
        (
            Self::LayerNorm(DType::I8, 4_096),
            "LayerNorm of i8, 4,096 columns",
        ),
        (
            Self::LayerNorm(DType::I8, 16_384),
            "LayerNorm of i8, 16,384 columns",
        ),
        (
            Self::LayerNorm(DType::I32, 4_096),
            "LayerNorm of i32, 4,096 columns",
        ),
        (
            Self::LayerNorm(DType::I32, 16_384),
            "LayerNorm of i32, 16,384 columns",
        ),
        (Self::RmsNorm(DType::I8, 4_096), "RmsNorm of i8, 4,096 columns"),
        (Self::RmsNorm(DType::I8, 16_384), "RmsNorm of i8, 16,384 columns"),
        (Self::RmsNorm(DType::I32, 4_096), "RmsNorm of i32, 4,096 columns"),
        (
            Self::RmsNorm(DType::I32, 16_384),
            "RmsNorm of i32, 16,384 columns",
        ),
        (Self::Softmax(1_024, false), "Softmax, 1,024 columns"),
        (Self::Softmax(1_024, true), "Softmax with a mask, 1,024 columns"),
        (Self::Softmax(4_096, false), "Softmax, 4,096 columns"),
        (Self::Softmax(4_096, true), "Softmax with a mask, 4,096 columns"),
        (Self::Softmax(16_384, false), "Softmax, 16,384 columns"),
        (Self::Softmax(16_384, true), "Softmax with a mask, 16,384 columns"),
        (Self::Gather, "Gather"),
        (Self::Transpose, "Transpose"),
        (Self::Slice, "Slice"),
        (Self::Reshape, "Reshape"),
        (Self::ConcatRows, "ConcatRows"),
        (Self::ConcatCols, "ConcatCols"),
        (Self::Permute, "Permute"),
    ];
}

/// What a job computes; its last op is the wrong one.
pub struct Graph {
    pub inputs: Vec<Tensor>,
    weights: Vec<Tensor>,
    /// Of all ops but the last.
    pub results: Vec<Tensor>,
    pub ops: Vec<OpDesc>,
}

impl Graph {
    /// One op over inputs and weights of these shapes.
    fn one(op: Op, out: Shape, inputs: &[Shape], weights: &[Shape]) -> Self {
        let tensors = |shapes: &[Shape], seed: u64| -> Vec<Tensor> {
            let seeded = shapes.iter().zip(seed..);
            seeded.map(|(&shape, seed)| numbers(shape, seed)).collect()
        };
        Self {
            inputs: tensors(inputs, 1),
            weights: tensors(weights, 5),
            results: Vec::new(),
            ops: vec![OpDesc { op, shape: out }],
        }
    }

    /// The same after another op, whose result is the op's first operand.
    fn after(mut self, op: Op, result: Shape) -> Self {
        self.results = vec![numbers(result, 8)];
        self.ops.insert(0, OpDesc { op, shape: result });
        self
    }

    pub fn spec(&self) -> JobSpec {
        let weight = |tensor: &Tensor| WeightDesc {
            shape: tensor.shape(),
            root: tensor.root(),
        };
        JobSpec {
            inputs: self.inputs.iter().map(Tensor::shape).collect(),
            weights: self.weights.iter().map(weight).collect(),
            ops: self.ops.clone(),
        }
    }

    pub fn operands(&self) -> Vec<&Tensor> {
        let find = |source: &Source| match *source {
            Source::Input(n) => &self.inputs[usize::from(n)],
            Source::Weight(n) => &self.weights[usize::from(n)],
            Source::Op(n) => &self.results[usize::from(n)],
        };
        let wrong = self.ops.last().expect("an op");
        wrong.op.operands().iter().map(find).collect()
    }
}

impl Kernel {
    pub fn graph(self) -> Graph {
        use Source::{Input, Weight};
        let (x, y) = (Input(0), Input(1));
        let small = Shape::new(DType::I8, N, N);
        let wide = Shape::new(DType::I32, N, N);
        let row = Shape::new(DType::I32, 1, N);
        let shift = 8;
        let view = |view, out| Graph::one(Op::View(view), out, &[small, small], &[]);
        match self {
            Self::MatMul(k) => {
                let rows = Shape::new(DType::I8, LAYER, k);
                let out = Shape::new(DType::I32, LAYER, LAYER);
                let (a, b) = (x, Weight(0));
                Graph::one(Op::MatMul { a, b, batch: 1 }, out, &[rows], &[rows])
            }
            Self::AddBias => {
                // A bias is added to the result of a MatMul only.
                let (x, bias) = (Source::Op(0), Weight(0));
                let (a, b) = (Input(0), Input(0));
                Graph::one(Op::AddBias { x, bias }, wide, &[small], &[row])
                    .after(Op::MatMul { a, b, batch: 1 }, wide)
            }
            Self::Requant => {
                let mult = Mult::Scalar(3);
                Graph::one(Op::Requant { x, mult, shift }, small, &[wide], &[])
            }
            Self::RequantPerColumn => {
                let mult = Mult::PerColumn(Weight(0));
                Graph::one(Op::Requant { x, mult, shift }, small, &[wide], &[row])
            }
            Self::Add => {
                let (mx, my) = (Mult::Scalar(3), Mult::Scalar(-2));
                Graph::one(Op::Add { x, y, mx, my, shift }, small, &[small, small], &[])
            }
            Self::Mul => Graph::one(Op::Mul { x, y, mult: 3, shift }, small, &[small, small], &[]),
            Self::Lut => {
                let table = Shape::new(DType::I8, 1, 256);
                Graph::one(Op::Lut { x, table: Weight(0) }, small, &[small], &[table])
            }
            Self::Transpose => view(View::Transpose { x }, small),
            Self::Slice => view(
                View::Slice { x, row: 1, col: 1 },
                Shape::new(DType::I8, N - 1, N - 1),
            ),
            Self::Reshape => view(View::Reshape { x }, Shape::new(DType::I8, N / 2, N * 2)),
            Self::ConcatRows => view(View::ConcatRows { x, y }, Shape::new(DType::I8, 2 * N, N)),
            Self::ConcatCols => view(View::ConcatCols { x, y }, Shape::new(DType::I8, N, 2 * N)),
            Self::Permute => {
                let (dims, order) = ([8, 128, 16, 64], [0, 2, 1, 3]);
                view(
                    View::Permute { x, dims, order },
                    Shape::new(DType::I8, 16 * N, 64),
                )
            }
            _ => self.wide_graph(),
        }
    }

    /// The ops of which a transformer is made.
    fn wide_graph(self) -> Graph {
        use Source::{Input, Weight};
        let (x, y) = (Input(0), Input(1));
        let rows_of = |dtype, cols| Shape::new(dtype, N, cols);
        let constants = |cols| Shape::new(DType::I32, 1, cols);
        let shift = 8;
        match self {
            Self::Linear(k) => {
                let rows = Shape::new(DType::I8, LAYER, k);
                let out = Shape::new(DType::I8, LAYER, LAYER);
                let linear = Op::Linear {
                    a: x,
                    b: Weight(0),
                    bias: Some(Weight(1)),
                    mult: Mult::PerColumn(Weight(2)),
                    shift: 24,
                    batch: 1,
                };
                Graph::one(linear, out, &[rows], &[rows, constants(LAYER), constants(LAYER)])
            }
            Self::AddWide => {
                let (mx, my) = (Mult::PerColumn(Weight(0)), Mult::PerColumn(Weight(1)));
                let (wide, narrow) = (rows_of(DType::I32, N), rows_of(DType::I8, N));
                let add = Op::Add { x, y, mx, my, shift };
                Graph::one(add, wide, &[wide, narrow], &[constants(N), constants(N)])
            }
            Self::LayerNorm(dtype, cols) => {
                let (gain, bias) = (Weight(0), Weight(1));
                let norm = Op::LayerNorm {
                    x,
                    gain,
                    bias,
                    eps: 1,
                    shift: 24,
                };
                let weights = [constants(cols), constants(cols)];
                Graph::one(norm, rows_of(DType::I8, cols), &[rows_of(dtype, cols)], &weights)
            }
            Self::RmsNorm(dtype, cols) => {
                let gain = Weight(0);
                let norm = Op::RmsNorm {
                    x,
                    gain,
                    eps: 1,
                    shift: 24,
                };
                let weights = [constants(cols)];
                Graph::one(norm, rows_of(DType::I8, cols), &[rows_of(dtype, cols)], &weights)
            }
            Self::Softmax(cols, masked) => {
                let mask = match masked {
                    true => Mask::Cycle(y),
                    false => Mask::None,
                };
                let softmax = Op::Softmax {
                    x,
                    table: Weight(0),
                    mask,
                    mult: 1 << 16,
                    shift: 24,
                };
                let inputs = [rows_of(DType::I32, cols), rows_of(DType::I8, cols)];
                let inputs = &inputs[..1 + usize::from(masked)];
                Graph::one(softmax, rows_of(DType::I8, cols), inputs, &[constants(256)])
            }
            Self::Gather => {
                let (ids, table) = (Shape::new(DType::I32, 1, N), rows_of(DType::I8, N));
                let gather = Op::Gather {
                    ids: x,
                    table: Weight(0),
                };
                let mut graph = Graph::one(gather, rows_of(DType::I8, N), &[ids], &[table]);
                let spread: Vec<i32> = (0..N as i32).map(|id| id * 7 % N as i32).collect();
                graph.inputs[0] = Tensor::from_i32(1, N, &spread).expect("a shape");
                graph
            }
            _ => unreachable!("the other ops are above"),
        }
    }
}

/// Numbers without a pattern; 32-bit ones stay small, as biases must.
pub fn numbers(shape: Shape, seed: u64) -> Tensor {
    let mut state = seed;
    let mut data = vec![0; shape.bytes() as usize];
    for word in data.chunks_mut(8) {
        // splitmix64
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let mut bytes = (z ^ (z >> 31)).to_le_bytes();
        if shape.dtype == DType::I32 {
            // The upper half of each number repeats the sign of the lower one.
            for half in bytes.chunks_mut(4) {
                let sign = if half[1] & 0x80 == 0 { 0 } else { 0xFF };
                half[2..].fill(sign);
            }
        }
        word.copy_from_slice(&bytes[..word.len()]);
    }
    Tensor::new(shape, data).expect("the data fits the shape")
}
