//! A quantised network as the graph of a job.

use super::attention::Attention;
use super::step::{Step, Sum};
use super::Quantised;
use crate::graph::Graph;
use assay_proof::{DType, Mask, Mult, Op, Shape, Source, Tensor, View};
use std::sync::Arc;

/// How many rows a job has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Sequences, or rows of numbers.
    pub batch: u32,
    /// Tokens of a sequence, padding included; 1 for rows of numbers.
    pub sequence: u32,
}

impl Size {
    const fn rows(self) -> u32 {
        self.batch * self.sequence
    }
}

/// A layer's result while the graph is put together.
#[derive(Clone, Copy)]
struct Value {
    source: Source,
    width: u32,
}

struct Emitter {
    graph: Graph,
    size: Size,
    /// `i8 [batch, sequence]`, 0 where a sequence is padding.
    mask: Option<Source>,
    values: Vec<Value>,
}

impl Quantised {
    /// The job of this size. One that takes tokens has two inputs: their ids, `i32 [batch, sequence]`, and a mask,
    /// `i8 [batch, sequence]`, 1 for a token and 0 for padding. One that takes rows has one, `i8 [batch, width]`.
    #[must_use]
    pub fn graph(&self, size: Size) -> Graph {
        let mut emitter = Emitter {
            graph: Graph::default(),
            size,
            mask: None,
            values: Vec::with_capacity(self.steps.len()),
        };
        for step in &self.steps {
            let value = emitter.step(step);
            emitter.values.push(value);
        }
        emitter.graph
    }
}

impl Emitter {
    /// Adds a layer's operators; the layer's result.
    fn step(&mut self, step: &Step) -> Value {
        let rows = self.size.rows();
        match step {
            Step::Features { width } => Value {
                source: self.graph.input(Shape::new(DType::I8, rows, *width)),
                width: *width,
            },
            Step::Embedding {
                words,
                positions,
                add,
            } => self.embedding(words, positions, add),
            Step::Dense {
                x,
                weight,
                bias,
                mult,
                shift,
                dtype,
            } => {
                let width = weight.shape().rows;
                let op = Op::Linear {
                    a: self.values[*x].source,
                    b: self.graph.weight(weight),
                    bias: Some(self.graph.weight(bias)),
                    mult: Mult::PerColumn(self.graph.weight(mult)),
                    shift: *shift,
                    batch: 1,
                };
                self.op(op, *dtype, rows, width)
            }
            Step::Activation { x, table } => {
                let x = self.values[*x];
                let table = self.graph.weight(table);
                self.op(Op::Lut { x: x.source, table }, DType::I8, rows, x.width)
            }
            Step::Add { x, y, add } => self.add(self.values[*x], self.values[*y], add),
            Step::LayerNorm {
                x,
                gain,
                bias,
                eps,
                shift,
            } => {
                let x = self.values[*x];
                let op = Op::LayerNorm {
                    x: x.source,
                    gain: self.graph.weight(gain),
                    bias: self.graph.weight(bias),
                    eps: *eps,
                    shift: *shift,
                };
                self.op(op, DType::I8, rows, x.width)
            }
            Step::Attention { q, k, v, attention } => {
                let [q, k, v] = [q, k, v].map(|&id| self.values[id]);
                self.attention(q, k, v, attention)
            }
            Step::Pool {
                x,
                mult,
                shift,
                gain,
                norm_shift,
            } => {
                let sums = self.sums(self.values[*x], mult, *shift);
                let op = Op::RmsNorm {
                    x: sums.source,
                    gain: self.graph.weight(gain),
                    eps: 0,
                    shift: *norm_shift,
                };
                self.op(op, DType::I8, self.size.batch, sums.width)
            }
        }
    }

    fn op(&mut self, op: Op, dtype: DType, rows: u32, width: u32) -> Value {
        Value {
            source: self.graph.op(op, dtype, rows, width),
            width,
        }
    }

