//! Why evidence proves nothing.

/// Which part of evidence is wrong. `Copy` and small, so a program can turn it into an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The evidence does not start as evidence does.
    #[error("not evidence: it must start with ASSAYE01")]
    Magic,
    /// The kind of conviction is unknown.
    #[error("the kind of conviction is unknown")]
    Kind,
    /// The evidence ends too early.
    #[error("the evidence ends too early")]
    Truncated,
    /// Bytes follow the evidence.
    #[error("bytes follow the evidence")]
    TrailingBytes,
    /// The counts and the list root do not open the spec root: evidence of another job.
    #[error("the spec part does not open the job's spec root")]
    SpecRoot,
    /// The count and the list root do not open the trace root: evidence of another result.
    #[error("the trace part does not open the provider's trace root")]
    TraceRoot,
    /// The op does not exist, or is not the one this kind is about.
    #[error("the op index is out of range for this kind of evidence")]
    OpIndex,
    /// The op's descriptor is malformed.
    #[error("the op's descriptor is malformed")]
    OpDescriptor,
    /// The op's descriptor is not the one under the spec root.
    #[error("the op's descriptor does not open the spec root")]
    OpPath,
    /// The claimed tensor's header is malformed.
    #[error("the header of the claimed tensor is malformed")]
    ClaimedHeader,
    /// The claimed tensor is not the one under the trace root.
    #[error("the claimed tensor does not open the trace root")]
    ClaimedPath,
    /// The claimed tensor has another shape than declared; convict it for its header.
    #[error("the claimed tensor has not the declared shape; prove its header instead")]
    ClaimedShape,
    /// The position is outside the tensor.
    #[error("the position is outside the claimed tensor")]
    Position,
    /// The claimed leaf is not the one under the claimed tensor's root.
    #[error("the claimed leaf does not open the claimed tensor")]
    ClaimedLeaf,
    /// An operand's header is malformed.
    #[error("the header of operand {0} is malformed")]
    OperandHeader(u8),
    /// An operand is not the one under the spec, trace or input root.
    #[error("operand {0} does not open the root it comes from")]
    OperandPath(u8),
    /// The operands' shapes do not fit the op.
    #[error("the operands' shapes do not fit the op")]
    OperandShape,
    /// An operand's slice is not the one under the operand's root.
    #[error("the slice of operand {0} does not open the operand")]
    OperandSlice(u8),
    /// A bias is too large for its sum to be judged.
    #[error("the bias is not below 2^30 in magnitude")]
    BiasRange,
    /// An id is outside the table, so what the op gives is not defined.
    #[error("the id is outside the table: the job is malformed")]
    IdRange,
    /// A weight follows from a seed, and there is none.
    #[error("the weight follows from a seed, and this job has none")]
    Unseeded,
    /// The node is not padding.
    #[error("the node covers data, not padding only")]
    NotPadding,
    /// The claim is correct.
    #[error("the claim is correct: nothing to convict")]
    Honest,
}

impl Reject {
    /// A stable number for logs and program errors: the operand, if any, is in the low two bits of
    /// its group.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Magic => 1,
            Self::Kind => 2,
            Self::Truncated => 3,
            Self::TrailingBytes => 4,
            Self::SpecRoot => 5,
            Self::TraceRoot => 6,
            Self::OpIndex => 7,
            Self::OpDescriptor => 8,
            Self::OpPath => 9,
            Self::ClaimedHeader => 10,
            Self::ClaimedPath => 11,
            Self::ClaimedShape => 12,
            Self::Position => 13,
            Self::ClaimedLeaf => 14,
            Self::OperandShape => 15,
            Self::BiasRange => 16,
            Self::NotPadding => 17,
            Self::Honest => 18,
            Self::IdRange => 19,
            Self::Unseeded => 32,
            Self::OperandHeader(n) => 20 + (n & 3),
            Self::OperandPath(n) => 24 + (n & 3),
            Self::OperandSlice(n) => 28 + (n & 3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reject;
    use crate::op::MAX_OPERANDS;
    use std::collections::BTreeSet;
    use std::vec::Vec;

    #[test]
    fn every_reason_and_operand_has_a_code_of_its_own() {
        let alone = [
            Reject::Magic,
            Reject::Kind,
            Reject::Truncated,
            Reject::TrailingBytes,
            Reject::SpecRoot,
            Reject::TraceRoot,
            Reject::OpIndex,
            Reject::OpDescriptor,
            Reject::OpPath,
            Reject::ClaimedHeader,
            Reject::ClaimedPath,
            Reject::ClaimedShape,
            Reject::Position,
            Reject::ClaimedLeaf,
            Reject::OperandShape,
            Reject::BiasRange,
            Reject::NotPadding,
            Reject::Honest,
            Reject::IdRange,
        ];
        let of_operands = (0..MAX_OPERANDS as u8)
            .flat_map(|n| [Reject::OperandHeader, Reject::OperandPath, Reject::OperandSlice].map(|of| of(n)));
        let codes: Vec<u8> = alone.into_iter().chain(of_operands).map(Reject::code).collect();
        let distinct: BTreeSet<u8> = codes.iter().copied().collect();
        assert_eq!(distinct.len(), codes.len(), "{codes:?}");
        assert_eq!(distinct.first(), Some(&1), "0 is no reason");
    }
}
