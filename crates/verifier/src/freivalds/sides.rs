//! The two sides of the check, for some rows.

use super::kernels::{self, CLAIM_COLUMNS};
use super::vectors::{Challenge, Folded};
use super::{rows_per_task, ROWS_PER_STEP};
use crate::field::{join16, Fp};
use crate::kernel::Kernel;
use rayon::prelude::*;
use std::ops::Range;

/// Rows of `A` multiplied at once: more would not fit the registers of AVX2.
const PRODUCTS_PER_STEP: usize = 2;

/// `C · r`, an element per row: `c` is the bytes of `i32 [m, n]`, little-endian, whatever they are.
///
/// # Panics
///
/// When `c` does not hold rows of `r.len()`.
#[must_use]
pub fn claimed_side(c: &[u8], r: &Challenge, kernel: Kernel) -> Vec<Fp> {
    let row_bytes = r.len() * 4;
    assert_eq!(c.len() % row_bytes, 0, "whole rows of {} claims", r.len());
    let tasks = c.par_chunks(rows_per_task(c.len() / row_bytes, r.len()) * row_bytes);
    tasks
        .flat_map_iter(|c| claims(c, r, kernel, |_, _, _| ()))
        .collect()
}

/// `A · v`, an element per row: `a` is `[m, k]`, `v` the fold of the right operand.
///
/// # Panics
///
/// When `a` does not hold rows of `folded.len()`.
#[must_use]
pub fn product_side(a: &[i8], folded: &Folded, kernel: Kernel) -> Vec<Fp> {
    let k = folded.len();
    assert_eq!(a.len() % k, 0, "whole rows of {k} elements");
    let tasks = a.par_chunks(rows_per_task(a.len() / k, k) * k);
    tasks.flat_map_iter(|a| products(a, folded, kernel)).collect()
}

/// [`product_side`] on one core.
pub(super) fn products(a: &[i8], folded: &Folded, kernel: Kernel) -> Vec<Fp> {
    let k = folded.len();
    let mut elements = Vec::with_capacity(a.len() / k);
    let (steps, rest) = a.split_at(a.len() / k / PRODUCTS_PER_STEP * PRODUCTS_PER_STEP * k);
    for rows in steps.chunks_exact(PRODUCTS_PER_STEP * k) {
        let rows: [&[i8]; PRODUCTS_PER_STEP] = std::array::from_fn(|n| &rows[n * k..][..k]);
        elements.extend(kernels::products(kernel, rows, folded.digits()).map(join16));
    }
    for row in rest.chunks_exact(k) {
        elements.extend(kernels::products(kernel, [row], folded.digits()).map(join16));
    }
    elements
}

/// [`claimed_side`] on one core. `seen(row, columns, claims)` is called with every part of every row while its bytes
/// are in the first-level cache.
pub(super) fn claims(
    c: &[u8],
    r: &Challenge,
    kernel: Kernel,
    mut seen: impl FnMut(usize, Range<usize>, &[u8]),
) -> Vec<Fp> {
    let row_bytes = r.len() * 4;
    let rows = c.len() / row_bytes;
    let offset = kernels::claim_offset(kernel) * r.sum();
    let mut sums = vec![-offset; rows];
    for start in (0..r.len()).step_by(CLAIM_COLUMNS) {
        let columns = start..r.len().min(start + CLAIM_COLUMNS);
        let elements = r.part(columns.clone());
        let part = |row: usize| &c[row * row_bytes..][columns.start * 4..columns.end * 4];
        let whole = rows / ROWS_PER_STEP * ROWS_PER_STEP;
        for first in (0..whole).step_by(ROWS_PER_STEP) {
            let parts: [&[u8]; ROWS_PER_STEP] = std::array::from_fn(|n| part(first + n));
            let added = kernels::claims(kernel, parts, elements);
            for (n, added) in added.into_iter().enumerate() {
                sums[first + n] += added;
                seen(first + n, columns.clone(), parts[n]);
            }
        }
        for (row, sum) in sums.iter_mut().enumerate().skip(whole) {
            let [added] = kernels::claims(kernel, [part(row)], elements);
            *sum += added;
            seen(row, columns.clone(), part(row));
        }
    }
    sums.into_iter().map(Fp::from_i128).collect()
}
