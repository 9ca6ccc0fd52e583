//! The check of a Linear: Freivalds on the sums that the provider shows, and the requantised sums against the result
//! it committed to, in one pass over the sums.

use super::sides;
use super::vectors::{Challenge, Folded};
use super::{rows_per_task, Kernel};
use crate::exact::Rescale;
use rayon::prelude::*;

/// Rows of a Linear.
#[derive(Clone, Copy, Debug)]
pub struct LinearRows<'a> {
    /// `i8 [m, k]`, the left operand.
    pub a: &'a [i8],
    /// The bytes of `i32 [m, n]`, little-endian: the sums of products, without bias, as the provider says. They are
    /// not committed to.
    pub sums: &'a [u8],
    /// The bytes of the committed result `[m, n]`, of the [`Rescale`]'s type.
    pub claimed: &'a [u8],
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinearFault {
    /// The sums shown are not the products. It convicts nobody: only the result was committed to, and it may be right.
    Sums {
        /// The row.
        row: usize,
    },
    /// The sums are right (but for a chance of 1/p) and the result is not what they give.
    Result {
        /// The row.
        row: usize,
        /// The first such column.
        column: usize,
    },
}

/// The fault of the first row that has one. To go on after [`LinearFault::Sums`], call it with the rows that follow.
///
/// # Panics
///
/// When the sizes do not fit.
#[must_use]
pub fn first_wrong_linear(
    rows: LinearRows<'_>,
    folded: &Folded,
    r: &Challenge,
    rescale: &Rescale,
    kernel: Kernel,
) -> Option<LinearFault> {
    let (k, n) = (folded.len(), r.len());
    let count = rows.a.len() / k;
    let result_bytes = n * rescale.dtype().size();
    assert_eq!(
        (
            rows.a.len(),
            rows.sums.len(),
            rows.claimed.len(),
            rescale.columns()
        ),
        (count * k, count * n * 4, count * result_bytes, n),
        "sizes fit"
    );
    let per_task = rows_per_task(count, k + n);
    let a = rows.a.par_chunks(per_task * k);
    let sums = rows.sums.par_chunks(per_task * n * 4);
    let claimed = rows.claimed.par_chunks(per_task * result_bytes);
    let tasks = a.zip(sums).zip(claimed).enumerate();
    tasks.find_map_first(|(task, ((a, sums), claimed))| {
        let first = task * per_task;
        let rows = LinearRows { a, sums, claimed };
        first_fault(rows, folded, r, rescale, kernel).map(|fault| match fault {
            LinearFault::Sums { row } => LinearFault::Sums { row: first + row },
            LinearFault::Result { row, column } => LinearFault::Result {
                row: first + row,
                column,
            },
        })
    })
}

/// [`first_wrong_linear`] on one core.
fn first_fault(
    rows: LinearRows<'_>,
    folded: &Folded,
    r: &Challenge,
    rescale: &Rescale,
    kernel: Kernel,
) -> Option<LinearFault> {
    let (row_sums, size) = (r.len() * 4, rescale.dtype().size());
    let row_claimed = r.len() * size;
    let mut agree = vec![true; rows.a.len() / folded.len()];
    let claims = sides::claims(rows.sums, r, kernel, |row, columns, sums| {
        let claimed = &rows.claimed[row * row_claimed..][columns.start * size..columns.end * size];
        agree[row] &= rescale.agrees(columns, sums, claimed, kernel);
    });
    let products = sides::products(rows.a, folded, kernel);
    let mut checks = products.iter().zip(&claims).zip(&agree).enumerate();
    checks.find_map(|(row, ((product, claim), &agree))| {
        if product != claim {
            return Some(LinearFault::Sums { row });
        }
        if agree {
            return None;
        }
        let sums = &rows.sums[row * row_sums..][..row_sums];
        let column = rescale.first_wrong(sums, &rows.claimed[row * row_claimed..][..row_claimed])?;
        Some(LinearFault::Result { row, column })
    })
}
