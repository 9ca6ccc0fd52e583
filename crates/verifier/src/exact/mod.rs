//! Exact checks of whole rows, vectorised: whether every claimed element of a row is what the operands give. They say
//! the same as recomputing element by element with [`assay_proof::arith`], only sooner; which element is wrong is left
//! to that.

mod add;
mod element;
mod high;
mod lookup;
mod mul;
mod norm;
mod rescale;
mod softmax;
#[cfg(test)]
mod tests;
mod view;

pub use rescale::Rescale;

use crate::kernel::Kernel;
use crate::recompute::wrong_column;
use add::Sum;
use assay_proof::{DType, Mult, Op, Shape, Tensor};
use element::{Element, I32, I8};
use lookup::Table;
use mul::Product;
use norm::Norm;
use rayon::prelude::*;
use softmax::Exponentials;
use std::borrow::Cow;
use std::ops::Range;
use view::Moved;

/// Elements per task, enough to outweigh handing it to a thread.
const TASK_ELEMENTS: usize = 1 << 14;

/// The first element of `claimed` that differs from what `operands` give, in row-major order. Operands are in the
/// order of the op's fields; the ids of a Gather are inside its table.
///
/// # Panics
///
/// When the shapes do not fit the op, or for a MatMul.
#[must_use]
pub fn first_wrong(op: &Op, claimed: &Tensor, operands: &[&Tensor], kernel: Kernel) -> Option<(u32, u32)> {
    let shape = claimed.shape();
    let fast = Rows::new(op, claimed, operands, kernel);
    let (count, per_task) = (shape.rows as usize, (TASK_ELEMENTS / shape.cols as usize).max(1));
    let tasks = (0..count.div_ceil(per_task)).into_par_iter();
    tasks.find_map_first(|task| {
        let rows = task * per_task..count.min((task + 1) * per_task);
        if fast.as_ref().is_some_and(|fast| fast.agree(rows.clone())) {
            return None;
        }
        rows.into_iter().find_map(|i| {
            let j = wrong_column(op, shape, i, claimed.row(i), operands)?;
            Some((i as u32, j as u32))
        })
    })
}

/// The rows of one op, with what they share prepared.
struct Rows<'a> {
    claimed: &'a Tensor,
    operands: &'a [&'a Tensor],
    kernel: Kernel,
    check: Check<'a>,
}

