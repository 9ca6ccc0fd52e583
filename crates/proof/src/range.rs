//! The largest magnitude each tensor of a spec can hold, so that no `i32` can overflow.
//!
//! Only AddBias can leave `i32` (a MatMul is bounded by its inner dimension), and only when what it
//! adds to is not bounded: an `i32` input or weight, or the sum of several biases.

use crate::arith::BIAS_LIMIT;
use crate::op::{Op, View};
use crate::shape::{DType, Shape};

/// Magnitude of the most negative element of an input or a weight of this type.
pub(crate) const fn of_type(dtype: DType) -> u64 {
    match dtype {
        DType::I8 => 1 << 7,
        DType::I32 => 1 << 31,
    }
}

/// Bound of an op's result from the bounds of its operands; `None` when it can leave `i32`.
pub(crate) fn of_op(op: &Op, result: Shape, operands: &[Shape], bounds: &[u64]) -> Option<u64> {
    let bound = match op {
        Op::MatMul { .. } => u64::from(operands[0].cols) * bounds[0] * bounds[1],
        Op::AddBias { .. } => bounds[0] + BIAS_LIMIT.unsigned_abs() as u64 - 1,
        Op::Add { .. } | Op::Linear { .. } if result.dtype == DType::I32 => i32::MAX as u64,
        Op::Requant { .. }
        | Op::Add { .. }
        | Op::Mul { .. }
        | Op::Linear { .. }
        | Op::LayerNorm { .. }
        | Op::RmsNorm { .. }
        | Op::Softmax { .. } => return Some(127),
        Op::Gather { .. } => return Some(bounds[1]),
        Op::Lut { .. } => return Some(of_type(DType::I8)),
        Op::View(View::ConcatRows { .. } | View::ConcatCols { .. }) => return Some(bounds[0].max(bounds[1])),
        Op::View(_) => return Some(bounds[0]),
    };
    (bound <= i32::MAX as u64).then_some(bound)
}
