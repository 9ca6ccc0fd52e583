//! Why there is no evidence.

use crate::shape::Shape;
use crate::typing::ShapeError;

/// Why evidence cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// The op is not in the spec or not in the trace.
    #[error("op {op} is outside a spec of {ops} ops or a trace of {trace} tensors")]
    NoSuchOp {
        /// Position asked for.
        op: u16,
        /// Ops in the spec.
        ops: usize,
        /// Tensors in the trace.
        trace: usize,
    },
    /// The element is outside the claimed tensor.
    #[error("element ({i}, {j}) is outside {shape}")]
    Position {
        /// Row.
        i: u32,
        /// Column.
        j: u32,
        /// The claimed tensor.
        shape: Shape,
    },
    /// The claimed tensor has another shape than its descriptor; write [`Case::header`] instead.
    #[error("the claimed tensor is {claimed}, declared is {declared}: prove its header instead")]
    Header {
        /// Shape in the trace.
        claimed: Shape,
        /// Shape in the spec.
        declared: Shape,
    },
    /// An id is outside the table of a Gather: the job is malformed, and nobody is to blame for what came of it.
    #[error("id {id} at position {position} is outside a table of {rows} rows: the job is malformed")]
    Id {
        /// Position among the ids.
        position: u32,
        /// The id.
        id: i32,
        /// Rows of the table.
        rows: u32,
    },
    /// The operands do not fit the op.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// A part that the evidence shows was not opened.
    #[error("row {row} of {what} was not opened; open it and write the evidence again", what = named(*.operand))]
    NotOpened {
        /// Position of the operand; `None` for the claimed result.
        operand: Option<usize>,
        /// Row of the part.
        row: u32,
    },
}

fn named(operand: Option<usize>) -> alloc::string::String {
    match operand {
        None => "the claimed result".into(),
        Some(n) => alloc::format!("operand {n}"),
    }
}