enum Check<'a> {
    Rescale(Box<Rescale>),
    AddBias(Cow<'a, [i32]>),
    Add(Sum),
    Mul(Product),
    Lut(Box<Table>),
    Norm(Norm<'a>),
    Softmax(Box<Exponentials<'a>>),
    Gather,
    View(Moved),
}

impl<'a> Rows<'a> {
    /// `None` when the op has numbers that only the definition covers, or is a MatMul or a Linear.
    fn new(op: &Op, claimed: &'a Tensor, operands: &'a [&'a Tensor], kernel: Kernel) -> Option<Self> {
        let Shape { dtype, rows, cols } = claimed.shape();
        let constants = |n: usize| operands[n].as_i32().expect("constants are i32");
        let check = match *op {
            Op::MatMul { .. } | Op::Linear { .. } => return None,
            Op::AddBias { .. } => Check::AddBias(constants(1)),
            Op::Requant { mult, shift, .. } => {
                let mult = multipliers(mult, cols, operands, 1);
                Check::Rescale(Box::new(Rescale::new(None, &mult, shift, dtype)))
            }
            Op::Add { mx, my, shift, .. } => {
                let at = 2 + usize::from(mx.source().is_some());
                let mx = multipliers(mx, cols, operands, 2);
                Check::Add(Sum::new(&mx, &multipliers(my, cols, operands, at), shift)?)
            }
            Op::Mul { mult, shift, .. } => Check::Mul(Product::new(mult, shift)?),
            Op::Lut { .. } => Check::Lut(Box::new(Table::new(operands[1].row(0)))),
            Op::LayerNorm { eps, shift, .. } => {
                let norm = Norm::new(true, constants(1), Some(constants(2)), eps, shift);
                Check::Norm(norm?)
            }
            Op::RmsNorm { eps, shift, .. } => Check::Norm(Norm::new(false, constants(1), None, eps, shift)?),
            Op::Softmax {
                mask, mult, shift, ..
            } => {
                let mask = operands.get(2).map(|tensor| (mask, *tensor));
                let table = operands[1].row(0);
                Check::Softmax(Box::new(Exponentials::new(table, mask, mult, shift, rows)?))
            }
            Op::Gather { .. } => Check::Gather,
            Op::View(view) => Check::View(Moved::new(view, claimed.shape(), operands)?),
        };
        Some(Self {
            claimed,
            operands,
            kernel,
            check,
        })
    }

    /// Whether every element of these rows is right.
    fn agree(&self, rows: Range<usize>) -> bool {
        let part = |tensor: &'a Tensor| {
            let bytes = tensor.shape().row_bytes();
            &tensor.data()[rows.start * bytes..rows.end * bytes]
        };
        let (claimed, kernel) = (part(self.claimed), self.kernel);
        match &self.check {
            // Rows mean nothing to these.
            Check::Mul(product) => {
                product.agrees(part(self.operands[0]), part(self.operands[1]), claimed, kernel)
            }
            Check::Lut(table) => table.agrees(part(self.operands[0]), claimed, kernel),
            _ => rows.into_iter().all(|i| self.agrees(i)),
        }
    }

    /// Whether every element of row `i` is right.
    fn agrees(&self, i: usize) -> bool {
        let (claimed, kernel) = (self.claimed.row(i), self.kernel);
        let x = || self.operands[0].row(i);
        let y = || self.operands[1].row(i);
        match &self.check {
            Check::Rescale(rescale) => rescale.agrees(0..rescale.columns(), x(), claimed, kernel),
            Check::AddBias(bias) => kernel.run(add::Biased {
                x: x().as_chunks().0,
                bias,
                claimed: claimed.as_chunks().0,
            }),
            Check::Add(sum) => {
                let dtypes = (self.operands[0].shape().dtype, self.claimed.shape().dtype);
                sum.agrees(x(), y(), claimed, dtypes, kernel)
            }
            Check::Mul(_) | Check::Lut(_) => self.agree(i..i + 1),
            Check::Norm(norm) => norm.agrees(x(), self.operands[0].shape().dtype, claimed, kernel),
            Check::Softmax(exponentials) => exponentials.agrees(i as u32, x(), claimed, kernel),
            Check::Gather => {
                let cols = self.operands[0].shape().cols as usize;
                let id = self.operands[0].get(i / cols, i % cols);
                claimed == self.operands[1].row(id as usize)
            }
            Check::View(moved) => moved.agrees(i, claimed, self.operands),
        }
    }
}

/// A multiplier for each column; if they are a tensor, it is operand `n`.
fn multipliers<'a>(mult: Mult, cols: u32, operands: &[&'a Tensor], n: usize) -> Cow<'a, [i32]> {
    match mult {
        Mult::Scalar(mult) => vec![mult; cols as usize].into(),
        Mult::PerColumn(_) => operands[n].as_i32().expect("multipliers are i32"),
    }
}

/// The first position where the claimed elements are not the expected ones.
fn first_difference(claimed: &[u8], dtype: DType, mut expected: impl Iterator<Item = i32>) -> Option<usize> {
    match dtype {
        DType::I8 => claimed
            .iter()
            .position(|c: &I8| expected.next() != Some(c.value())),
        DType::I32 => {
            let (claimed, _) = claimed.as_chunks::<4>();
            claimed
                .iter()
                .position(|c: &I32| expected.next() != Some(c.value()))
        }
    }
}
