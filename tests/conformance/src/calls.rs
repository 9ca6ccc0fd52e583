//! Functions with more arguments than there are argument registers, which are five.

use std::hint::black_box;

pub fn six(a: u128, b: u128) -> [u128; 2] {
    let ([p, q], [r, s]) = (words(a), words(b));
    let forward = black_box(sum_of_six)(p, q, r, s, p ^ s, q ^ r);
    let backward = black_box(sum_of_six)(q ^ r, p ^ s, s, r, q, p);
    [u128::from(forward), u128::from(backward)]
}

pub fn nine(a: u128, b: u128) -> [u128; 2] {
    let ([p, q], [r, s]) = (words(a), words(b));
    let forward = black_box(sum_of_nine)(p, q, r, s, p as u8, q as u16, r as u32, s as i32, p > q);
    let backward = black_box(sum_of_nine)(s, r, q, p, s as u8, r as u16, q as u32, p as i32, r > s);
    [u128::from(forward), u128::from(backward)]
}

/// Arguments of two registers each, some of them past the fifth, and a result through memory.
pub fn wide(a: u128, b: u128) -> [u128; 2] {
    let [c, d] = black_box(mix_wide)(a, b, a ^ b, a.rotate_left(7), b.rotate_left(77));
    black_box(mix_wide)(d, c, b, a, c ^ d)
}

#[inline(never)]
fn sum_of_six(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {
    [a, b, c, d, e, f]
        .iter()
        .zip(1..)
        .fold(0, |sum: u64, (&x, weight)| {
            sum.wrapping_add(x.wrapping_mul(weight))
        })
}

#[inline(never)]
#[allow(clippy::too_many_arguments)] // The point of it.
fn sum_of_nine(a: u64, b: u64, c: u64, d: u64, e: u8, f: u16, g: u32, h: i32, i: bool) -> u64 {
    let inner = sum_of_six(a, b, c, d, u64::from(e), u64::from(f));
    let outer = sum_of_six(u64::from(g), h as u64, u64::from(i), d, c, inner);
    inner.rotate_left(13).wrapping_add(outer)
}

#[inline(never)]
fn mix_wide(a: u128, b: u128, c: u128, d: u128, e: u128) -> [u128; 2] {
    let sum = a.wrapping_add(b.rotate_left(1)).wrapping_add(c.rotate_left(2));
    [sum ^ d, sum.wrapping_sub(e)]
}

fn words(x: u128) -> [u64; 2] {
    [x as u64, (x >> 64) as u64]
}
