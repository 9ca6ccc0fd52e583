//! Matrix products with few rows on one side: every element a dot product of two contiguous
//! slices, nothing packed, so the larger operand is read once and in order.

use rayon::prelude::*;

use super::gemm::{Kernel, Size};
use super::Isa;

/// Multiplications per task, enough to outweigh handing a task to a thread.
const TASK_PRODUCTS: usize = 1 << 16;

/// Computes `out = left · rightᵗ` one dot product at a time.
pub(super) fn dots(isa: Isa, left: &[i8], right: &[i8], size: Size, out: &mut [i32]) {
    let Size { m, n, k } = size;
    if m >= n {
        return rows(isa, left, right, k, out);
    }
    // The longer side is cut among threads: compute transposed, then turn round.
    let mut transposed = vec![0; m * n];
    rows(isa, right, left, k, &mut transposed);
    super::view::transpose(&transposed, n, m, out);
}

/// `out[i, j]` for every row i of the long side and j of the short side.
fn rows(isa: Isa, long: &[i8], short: &[i8], k: usize, out: &mut [i32]) {
    let n = short.len() / k;
    let sums: Vec<i32> = short
        .chunks_exact(k)
        .map(|row| row.iter().map(|&v| i32::from(v)).sum())
        .collect();
    let rows = (TASK_PRODUCTS / (n * k)).next_multiple_of(4).max(4);
    out.par_chunks_mut(rows * n)
        .zip(long.par_chunks(rows * k))
        .for_each(|(out, long)| {
            let block = Block {
                long,
                short,
                sums: &sums,
                k,
                out,
            };
            match isa {
                #[cfg(target_arch = "x86_64")]
                Isa::Vnni(kernel) => block.corners(kernel),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2(kernel) => block.corners(kernel),
                Isa::Scalar => block.elements(),
            }
        });
}

struct Block<'a> {
    long: &'a [i8],
    short: &'a [i8],
    sums: &'a [i32],
    k: usize,
    out: &'a mut [i32],
}

impl Block<'_> {
    fn corners<K: Kernel>(self, kernel: K) {
        let n = self.sums.len();
        let m = self.long.len() / self.k;
        for i in (0..m).step_by(4) {
            for j in (0..n).step_by(4) {
                // A corner that hangs over the edge repeats the last row; the copies are dropped.
                let long = core::array::from_fn(|row| self.row(self.long, (i + row).min(m - 1)));
                let short = core::array::from_fn(|row| self.row(self.short, (j + row).min(n - 1)));
                let sums = core::array::from_fn(|row| self.sums[(j + row).min(n - 1)]);
                let corner = kernel.corner(long, short, sums);
                for (row, sums) in corner.iter().enumerate().take(m - i) {
                    let wide = 4.min(n - j);
                    self.out[(i + row) * n + j..][..wide].copy_from_slice(&sums[..wide]);
                }
            }
        }
    }

    fn row<'r>(&self, rows: &'r [i8], row: usize) -> &'r [i8] {
        &rows[row * self.k..(row + 1) * self.k]
    }

    fn elements(self) {
        let n = self.sums.len();
        for (long, out) in self.long.chunks_exact(self.k).zip(self.out.chunks_exact_mut(n)) {
            for (short, out) in self.short.chunks_exact(self.k).zip(out) {
                *out = dot(long, short);
            }
        }
    }
}

/// Σ a·b; the shapes permit no overflow (K ≤ 16,384), `wrapping_add` only lets it vectorise.
#[inline(always)]
pub(super) fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).fold(0, |sum: i32, (&a, &b)| {
        sum.wrapping_add(i32::from(a) * i32::from(b))
    })
}