    fn add(&mut self, x: Value, y: Value, add: &Sum) -> Value {
        let op = Op::Add {
            x: x.source,
            y: y.source,
            mx: Mult::PerColumn(self.graph.weight(&add.mx)),
            my: Mult::PerColumn(self.graph.weight(&add.my)),
            shift: add.shift,
        };
        self.op(op, add.dtype, self.size.rows(), x.width)
    }

    fn embedding(&mut self, words: &Arc<Tensor>, positions: &Arc<Tensor>, add: &Sum) -> Value {
        let Size { batch, sequence } = self.size;
        let ids = self.graph.input(Shape::new(DType::I32, batch, sequence));
        self.mask = Some(self.graph.input(Shape::new(DType::I8, batch, sequence)));
        let places: Vec<i32> = (0..batch).flat_map(|_| 0..sequence as i32).collect();
        let places = Tensor::from_i32(batch, sequence, &places).expect("a batch has tokens");
        let places = self.graph.weight(&Arc::new(places));
        let width = words.shape().cols;
        let words = self.graph.weight(words);
        let words = self.op(
            Op::Gather { ids, table: words },
            DType::I8,
            self.size.rows(),
            width,
        );
        let table = self.graph.weight(positions);
        let positions = self.op(
            Op::Gather { ids: places, table },
            DType::I8,
            self.size.rows(),
            width,
        );
        self.add(words, positions, add)
    }

    /// The elements of `x`, `dims` of them, in another order.
    fn permute(&mut self, x: Value, dims: [u32; 4], order: [u8; 4], rows: u32, width: u32) -> Value {
        let op = Op::View(View::Permute {
            x: x.source,
            dims,
            order,
        });
        self.op(op, DType::I8, rows, width)
    }

    /// Heads apart, scores, probabilities, means of values, heads together.
    fn attention(&mut self, q: Value, k: Value, v: Value, attention: &Attention) -> Value {
        let Size { batch, sequence } = self.size;
        let (heads, width) = (attention.heads, q.width / attention.heads);
        let blocks = batch * heads;
        let (apart, rows) = ([batch, sequence, heads, width], blocks * sequence);
        let q_heads = self.permute(q, apart, [0, 2, 1, 3], rows, width);
        let k_heads = self.permute(k, apart, [0, 2, 1, 3], rows, width);
        // The right operand of a product is stored by column: a value's elements over all tokens.
        let v_heads = self.permute(v, apart, [0, 2, 3, 1], blocks * width, sequence);
        let scores = Op::MatMul {
            a: q_heads.source,
            b: k_heads.source,
            batch: blocks,
        };
        let scores = self.op(scores, DType::I32, rows, sequence);
        let softmax = Op::Softmax {
            x: scores.source,
            table: self.graph.weight(&attention.table),
            // One row of the mask serves all heads and tokens of its sequence.
            mask: self.mask.map_or(Mask::None, Mask::Blocks),
            mult: attention.score_mult,
            shift: attention.score_shift,
        };
        let probabilities = self.op(softmax, DType::I8, rows, sequence);
        let context = Op::Linear {
            a: probabilities.source,
            b: v_heads.source,
            bias: None,
            mult: Mult::Scalar(attention.context_mult),
            shift: attention.context_shift,
            batch: blocks,
        };
        let context = self.op(context, DType::I8, rows, width);
        let together = [batch, heads, sequence, width];
        self.permute(context, together, [0, 2, 1, 3], self.size.rows(), q.width)
    }

    /// The sums of each sequence's tokens, brought to one unit: its row of the mask by its tokens.
    fn sums(&mut self, x: Value, mult: &Arc<Tensor>, shift: u8) -> Value {
        let Size { batch, sequence } = self.size;
        let mask = self.mask.expect("only networks of tokens are pooled");
        let apart = [batch, sequence, x.width, 1];
        let columns = self.permute(x, apart, [0, 2, 1, 3], batch * x.width, sequence);
        let op = Op::Linear {
            a: mask,
            b: columns.source,
            bias: None,
            mult: Mult::PerColumn(self.graph.weight(mult)),
            shift,
            batch,
        };
        self.op(op, DType::I32, batch, x.width)
    }
}
