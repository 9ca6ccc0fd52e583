//! What a provider shows of its result.

use assay_proof::{Hash, LeafSet, Shape, Tensor};

/// One tensor of a trace, as the provider lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceEntry {
    /// Type and size.
    pub shape: Shape,
    /// [`tensor_root`](assay_proof::tensor_root) of the data.
    pub root: Hash,
}

/// Why something was not shown: in words, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OpeningError(pub String);

/// Where a provider's trace comes from. Nothing it returns is trusted. It is asked from several threads at once.
pub trait Openings: Sync {
    /// All tensors of the trace, in op order.
    ///
    /// # Errors
    ///
    /// When the provider does not show it.
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError>;

    /// The result of op `op`, of the shape that the trace lists.
    ///
    /// # Errors
    ///
    /// When the provider does not show it, or another number of bytes.
    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError>;

    /// The opening of `leaves` of op `op`'s result, of the shape that the trace lists, as
    /// [`OpenedLeaves`](assay_proof::OpenedLeaves) reads it.
    ///
    /// # Errors
    ///
    /// When the provider does not show it, or more bytes than [`opening_bytes`](assay_proof::opening_bytes).
    fn leaves(&self, op: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError>;

    /// The sums of op `op`, a Linear, before its bias: `i32` of this shape. They are not committed to; when they are not
    /// shown, the verifier computes them.
    ///
    /// # Errors
    ///
    /// When the provider does not show them, or another number of bytes.
    fn sums(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError>;

    /// The sums of these rows of op `op`, in ascending order, each as [`put_sum`](assay_proof::put_sum) writes it: at most
    /// [`MAX_SUM_BYTES`](assay_proof::MAX_SUM_BYTES) for each of the `cols` columns of each row.
    ///
    /// # Errors
    ///
    /// When the provider does not show them, or more bytes.
    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError>;
}
