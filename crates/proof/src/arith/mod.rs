//! What one number means: the arithmetic that provider, verifier and judge share.
//!
//! Everything is exact in `i64` (no intermediate exceeds 2⁶² + 2⁶¹ + 2⁶⁰), two's complement, never
//! saturating in between; rounding is half up (towards +∞), the clamp is to ±127, of an `i32` to ±(2³¹ − 1).

mod norm;
mod softmax;

pub use norm::{isqrt, narrowed, Moments, RowNorm};
pub use softmax::{RowSoftmax, TABLE_BYTES};

use crate::shape::DType;

/// Largest shift.
pub const MAX_SHIFT: u8 = 62;
/// A bias must be smaller than this in magnitude, so that adding it to a MatMul cannot overflow.
pub const BIAS_LIMIT: i32 = 1 << 30;

/// `(value + 2^(shift − 1)) >> shift`, the shift arithmetic; a shift of 0 has no rounding term. `|value|` is at
/// most 2⁶² + 2⁶⁰ and `shift` at most [`MAX_SHIFT`].
#[inline]
#[must_use]
pub const fn round_shift(value: i64, shift: u8) -> i64 {
    let rounding = (1i64 << shift) >> 1;
    (value + rounding) >> shift
}

/// `value` if it is within ±`limit`, else the nearer end.
#[inline]
const fn clamp(value: i64, limit: i64) -> i64 {
    if value > limit {
        limit
    } else if value < -limit {
        -limit
    } else {
        value
    }
}

/// `clamp((value + 2^(shift − 1)) >> shift, −127, 127)`, see [`round_shift`].
#[inline]
#[must_use]
pub const fn round_shift_clamp(value: i64, shift: u8) -> i8 {
    clamp(round_shift(value, shift), 127) as i8
}

/// The largest magnitude of a requantised element: 127 of an `i8`, 2³¹ − 1 of an `i32`.
#[inline]
#[must_use]
pub const fn limit(dtype: DType) -> i64 {
    match dtype {
        DType::I8 => 127,
        DType::I32 => i32::MAX as i64,
    }
}

/// One element of a Requant.
#[inline]
#[must_use]
pub const fn requant(x: i32, mult: i32, shift: u8) -> i8 {
    round_shift_clamp(x as i64 * mult as i64, shift)
}

/// One element of an Add whose result is of type `dtype`.
#[inline]
#[must_use]
pub const fn add(x: i32, y: i8, mx: i32, my: i32, shift: u8, dtype: DType) -> i32 {
    let sum = x as i64 * mx as i64 + y as i64 * my as i64;
    clamp(round_shift(sum, shift), limit(dtype)) as i32
}

/// One element of a Linear from the exact sum of products (below 2²⁹ in magnitude), its result of type `dtype`.
#[inline]
#[must_use]
pub const fn linear(sum: i32, bias: i32, mult: i32, shift: u8, dtype: DType) -> i32 {
    let biased = sum as i64 + bias as i64;
    clamp(round_shift(biased * mult as i64, shift), limit(dtype)) as i32
}

/// One element of a Mul.
#[inline]
#[must_use]
pub const fn mul(x: i8, y: i8, mult: i32, shift: u8) -> i8 {
    round_shift_clamp(x as i64 * y as i64 * mult as i64, shift)
}

/// Whether a bias is small enough.
#[inline]
#[must_use]
pub const fn bias_in_range(bias: i32) -> bool {
    bias > -BIAS_LIMIT && bias < BIAS_LIMIT
}

/// Position of the element of a Lut table that serves `x`.
#[inline]
#[must_use]
pub const fn lut_index(x: i8) -> usize {
    x as u8 as usize
}
