//! Exact recomputation of everything but MatMul, element by element, without another tensor in memory.

use crate::exact;
use crate::kernel::Kernel;
use assay_proof::arith::{self, RowNorm, RowSoftmax};
use assay_proof::{DType, Mult, Op, Shape, Tensor, View};

/// [`exact::first_wrong`] with the fastest kernel.
pub(crate) fn first_wrong(op: &Op, claimed: &Tensor, operands: &[&Tensor]) -> Option<(u32, u32)> {
    exact::first_wrong(op, claimed, operands, Kernel::detect())
}

/// The first wrong column of row `i`.
pub(crate) fn wrong_column(
    op: &Op,
    shape: Shape,
    i: usize,
    claimed: &[u8],
    operands: &[&Tensor],
) -> Option<usize> {
    let x = || operands[0].row(i);
    let y = || operands[1].row(i);
    match *op {
        Op::MatMul { .. } => unreachable!("MatMul is checked by Freivalds"),
        Op::AddBias { .. } => {
            let sums = i32s(x()).zip(i32s(operands[1].row(0)));
            let mut sums = sums.map(|(x, bias)| i64::from(x) + i64::from(bias));
            i32s(claimed).position(|c| sums.next() != Some(c.into()))
        }
        Op::Requant { mult, shift, .. } => match mult {
            Mult::Scalar(mult) => differs(claimed, i32s(x()).map(|x| arith::requant(x, mult, shift))),
            Mult::PerColumn(_) => {
                let pairs = i32s(x()).zip(i32s(operands[1].row(0)));
                differs(claimed, pairs.map(|(x, mult)| arith::requant(x, mult, shift)))
            }
        },
        Op::Add { mx, my, shift, .. } => {
            let rows = [mx.source().is_some(), my.source().is_some()];
            let (mx, my) = (
                row_of(mx, operands, 2),
                row_of(my, operands, 2 + usize::from(rows[0])),
            );
            let dtype = shape.dtype;
            let pairs = elements(x(), operands[0].shape().dtype).zip(i8s(y()));
            let expected = pairs
                .zip(mx.zip(my))
                .map(|((x, y), (mx, my))| arith::add(x, y, mx, my, shift, dtype));
            differs_wide(claimed, dtype, expected)
        }
        Op::Linear {
            bias,
            mult,
            shift,
            batch,
            ..
        } => {
            let block = i / (shape.rows / batch) as usize;
            let first = block * shape.cols as usize;
            let bias_row = bias.map(|_| operands[2].row(0));
            let mut mult = row_of(mult, operands, 2 + usize::from(bias.is_some()));
            let expected = (0..shape.cols as usize).map(|j| {
                let products = i8s(x()).zip(i8s(operands[1].row(first + j)));
                let sum = products.map(|(a, b)| i32::from(a) * i32::from(b)).sum();
                let bias = bias_row.map_or(0, |row| element(row, DType::I32, j));
                arith::linear(sum, bias, mult.next().unwrap_or_default(), shift, shape.dtype)
            });
            differs_wide(claimed, shape.dtype, expected)
        }
        Op::LayerNorm { eps, shift, .. } => {
            let dtype = operands[0].shape().dtype;
            let norm = RowNorm::of(x(), dtype, true, eps);
            let constants = i32s(operands[1].row(0)).zip(i32s(operands[2].row(0)));
            let pairs = elements(x(), dtype).zip(constants);
            differs(
                claimed,
                pairs.map(|(x, (gain, bias))| norm.element(x, gain, bias, shift)),
            )
        }
        Op::RmsNorm { eps, shift, .. } => {
            let dtype = operands[0].shape().dtype;
            let norm = RowNorm::of(x(), dtype, false, eps);
            let pairs = elements(x(), dtype).zip(i32s(operands[1].row(0)));
            differs(claimed, pairs.map(|(x, gain)| norm.element(x, gain, 0, shift)))
        }
        Op::Softmax {
            mask, mult, shift, ..
        } => {
            let mask = operands
                .get(2)
                .map(|m| m.row(mask.row(i as u32, shape.rows, m.shape().rows) as usize));
            let row = RowSoftmax::of(x(), mask, operands[1].row(0), mult, shift);
            let mut j = 0;
            let expected = i32s(x()).map(|x| {
                j += 1;
                row.element(x, mask.is_none_or(|mask| mask[j - 1] != 0))
            });
            differs(claimed, expected)
        }
        Op::Gather { .. } => {
            let cols = operands[0].shape().cols as usize;
            let id = operands[0].get(i / cols, i % cols);
            let row = operands[1].row(id as usize);
            claimed
                .iter()
                .zip(row)
                .position(|(claimed, expected)| claimed != expected)
        }
        Op::Mul { mult, shift, .. } => differs(
            claimed,
            i8s(x()).zip(i8s(y())).map(|(x, y)| arith::mul(x, y, mult, shift)),
        ),
        Op::Lut { .. } => {
            let table = operands[1].row(0);
            differs(claimed, i8s(x()).map(|x| table[arith::lut_index(x)] as i8))
        }
        Op::View(view) => wrong_view(view, shape, i, claimed, operands),
    }
}

fn wrong_view(view: View, shape: Shape, i: usize, claimed: &[u8], operands: &[&Tensor]) -> Option<usize> {
    let size = shape.dtype.size();
    let shapes: [Shape; 2] = std::array::from_fn(|n| operands[n.min(operands.len() - 1)].shape());
    (0..shape.cols).map(|j| j as usize).find(|&j| {
        let (operand, row, col) = view.locate(shape, &shapes, i as u32, j as u32);
        let element = &operands[operand].row(row as usize)[col as usize * size..][..size];
        element != &claimed[j * size..][..size]
    })
}

/// A row of multipliers, the scalar repeated; one per column is operand `n`.
fn row_of<'a>(mult: Mult, operands: &'a [&Tensor], n: usize) -> Box<dyn Iterator<Item = i32> + 'a> {
    match mult {
        Mult::Scalar(mult) => Box::new(std::iter::repeat(mult)),
        Mult::PerColumn(_) => Box::new(i32s(operands[n].row(0))),
    }
}

fn element(row: &[u8], dtype: DType, j: usize) -> i32 {
    match dtype {
        DType::I8 => i32::from(row[j] as i8),
        DType::I32 => i32::from_le_bytes([row[4 * j], row[4 * j + 1], row[4 * j + 2], row[4 * j + 3]]),
    }
}

fn elements(row: &[u8], dtype: DType) -> impl Iterator<Item = i32> + '_ {
    (0..row.len() / dtype.size()).map(move |j| element(row, dtype, j))
}

fn differs_wide(claimed: &[u8], dtype: DType, expected: impl Iterator<Item = i32>) -> Option<usize> {
    elements(claimed, dtype)
        .zip(expected)
        .position(|(claimed, expected)| claimed != expected)
}

fn differs(claimed: &[u8], expected: impl Iterator<Item = i8>) -> Option<usize> {
    i8s(claimed)
        .zip(expected)
        .position(|(claimed, expected)| claimed != expected)
}

fn i8s(row: &[u8]) -> impl Iterator<Item = i8> + '_ {
    row.iter().map(|&byte| byte as i8)
}

fn i32s(row: &[u8]) -> impl Iterator<Item = i32> + '_ {
    let (words, _) = row.as_chunks::<4>();
    words.iter().map(|&word| i32::from_le_bytes(word))
}
