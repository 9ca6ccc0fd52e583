//! The check of a whole product, MatMul or Linear, and the location of a wrong element.

use crate::freivalds::{first_wrong_row, Challenge, Folded, Kernel};
use crate::recompute::{first_wrong, wrong_column};
use assay_proof::{arith, DType, Mult, Op, OpDesc, Tensor};
use rayon::prelude::*;

/// Rows of wrong sums of one op after which none of its sums is trusted.
const MOST_WRONG_SUMS: usize = 16;

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

    /// The rows of `sums` that are not the product; `None` when there are too many to go on.
    pub(crate) fn wrong_rows(&self, a: &Tensor, sums: &Tensor) -> Option<Vec<usize>> {
        let mut wrong = Vec::new();
        let mut start = 0;
        while start < sums.shape().rows as usize {
            let Some(row) = self.wrong_row(a, sums, start) else {
                break;
            };
            if wrong.len() == MOST_WRONG_SUMS {
                return None;
            }
            wrong.push(row);
            start = row + 1;
        }
        Some(wrong)
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

/// A Linear's row of biases and of multipliers.
pub(crate) struct Scale<'a> {
    bias: Option<&'a [u8]>,
    mult: Mult,
    mults: Option<&'a [u8]>,
    shift: u8,
    dtype: DType,
}

impl<'a> Scale<'a> {
    /// Of a Linear with these operands, the first two not needed; `None` for another op.
    pub(crate) fn of(desc: &OpDesc, constants: &[&'a Tensor]) -> Option<Self> {
        let Op::Linear {
            bias, mult, shift, ..
        } = desc.op
        else {
            return None;
        };
        let mut rows = constants.iter().map(|tensor| tensor.row(0));
        Some(Self {
            bias: bias.and_then(|_| rows.next()),
            mult,
            mults: mult.source().and_then(|_| rows.next()),
            shift,
            dtype: desc.shape.dtype,
        })
    }

    /// Bias and multiplier of column `j`.
    pub(crate) fn at(&self, j: usize) -> (i32, i32) {
        let mult = match self.mult {
            Mult::Scalar(mult) => mult,
            Mult::PerColumn(_) => self.mults.map_or(0, |row| i32_at(row, j)),
        };
        (self.bias.map_or(0, |row| i32_at(row, j)), mult)
    }

    pub(crate) const fn shift(&self) -> u8 {
        self.shift
    }

    /// The first column of `claimed` that is not what `sums` are requantised to.
    pub(crate) fn wrong_column(&self, sums: &[u8], claimed: &[u8]) -> Option<usize> {
        let (sums, _) = sums.as_chunks::<4>();
        let expected = |j: usize, sum: &[u8; 4]| {
            let (bias, mult) = self.at(j);
            arith::linear(i32::from_le_bytes(*sum), bias, mult, self.shift, self.dtype)
        };
        match self.dtype {
            DType::I8 => {
                let mut pairs = sums.iter().zip(claimed).enumerate();
                pairs.position(|(j, (sum, &claimed))| expected(j, sum) != i32::from(claimed as i8))
            }
            DType::I32 => {
                let (claimed, _) = claimed.as_chunks::<4>();
                let mut pairs = sums.iter().zip(claimed).enumerate();
                pairs.position(|(j, (sum, claimed))| expected(j, sum) != i32::from_le_bytes(*claimed))
            }
        }
    }
}

fn i32_at(row: &[u8], j: usize) -> i32 {
    let (words, _) = row.as_chunks::<4>();
    i32::from_le_bytes(words[j])
}

/// The first wrong element of a Linear's result, given sums of which rows `wrong` are not the product. `operands` gives
/// the operands if a row must be recomputed.
pub(crate) fn wrong_requantised<'o, E: Send>(
    scale: &Scale<'_>,
    desc: &OpDesc,
    (claimed, sums): (&Tensor, &Tensor),
    wrong: &[usize],
    operands: impl Fn() -> Result<Vec<&'o Tensor>, E> + Sync,
) -> Result<Option<(u32, u32)>, E> {
    let rows = (0..claimed.shape().rows as usize).into_par_iter().with_min_len(8);
    let found = rows.find_map_first(|i| {
        let column = if wrong.contains(&i) {
            match operands() {
                Ok(operands) => wrong_column(&desc.op, desc.shape, i, claimed.row(i), &operands),
                Err(error) => return Some(Err(error)),
            }
        } else {
            scale.wrong_column(sums.row(i), claimed.row(i))
        };
        column.map(|j| Ok((i as u32, j as u32)))
    });
    found.transpose()
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
