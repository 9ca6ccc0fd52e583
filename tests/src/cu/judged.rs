//! Results to be convicted: one op each, at the size of a large model's layer.

use assay_proof::{
    check, evidence::Case as Evidence, DType, Hash, JobSpec, Mult, Op, OpDesc, Reject, Roots, Shape, Source,
    Tensor, View, WeightDesc,
};

/// Rows of a MatMul's operands, and so rows and columns of its result.
const LAYER: u32 = 4_096;
/// Rows and columns of the other ops' tensors; four times as many would add two hashes to each path.
const N: u32 = 1_024;
/// The wrong element.
const AT: (u32, u32) = (123, 456);

/// Evidence and the roots it convicts under.
pub struct Judged {
    pub evidence: Vec<u8>,
    pub roots: Roots,
}

/// What is proven wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// An element of the op's result.
    Element(Kernel),
    Header,
    TraceLength,
    Output,
}

/// An op.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// With this inner dimension.
    MatMul(u32),
    AddBias,
    Requant,
    RequantPerColumn,
    Add,
    Mul,
    Lut,
    Transpose,
    Slice,
    Reshape,
    ConcatRows,
    ConcatCols,
}

impl Wrong {
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::Element(Kernel::MatMul(4_096)), "MatMul, K = 4,096"),
        (Self::Element(Kernel::MatMul(16_384)), "MatMul, K = 16,384"),
        (Self::Element(Kernel::AddBias), "AddBias"),
        (Self::Element(Kernel::Requant), "Requant"),
        (Self::Element(Kernel::RequantPerColumn), "Requant per column"),
        (Self::Element(Kernel::Add), "Add"),
        (Self::Element(Kernel::Mul), "Mul"),
        (Self::Element(Kernel::Lut), "Lut"),
        (Self::Element(Kernel::Transpose), "Transpose"),
        (Self::Element(Kernel::Slice), "Slice"),
        (Self::Element(Kernel::Reshape), "Reshape"),
        (Self::Element(Kernel::ConcatRows), "ConcatRows"),
        (Self::Element(Kernel::ConcatCols), "ConcatCols"),
        (Self::Header, "a result of another shape"),
        (Self::TraceLength, "a trace of another length"),
        (Self::Output, "an output that is not the last result"),
    ];

    /// Evidence of it.
    ///
    /// # Panics
    /// When the judge does not convict.
    pub fn judged(self) -> Judged {
        let graph = match self {
            Self::Element(kernel) => kernel.graph(),
            _ => Kernel::Requant.graph(),
        };
        let spec = graph.spec();
        spec.validate().expect("a well-formed spec");
        let out = graph.ops.last().expect("an op").shape;
        let mut claimed = match self {
            Self::Header => numbers(Shape::new(out.dtype, out.rows, out.cols - 1), 9),
            _ => numbers(out, 9),
        };
        loop {
            let (evidence, roots) = self.write(&graph, &spec, &claimed);
            match check(&evidence, &roots) {
                Ok(_) => return Judged { evidence, roots },
                Err(Reject::Honest) => {
                    let (i, j) = (AT.0 as usize, AT.1 as usize);
                    claimed.set(i, j, claimed.get(i, j) ^ 1);
                }
                Err(reject) => panic!("the judge rejects it: {reject}"),
            }
        }
    }

    fn write(self, graph: &Graph, spec: &JobSpec, claimed: &Tensor) -> (Vec<u8>, Roots) {
        let root = claimed.root();
        let mut trace: Vec<Hash> = graph.results.iter().map(Tensor::root).collect();
        let op = trace.len() as u16;
        trace.push(root);
        if self == Self::TraceLength {
            trace.push(root);
        }
        let inputs: Vec<Hash> = graph.inputs.iter().map(Tensor::root).collect();
        let case = Evidence::new(spec, &inputs, &trace);
        let evidence = match self {
            Self::Element(_) => case.element(op, AT, claimed, &graph.operands()),
            Self::Header => case.header(op, claimed.shape(), &claimed.tree().merkle_root()),
            Self::TraceLength => Ok(case.trace_length()),
            Self::Output => case.output(),
        };
        let output = if self == Self::Output { [7; 32] } else { root };
        (evidence.expect("it can be written"), case.roots(output))
    }
}

/// What a job computes; its last op is the wrong one.
struct Graph {
    inputs: Vec<Tensor>,
    weights: Vec<Tensor>,
    /// Of all ops but the last.
    results: Vec<Tensor>,
    ops: Vec<OpDesc>,
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

    fn spec(&self) -> JobSpec {
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

    fn operands(&self) -> Vec<&Tensor> {
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
    fn graph(self) -> Graph {
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
        }
    }
}

/// Numbers without a pattern; 32-bit ones stay small, as biases must.
fn numbers(shape: Shape, seed: u64) -> Tensor {
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
