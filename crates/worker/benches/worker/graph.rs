//! Putting jobs together, op by op.

use assay_proof::{DType, JobSpec, Mult, Op, OpDesc, Shape, Source, Tensor, View, WeightDesc};

/// A job with everything that is needed to run it.
pub struct Job {
    pub name: String,
    pub spec: JobSpec,
    pub weights: Vec<Tensor>,
    pub inputs: Vec<Tensor>,
}

/// A job that grows.
#[derive(Default)]
pub struct Graph {
    inputs: Vec<Tensor>,
    weights: Vec<Tensor>,
    ops: Vec<OpDesc>,
}

/// A tensor of the job and its size.
#[derive(Clone, Copy)]
pub struct Node {
    pub source: Source,
    pub shape: Shape,
}

/// Bytes without a pattern, the same in every run.
pub fn noise(shape: Shape) -> Tensor {
    let bytes = (0..shape.bytes()).map(|at| (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 37) as u8);
    Tensor::new(shape, bytes.collect()).expect("a shape with its bytes")
}

impl Graph {
    pub fn input(&mut self, tensor: Tensor) -> Node {
        let shape = tensor.shape();
        self.inputs.push(tensor);
        Node {
            source: Source::Input(self.inputs.len() as u16 - 1),
            shape,
        }
    }

    pub fn weight(&mut self, tensor: Tensor) -> Node {
        let shape = tensor.shape();
        self.weights.push(tensor);
        Node {
            source: Source::Weight(self.weights.len() as u16 - 1),
            shape,
        }
    }

    fn row(&mut self, cols: u32, value: i32) -> Source {
        let row = Tensor::from_i32(1, cols, &vec![value; cols as usize]).expect("a row");
        self.weight(row).source
    }

    pub fn push(&mut self, op: Op, shape: Shape) -> Node {
        self.ops.push(OpDesc { op, shape });
        Node {
            source: Source::Op(self.ops.len() as u16 - 1),
            shape,
        }
    }

    /// `x` by a weight of `cols` columns, with bias, a multiplier for every column, to `i8`.
    pub fn dense(&mut self, x: Node, cols: u32) -> Node {
        let b = self.weight(noise(Shape::new(DType::I8, cols, x.shape.cols)));
        let bias = self.row(cols, 12_345);
        let mult = self.row(cols, 1 << 21);
        let op = Op::Linear {
            a: x.source,
            b: b.source,
            bias: Some(bias),
            mult: Mult::PerColumn(mult),
            shift: 36,
            batch: 1,
        };
        self.push(op, Shape::new(DType::I8, x.shape.rows, cols))
    }

    /// Batched products of two results: to `i32` as they are, to `i8` requantised.
    pub fn attend(&mut self, a: Node, b: Node, batch: u32, dtype: DType) -> Node {
        let shape = Shape::new(dtype, a.shape.rows, b.shape.rows / batch);
        let (a, b) = (a.source, b.source);
        let op = match dtype {
            DType::I32 => Op::MatMul { a, b, batch },
            DType::I8 => Op::Linear {
                a,
                b,
                bias: None,
                mult: Mult::Scalar(1 << 20),
                shift: 27,
                batch,
            },
        };
        self.push(op, shape)
    }

    /// Dimensions put in another order, the result of `rows` rows.
    pub fn permute(&mut self, x: Node, dims: [u32; 4], order: [u8; 4], rows: u32) -> Node {
        let cols = (x.shape.elements() / u64::from(rows)) as u32;
        let op = Op::View(View::Permute {
            x: x.source,
            dims,
            order,
        });
        self.push(op, Shape::new(x.shape.dtype, rows, cols))
    }

    /// Residual connection to `i32`.
    pub fn residual(&mut self, x: Node, y: Node) -> Node {
        let (mx, my) = (Mult::Scalar(1), Mult::Scalar(300));
        let op = Op::Add {
            x: x.source,
            y: y.source,
            mx,
            my,
            shift: 0,
        };
        let dtype = DType::I32;
        self.push(op, Shape { dtype, ..x.shape })
    }

    pub fn layer_norm(&mut self, x: Node) -> Node {
        let (gain, bias) = (self.row(x.shape.cols, 40), self.row(x.shape.cols, 3));
        let op = Op::LayerNorm {
            x: x.source,
            gain,
            bias,
            eps: 1,
            shift: 16,
        };
        let dtype = DType::I8;
        self.push(op, Shape { dtype, ..x.shape })
    }

    pub fn rms_norm(&mut self, x: Node) -> Node {
        let gain = self.row(x.shape.cols, 40);
        let op = Op::RmsNorm {
            x: x.source,
            gain,
            eps: 1,
            shift: 16,
        };
        let dtype = DType::I8;
        self.push(op, Shape { dtype, ..x.shape })
    }

    pub fn lut(&mut self, x: Node) -> Node {
        let table = self.weight(noise(Shape::new(DType::I8, 1, 256)));
        let op = Op::Lut {
            x: x.source,
            table: table.source,
        };
        self.push(op, x.shape)
    }

    pub fn finish(self, name: String) -> Job {
        let weights = self.weights.iter().map(|tensor| WeightDesc {
            shape: tensor.shape(),
            root: assay_hash::parallel_root(tensor),
        });
        let spec = JobSpec {
            inputs: self.inputs.iter().map(Tensor::shape).collect(),
            weights: weights.collect(),
            ops: self.ops,
        };
        spec.validate().expect("the graph was put together rightly");
        Job {
            name,
            spec,
            weights: self.weights,
            inputs: self.inputs,
        }
    }
}
