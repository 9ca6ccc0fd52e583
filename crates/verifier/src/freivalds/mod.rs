//! Freivalds' check of a matrix product: `C = A · B` is accepted when `C · r = A · (B · r)` for a
//! random `r`. A wrong row of `C` satisfies it for at most one `r` in p, so a wrong product passes with
//! probability at most 1/p, and the rows that fail are wrong for certain: the arithmetic is exact.
//!
//! R. Freivalds, "Probabilistic machines can use less running time", IFIP 1977.
//!
//! `r` and `B · r` are held as balanced digits, small enough that sums of products fit machine words
//! (limb splitting), so the inner loops are those of integer SIMD; the plain ones say what they compute.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod kernels;
mod linear;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
mod sides;
mod vectors;

pub use crate::exact::Rescale;
pub use crate::kernel::Kernel;
pub use linear::{first_wrong_linear, LinearFault, LinearRows};
pub use sides::{claimed_side, product_side};
pub use vectors::{Challenge, Folded};

use rayon::prelude::*;

/// Rows that are summed at once.
const ROWS_PER_STEP: usize = 4;
/// Fewest multiplications worth a task of their own.
const WORK_PER_TASK: usize = 1 << 18;
/// Rows of one task that make the loads of a long challenge worth it, when there are enough for every thread.
const ROWS_PER_TASK: usize = 16;

/// The first row of `c` that is not the product, if the check finds one: `a` is `[m, k]`, `c` the bytes of
/// `i32 [m, n]`, little-endian.
///
/// # Panics
///
/// When the sizes do not fit.
#[must_use]
pub fn first_wrong_row(a: &[i8], c: &[u8], folded: &Folded, r: &Challenge, kernel: Kernel) -> Option<usize> {
    let (k, n) = (folded.len(), r.len());
    let rows = a.len() / k;
    assert_eq!((a.len(), c.len()), (rows * k, rows * n * 4), "sizes fit");
    let per_task = rows_per_task(rows, k + n);
    a.par_chunks(per_task * k)
        .zip(c.par_chunks(per_task * n * 4))
        .enumerate()
        .find_map_first(|(task, (a, c))| {
            let claims = sides::claims(c, r, kernel, |_, _, _| ());
            let products = sides::products(a, folded, kernel);
            let mut rows = products.iter().zip(&claims);
            let row = rows.position(|(product, claim)| product != claim)?;
            Some(task * per_task + row)
        })
}

/// Rows for one task, of `rows` that take `work` multiplications each.
fn rows_per_task(rows: usize, work: usize) -> usize {
    let share = rows.div_ceil(rayon::current_num_threads());
    let least = WORK_PER_TASK.div_ceil(work).max(share.min(ROWS_PER_TASK));
    least.next_multiple_of(ROWS_PER_STEP)
}
