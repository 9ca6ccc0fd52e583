//! What a user is told. Each message says what is wrong; the log has the number of the part of the evidence.

use anchor_lang::prelude::*;
use assay_proof::{pov, Reject};

/// The codes start where those of the other programs of the suite never are.
#[error_code(offset = 10_000)]
pub enum JudgeError {
    #[msg("Evidence rejected: it is malformed, cut short or has trailing bytes; the log says where")]
    EvidenceMalformed,
    #[msg("Evidence rejected: its spec part is not of this job")]
    EvidenceOfAnotherSpec,
    #[msg("Evidence rejected: its trace part is not of this result")]
    EvidenceOfAnotherTrace,
    #[msg("Evidence rejected: the op's descriptor or index is wrong")]
    EvidenceOp,
    #[msg("Evidence rejected: an operand does not open its root, or has the wrong shape")]
    EvidenceOperand,
    #[msg("Evidence rejected: the claimed element does not open the trace")]
    EvidenceClaim,
    #[msg("Evidence rejected: the claimed number is correct")]
    EvidenceHonest,
    #[msg("Evidence rejected: it does not open what the verifier committed to")]
    EvidenceOfAnotherCommitment,
    #[msg("The account is shorter than the evidence it is said to hold")]
    OutsideAccount,
}

impl From<Reject> for JudgeError {
    fn from(reject: Reject) -> Self {
        match reject {
            Reject::Magic | Reject::Kind | Reject::Truncated | Reject::TrailingBytes => {
                Self::EvidenceMalformed
            }
            Reject::SpecRoot => Self::EvidenceOfAnotherSpec,
            Reject::TraceRoot => Self::EvidenceOfAnotherTrace,
            Reject::OpIndex | Reject::OpDescriptor | Reject::OpPath => Self::EvidenceOp,
            Reject::OperandHeader(_)
            | Reject::OperandPath(_)
            | Reject::OperandShape
            | Reject::OperandSlice(_)
            | Reject::BiasRange
            | Reject::IdRange
            | Reject::Unseeded => Self::EvidenceOperand,
            Reject::ClaimedHeader
            | Reject::ClaimedPath
            | Reject::ClaimedShape
            | Reject::Position
            | Reject::ClaimedLeaf
            | Reject::NotPadding => Self::EvidenceClaim,
            Reject::Honest => Self::EvidenceHonest,
        }
    }
}

impl From<pov::Reject> for JudgeError {
    fn from(reject: pov::Reject) -> Self {
        use pov::Reject as R;
        match reject {
            R::Job(reject) => reject.into(),
            R::Magic(_) | R::Kind | R::Truncated | R::TrailingBytes => Self::EvidenceMalformed,
            R::Commitment | R::Entry | R::Vector(_) => Self::EvidenceOfAnotherCommitment,
            R::OpIndex | R::NotCovered | R::Declared | R::Layout => Self::EvidenceOp,
            R::NoSuchVector | R::Position | R::NotReduced(_) => Self::EvidenceClaim,
            R::TensorShape | R::TensorSlice => Self::EvidenceOperand,
            R::Honest => Self::EvidenceHonest,
        }
    }
}
