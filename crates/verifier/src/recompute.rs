//! Exact recomputation of everything but MatMul, row by row, without another tensor in memory.

use assay_proof::{arith, Mult, Op, Shape, Tensor, View};
use rayon::prelude::*;

/// Elements per task, enough to outweigh handing it to a thread.
const TASK_ELEMENTS: usize = 1 << 14;

/// The first element of `claimed` that differs from what `operands` give, in row-major order.
///
/// # Panics
///
/// When the shapes do not fit the op, or for a MatMul.
pub(crate) fn first_wrong(op: &Op, claimed: &Tensor, operands: &[&Tensor]) -> Option<(u32, u32)> {
    let shape = claimed.shape();
    let min_rows = (TASK_ELEMENTS / shape.cols as usize).max(1);
    let rows = (0..shape.rows as usize).into_par_iter().with_min_len(min_rows);
    rows.find_map_first(|i| {
        let j = wrong_column(op, shape, i, claimed.row(i), operands)?;
        Some((i as u32, j as u32))
    })
}

/// The first wrong column of row `i`.
fn wrong_column(op: &Op, shape: Shape, i: usize, claimed: &[u8], operands: &[&Tensor]) -> Option<usize> {
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
        Op::Add { mx, my, shift, .. } => differs(
            claimed,
            i8s(x())
                .zip(i8s(y()))
                .map(|(x, y)| arith::add(x, y, mx, my, shift)),
        ),
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
