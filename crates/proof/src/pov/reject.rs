//! Why evidence against a verifier proves nothing.

use super::Vector;

/// Which part of evidence is wrong. `Copy` and small, so a program can turn it into an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The evidence does not start as this kind of evidence does.
    #[error("not evidence about a verifier: it must start with {0}")]
    Magic(&'static str),
    /// The kind of conviction is unknown.
    #[error("the kind of conviction is unknown")]
    Kind,
    /// The evidence ends too early.
    #[error("the evidence ends too early")]
    Truncated,
    /// Bytes follow the evidence.
    #[error("bytes follow the evidence")]
    TrailingBytes,
    /// The count and the list root do not open the verifier's commitment.
    #[error("the list does not open what the verifier committed to")]
    Commitment,
    /// The op does not exist or is no product.
    #[error("the op is out of range or no product")]
    OpIndex,
    /// The verifier's seed does not make it cover the op.
    #[error("the verifier has no vectors of this op: it is not one that its seed covers")]
    NotCovered,
    /// The descriptor of the left operand is malformed or not the one under the spec root.
    #[error("the left operand's descriptor does not open the spec root")]
    Declared,
    /// The shapes that the spec declares do not fit the op.
    #[error("the shapes in the spec do not fit the op: the job is malformed")]
    Layout,
    /// The op's entry is not the one that the verifier committed to.
    #[error("the op's entry does not open what the verifier committed to")]
    Entry,
    /// The vector is unknown.
    #[error("the vector is unknown")]
    NoSuchVector,
    /// The entry or leaf is outside its vector.
    #[error("the position is outside the vector")]
    Position,
    /// The opened part of a vector is not the one that the verifier committed to.
    #[error("the opened part of {} does not open its root", .0.name())]
    Vector(Vector),
    /// An entry is not below p, so what follows from it is not defined; convict it for its range.
    #[error("an entry of {} is not below p: prove its range instead", .0.name())]
    NotReduced(Vector),
    /// A tensor of the trace has another shape than the spec declares; its provider can be convicted for that.
    #[error("a tensor has not the declared shape: prove its header instead")]
    TensorShape,
    /// The opened part of a tensor does not open its root.
    #[error("the opened part of the tensor does not open its root")]
    TensorSlice,
    /// The claim is correct.
    #[error("the claim is correct: nothing to convict")]
    Honest,
    /// A part that evidence about providers has too is wrong.
    #[error(transparent)]
    Job(#[from] crate::Reject),
}

impl Reject {
    /// A stable number for logs and program errors: those of [`crate::Reject`], and others from 64 on; the vector, if
    /// any, is in the low three bits of its group.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Job(reject) => reject.code(),
            Self::Magic(_) => 64,
            Self::Kind => 65,
            Self::Truncated => 66,
            Self::TrailingBytes => 67,
            Self::Commitment => 68,
            Self::OpIndex => 69,
            Self::NotCovered => 70,
            Self::Declared => 71,
            Self::Layout => 72,
            Self::Entry => 73,
            Self::NoSuchVector => 74,
            Self::Position => 75,
            Self::TensorShape => 76,
            Self::TensorSlice => 77,
            Self::Honest => 78,
            Self::Vector(vector) => 80 + vector as u8,
            Self::NotReduced(vector) => 88 + vector as u8,
        }
    }
}
