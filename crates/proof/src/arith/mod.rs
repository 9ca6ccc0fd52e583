//! What one number means: the arithmetic that provider, verifier and judge share.
//!
//! Everything is exact in `i64` (the largest intermediate is 2⁶² + 2⁶¹), two's complement, never
//! saturating in between; rounding is half up (towards +∞), the clamp is to ±127.

/// Largest shift.
pub const MAX_SHIFT: u8 = 62;
/// A bias must be smaller than this in magnitude, so that adding it to a MatMul cannot overflow.
pub const BIAS_LIMIT: i32 = 1 << 30;

/// `clamp((value + 2^(shift − 1)) >> shift, −127, 127)`, the shift arithmetic; a shift of 0 has no
/// rounding term. `|value|` is at most 2⁶² and `shift` at most [`MAX_SHIFT`].
#[inline]
#[must_use]
pub const fn round_shift_clamp(value: i64, shift: u8) -> i8 {
    let rounding = (1i64 << shift) >> 1;
    let shifted = (value + rounding) >> shift;
    if shifted > 127 {
        127
    } else if shifted < -127 {
        -127
    } else {
        shifted as i8
    }
}

/// One element of a Requant.
#[inline]
#[must_use]
pub const fn requant(x: i32, mult: i32, shift: u8) -> i8 {
    round_shift_clamp(x as i64 * mult as i64, shift)
}

/// One element of an Add.
#[inline]
#[must_use]
pub const fn add(x: i8, y: i8, mx: i32, my: i32, shift: u8) -> i8 {
    round_shift_clamp(x as i64 * mx as i64 + y as i64 * my as i64, shift)
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
