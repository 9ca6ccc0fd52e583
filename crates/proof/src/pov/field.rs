//! The field of integers modulo p = 2⁶¹ − 1, in words of 64 bits: the chain has no wider multiplication.

use crate::hash::Hash;

/// p = 2⁶¹ − 1, a prime.
pub const P: u64 = (1 << 61) - 1;

const LOW31: u64 = (1 << 31) - 1;
const LOW30: u64 = (1 << 30) - 1;

/// The residue of any word, below [`P`].
pub(super) const fn reduce(x: u64) -> u64 {
    // 2⁶¹ ≡ 1. The sum is at most p + 7.
    let folded = (x & P) + (x >> 61);
    if folded >= P {
        folded - P
    } else {
        folded
    }
}

/// The residue of a wide integer.
const fn reduce_wide(x: u128) -> u64 {
    reduce((x as u64 & P) + ((x >> 61) as u64 & P) + (x >> 122) as u64)
}

/// `a + b` of two elements.
#[must_use]
pub const fn add(a: u64, b: u64) -> u64 {
    reduce(a + b)
}

/// `a · b` of two elements.
#[must_use]
pub const fn mul(a: u64, b: u64) -> u64 {
    Point::new(b).times(a)
}

/// `x⁰, x¹, x², ...`
pub fn powers(x: u64) -> impl Iterator<Item = u64> {
    let point = Point::new(x);
    core::iter::successors(Some(1), move |&power| Some(point.times(power)))
}

/// The element that a hash stands for: its first 16 bytes as an integer, modulo p. The distance from uniform is below
/// 2⁻⁶⁶.
pub(super) fn of_hash(hash: &Hash) -> u64 {
    let (low, _) = hash.split_first_chunk().expect("a hash has 16 bytes");
    reduce_wide(u128::from_le_bytes(*low))
}

/// An element at which polynomials are evaluated, cut in two: `low` of 31 bits, `high` of 30.
#[derive(Clone, Copy)]
pub(super) struct Point {
    low: u64,
    high: u64,
}

impl Point {
    pub(super) const fn new(x: u64) -> Self {
        Self {
            low: x & LOW31,
            high: x >> 31,
        }
    }

    const fn times(self, x: u64) -> u64 {
        reduce(self.step(x, 0))
    }

    /// A word congruent to `sum · point + next` and below 2⁶¹ + 8, for a `sum` below 2⁶¹ + 8 and a `next` below 2⁶².
    #[inline(always)]
    const fn step(self, sum: u64, next: u64) -> u64 {
        // (h · 2³¹ + l)(high · 2³¹ + low), and 2⁶² ≡ 2: l·low < 2⁶², both cross products together < 2⁶²,
        // h·high < 2⁶⁰. The cross products times 2³¹ carry what is above their low 30 bits into 2⁶¹ ≡ 1. The total
        // is below 2⁶³ + 2⁶².
        // Wrapping, so that a program with overflow checks has none here.
        let (high, low) = (sum >> 31, sum & LOW31);
        let cross = high
            .wrapping_mul(self.low)
            .wrapping_add(low.wrapping_mul(self.high));
        let total = low
            .wrapping_mul(self.low)
            .wrapping_add(high.wrapping_mul(self.high) << 1)
            .wrapping_add(cross >> 30)
            .wrapping_add((cross & LOW30) << 31)
            .wrapping_add(next);
        (total & P).wrapping_add(total >> 61)
    }

    /// `Σ_n entries[n] · point^n`; `None` when an entry is not below p.
    #[inline(never)]
    pub(super) fn of_entries(self, entries: &[[u8; 8]]) -> Option<u64> {
        let mut sum = 0;
        for entry in entries.iter().rev() {
            let entry = u64::from_le_bytes(*entry);
            if entry >= P {
                return None;
            }
            sum = self.step(sum, entry);
        }
        Some(reduce(sum))
    }

    /// As [`Point::of_entries`], of `i8` elements.
    #[inline(never)]
    pub(super) fn of_i8(self, elements: &[u8]) -> u64 {
        let step = |sum, &x: &u8| self.step(sum, P.wrapping_add(i64::from(x as i8) as u64));
        reduce(elements.iter().rev().fold(0, step))
    }

    /// As [`Point::of_entries`], of little-endian `i32` elements.
    #[inline(never)]
    pub(super) fn of_i32(self, elements: &[[u8; 4]]) -> u64 {
        let step = |sum, x: &[u8; 4]| {
            let x = i64::from(i32::from_le_bytes(*x));
            self.step(sum, P.wrapping_add(x as u64))
        };
        reduce(elements.iter().rev().fold(0, step))
    }
}

