//! One op on operands made of bytes.

use crate::job::Job;
use assay_proof::{DType, JobSpec, Mask, Mult, Op, OpDesc, Shape, Source, Tensor, View, WeightDesc};
use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// An op, the sizes and constants of it, and bytes for its operands.
#[derive(Arbitrary, Debug)]
pub struct Single {
    kind: Kind,
    rows: u8,
    cols: u8,
    inner: u16,
    wide: bool,
    wide_result: bool,
    mult: Scale,
    other_mult: Scale,
    shift: u8,
    eps: u32,
    with_bias: bool,
    /// Which element is looked at.
    pub at: u16,
    /// How far off it is said to be.
    pub change: i32,
    data: Vec<u8>,
}

#[derive(Arbitrary, Debug)]
enum Kind {
    MatMul { batch: u8 },
    AddBias,
    Requant,
    Add,
    Mul,
    Lut,
    Linear { batch: u8 },
    LayerNorm,
    RmsNorm,
    Softmax { mask: u8, mask_rows: u8 },
    Gather { table_rows: u8 },
    Transpose,
    Reshape,
    Slice { row: u8, col: u8 },
    ConcatRows,
    ConcatCols,
    Permute { parts: [u8; 2], order: u8 },
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Scale {
    One(i32),
    Each,
}

/// The operands while they are made.
struct Operands<'a> {
    bytes: std::iter::Cycle<std::slice::Iter<'a, u8>>,
    tensors: Vec<Tensor>,
}

impl Operands<'_> {
    /// The next operand, of the next bytes.
    fn put(&mut self, dtype: DType, rows: u32, cols: u32) -> Source {
        let shape = Shape::new(dtype, rows, cols);
        let bytes = self.bytes.by_ref().copied();
        let mut data: Vec<u8> = bytes.take(shape.bytes() as usize).collect();
        data.resize(shape.bytes() as usize, 0);
        let tensor = Tensor::new(shape, data).expect("a small tensor");
        self.tensors.push(tensor);
        Source::Weight(self.tensors.len() as u16 - 1)
    }

    /// The next operand, of `i8` or `i32`.
    fn either(&mut self, wide: bool, rows: u32, cols: u32) -> Source {
        self.put(dtype(wide), rows, cols)
    }

    fn scale(&mut self, scale: Scale, cols: u32) -> Mult {
        match scale {
            Scale::One(mult) => Mult::Scalar(mult),
            Scale::Each => Mult::PerColumn(self.put(DType::I32, 1, cols)),
        }
    }
}

const fn dtype(wide: bool) -> DType {
    if wide {
        DType::I32
    } else {
        DType::I8
    }
}

const fn within(value: u8, most: u32) -> u32 {
    value as u32 % most + 1
}

