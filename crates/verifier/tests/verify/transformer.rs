//! A transformer encoder of the shapes of all-MiniLM-L6-v2, with random weights: 6 layers, 384 wide, 12 heads, 1,536 in
//! between, sequences of 64 tokens, mean pooling.

use assay_proof::{DType, JobSpec, Mask, Mult, Op, OpDesc, Shape, Source, Tensor, View, WeightDesc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

pub const TOKENS: u32 = 64;
const WIDTH: u32 = 384;
const HEADS: u32 = 12;
const HEAD: u32 = WIDTH / HEADS;
const INNER: u32 = 1536;
const VOCABULARY: u32 = 30_522;

/// The graph and all it computes on.
pub struct Transformer {
    pub spec: JobSpec,
    pub inputs: Vec<Tensor>,
    pub weights: Vec<Tensor>,
}

struct Builder {
    rng: StdRng,
    batch: u32,
    weights: Vec<Tensor>,
    ops: Vec<OpDesc>,
}

/// An encoder of `layers` layers over `batch` sequences.
pub fn transformer(batch: u32, layers: u32, seed: u64) -> Transformer {
    let mut builder = Builder {
        rng: StdRng::seed_from_u64(seed),
        batch,
        weights: Vec::new(),
        ops: Vec::new(),
    };
    let ids: Vec<i32> = (0..batch * TOKENS)
        .map(|_| builder.rng.random_range(0..VOCABULARY as i32))
        .collect();
    let lengths: Vec<u32> = (0..batch)
        .map(|_| builder.rng.random_range(TOKENS / 4..=TOKENS))
        .collect();
    let mask = lengths
        .iter()
        .flat_map(|&length| (0..TOKENS).map(move |t| i8::from(t < length)));
    let inputs = vec![
        Tensor::from_i32(batch, TOKENS, &ids).unwrap(),
        Tensor::from_i8(batch, TOKENS, &mask.collect::<Vec<_>>()).unwrap(),
    ];
    let mut x = builder.embedding();
    for _ in 0..layers {
        x = builder.layer(x);
    }
    builder.pooling(x.1);
    let describe = |tensor: &Tensor| WeightDesc {
        shape: tensor.shape(),
        root: tensor.root(),
    };
    let spec = JobSpec {
        inputs: inputs.iter().map(Tensor::shape).collect(),
        weights: builder.weights.iter().map(describe).collect(),
        ops: builder.ops,
    };
    spec.validate().expect("a well-formed job");
    Transformer {
        spec,
        inputs,
        weights: builder.weights,
    }
}

impl Builder {
    fn rows(&self) -> u32 {
        self.batch * TOKENS
    }

    fn narrow(&self, cols: u32) -> Shape {
        Shape::new(DType::I8, self.rows(), cols)
    }

    fn push(&mut self, op: Op, shape: Shape) -> Source {
        self.ops.push(OpDesc { op, shape });
        Source::Op(self.ops.len() as u16 - 1)
    }

    fn keep(&mut self, weight: Tensor) -> Source {
        self.weights.push(weight);
        Source::Weight(self.weights.len() as u16 - 1)
    }

    fn i8_weight(&mut self, rows: u32, cols: u32) -> Source {
        let values: Vec<i8> = (0..rows * cols)
            .map(|_| self.rng.random_range(-127..=127))
            .collect();
        self.keep(Tensor::from_i8(rows, cols, &values).unwrap())
    }

    fn i32_row(&mut self, cols: u32, around: i32, spread: i32) -> Source {
        let value = |rng: &mut StdRng| around + rng.random_range(-spread..=spread);
        let values: Vec<i32> = (0..cols).map(|_| value(&mut self.rng)).collect();
        self.keep(Tensor::from_i32(1, cols, &values).unwrap())
    }

    /// The residual sum and its normalisation.
    fn norm(&mut self, x: Source, y: Source) -> (Source, Source) {
        let wide = Shape::new(DType::I32, self.rows(), WIDTH);
        let my = Mult::PerColumn(self.i32_row(WIDTH, 1 << 14, 1 << 12));
        let mx = Mult::Scalar(1 << 10);
        let sum = self.push(
            Op::Add {
                x,
                y,
                mx,
                my,
                shift: 10,
            },
            wide,
        );
        let (gain, bias) = (self.i32_row(WIDTH, 40, 10), self.i32_row(WIDTH, 0, 10));
        let normed = Op::LayerNorm {
            x: sum,
            gain,
            bias,
            eps: 1,
            shift: 16,
        };
        let normed = self.push(normed, self.narrow(WIDTH));
        (sum, normed)
    }

    fn embedding(&mut self) -> (Source, Source) {
        let narrow = self.narrow(WIDTH);
        let words = self.i8_weight(VOCABULARY, WIDTH);
        let places = self.i8_weight(TOKENS, WIDTH);
        let every: Vec<i32> = (0..self.rows() as i32).map(|row| row % TOKENS as i32).collect();
        let every = self.keep(Tensor::from_i32(self.batch, TOKENS, &every).unwrap());
        let word = Op::Gather {
            ids: Source::Input(0),
            table: words,
        };
        let word = self.push(word, narrow);
        let place = self.push(
            Op::Gather {
                ids: every,
                table: places,
            },
            narrow,
        );
        self.norm(word, place)
    }

    fn linear(&mut self, a: Source, cols: u32, inner: u32) -> Source {
        let b = self.i8_weight(cols, inner);
        let bias = Some(self.i32_row(cols, 0, 20_000));
        // The sums' standard deviation, √inner · 73 · 40, becomes 30.
        let scale = 30.0 / (f64::from(inner).sqrt() * 73.0 * 40.0);
        let mult = (scale * f64::from(1 << 30)) as i32;
        let mult = Mult::PerColumn(self.i32_row(cols, mult, mult / 4));
        let op = Op::Linear {
            a,
            b,
            bias,
            mult,
            shift: 30,
            batch: 1,
        };
        self.push(op, self.narrow(cols))
    }

    fn permute(&mut self, x: Source, dims: [u32; 4], order: [u8; 4], cols: u32) -> Source {
        let rows = (self.rows() * WIDTH) / cols;
        let op = Op::View(View::Permute { x, dims, order });
        self.push(op, Shape::new(DType::I8, rows, cols))
    }

    fn attention(&mut self, x: Source) -> Source {
        let (batch, blocks) = (self.batch, self.batch * HEADS);
        let [q, k, v] = [(); 3].map(|()| {
            let all = self.linear(x, WIDTH, WIDTH);
            self.permute(all, [batch, TOKENS, HEADS, HEAD], [0, 2, 1, 3], HEAD)
        });
        // Transposed by head: a row of it depends on 64 short rows that lie side by side.
        let v = self.permute(v, [blocks, TOKENS, HEAD, 1], [0, 2, 1, 3], TOKENS);
        let rows = blocks * TOKENS;
        let scores = Op::MatMul {
            a: q,
            b: k,
            batch: blocks,
        };
        let scores = self.push(scores, Shape::new(DType::I32, rows, TOKENS));
        let table: Vec<i32> = (0..256)
            .map(|index| (65_535.0 * (-f64::from(index) / 25.6).exp()) as i32)
            .collect();
        let table = self.keep(Tensor::from_i32(1, 256, &table).unwrap());
        let shares = Op::Softmax {
            x: scores,
            table,
            mask: Mask::Blocks(Source::Input(1)),
            mult: 25,
            shift: 13,
        };
        let shares = self.push(shares, Shape::new(DType::I8, rows, TOKENS));
        let mixed = Op::Linear {
            a: shares,
            b: v,
            bias: None,
            mult: Mult::Scalar(1 << 10),
            shift: 16,
            batch: blocks,
        };
        let mixed = self.push(mixed, Shape::new(DType::I8, rows, HEAD));
        let joined = self.permute(mixed, [batch, HEADS, TOKENS, HEAD], [0, 2, 1, 3], WIDTH);
        self.linear(joined, WIDTH, WIDTH)
    }

    fn layer(&mut self, (residual, x): (Source, Source)) -> (Source, Source) {
        let attended = self.attention(x);
        let (residual, x) = self.norm(residual, attended);
        let up = self.linear(x, INNER, WIDTH);
        let gelu: Vec<i8> = (0..=255u8)
            .map(|byte| {
                let x = f64::from(byte as i8) / 30.0;
                (30.0 * x / (1.0 + (-1.702 * x).exp())) as i8
            })
            .collect();
        let table = self.keep(Tensor::from_i8(1, 256, &gelu).unwrap());
        let active = self.push(Op::Lut { x: up, table }, self.narrow(INNER));
        let down = self.linear(active, WIDTH, INNER);
        self.norm(residual, down)
    }

    /// The mean of what the mask leaves, up to a scale that normalising the embedding takes out.
    fn pooling(&mut self, x: Source) {
        let turned = self.permute(x, [self.batch, TOKENS, WIDTH, 1], [0, 2, 1, 3], TOKENS);
        let sum = Op::MatMul {
            a: Source::Input(1),
            b: turned,
            batch: self.batch,
        };
        self.push(sum, Shape::new(DType::I32, self.batch, WIDTH));
    }
}
