//! Rearrangements: elements move, none changes.

use assay_proof::{DType, Shape, Tensor, View};
use rayon::prelude::*;

use super::permute::permute;
use super::{i32s, i8s, with_i32, with_i8};

/// Side of the squares a transposition works in, so that both sides stay in the first-level cache.
const BLOCK: usize = 32;

/// Bytes gathered per task, enough to outweigh handing it to a thread.
const GATHER_TASK: usize = 1 << 16;

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
        View::Permute { dims, order, .. } => {
            let elements = out.elements() as usize;
            match out.dtype {
                DType::I8 => with_i8(elements, |out| permute(i8s(x), dims, order, out)),
                DType::I32 => with_i32(elements, |out| permute(&i32s(x), dims, order, out)),
            }
        }
        View::Transpose { .. } => {
            let (rows, cols) = (x.shape().rows as usize, x.shape().cols as usize);
            match out.dtype {
                DType::I8 => with_i8(rows * cols, |out| transpose(i8s(x), rows, cols, out)),
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

/// Rows of `table` by their numbers, which were checked.
pub(super) fn gather(ids: &Tensor, table: &Tensor) -> Vec<u8> {
    let width = table.shape().row_bytes();
    let ids = i32s(ids);
    let mut data = vec![0; ids.len() * width];
    let rows = data
        .par_chunks_exact_mut(width)
        .with_min_len((GATHER_TASK / width).max(1));
    rows.zip(ids.par_iter())
        .for_each(|(row, &id)| row.copy_from_slice(table.row(id as usize)));
    data
}
