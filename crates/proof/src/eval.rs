//! The reference evaluation of an operator: plain loops over the definitions of [`crate::arith`].
//! Backends must give the same bits.

use crate::arith;
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
/// [`EvalError`] when shapes do not fit, a bias is out of range or a sum leaves `i32`.
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
        Op::Add { mx, my, shift, .. } => zip(x, operands[1], |x, y| arith::add(x, y, mx, my, shift)),
        Op::Mul { mult, shift, .. } => zip(x, operands[1], |x, y| arith::mul(x, y, mult, shift)),
        Op::Lut { .. } => {
            let table = operands[1].data();
            i8s(x).iter().map(|&x| table[arith::lut_index(x)]).collect()
        }
        Op::View(view) => gather(view, out, operands),
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

fn gather(view: View, out: Shape, operands: &[&Tensor]) -> Vec<u8> {
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