/// `Σ_k a[k] · w[k]` of `i8` by entries, at most [`MAX_INNER`](crate::MAX_INNER) of them; `None` when an entry is not
/// below p.
#[inline(never)]
pub(super) fn dot(a: &[u8], w: &[[u8; 8]]) -> Option<u64> {
    // Halves of the entries: 2¹⁴ products of 2⁷ by 2³² fit a word.
    let (mut low, mut high) = (0i64, 0i64);
    for (a, w) in a.iter().zip(w) {
        let (a, w) = (i64::from(*a as i8), u64::from_le_bytes(*w));
        if w >= P {
            return None;
        }
        low = low.wrapping_add(a.wrapping_mul((w & 0xffff_ffff) as i64));
        high = high.wrapping_add(a.wrapping_mul((w >> 32) as i64));
    }
    let sum = i128::from(low) + (i128::from(high) << 32);
    let size = reduce_wide(sum.unsigned_abs());
    Some(if sum < 0 { reduce(P - size) } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn modulo(x: i128) -> u64 {
        x.rem_euclid(i128::from(P)) as u64
    }

    const EDGES: [u64; 8] = [0, 1, P - 1, P / 2, LOW31, LOW31 + 1, LOW30, 1 << 60];

    #[test]
    fn words_and_wide_integers_are_reduced() {
        for x in [0, 1, P - 1, P, P + 1, 2 * P, 7 * P, 7 * P + 7, u64::MAX] {
            assert_eq!(reduce(x), x % P, "{x}");
        }
        for x in [
            0,
            u128::from(P),
            u128::MAX,
            1 << 122,
            1 << 61,
            u128::from(P) * u128::from(P),
        ] {
            assert_eq!(u128::from(reduce_wide(x)), x % u128::from(P), "{x}");
        }
    }

    #[test]
    fn products_at_the_edges_are_exact() {
        for a in EDGES {
            for b in EDGES {
                let product = u128::from(a) * u128::from(b) % u128::from(P);
                assert_eq!(u128::from(mul(a, b)), product, "{a} · {b}");
                assert_eq!(
                    u128::from(add(a, b)),
                    (u128::from(a) + u128::from(b)) % u128::from(P)
                );
            }
        }
    }

    #[test]
    fn powers_start_with_one() {
        let first: Vec<u64> = powers(P - 1).take(4).collect();
        assert_eq!(first, [1, P - 1, 1, P - 1]);
    }

    /// The longest sums of the largest terms, where a word would overflow first.
    #[test]
    fn the_longest_sums_are_exact() {
        let count = 16_384;
        let largest = std::vec![(P - 1).to_le_bytes(); count];
        for byte in [0x80u8, 0x7f] {
            let sum = i128::from(byte as i8) * count as i128 * i128::from(P - 1);
            assert_eq!(dot(&std::vec![byte; count], &largest), Some(modulo(sum)));
        }
        let horner =
            |term: i128, x: u64| (0..count).fold(0, |sum, _| modulo(i128::from(sum) * i128::from(x) + term));
        for x in EDGES {
            let point = Point::new(x);
            assert_eq!(point.of_entries(&largest), Some(horner(i128::from(P - 1), x)));
            assert_eq!(point.of_i8(&std::vec![0x80; count]), horner(-128, x));
            let lowest = std::vec![i32::MIN.to_le_bytes(); count];
            assert_eq!(point.of_i32(&lowest), horner(i128::from(i32::MIN), x));
        }
    }

    #[test]
    fn an_entry_that_is_not_reduced_has_no_value() {
        for position in [0, 5] {
            let mut entries = [[1; 8]; 6];
            entries[position] = P.to_le_bytes();
            assert_eq!(Point::new(3).of_entries(&entries), None);
            assert_eq!(dot(&[1; 6], &entries), None);
            entries[position] = (P - 1).to_le_bytes();
            assert!(Point::new(3).of_entries(&entries).is_some());
            assert!(dot(&[1; 6], &entries).is_some());
        }
    }

    proptest! {
        #[test]
        fn polynomials_are_those_of_wide_arithmetic(x in 0..P, terms: Vec<u32>) {
            let value = |term: fn(u32) -> i128| {
                let step = |sum: u64, &t: &u32| modulo(i128::from(sum) * i128::from(x) + term(t));
                terms.iter().rev().fold(0, step)
            };
            let point = Point::new(x);
            let entries: Vec<[u8; 8]> = terms.iter().map(|&t| (u64::from(t) << 29).to_le_bytes()).collect();
            prop_assert_eq!(point.of_entries(&entries), Some(value(|t| i128::from(t) << 29)));
            let bytes: Vec<u8> = terms.iter().map(|&t| t as u8).collect();
            prop_assert_eq!(point.of_i8(&bytes), value(|t| i128::from(t as i8)));
            let words: Vec<[u8; 4]> = terms.iter().map(|t| t.to_le_bytes()).collect();
            prop_assert_eq!(point.of_i32(&words), value(|t| i128::from(t as i32)));
        }

        #[test]
        fn dots_are_those_of_wide_arithmetic(pairs: Vec<(i8, u64)>) {
            let reduced = pairs.iter().map(|&(a, w)| (a, w % P));
            let sum = reduced.clone().map(|(a, w)| i128::from(a) * i128::from(w)).sum();
            let (a, w): (Vec<u8>, Vec<[u8; 8]>) = reduced.map(|(a, w)| (a as u8, w.to_le_bytes())).unzip();
            prop_assert_eq!(dot(&a, &w), Some(modulo(sum)));
        }
    }
}
