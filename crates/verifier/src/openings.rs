//! What a provider shows of its result.

use assay_proof::{Hash, Shape, Tensor};

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

/// Where a provider's trace comes from. Nothing it returns is trusted.
pub trait Openings {
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
}
