//! The sums of a Linear, which are never committed to, in few bytes.
//!
//! A sum is nearly known from the committed element that it is requantised to. Each is written as its difference from
//! what the element undone gives, `⌊element · 2^shift / mult⌋ − bias` (division towards 0; 0 for a multiplier of 0; brought
//! into `i32`), in zigzag (0, −1, 1, −2, …) and seven bits to a byte, the low ones first, the high bit set in all but the
//! last byte.

use crate::arith::MAX_SHIFT;
use alloc::vec::Vec;

/// Most bytes that one sum takes.
pub const MAX_SUM_BYTES: usize = 5;

/// What the committed element says about the sum.
#[must_use]
fn undone(element: i32, bias: i32, mult: i32, shift: u8) -> i32 {
    let scaled = i128::from(element) << shift.min(MAX_SHIFT);
    let sum = scaled.checked_div(i128::from(mult)).unwrap_or(0) - i128::from(bias);
    sum.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

/// Adds one sum to `bytes`: that of a Linear whose committed element is `element`.
pub fn put_sum(bytes: &mut Vec<u8>, sum: i32, element: i32, (bias, mult): (i32, i32), shift: u8) {
    let difference = i64::from(sum) - i64::from(undone(element, bias, mult, shift));
    let mut rest = ((difference << 1) ^ (difference >> 63)) as u64;
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Takes one sum from the front of `bytes`; `None` when they end or hold what [`put_sum`] never writes.
#[must_use]
pub fn take_sum(bytes: &mut &[u8], element: i32, (bias, mult): (i32, i32), shift: u8) -> Option<i32> {
    let mut folded = 0u64;
    for position in 0..MAX_SUM_BYTES {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        folded |= u64::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            // A last byte of 0 says nothing: the sum has a shorter form.
            if byte == 0 && position > 0 {
                return None;
            }
            let difference = (folded >> 1) as i64 ^ -((folded & 1) as i64);
            let sum = i64::from(undone(element, bias, mult, shift)) + difference;
            return i32::try_from(sum).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arith::linear;
    use crate::shape::DType;

    proptest::proptest! {
        /// Whatever the committed element is: it may be wrong.
        #[test]
        fn any_sum_is_read_back(sum: i32, element: i32, bias: i32, mult: i32, shift in 0u8..=62) {
            let mut bytes = Vec::new();
            put_sum(&mut bytes, sum, element, (bias, mult), shift);
            proptest::prop_assert!(bytes.len() <= MAX_SUM_BYTES);
            let mut rest = bytes.as_slice();
            proptest::prop_assert_eq!(take_sum(&mut rest, element, (bias, mult), shift), Some(sum));
            proptest::prop_assert!(rest.is_empty());
            let mut cut = &bytes[..bytes.len() - 1];
            proptest::prop_assert_eq!(take_sum(&mut cut, element, (bias, mult), shift), None);
        }
    }

    /// A scale of 1 in 1000, as layers have: two bytes instead of four.
    #[test]
    fn sums_of_honest_elements_take_two_bytes() {
        let (bias, mult, shift) = (-4321, 1_073_742, 30);
        for sum in (-100_000..100_000).step_by(37) {
            let mut bytes = Vec::new();
            let element = linear(sum, bias, mult, shift, DType::I8);
            put_sum(&mut bytes, sum, element, (bias, mult), shift);
            assert!(bytes.len() <= 2, "{} bytes for {sum}", bytes.len());
        }
    }

    #[test]
    fn what_is_never_written_is_not_read() {
        for bytes in [
            &[][..],
            &[0x80],
            &[0x80, 0],
            &[0xff; 5],
            &[0xff, 0xff, 0xff, 0xff, 0x7f],
        ] {
            let mut rest = bytes;
            assert_eq!(take_sum(&mut rest, 0, (0, 1), 0), None, "{bytes:?}");
        }
    }
}
