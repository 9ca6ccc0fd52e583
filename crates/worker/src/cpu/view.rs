//! Rearrangements: elements move, none changes.

use assay_proof::{Shape, Tensor, View};
use rayon::prelude::*;

use super::{i32s, i8s, with_i32};
use assay_proof::DType;

/// Side of the squares a transposition works in, so that both sides stay in the first-level cache.
const BLOCK: usize = 32;

/// Evaluates a view whose shapes were checked.
pub(super) fn run(view: View, out: Shape, operands: &[&Tensor]) -> Vec<u8> {
    let x = operands[0];
    match view {
        View::Reshape { .. } => x.data().to_vec(),
        View::ConcatRows { .. } => [x.data(), operands[1].data()].concat(),
        View::ConcatCols { .. } => {
            let (left, right) = (x.shape().row_bytes(), operands[1].shape().row_bytes());
            let rows = x
                .data()
                .chunks_exact(left)
                .zip(operands[1].data().chunks_exact(right));
            let mut data = Vec::with_capacity(out.bytes() as usize);
            rows.for_each(|(x, y)| {
                data.extend_from_slice(x);
                data.extend_from_slice(y);
            });
            data
        }
        View::Slice { row, col, .. } => {
            let (stride, width) = (x.shape().row_bytes(), out.row_bytes());
            let skip = col as usize * out.dtype.size();
            let rows = x
                .data()
                .chunks_exact(stride)
                .skip(row as usize)
                .take(out.rows as usize);
            let mut data = Vec::with_capacity(out.bytes() as usize);
            rows.for_each(|row| data.extend_from_slice(&row[skip..skip + width]));
            data
        }
        View::Permute { .. } => {
            let size = out.dtype.size();
            let cols = x.shape().cols as usize;
            let mut data = Vec::with_capacity(out.bytes() as usize);
            for i in 0..out.rows {
                for j in 0..out.cols {
                    let (_, row, col) = view.locate(out, &[x.shape()], i, j);
                    let at = (row as usize * cols + col as usize) * size;
                    data.extend_from_slice(&x.data()[at..at + size]);
                }
            }
            data
        }
        View::Transpose { .. } => {
            let (rows, cols) = (x.shape().rows as usize, x.shape().cols as usize);
            match out.dtype {
                DType::I8 => {
                    let mut data = vec![0; rows * cols];
                    transpose(i8s(x), rows, cols, bytemuck::cast_slice_mut(&mut data));
                    data
                }
                DType::I32 => with_i32(rows * cols, |out| transpose(&i32s(x), rows, cols, out)),
            }
        }
    }
}

/// Writes `data`, `[rows, cols]` row-major, transposed to `out`, `[cols, rows]`.
pub(super) fn transpose<T: Copy + Send + Sync>(data: &[T], rows: usize, cols: usize, out: &mut [T]) {
    out.par_chunks_mut(BLOCK * rows)
        .enumerate()
        .for_each(|(band, out)| {
            for row in (0..rows).step_by(BLOCK) {
                for (j, out) in out.chunks_exact_mut(rows).enumerate() {
                    let col = band * BLOCK + j;
                    for i in row..rows.min(row + BLOCK) {
                        out[i] = data[i * cols + col];
                    }
                }
            }
        });
}
