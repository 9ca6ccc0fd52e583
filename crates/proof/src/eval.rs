//! The reference evaluation of an operator: plain loops over the definitions of [`crate::arith`].
//! Backends must give the same bits.

use crate::arith::{self, RowNorm, RowSoftmax};
use crate::op::{Mult, Op, View};
use crate::shape::{DType, Shape};
use crate::tensor::Tensor;
use crate::typing::ShapeError;
use alloc::vec::Vec;

/// Why an operator cannot be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The operands do not fit the operator.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// A bias is too large for its sum to be exact.
    #[error("bias {value} of column {column} is not below 2^30 in magnitude; refuse the job")]
    BiasOutOfRange {
        /// Column of the bias.
        column: usize,
        /// Its value.
        value: i32,
    },
    /// An id is outside the table of a Gather.
    #[error("id {id} at position {position} is outside a table of {rows} rows; refuse the job")]
    IdOutOfRange {
        /// Position among the ids, in row-major order.
        position: usize,
        /// The id.
        id: i32,
        /// Rows of the table.
        rows: u32,
    },
    /// A sum leaves `i32`, which no op of a parsed spec can.
    #[error("the sum at row {row}, column {column} leaves i32")]
    Overflow {
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
}

/// Evaluates `op` on `operands` (in the order of its fields) to a tensor of shape `out`.
///
/// # Errors
///
/// [`EvalError`] when shapes do not fit, a bias or an id is out of range or a sum leaves `i32`.
pub fn eval(op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, EvalError> {
    let shapes: Vec<Shape> = operands.iter().map(|t| t.shape()).collect();
    op.check_shapes(&shapes, out)?;
    let x = operands[0];
    let data = match *op {
        Op::MatMul { batch, .. } => matmul(i8s(x), i8s(operands[1]), &shapes, batch as usize),
        Op::AddBias { .. } => add_bias(x, operands[1])?,
        Op::Requant { mult, shift, .. } => {
            let per_column = match mult {
                Mult::Scalar(mult) => Vec::from([mult]),
                Mult::PerColumn(_) => i32s(operands[1]),
            };
            let mults = per_column.iter().cycle();
            // A scalar repeats for every element, a row of multipliers for every row.
            let values = i32s(x).into_iter().zip(mults);
            values.map(|(x, &m)| arith::requant(x, m, shift) as u8).collect()
        }
        Op::Add { mx, my, shift, .. } => add(out, operands, (mx, my), shift),
        Op::Mul { mult, shift, .. } => zip(x, operands[1], |x, y| arith::mul(x, y, mult, shift)),
        Op::Lut { .. } => {
            let table = operands[1].data();
            i8s(x).iter().map(|&x| table[arith::lut_index(x)]).collect()
        }
        Op::Linear {
            bias,
            mult,
            shift,
            batch,
            ..
        } => {
            let sums = matmul(i8s(x), i8s(operands[1]), &shapes, batch as usize);
            let zeros = Vec::from([0]);
            let mut rows = operands[2..].iter().map(|row| i32s(row));
            let bias = bias.and_then(|_| rows.next()).unwrap_or(zeros);
            let mult = row_of(mult, &mut rows);
            linear(&sums, out, (&bias, &mult), shift)
        }
        Op::LayerNorm { eps, shift, .. } => {
            let (gain, bias) = (i32s(operands[1]), i32s(operands[2]));
            norm(x, true, eps, |norm, x, j| {
                norm.element(x, gain[j], bias[j], shift)
            })
        }
        Op::RmsNorm { eps, shift, .. } => {
            let gain = i32s(operands[1]);
            norm(x, false, eps, |norm, x, j| norm.element(x, gain[j], 0, shift))
        }
        Op::Softmax {
            mask, mult, shift, ..
        } => {
            let mut data = Vec::with_capacity(out.bytes() as usize);
            for i in 0..out.rows {
                let mask = operands
                    .get(2)
                    .map(|m| m.row(mask.row(i, out.rows, m.shape().rows) as usize));
                let row = RowSoftmax::of(x.row(i as usize), mask, operands[1].data(), mult, shift);
                for j in 0..out.cols as usize {
                    let left = mask.is_none_or(|mask| mask[j] != 0);
                    data.push(row.element(x.get(i as usize, j), left) as u8);
                }
            }
            data
        }
        Op::Gather { .. } => {
            let (ids, table) = (i32s(x), operands[1]);
            check_ids(x, table.shape().rows)?;
            let rows = ids.iter().map(|&id| table.row(id as usize));
            rows.flatten().copied().collect()
        }
        Op::View(view) => rearrange(view, out, operands),
    };
    Ok(Tensor::new(out, data).expect("the shapes were checked"))
}

fn i8s(tensor: &Tensor) -> &[i8] {
    tensor.as_i8().expect("the shapes were checked")
}

fn i32s(tensor: &Tensor) -> Vec<i32> {
    tensor.as_i32().expect("the shapes were checked").into_owned()
}

fn zip(x: &Tensor, y: &Tensor, f: impl Fn(i8, i8) -> i8) -> Vec<u8> {
    let pairs = i8s(x).iter().zip(i8s(y));
    pairs.map(|(&x, &y)| f(x, y) as u8).collect()
}

fn matmul(a: &[i8], b: &[i8], shapes: &[Shape], batch: usize) -> Vec<u8> {
    let (m, n, k) = (
        shapes[0].rows as usize,
        shapes[1].rows as usize,
        shapes[0].cols as usize,
    );
    let blocks = a.chunks_exact(m / batch * k).zip(b.chunks_exact(n / batch * k));
    let mut data = Vec::with_capacity(m * (n / batch) * DType::I32.size());
    for (a_block, b_block) in blocks {
        for a_row in a_block.chunks_exact(k) {
            for b_row in b_block.chunks_exact(k) {
                let products = a_row.iter().zip(b_row);
                let sum: i32 = products.map(|(&a, &b)| i32::from(a) * i32::from(b)).sum();
                data.extend_from_slice(&sum.to_le_bytes());
            }
        }
    }
    data
}

/// Checks the ids of a Gather from a table of `rows` rows.
///
/// # Errors
///
/// [`EvalError::IdOutOfRange`] names the first one outside.
pub fn check_ids(ids: &Tensor, rows: u32) -> Result<(), EvalError> {
    let ids = i32s(ids);
    let outside = |id: &i32| u32::try_from(*id).map_or(true, |id| id >= rows);
    match ids.iter().position(outside) {
        None => Ok(()),
        Some(position) => Err(EvalError::IdOutOfRange {
            position,
            id: ids[position],
            rows,
        }),
    }
}

/// Multipliers to be repeated: one, or a row of them, which is then taken from `rows`.
fn row_of(mult: Mult, rows: &mut impl Iterator<Item = Vec<i32>>) -> Vec<i32> {
    match mult {
        Mult::Scalar(mult) => Vec::from([mult]),
        Mult::PerColumn(_) => rows.next().expect("the operands were counted"),
    }
}

fn put(data: &mut Vec<u8>, dtype: DType, value: i32) {
    let bytes = value.to_le_bytes();
    data.extend_from_slice(&bytes[..dtype.size()]);
}

fn add(out: Shape, operands: &[&Tensor], (mx, my): (Mult, Mult), shift: u8) -> Vec<u8> {
    let (x, y) = (operands[0], operands[1]);
    let mut rows = operands[2..].iter().map(|row| i32s(row));
    let mx = row_of(mx, &mut rows);
    let my = row_of(my, &mut rows);
    let mut data = Vec::with_capacity(out.bytes() as usize);
    for i in 0..out.rows as usize {
        for j in 0..out.cols as usize {
            let (mx, my) = (mx[j % mx.len()], my[j % my.len()]);
            let sum = arith::add(x.get(i, j), y.get(i, j) as i8, mx, my, shift, out.dtype);
            put(&mut data, out.dtype, sum);
        }
    }
    data
}

fn linear(sums: &[u8], out: Shape, (bias, mult): (&[i32], &[i32]), shift: u8) -> Vec<u8> {
    let (sums, _) = sums.as_chunks::<4>();
    let mut data = Vec::with_capacity(out.bytes() as usize);
    for row in sums.chunks_exact(out.cols as usize) {
        for (j, sum) in row.iter().enumerate() {
            let (bias, mult) = (bias[j % bias.len()], mult[j % mult.len()]);
            let sum = i32::from_le_bytes(*sum);
            put(
                &mut data,
                out.dtype,
                arith::linear(sum, bias, mult, shift, out.dtype),
            );
        }
    }
    data
}

fn norm(x: &Tensor, centred: bool, eps: u32, element: impl Fn(&RowNorm, i32, usize) -> i8) -> Vec<u8> {
    let shape = x.shape();
    let mut data = Vec::with_capacity(shape.elements() as usize);
    for i in 0..shape.rows as usize {
        let norm = RowNorm::of(x.row(i), shape.dtype, centred, eps);
        data.extend((0..shape.cols as usize).map(|j| element(&norm, x.get(i, j), j) as u8));
    }
    data
}

fn add_bias(x: &Tensor, bias: &Tensor) -> Result<Vec<u8>, EvalError> {
    let bias = i32s(bias);
    if let Some(column) = bias.iter().position(|&b| !arith::bias_in_range(b)) {
        let value = bias[column];
        return Err(EvalError::BiasOutOfRange { column, value });
    }
    let mut data = Vec::with_capacity(x.data().len());
    for (row, values) in i32s(x).chunks_exact(bias.len()).enumerate() {
        for (column, (value, bias)) in values.iter().zip(&bias).enumerate() {
            let sum = value.checked_add(*bias);
            let sum = sum.ok_or(EvalError::Overflow { row, column })?;
            data.extend_from_slice(&sum.to_le_bytes());
        }
    }
    Ok(data)
}

fn rearrange(view: View, out: Shape, operands: &[&Tensor]) -> Vec<u8> {
    let size = out.dtype.size();
    let shapes: Vec<Shape> = operands.iter().map(|t| t.shape()).collect();
    let mut data = Vec::with_capacity(out.bytes() as usize);
    for i in 0..out.rows {
        for j in 0..out.cols {
            let (operand, row, col) = view.locate(out, &shapes, i, j);
            let at = (row as usize * shapes[operand].cols as usize + col as usize) * size;
            data.extend_from_slice(&operands[operand].data()[at..at + size]);
        }
    }
    data
}