impl Single {
    /// The op and its result's shape, and its operands. Ids of a Gather are mostly inside the table.
    fn build(&self) -> (OpDesc, Vec<Tensor>) {
        let mut operands = Operands {
            bytes: self.data.iter().cycle(),
            tensors: Vec::new(),
        };
        let (rows, cols) = (within(self.rows, 6), within(self.cols, 140));
        let inner = u32::from(self.inner) % 300 + 1;
        let (wide, shift, eps) = (self.wide, self.shift % 63, self.eps);
        let mut result = Shape::new(dtype(self.wide_result), rows, cols);
        let narrow = Shape::new(DType::I8, rows, cols);
        let put = &mut operands;
        let op = match self.kind {
            Kind::MatMul { batch } => {
                let batch = within(batch, 3);
                let a = put.put(DType::I8, rows * batch, inner);
                let b = put.put(DType::I8, cols * batch, inner);
                result = Shape::new(DType::I32, rows * batch, cols);
                Op::MatMul { a, b, batch }
            }
            Kind::Linear { batch } => {
                let batch = within(batch, 3);
                let a = put.put(DType::I8, rows * batch, inner);
                let b = put.put(DType::I8, cols * batch, inner);
                let bias = self.with_bias.then(|| put.put(DType::I32, 1, cols));
                let mult = put.scale(self.mult, cols);
                result.rows *= batch;
                Op::Linear {
                    a,
                    b,
                    bias,
                    mult,
                    shift,
                    batch,
                }
            }
            Kind::AddBias => {
                let x = put.put(DType::I32, rows, cols);
                let bias = put.put(DType::I32, 1, cols);
                result.dtype = DType::I32;
                Op::AddBias { x, bias }
            }
            Kind::Requant => {
                let x = put.put(DType::I32, rows, cols);
                let mult = put.scale(self.mult, cols);
                result = narrow;
                Op::Requant { x, mult, shift }
            }
            Kind::Add => {
                let x = put.either(wide, rows, cols);
                let y = put.put(DType::I8, rows, cols);
                let mx = put.scale(self.mult, cols);
                let my = put.scale(self.other_mult, cols);
                Op::Add { x, y, mx, my, shift }
            }
            Kind::Mul => {
                let x = put.put(DType::I8, rows, cols);
                let y = put.put(DType::I8, rows, cols);
                result = narrow;
                let mult = self.eps as i32;
                Op::Mul { x, y, mult, shift }
            }
            Kind::Lut => {
                let x = put.put(DType::I8, rows, cols);
                let table = put.put(DType::I8, 1, 256);
                result = narrow;
                Op::Lut { x, table }
            }
            Kind::LayerNorm => {
                let x = put.either(wide, rows, cols);
                let gain = put.put(DType::I32, 1, cols);
                let bias = put.put(DType::I32, 1, cols);
                result = narrow;
                Op::LayerNorm {
                    x,
                    gain,
                    bias,
                    eps,
                    shift,
                }
            }
            Kind::RmsNorm => {
                let x = put.either(wide, rows, cols);
                let gain = put.put(DType::I32, 1, cols);
                result = narrow;
                Op::RmsNorm { x, gain, eps, shift }
            }
            Kind::Softmax { mask, mask_rows } => {
                let mask_rows = within(mask_rows, 3);
                let rows = rows * mask_rows;
                let x = put.put(DType::I32, rows, cols);
                let table = put.put(DType::I32, 1, 256);
                let mask = match mask % 3 {
                    0 => Mask::None,
                    1 => Mask::Blocks(put.put(DType::I8, mask_rows, cols)),
                    _ => Mask::Cycle(put.put(DType::I8, mask_rows, cols)),
                };
                result = Shape { rows, ..narrow };
                Op::Softmax {
                    x,
                    table,
                    mask,
                    mult: self.eps >> 1,
                    shift,
                }
            }
            Kind::Gather { table_rows } => {
                let table_rows = within(table_rows, 9);
                let ids = put.put(DType::I32, rows, 3);
                let bytes = put.tensors[0].data().chunks_exact(4);
                // One id more than there are rows, and negative ones.
                let ids_of = bytes.map(|id| i32::from(id[0] as i8) % (table_rows as i32 + 1));
                let values: Vec<i32> = ids_of.collect();
                put.tensors[0] = Tensor::from_i32(rows, 3, &values).expect("a small tensor");
                let table = put.put(DType::I8, table_rows, cols);
                result = Shape {
                    rows: rows * 3,
                    ..narrow
                };
                Op::Gather { ids, table }
            }
            Kind::Transpose => {
                let x = put.either(wide, cols, rows);
                result.dtype = dtype(wide);
                Op::View(View::Transpose { x })
            }
            Kind::Reshape => {
                let x = put.either(wide, rows * 2, cols * 3);
                result = Shape::new(dtype(wide), rows * 3, cols * 2);
                Op::View(View::Reshape { x })
            }
            Kind::Slice { row, col } => {
                let (row, col) = (u32::from(row) % 5, u32::from(col) % 90);
                let x = put.either(wide, rows + row, cols + col);
                result.dtype = dtype(wide);
                Op::View(View::Slice { x, row, col })
            }
            Kind::ConcatRows => {
                let x = put.either(wide, rows, cols);
                let y = put.either(wide, 2, cols);
                result = Shape::new(dtype(wide), rows + 2, cols);
                Op::View(View::ConcatRows { x, y })
            }
            Kind::ConcatCols => {
                let x = put.either(wide, rows, cols);
                let y = put.either(wide, rows, 70);
                result = Shape::new(dtype(wide), rows, cols + 70);
                Op::View(View::ConcatCols { x, y })
            }
            Kind::Permute { parts, order } => {
                let [a, b] = parts.map(|part| within(part, 5));
                let dims = [a, rows, b, cols];
                let x = put.either(wide, a * rows, b * cols);
                result = Shape::new(dtype(wide), rows * cols, a * b);
                let order = orders(order);
                Op::View(View::Permute { x, dims, order })
            }
        };
        let shape = result;
        (OpDesc { op, shape }, operands.tensors)
    }

    /// A job of this op alone, its operands weights, its result whatever `results` says.
    #[must_use]
    pub fn job(&self) -> Job {
        let (desc, weights) = self.build();
        let bind = |w: &Tensor| WeightDesc {
            shape: w.shape(),
            root: w.root(),
        };
        let spec = JobSpec {
            inputs: vec![desc.shape],
            weights: weights.iter().map(bind).collect(),
            ops: vec![desc],
        };
        let zeros = vec![0; desc.shape.bytes() as usize];
        let input = Tensor::new(desc.shape, zeros).expect("a small tensor");
        Job {
            spec,
            inputs: vec![input],
            weights,
            results: Vec::new(),
        }
    }
}

/// One of the 24 orders of four dimensions.
fn orders(which: u8) -> [u8; 4] {
    let mut left = vec![0, 1, 2, 3];
    let mut which = usize::from(which) % 24;
    let mut order = [0; 4];
    for (n, slot) in order.iter_mut().enumerate() {
        *slot = left.remove(which % (4 - n));
        which /= 4 - n;
    }
    order
}
