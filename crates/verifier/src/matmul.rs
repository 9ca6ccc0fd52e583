//! The check of one MatMul and the location of a wrong element.

use crate::freivalds::{first_wrong_row, Challenge, Folded, Kernel};
use assay_proof::Tensor;

/// The first wrong element of `c`, which should be the product of `a` and the operand that was folded:
/// the first row that fails the check, then the column by direct recomputation.
///
/// # Panics
///
/// When the shapes do not fit.
pub(crate) fn first_wrong(
    (a, b, c): (&Tensor, &Tensor, &Tensor),
    challenge: &Challenge,
    folded: &[Folded],
    kernel: Kernel,
) -> Option<(u32, u32)> {
    let batch = folded.len();
    let k = a.shape().cols as usize;
    let rows = a.shape().rows as usize / batch;
    let row_bytes = c.shape().row_bytes();
    let a_data = a.as_i8().expect("a MatMul's operand is i8");
    let blocks = a_data
        .chunks_exact(rows * k)
        .zip(c.data().chunks_exact(rows * row_bytes))
        .zip(folded);
    for (block, ((a_block, c_block), folded)) in blocks.enumerate() {
        if let Some(row) = first_wrong_row(a_block, c_block, folded, challenge, kernel) {
            let row = block * rows + row;
            let first_column = block * c.shape().cols as usize;
            let column = wrong_column(a, b, c, row, first_column)
                .expect("a row that fails the check is wrong: the check is exact");
            return Some((row as u32, column as u32));
        }
    }
    None
}

/// The first column of `row` that is not the product of `a`'s row and `b`'s row `first + column`.
fn wrong_column(a: &Tensor, b: &Tensor, c: &Tensor, row: usize, first: usize) -> Option<usize> {
    let a_row = a.row(row);
    (0..c.shape().cols as usize).find(|&column| {
        let products = a_row.iter().zip(b.row(first + column));
        let sum: i32 = products
            .map(|(&a, &b)| i32::from(a as i8) * i32::from(b as i8))
            .sum();
        sum != c.get(row, column)
    })
}
