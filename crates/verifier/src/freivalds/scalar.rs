//! The inner loops in plain Rust: what every other implementation must equal.

use std::ops::Range;

/// `Σ_j b[j, t] · r[j]` digit by digit, for each column `t`; `b` is row-major with rows of `k`.
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

/// `Σ_t a[t] · v[t]` digit by digit.
pub(super) fn dot16(a: &[i8], v: [&[i16]; 4]) -> [i64; 4] {
    v.map(|digit| {
        let products = a.iter().zip(digit);
        products.map(|(&a, &d)| i64::from(a) * i64::from(d)).sum()
    })
}

/// `Σ_j c[j] · r[j]` digit by digit, for some rows; `c` is little-endian `i32`.
pub(super) fn dot21<const R: usize>(c: [&[u8]; R], r: [&[i32]; 3]) -> [[i64; 3]; R] {
    c.map(|row| {
        let (row, _) = row.as_chunks::<4>();
        r.map(|digit| {
            let products = row.iter().zip(digit);
            products
                .map(|(&c, &d)| i64::from(i32::from_le_bytes(c)) * i64::from(d))
                .sum()
        })
    })
}
