//! Matrix products with few rows on one side: every element a dot product of two contiguous slices, nothing packed,
//! so the larger operand is read once and in order.

use rayon::prelude::*;

use super::gemm::Size;
use super::isa::{Isa, Vectorised};
use super::sink::Sink;

/// Multiplications per task, enough to outweigh handing a task to a thread.
const TASK_PRODUCTS: usize = 1 << 18;
/// Rows and columns of the corner that is computed at once.
const CORNER: usize = 4;

/// Sixteen dot products at once.
pub(super) trait Corner: Copy + Send + Sync {
    /// The dot products of four rows with four rows, nothing packed; `sums` holds the sums of the short side's rows.
    fn corner(
        self,
        long: [&[i8]; CORNER],
        short: [&[i8]; CORNER],
        sums: [i32; CORNER],
    ) -> [[i32; CORNER]; CORNER];
}

/// Corners in plain Rust.
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl Corner for Plain {
    #[inline(always)]
    fn corner(
        self,
        long: [&[i8]; CORNER],
        short: [&[i8]; CORNER],
        _sums: [i32; CORNER],
    ) -> [[i32; CORNER]; CORNER] {
        long.map(|long| short.map(|short| dot(long, short)))
    }
}

/// Computes one product, a dot product at a time.
pub(super) fn products<C: Corner, S: Sink>(
    isa: Isa,
    corner: C,
    left: &[i8],
    right: &[i8],
    size: Size,
    sink: S,
    out: &mut [S::Out],
) {
    let Size { m, n, k } = size;
    // The longer side is cut among threads.
    if m >= n {
        let sums = row_sums(right, k);
        let rows = (TASK_PRODUCTS / (n * k)).max(1).next_multiple_of(CORNER);
        let tasks = out.par_chunks_mut(rows * n).zip(left.par_chunks(rows * k));
        return tasks.for_each(|(out, left)| {
            let rows = out.chunks_exact_mut(n).collect();
            isa.run(Dots {
                corner,
                long: left,
                short: right,
                sums: &sums,
                k,
                turned: false,
                column: 0,
                sink,
                rows,
            });
        });
    }
    let sums = row_sums(left, k);
    let columns = (TASK_PRODUCTS / (m * k)).max(1).next_multiple_of(CORNER);
    let mut tasks: Vec<Vec<&mut [S::Out]>> = Vec::new();
    tasks.resize_with(n.div_ceil(columns), || Vec::with_capacity(m));
    for row in out.chunks_exact_mut(n) {
        tasks
            .iter_mut()
            .zip(row.chunks_mut(columns))
            .for_each(|(task, part)| task.push(part));
    }
    let tasks = tasks
        .into_par_iter()
        .zip(right.par_chunks(columns * k))
        .enumerate();
    tasks.for_each(|(task, (rows, right))| {
        let column = task * columns;
        isa.run(Dots {
            corner,
            long: right,
            short: left,
            sums: &sums,
            k,
            turned: true,
            column,
            sink,
            rows,
        });
    });
}

fn row_sums(rows: &[i8], k: usize) -> Vec<i32> {
    let sum = |row: &[i8]| row.iter().map(|&v| i32::from(v)).sum();
    rows.chunks_exact(k).map(sum).collect()
}

/// Every dot product of a part of the long side with the short side.
struct Dots<'a, C, S: Sink> {
    corner: C,
    long: &'a [i8],
    short: &'a [i8],
    /// Sums of the short side's rows.
    sums: &'a [i32],
    k: usize,
    /// Whether the long side is the right one, whose rows are columns of the result.
    turned: bool,
    /// First column.
    column: usize,
    sink: S,
    rows: Vec<&'a mut [S::Out]>,
}

impl<C: Corner, S: Sink> Vectorised for Dots<'_, C, S> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let (long, short) = (self.long.len() / self.k, self.sums.len());
        for i in (0..long).step_by(CORNER) {
            for j in (0..short).step_by(CORNER) {
                // A corner that hangs over the edge repeats the last row; the copies are dropped.
                let rows = core::array::from_fn(|row| self.row(self.long, (i + row).min(long - 1)));
                let with = core::array::from_fn(|row| self.row(self.short, (j + row).min(short - 1)));
                let sums = core::array::from_fn(|row| self.sums[(j + row).min(short - 1)]);
                let corner = self.corner.corner(rows, with, sums);
                if self.turned {
                    let turned = core::array::from_fn(|row| corner.map(|sums| sums[row]));
                    self.put(turned, (j, short), (i, long));
                } else {
                    self.put(corner, (i, long), (j, short));
                }
            }
        }
    }
}

impl<'a, C: Corner, S: Sink> Dots<'a, C, S> {
    #[inline(always)]
    fn row(&self, rows: &'a [i8], row: usize) -> &'a [i8] {
        &rows[row * self.k..(row + 1) * self.k]
    }

    /// Puts a corner whose first element is row `i` of `rows` and column `j` of `columns`.
    #[inline(always)]
    fn put(
        &mut self,
        corner: [[i32; CORNER]; CORNER],
        (i, rows): (usize, usize),
        (j, columns): (usize, usize),
    ) {
        let wide = CORNER.min(columns - j);
        for (row, sums) in corner.iter().enumerate().take(rows - i) {
            self.sink.put(
                self.column + j,
                &sums[..wide],
                &mut self.rows[i + row][j..][..wide],
            );
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
