//! The dot product of two rows of `i8`, two products per multiplication.

use crate::shape::LEAF_BYTES;

/// Flips the sign bit of each byte, which adds 128 modulo 256.
const SIGNS: u64 = 0x8080_8080_8080_8080;
/// One byte in each half of a word.
const LANES: u64 = 0x0000_00FF_0000_00FF;
/// 128 in each half of a word.
const BIAS: u64 = 0x0000_0080_0000_0080;

/// `Σ a[t] · b[t]` over bytes read as `i8`. Both slices have the same length, at most
/// [`MAX_INNER`](crate::MAX_INNER).
#[must_use]
pub(super) fn dot(a: &[u8], b: &[u8]) -> i64 {
    let (a_leaves, a_tail) = a.as_chunks::<LEAF_BYTES>();
    let (b_leaves, b_tail) = b.as_chunks::<LEAF_BYTES>();
    let mut products = 0;
    for (a, b) in a_leaves.iter().zip(b_leaves) {
        products = add_leaf(a, b, products);
    }
    // The low half is the signed sum of products that nobody wants: at most 2²⁷ in magnitude. What
    // it borrowed from the high half is given back by subtracting it.
    let low = i64::from(products as i32);
    let leaves = (products as i64).wrapping_sub(low) >> 32;
    let tail = a_tail.iter().zip(b_tail);
    leaves
        + tail
            .map(|(&a, &b)| i64::from(a as i8) * i64::from(b as i8))
            .sum::<i64>()
}

/// Adds the products of a leaf to the high half of `products`.
///
/// Of eight bytes, lanes `t` and `t + 4` are sign-extended 32 bits apart, in one factor with the
/// halves swapped, so that the high half of their product, modulo 2⁶⁴, is
/// `a[t] · b[t] + a[t + 4] · b[t + 4]`. Flipping the sign bits of the word and taking 128 from each
/// lane extends the sign of both lanes at once.
///
/// Not inlined: alone, the loop has nearly all it needs in the ten registers of the VM; at one word a
/// turn it takes 52 instructions, and unrolled more, because it spills.
#[inline(never)]
fn add_leaf(a: &[u8; LEAF_BYTES], b: &[u8; LEAF_BYTES], mut products: u64) -> u64 {
    let mut at = 0;
    while at < LEAF_BYTES {
        let x = u64::from_le_bytes(bytes(a, at)) ^ SIGNS;
        let low = u64::from(u32::from_le_bytes(bytes(b, at + 4)));
        let high = u64::from(u32::from_le_bytes(bytes(b, at)));
        let y = (low | high << 32) ^ SIGNS;
        // Written out: programs are compiled for size, which would make this a loop.
        products = add_lanes(products, x, y);
        products = add_lanes(products, x >> 8, y >> 8);
        products = add_lanes(products, x >> 16, y >> 16);
        products = add_lanes(products, x >> 24, y >> 24);
        at += 8;
    }
    products
}

#[inline(always)]
fn add_lanes(products: u64, x: u64, y: u64) -> u64 {
    let lanes = |word: u64| (word & LANES).wrapping_sub(BIAS);
    products.wrapping_add(lanes(x).wrapping_mul(lanes(y)))
}

#[inline(always)]
fn bytes<const N: usize>(leaf: &[u8; LEAF_BYTES], at: usize) -> [u8; N] {
    leaf[at..at + N].try_into().expect("inside a leaf")
}

#[cfg(test)]
mod tests {
    use super::dot;
    use std::vec::Vec;

    fn naive(a: &[u8], b: &[u8]) -> i64 {
        let pairs = a.iter().zip(b);
        pairs
            .map(|(&a, &b)| i64::from(a as i8) * i64::from(b as i8))
            .sum()
    }

    #[test]
    fn extremes_of_the_longest_row_are_exact() {
        for a in [0x80u8, 0x7f, 0x81, 0xff, 0] {
            for b in [0x80u8, 0x7f, 0x81, 0xff, 0] {
                for k in [1, 255, 256, 257, 16_383, 16_384] {
                    let (a, b) = (std::vec![a; k], std::vec![b; k]);
                    assert_eq!(dot(&a, &b), naive(&a, &b));
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn equals_the_plain_sum(pairs: Vec<(u8, u8)>, repeat in 1usize..8) {
            let (a, b): (Vec<u8>, Vec<u8>) = pairs.into_iter().unzip();
            let (a, b) = (a.repeat(repeat), b.repeat(repeat));
            proptest::prop_assert_eq!(dot(&a, &b), naive(&a, &b));
        }
    }
}
