//! The check of a whole product, MatMul or Linear, and the location of a wrong element.

use crate::freivalds::{
    first_wrong_linear, first_wrong_row, Challenge, Folded, Kernel, LinearFault, LinearRows, Rescale,
};
use crate::recompute::first_wrong;
use assay_proof::{DType, Mult, Op, OpDesc, Tensor};
use rayon::prelude::*;

/// Rows of wrong sums of one op after which none of its sums is trusted.
pub(crate) const MOST_WRONG_SUMS: usize = 16;

/// A challenge and the right operand folded with it, by block.
#[derive(Clone, Copy)]
pub(crate) struct Fold<'a> {
    pub(crate) challenge: &'a Challenge,
    pub(crate) blocks: &'a [Folded],
    pub(crate) kernel: Kernel,
}

impl Fold<'_> {
    /// Whether `sums`, row `row` of `rows`, is the product of `a`'s row and the operand that was folded.
    pub(crate) fn holds(&self, a: &[u8], sums: &[u8], row: u32, rows: u32) -> bool {
        let block = row as usize / (rows as usize / self.blocks.len());
        let a: Vec<i8> = a.iter().map(|&byte| byte as i8).collect();
        first_wrong_row(&a, sums, &self.blocks[block], self.challenge, self.kernel).is_none()
    }

    /// The first row of `sums` from `start` on that is not the product of `a` and the operand that was folded.
    pub(crate) fn wrong_row(&self, a: &Tensor, sums: &Tensor, start: usize) -> Option<usize> {
        let k = a.shape().cols as usize;
        let rows = a.shape().rows as usize / self.blocks.len();
        let row_bytes = sums.shape().row_bytes();
        let a_data = a.as_i8().expect("a product's operand is i8");
        (start / rows..self.blocks.len()).find_map(|block| {
            let (first, end) = (start.max(block * rows), (block + 1) * rows);
            let row = first_wrong_row(
                &a_data[first * k..end * k],
                &sums.data()[first * row_bytes..end * row_bytes],
                &self.blocks[block],
                self.challenge,
                self.kernel,
            )?;
            Some(first + row)
        })
    }

    /// The first fault of a Linear's rows from `start` on.
    pub(crate) fn fault(
        &self,
        (a, sums, claimed): (&Tensor, &Tensor, &Tensor),
        rescale: &Rescale,
        start: usize,
    ) -> Option<LinearFault> {
        let k = a.shape().cols as usize;
        let rows = a.shape().rows as usize / self.blocks.len();
        let (sum_bytes, row_bytes) = (sums.shape().row_bytes(), claimed.shape().row_bytes());
        let a_data = a.as_i8().expect("a product's operand is i8");
        (start / rows..self.blocks.len()).find_map(|block| {
            let (first, end) = (start.max(block * rows), (block + 1) * rows);
            let rows = LinearRows {
                a: &a_data[first * k..end * k],
                sums: &sums.data()[first * sum_bytes..end * sum_bytes],
                claimed: &claimed.data()[first * row_bytes..end * row_bytes],
            };
            let fault = first_wrong_linear(rows, &self.blocks[block], self.challenge, rescale, self.kernel)?;
            Some(match fault {
                LinearFault::Sums { row } => LinearFault::Sums { row: first + row },
                LinearFault::Result { row, column } => LinearFault::Result {
                    row: first + row,
                    column,
                },
            })
        })
    }
}

/// The first column of row `row` of a MatMul that is not the product of `a`'s row and `b`'s row `first + column`.
pub(crate) fn wrong_product_column(
    a: &Tensor,
    b: &Tensor,
    c: &Tensor,
    row: usize,
    first: usize,
) -> Option<usize> {
    let a_row = a.row(row);
    (0..c.shape().cols as usize).find(|&column| {
        let products = a_row.iter().zip(b.row(first + column));
        let sum: i32 = products
            .map(|(&a, &b)| i32::from(a as i8) * i32::from(b as i8))
            .sum();
        sum != c.get(row, column)
    })
}

/// What a Linear does with its sums.
pub(crate) struct Scale {
    bias: Option<Vec<i32>>,
    mult: Vec<i32>,
    shift: u8,
    dtype: DType,
}

impl Scale {
    /// Of a Linear with these constants, its operands but the first two; `None` for another op.
    pub(crate) fn of(desc: &OpDesc, constants: &[&Tensor]) -> Option<Self> {
        let Op::Linear {
            bias, mult, shift, ..
        } = desc.op
        else {
            return None;
        };
        let mut rows = constants
            .iter()
            .filter_map(|tensor| Some(tensor.as_i32()?.into_owned()));
        let bias = bias.and_then(|_| rows.next());
        let mult = match mult {
            Mult::Scalar(mult) => vec![mult; desc.shape.cols as usize],
            Mult::PerColumn(_) => rows.next()?,
        };
        Some(Self {
            bias,
            mult,
            shift,
            dtype: desc.shape.dtype,
        })
    }

    /// Bias and multiplier of column `j`.
    pub(crate) fn at(&self, j: usize) -> (i32, i32) {
        (self.bias.as_ref().map_or(0, |bias| bias[j]), self.mult[j])
    }

    pub(crate) const fn shift(&self) -> u8 {
        self.shift
    }

    /// Prepared for many rows.
    pub(crate) fn rescale(&self) -> Rescale {
        Rescale::new(self.bias.as_deref(), &self.mult, self.shift, self.dtype)
    }
}

/// The first wrong element of a product recomputed exactly, all of it.
pub(crate) fn first_wrong_exactly(
    desc: &OpDesc,
    claimed: &Tensor,
    operands: &[&Tensor],
) -> Option<(u32, u32)> {
    let Op::MatMul { batch, .. } = desc.op else {
        return first_wrong(&desc.op, claimed, operands);
    };
    let block_rows = (desc.shape.rows / batch) as usize;
    let rows = (0..desc.shape.rows as usize).into_par_iter();
    rows.find_map_first(|i| {
        let first = i / block_rows * desc.shape.cols as usize;
        let j = wrong_product_column(operands[0], operands[1], claimed, i, first)?;
        Some((i as u32, j as u32))
    })
}
