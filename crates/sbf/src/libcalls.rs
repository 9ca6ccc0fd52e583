//! The symbols LLVM emits calls to, in its own calling convention.

use crate::wide::{self, Wide};

/// Product modulo 2^128; the same bits for signed and unsigned operands.
#[no_mangle]
extern "unadjusted" fn __multi3(a: i128, b: i128) -> i128 {
    wide::mul(Wide::from(a as u128), Wide::from(b as u128)).join() as i128
}

/// Quotient of unsigned operands. The compiler checks for a zero divisor before the call.
#[no_mangle]
extern "unadjusted" fn __udivti3(n: u128, d: u128) -> u128 {
    wide::div_rem(Wide::from(n), Wide::from(d)).0.join()
}

/// Remainder of unsigned operands.
#[no_mangle]
extern "unadjusted" fn __umodti3(n: u128, d: u128) -> u128 {
    wide::div_rem(Wide::from(n), Wide::from(d)).1.join()
}

/// Quotient rounded towards zero.
#[no_mangle]
extern "unadjusted" fn __divti3(n: i128, d: i128) -> i128 {
    wide::signed_div(n, d)
}

/// Remainder with the sign of the dividend.
#[no_mangle]
extern "unadjusted" fn __modti3(n: i128, d: i128) -> i128 {
    wide::signed_rem(n, d)
}
