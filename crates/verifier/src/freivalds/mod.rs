//! Freivalds' check of a matrix product: `C = A · B` is accepted when `C · r = A · (B · r)` for a
//! random `r`. A wrong row of `C` satisfies it for at most one `r` in p, so a wrong product passes with
//! probability at most 1/p, and the rows that fail are wrong for certain: the arithmetic is exact.
//!
//! R. Freivalds, "Probabilistic machines can use less running time", IFIP 1977.
//!
//! `r` and `B · r` are held as balanced digits, small enough that sums of products fit machine words
//! (limb splitting), so the inner loops are those of integer SIMD; see [`scalar`] for what they compute.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod scalar;

use crate::field::{join16, join21, Fp};
use rand::CryptoRng;
use rayon::prelude::*;

/// Columns after which a sum of products of an `i32` and a base-2²¹ digit is moved out of `i64`: each is
/// at most 2⁵¹ in magnitude.
const COLUMNS_PER_I64: usize = 2048;
/// Columns of `B · r` that one task computes: its accumulators stay in the first-level cache.
const COLUMNS_PER_TASK: usize = 1024;
/// Rows of `C` that are summed at once.
const ROWS_PER_STEP: usize = 4;
/// Fewest multiplications worth a task of their own.
const WORK_PER_TASK: usize = 1 << 18;

/// Which implementation of the inner loops to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Plain loops, on any processor.
    Scalar,
    /// 256-bit integer SIMD.
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Kernel {
    /// The fastest that this processor runs.
    #[must_use]
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") {
            return Self::Avx2;
        }
        Self::Scalar
    }
}

/// A secret random vector, uniform in F_p^n.
#[derive(Clone)]
pub struct Challenge {
    /// Base-2¹⁶ digits of each element, for `B · r`.
    digits16: Vec<[i16; 4]>,
    /// Base-2²¹ digits, one vector per digit, for `C · r`.
    digits21: [Vec<i32>; 3],
}

impl Challenge {
    /// Draws `n` elements.
    pub fn random(n: usize, rng: &mut impl CryptoRng) -> Self {
        let elements: Vec<Fp> = (0..n).map(|_| Fp::random(rng)).collect();
        Self::new(&elements)
    }

    /// A challenge of these elements.
    #[must_use]
    pub fn new(elements: &[Fp]) -> Self {
        Self {
            digits16: elements.iter().map(|r| r.digits16()).collect(),
            digits21: [0, 1, 2].map(|d| elements.iter().map(|r| r.digits21()[d]).collect()),
        }
    }

    /// Number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.digits16.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.digits16.is_empty()
    }
}

/// `B · r`: one field element per inner index, as base-2¹⁶ digits, one vector per digit.
#[derive(Clone)]
pub struct Folded {
    digits16: [Vec<i16>; 4],
}

impl Folded {
    /// Folds `b` (row-major `[n, k]`: the right operand's columns) with the challenge.
    ///
    /// # Panics
    ///
    /// When `b` does not hold `r.len()` rows of `k`.
    #[must_use]
    pub fn new(b: &[i8], k: usize, r: &Challenge, kernel: Kernel) -> Self {
        assert_eq!(b.len(), r.len() * k, "one challenge element per row");
        let sums: Vec<[i64; 4]> = (0..k)
            .step_by(COLUMNS_PER_TASK)
            .collect::<Vec<_>>()
            .into_par_iter()
            .flat_map_iter(|start| {
                let columns = start..k.min(start + COLUMNS_PER_TASK);
                match kernel {
                    Kernel::Scalar => scalar::fold(b, k, columns, &r.digits16),
                    #[cfg(target_arch = "x86_64")]
                    Kernel::Avx2 => avx2::fold(b, k, columns, &r.digits16),
                }
            })
            .collect();
        let elements: Vec<Fp> = sums.into_iter().map(join16).collect();
        Self::of(&elements)
    }

