//! Single operations between readings of the machine's own meter, which go to the log.

use std::hint::black_box;

pub fn of_product(a: u128, b: u128) -> [u128; 2] {
    meter(a, b, |a, b| a.wrapping_mul(b))
}

pub fn of_quotient_by_word(a: u128, b: u128) -> [u128; 2] {
    meter(a, u128::from(b as u64).max(1), |a, b| a / b)
}

pub fn of_quotient(a: u128, b: u128) -> [u128; 2] {
    meter(a, b.max(1), |a, b| a / b)
}

/// Logs the meter three times: twice in a row, which tells what a reading costs, and once after
/// `operation`, whose operands and result are in memory.
#[inline(always)]
fn meter(a: u128, b: u128, operation: impl Fn(u128, u128) -> u128) -> [u128; 2] {
    let (a, b) = (black_box(a), black_box(b));
    log_units();
    log_units();
    let result = black_box(operation(black_box(a), black_box(b)));
    log_units();
    [result, 0]
}

#[cfg(target_os = "solana")]
fn log_units() {
    // SAFETY: the syscall takes nothing and only reads the meter.
    unsafe { solana_define_syscall::definitions::sol_log_compute_units_() }
}

#[cfg(not(target_os = "solana"))]
fn log_units() {}
