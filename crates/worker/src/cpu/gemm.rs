//! Exact int8 matrix product: `C[i,j] = Σ_t A[i,t] · Bᵗ[j,t]`, all three row-major.
//!
//! The blocking is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix
//! Multiplication" (ACM TOMS 34(3), 2008): a slab of `KC` along K of both operands is packed,
//! then tiles of `MR × NR` are accumulated in registers. Integer sums do not depend on their
//! order, so every blocking, thread count and instruction set gives the same bits.

use rayon::prelude::*;

use super::dots::dots;
use super::pack::{Packed, Word};
use super::Isa;

/// Rows on one side up to which packing the other side costs more than it saves.
const FEW_ROWS: usize = 64;
/// Below this many rows the product is computed transposed, so that the other dimension is the
/// one cut among threads.
const NARROW: usize = 256;
/// Rows of A whose packed slab is kept in a core's second-level cache.
const BLOCK_ROWS: usize = 192;
/// Right-hand columns packed at a time, so that their slab stays in the last-level cache.
const BLOCK_COLUMNS: usize = 2048;

/// A register tile of `MR × NR` accumulators.
pub(super) trait Kernel: Copy + Send + Sync {
    /// Layout of the left operand.
    type Left: Word;
    /// Layout of the right operand.
    type Right: Word;
    /// Tile rows.
    const MR: usize;
    /// Tile columns.
    const NR: usize;
    /// Elements of K packed at a time.
    const KC: usize;
    /// Whether the left row sums are needed to undo a bias of the right operand.
    const LEFT_SUMS: bool;

    /// Adds the product of two packed groups over `steps` words to the tile at the start of
    /// `out`, whose rows are `stride` apart.
    fn tile(self, left: &[u32], sums: &[i32], right: &[u32], steps: usize, out: &mut [i32], stride: usize);

    /// The sixteen dot products of four rows with four rows, nothing packed; `sums` holds the
    /// sums of the short side's rows.
    fn corner(self, long: [&[i8]; 4], short: [&[i8]; 4], sums: [i32; 4]) -> [[i32; 4]; 4];
}

/// Sizes of one product: `[m,k] · [n,k]ᵗ → [m,n]`.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub m: usize,
    pub n: usize,
    pub k: usize,
}

/// Computes `out = left · rightᵗ`; `out` must be zero on entry.
pub(super) fn gemm(isa: Isa, left: &[i8], right: &[i8], size: Size, out: &mut [i32]) {
    let Size { m, n, k } = size;
    assert_eq!(
        (left.len(), right.len(), out.len()),
        (m * k, n * k, m * n),
        "operand lengths disagree with {m}×{n}×{k}"
    );
    if m.min(n) <= FEW_ROWS {
        return dots(isa, left, right, size, out);
    }
    if m < NARROW && n > m {
        let mut transposed = vec![0; m * n];
        blocked_for(isa, right, left, Size { m: n, n: m, k }, &mut transposed);
        return super::view::transpose(&transposed, n, m, out);
    }
    blocked_for(isa, left, right, size, out);
}

fn blocked_for(isa: Isa, left: &[i8], right: &[i8], size: Size, out: &mut [i32]) {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Vnni(kernel) => blocked(kernel, left, right, size, out),
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2(kernel) => blocked(kernel, left, right, size, out),
        Isa::Scalar => dots(isa, left, right, size, out),
    }
}

fn blocked<K: Kernel>(kernel: K, left: &[i8], right: &[i8], size: Size, out: &mut [i32]) {
    let Size { m, n, k } = size;
    let per_task = m.div_ceil(4 * rayon::current_num_threads()).min(BLOCK_ROWS);
    let rows = per_task.next_multiple_of(K::MR);
    for column in (0..n).step_by(BLOCK_COLUMNS) {
        let columns = BLOCK_COLUMNS.min(n - column);
        let right = &right[column * k..(column + columns) * k];
        for from in (0..k).step_by(K::KC) {
            let width = K::KC.min(k - from);
            let right = Packed::new::<K::Right>(right, k, from, width, K::NR, false);
            out.par_chunks_mut(rows * n)
                .zip(left.par_chunks(rows * k))
                .for_each(|(out, left)| {
                    let left = Packed::new::<K::Left>(left, k, from, width, K::MR, K::LEFT_SUMS);
                    let steps = width.div_ceil(K::Left::STEP);
                    block(kernel, &left, &right, steps, out, n, column..column + columns);
                });
        }
    }
}

/// Every tile of one block of rows against one packed slab of right-hand columns.
fn block<K: Kernel>(
    kernel: K,
    left: &Packed,
    right: &Packed,
    steps: usize,
    out: &mut [i32],
    stride: usize,
    columns: core::ops::Range<usize>,
) {
    let rows = out.len() / stride;
    let mut edge = vec![0; K::MR * K::NR];
    for j in 0..right.groups() {
        let column = columns.start + j * K::NR;
        let wide = K::NR.min(columns.end - column);
        for i in 0..left.groups() {
            let row = i * K::MR;
            let high = K::MR.min(rows - row);
            let sums = if K::LEFT_SUMS { left.sums(i, K::MR) } else { &[] };
            let at = row * stride + column;
            if high == K::MR && wide == K::NR {
                kernel.tile(left.group(i), sums, right.group(j), steps, &mut out[at..], stride);
                continue;
            }
            // A tile that hangs over the edge is computed aside and its inner part added.
            edge.fill(0);
            kernel.tile(left.group(i), sums, right.group(j), steps, &mut edge, K::NR);
            for (row, edge) in edge.chunks_exact(K::NR).take(high).enumerate() {
                let out = &mut out[at + row * stride..][..wide];
                out.iter_mut()
                    .zip(edge)
                    .for_each(|(out, &sum)| *out = out.wrapping_add(sum));
            }
        }
    }
}
