//! The inner loops in plain Rust: what every other implementation must equal.

use super::vectors::Elements;
use crate::field::join21;
use std::ops::Range;

/// See [`kernels::fold`](super::kernels::fold).
pub(super) fn fold(b: &[i8], k: usize, columns: Range<usize>, r: &[[i16; 4]]) -> Vec<[i64; 4]> {
    let mut sums = vec![[0; 4]; columns.len()];
    for (row, digits) in b.chunks_exact(k).zip(r) {
        add_row(&mut sums, &row[columns.clone()], digits);
    }
    sums
}

/// Adds one row of `b` times its challenge element.
pub(super) fn add_row(sums: &mut [[i64; 4]], row: &[i8], digits: &[i16; 4]) {
    for (sum, &b) in sums.iter_mut().zip(row) {
        for (sum, &digit) in sum.iter_mut().zip(digits) {
            *sum += i64::from(b) * i64::from(digit);
        }
    }
}

/// See [`kernels::products`](super::kernels::products).
pub(super) fn products<const R: usize>(a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    a.map(|row| {
        v.map(|digit| {
            let products = row.iter().zip(digit);
            products.map(|(&a, &d)| i64::from(a) * i64::from(d)).sum()
        })
    })
}

/// See [`kernels::claims`](super::kernels::claims); the offset is 0.
pub(super) fn claims<const R: usize>(c: [&[u8]; R], r: Elements<'_>) -> [i128; R] {
    c.map(|row| {
        let (row, _) = row.as_chunks::<4>();
        join21(r.digits21.map(|digit| {
            let products = row.iter().zip(digit);
            products
                .map(|(&c, &d)| i64::from(i32::from_le_bytes(c)) * i64::from(d))
                .sum()
        }))
    })
}
