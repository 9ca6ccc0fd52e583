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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::{Mask, Mult, Source};

    const X: Source = Source::Input(0);
    const ONE: Mult = Mult::Scalar(1);
    const NARROW: Shape = Shape::new(DType::I8, 2, 4);
    const WIDE: Shape = Shape::new(DType::I32, 2, 4);
    const MOST: u64 = i32::MAX as u64;

    fn bound(op: Op, result: Shape, operands: &[Shape], bounds: &[u64]) -> Option<u64> {
        of_op(&op, result, operands, bounds)
    }

    #[test]
    fn a_product_is_bounded_by_its_inner_dimension() {
        let op = Op::MatMul { a: X, b: X, batch: 1 };
        let row = Shape::new(DType::I8, 1, 16_384);
        assert_eq!(bound(op, WIDE, &[row, row], &[128, 128]), Some(1 << 28));
        assert_eq!(
            bound(op, WIDE, &[row, row], &[127, 128]),
            Some(16_384 * 127 * 128)
        );
    }

    #[test]
    fn one_bias_fits_on_a_product_and_a_second_does_not() {
        let op = Op::AddBias { x: X, bias: X };
        let biased = |bound_of_x| bound(op, WIDE, &[WIDE, WIDE], &[bound_of_x, 1 << 31]);
        let once = (1 << 28) + (1 << 30) - 1;
        assert_eq!(biased(1 << 28), Some(once));
        assert_eq!(biased(once), None);
        // The last sum that fits, and the first that does not.
        assert_eq!(biased(1 << 30), Some(MOST));
        assert_eq!(biased((1 << 30) + 1), None);
        assert_eq!(biased(of_type(DType::I32)), None);
    }

    #[test]
    fn what_is_clamped_is_bounded_by_its_type() {
        let (shift, mult, batch) = (3, ONE, 1);
        let add = Op::Add {
            x: X,
            y: X,
            mx: ONE,
            my: ONE,
            shift,
        };
        let linear = Op::Linear {
            a: X,
            b: X,
            bias: None,
            mult,
            shift,
            batch,
        };
        for op in [add, linear] {
            assert_eq!(bound(op, WIDE, &[WIDE, NARROW], &[1 << 31, 128]), Some(MOST));
            assert_eq!(bound(op, NARROW, &[WIDE, NARROW], &[1 << 31, 128]), Some(127));
        }
        let (gain, bias, eps, table) = (X, X, 1, X);
        for op in [
            Op::Requant { x: X, mult, shift },
            Op::Mul {
                x: X,
                y: X,
                mult: 1,
                shift,
            },
            Op::LayerNorm {
                x: X,
                gain,
                bias,
                eps,
                shift,
            },
            Op::RmsNorm {
                x: X,
                gain,
                eps,
                shift,
            },
            Op::Softmax {
                x: X,
                table,
                mask: Mask::None,
                mult: 1,
                shift,
            },
        ] {
            assert_eq!(bound(op, NARROW, &[WIDE; 3], &[1 << 31; 3]), Some(127));
        }
    }

    #[test]
    fn what_is_moved_keeps_the_bound_of_where_it_comes_from() {
        let gather = Op::Gather { ids: X, table: X };
        assert_eq!(bound(gather, NARROW, &[WIDE, NARROW], &[1 << 31, 127]), Some(127));
        let lut = Op::Lut { x: X, table: X };
        assert_eq!(bound(lut, NARROW, &[NARROW; 2], &[127, 128]), Some(128));
        let permute = View::Permute {
            x: X,
            dims: [1, 1, 2, 4],
            order: [0, 1, 3, 2],
        };
        for view in [permute, View::Transpose { x: X }, View::Reshape { x: X }] {
            // An i32 input moves as it is, though no sum of it is allowed.
            for of in [77, 1 << 31] {
                assert_eq!(bound(Op::View(view), WIDE, &[WIDE], &[of]), Some(of));
            }
        }
        for view in [View::ConcatRows { x: X, y: X }, View::ConcatCols { x: X, y: X }] {
            for bounds in [[5, 9], [9, 5]] {
                assert_eq!(bound(Op::View(view), WIDE, &[WIDE; 2], &bounds), Some(9));
            }
        }
    }
}