    /// A vector that is known already.
    pub(crate) fn of(elements: &[Fp]) -> Self {
        let elements: Vec<[i16; 4]> = elements.iter().map(|e| e.digits16()).collect();
        Self {
            digits16: [0, 1, 2, 3].map(|d| elements.iter().map(|e| e[d]).collect()),
        }
    }

    /// Its elements.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Fp> + '_ {
        let digits = &self.digits16;
        (0..digits[0].len()).map(|n| join16([0, 1, 2, 3].map(|d| i64::from(digits[d][n]))))
    }
}

/// The first row of `c` that is not the product, if the check finds one: `a` is `[m, k]`, `c` the bytes of
/// `i32 [m, n]`, little-endian.
///
/// # Panics
///
/// When the sizes do not fit.
#[must_use]
pub fn first_wrong_row(a: &[i8], c: &[u8], folded: &Folded, r: &Challenge, kernel: Kernel) -> Option<usize> {
    let (k, n) = (folded.digits16[0].len(), r.len());
    let rows = a.len() / k;
    assert_eq!((a.len(), c.len()), (rows * k, rows * n * 4), "sizes fit");
    let rows_per_task = WORK_PER_TASK.div_ceil(k + n).next_multiple_of(ROWS_PER_STEP);
    a.par_chunks(rows_per_task * k)
        .zip(c.par_chunks(rows_per_task * n * 4))
        .enumerate()
        .find_map_first(|(task, (a, c))| {
            let row = first_wrong_of_task(a, c, folded, r, kernel)?;
            Some(task * rows_per_task + row)
        })
}

/// As [`first_wrong_row`], on one core.
fn first_wrong_of_task(a: &[i8], c: &[u8], folded: &Folded, r: &Challenge, kernel: Kernel) -> Option<usize> {
    let (k, row_bytes) = (folded.digits16[0].len(), r.len() * 4);
    let rows = c.len() / row_bytes;
    let mut claims = Vec::with_capacity(rows);
    let (steps, rest) = c.split_at(rows / ROWS_PER_STEP * ROWS_PER_STEP * row_bytes);
    for rows in steps.chunks_exact(ROWS_PER_STEP * row_bytes) {
        let row = |n: usize| &rows[n * row_bytes..][..row_bytes];
        claims.extend(claimed_side::<ROWS_PER_STEP>(std::array::from_fn(row), r, kernel));
    }
    for row in rest.chunks_exact(row_bytes) {
        claims.extend(claimed_side([row], r, kernel));
    }
    let mut rows = a.chunks_exact(k).zip(claims);
    rows.position(|(a, claimed)| product_side(a, folded, kernel) != claimed)
}

/// `a · (B · r)` for one row; the first elements of `B · r` when `a` is shorter.
pub(crate) fn product_side(a: &[i8], folded: &Folded, kernel: Kernel) -> Fp {
    let digits = folded.digits16.each_ref().map(Vec::as_slice);
    join16(match kernel {
        Kernel::Scalar => scalar::dot16(a, digits),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::dot16(a, digits),
    })
}

/// `c · r` for some rows at once: they share the loads of the challenge.
pub(crate) fn claimed_side<const R: usize>(rows: [&[u8]; R], r: &Challenge, kernel: Kernel) -> [Fp; R] {
    let mut sums = [[0i128; 3]; R];
    for start in (0..r.len()).step_by(COLUMNS_PER_I64) {
        let end = r.len().min(start + COLUMNS_PER_I64);
        let parts = rows.map(|row| &row[start * 4..end * 4]);
        let digits = r.digits21.each_ref().map(|digit| &digit[start..end]);
        let partial = match kernel {
            Kernel::Scalar => scalar::dot21(parts, digits),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => avx2::dot21(parts, digits),
        };
        let all = sums.as_flattened_mut().iter_mut();
        all.zip(partial.as_flattened())
            .for_each(|(sum, &part)| *sum += i128::from(part));
    }
    sums.map(join21)
}
