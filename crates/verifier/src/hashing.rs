//! Tensor roots on all cores.

use assay_proof::{root_from_rows, row_root, tensor_root, Hash, Tensor};
use rayon::prelude::*;

/// Bytes hashed per task, enough to outweigh handing it to a thread.
const TASK_BYTES: usize = 1 << 16;

/// The tensor's root, as [`Tensor::root`] gives it.
pub(crate) fn parallel_root(tensor: &Tensor) -> Hash {
    let shape = tensor.shape();
    let row_bytes = shape.row_bytes();
    let rows: Vec<Hash> = tensor
        .data()
        .par_chunks_exact(row_bytes)
        .with_min_len((TASK_BYTES / row_bytes).max(1))
        .map(row_root)
        .collect();
    tensor_root(&shape, &root_from_rows(&shape, rows))
}
