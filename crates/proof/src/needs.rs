//! What a row of a result depends on.

use crate::op::{Op, OpDesc, View};
use crate::shape::Shape;
use alloc::vec::Vec;
use core::ops::Range;

/// A part of an operand: some columns of some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Position of the operand.
    pub operand: usize,
    /// Rows of the operand.
    pub rows: Range<u32>,
    /// Columns of those rows.
    pub cols: Range<u32>,
}

/// The parts of its operands that row `i` of an op's result depends on, in the order of the operands. Whoever opens them
/// can recompute every element of the row, and write evidence about each. An operand of which nothing is needed (the
/// other half of a ConcatRows) has a need of no rows: evidence names its root.
///
/// `shapes` are the operands', accepted by [`Op::check_shapes`]. `id` gives the row of a Gather's table that element
/// `(row, column)` of its ids names, or `None` when that is not known or outside the table: then the table is left out.
pub fn row_needs(
    desc: &OpDesc,
    shapes: &[Shape],
    i: u32,
    id: impl FnOnce(u32, u32) -> Option<u32>,
) -> Vec<Need> {
    let rows = |operand: usize, rows: Range<u32>| Need {
        operand,
        rows,
        cols: 0..shapes[operand].cols,
    };
    let here = |operand: usize| rows(operand, i..i + 1);
    // Rows of constants: biases, gains, multipliers, tables.
    let constants = |from: usize| (from..shapes.len()).map(|operand| rows(operand, 0..1));
    let mut needs = Vec::from([match desc.op {
        Op::Gather { .. } => {
            let (row, col) = (i / shapes[0].cols, i % shapes[0].cols);
            Need {
                operand: 0,
                rows: row..row + 1,
                cols: col..col + 1,
            }
        }
        Op::View(view) => return view_needs(view, desc.shape, shapes, i),
        _ => here(0),
    }]);
    match desc.op {
        Op::MatMul { batch, .. } | Op::Linear { batch, .. } => {
            let block = i / (shapes[0].rows / batch);
            needs.push(rows(1, block * desc.shape.cols..(block + 1) * desc.shape.cols));
            needs.extend(constants(2));
        }
        Op::Add { .. } | Op::Mul { .. } => {
            needs.push(here(1));
            needs.extend(constants(2));
        }
        Op::AddBias { .. }
        | Op::Requant { .. }
        | Op::Lut { .. }
        | Op::LayerNorm { .. }
        | Op::RmsNorm { .. } => needs.extend(constants(1)),
        Op::Softmax { mask, .. } => {
            needs.push(rows(1, 0..1));
            if let Some(shape) = shapes.get(2) {
                let row = mask.row(i, desc.shape.rows, shape.rows);
                needs.push(rows(2, row..row + 1));
            }
        }
        Op::Gather { .. } => {
            let row = id(needs[0].rows.start, needs[0].cols.start);
            needs.push(rows(1, row.map_or(0..0, |row| row..row + 1)));
        }
        Op::View(_) => unreachable!("returned above"),
    }
    needs
}

/// Runs of elements that lie side by side in an operand.
fn view_needs(view: View, out: Shape, shapes: &[Shape], i: u32) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for j in 0..out.cols {
        let (operand, row, col) = view.locate(out, shapes, i, j);
        match needs.last_mut() {
            Some(last) if (last.operand, last.rows.start, last.cols.end) == (operand, row, col) => {
                last.cols.end += 1;
            }
            _ => needs.push(Need {
                operand,
                rows: row..row + 1,
                cols: col..col + 1,
            }),
        }
    }
    let unused = (0..shapes.len()).filter(|operand| needs.iter().all(|need| need.operand != *operand));
    let unused: Vec<Need> = unused
        .map(|operand| Need {
            operand,
            rows: 0..0,
            cols: 0..0,
        })
        .collect();
    needs.extend(unused);
    needs
}
