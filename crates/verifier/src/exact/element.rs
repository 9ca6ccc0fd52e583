//! Elements as they lie in a tensor's bytes.

use assay_proof::DType;

/// An `i8`.
pub(super) type I8 = u8;
/// An `i32`, little-endian.
pub(super) type I32 = [u8; 4];

/// An element of a tensor.
pub(super) trait Element: Copy {
    /// Its type.
    const DTYPE: DType;
    /// Its value.
    fn value(self) -> i32;
    /// The value that a result of this type has instead of `value`.
    fn limited(value: i32) -> i32;
}

impl Element for I8 {
    const DTYPE: DType = DType::I8;

    #[inline(always)]
    fn value(self) -> i32 {
        i32::from(self as i8)
    }

    #[inline(always)]
    fn limited(value: i32) -> i32 {
        value.clamp(-127, 127)
    }
}

impl Element for I32 {
    const DTYPE: DType = DType::I32;

    #[inline(always)]
    fn value(self) -> i32 {
        i32::from_le_bytes(self)
    }

    #[inline(always)]
    fn limited(value: i32) -> i32 {
        value.max(-i32::MAX)
    }
}
