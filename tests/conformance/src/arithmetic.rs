//! 128-bit arithmetic, which LLVM leaves to library routines.

pub fn product(a: u128, b: u128) -> [u128; 2] {
    let (product, overflows) = a.overflowing_mul(b);
    [product, u128::from(overflows)]
}

pub fn signed_product(a: u128, b: u128) -> [u128; 2] {
    let (a, b) = (a as i128, b as i128);
    let checked = a.checked_mul(b).unwrap_or(i128::MIN);
    [a.wrapping_mul(b) as u128, checked as u128]
}

/// Division by zero gives all ones, as any marker would do.
pub fn quotient(a: u128, b: u128) -> [u128; 2] {
    [
        a.checked_div(b).unwrap_or(u128::MAX),
        a.checked_rem(b).unwrap_or(u128::MAX),
    ]
}

pub fn signed_quotient(a: u128, b: u128) -> [u128; 2] {
    let (a, b) = (a as i128, b as i128);
    [
        a.checked_div(b).unwrap_or(i128::MAX) as u128,
        a.checked_rem(b).unwrap_or(i128::MAX) as u128,
    ]
}

pub fn quotient_by_word(a: u128, b: u128) -> [u128; 2] {
    let word = u128::from(b as u64);
    quotient(a, word)
}

pub fn sum_and_difference(a: u128, b: u128) -> [u128; 2] {
    let (sum, carry) = a.overflowing_add(b);
    let (difference, borrow) = a.overflowing_sub(b);
    [
        sum.wrapping_add(u128::from(borrow)),
        difference.wrapping_add(u128::from(carry)),
    ]
}
