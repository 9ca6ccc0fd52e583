//! Permutations of four dimensions.

use rayon::prelude::*;

/// Side of the squares a transposition works in, so that both sides stay in the first-level cache.
const BLOCK: usize = 32;
/// Elements per task, at least.
const TASK: usize = 1 << 14;

/// A dimension of the result: its size, and how far apart its elements are in the operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dim {
    size: usize,
    stride: usize,
}

/// Writes `data`, an array of dimensions `dims` in row-major order, to `out` with its dimensions in the order `order`.
pub(super) fn permute<T: Copy + Send + Sync>(data: &[T], dims: [u32; 4], order: [u8; 4], out: &mut [T]) {
    let dims = result_dims(dims, order);
    // The dimension along which the operand is read forward.
    let forward = dims.iter().rposition(|dim| dim.stride == 1).unwrap_or(3);
    let inner: usize = dims[1..].iter().map(|dim| dim.size).product();
    // A task has several of the first dimension when that is the one read forward, else enough for a task.
    let firsts = (TASK / inner).max(if forward == 0 { BLOCK } else { 1 });
    out.par_chunks_mut(firsts * inner)
        .enumerate()
        .for_each(|(task, out)| {
            let mut sizes = dims.map(|dim| dim.size);
            sizes[0] = out.len() / inner;
            let data = &data[task * firsts * dims[0].stride..];
            part(data, dims.map(|dim| dim.stride), sizes, forward, out);
        });
}

/// The dimensions of the result, neighbours that are neighbours in the operand too made one.
fn result_dims(dims: [u32; 4], order: [u8; 4]) -> [Dim; 4] {
    let size = |dim: u8| dims[usize::from(dim)] as usize;
    let stride = |dim: u8| {
        dims[usize::from(dim) + 1..]
            .iter()
            .map(|&size| size as usize)
            .product()
    };
    let mut merged: Vec<Dim> = Vec::new();
    for dim in order.map(|dim| Dim {
        size: size(dim),
        stride: stride(dim),
    }) {
        match merged.last_mut() {
            _ if dim.size == 1 => {}
            Some(last) if last.stride == dim.size * dim.stride => {
                last.size *= dim.size;
                last.stride = dim.stride;
            }
            _ => merged.push(dim),
        }
    }
    // What is missing goes in front: dimensions of one element.
    let missing = 4 - merged.len();
    core::array::from_fn(|at| match at.checked_sub(missing) {
        Some(at) => merged[at],
        None => Dim { size: 1, stride: 0 },
    })
}

/// Fills `out`, of dimensions `sizes`, from `data` with `strides`, of which that of dimension `forward` is 1.
fn part<T: Copy>(data: &[T], strides: [usize; 4], sizes: [usize; 4], forward: usize, out: &mut [T]) {
    let [_, s1, s2, s3] = sizes;
    let apart = [s1 * s2 * s3, s2 * s3, s3, 1];
    // The two dimensions besides the last and the one read forward; when those are one, the third is read row by row.
    let mut others = (0..3).filter(|&dim| dim != forward);
    let (a, b) = (others.next().unwrap_or(0), others.next().unwrap_or(1));
    for i in 0..sizes[a] {
        for j in 0..sizes[b] {
            let from = &data[i * strides[a] + j * strides[b]..];
            let to = &mut out[i * apart[a] + j * apart[b]..];
            if forward == 3 {
                for row in 0..sizes[2] {
                    to[row * s3..][..s3].copy_from_slice(&from[row * strides[2]..][..s3]);
                }
            } else {
                squares(from, strides[3], to, apart[forward], sizes[forward], s3);
            }
        }
    }
}

/// `to[f · apart + l] = from[f + l · stride]` for `f` below `forward` and `l` below `last`, in squares.
fn squares<T: Copy>(from: &[T], stride: usize, to: &mut [T], apart: usize, forward: usize, last: usize) {
    for f0 in (0..forward).step_by(BLOCK) {
        for l0 in (0..last).step_by(BLOCK) {
            let width = BLOCK.min(last - l0);
            for f in f0..forward.min(f0 + BLOCK) {
                let row = &mut to[f * apart + l0..][..width];
                for (l, out) in row.iter_mut().enumerate() {
                    *out = from[f + (l0 + l) * stride];
                }
            }
        }
    }
}
