//! The dot product of two rows of `i8`, two products per multiplication.

use super::open::LeafPair;
use crate::shape::LEAF_BYTES;

/// Flips the sign bit of each byte, which adds 128 modulo 256.
const SIGNS: u64 = 0x8080_8080_8080_8080;
/// One byte in each half of a word.
const LANES: u64 = 0x0000_00FF_0000_00FF;
/// 128 in each half of a word.
const BIAS: u64 = 0x0000_0080_0000_0080;

/// `Σ a[t] · b[t]` over the first `len` bytes, read as `i8`, of the rows whose leaves are paired; at most
/// [`MAX_INNER`](crate::MAX_INNER) and no more than the pairs hold.
#[must_use]
pub(super) fn dot(pairs: &[LeafPair], len: usize) -> i64 {
    let (whole, rest) = pairs.split_at(len / LEAF_BYTES);
    let mut products = Sum::new(0);
    for pair in whole {
        products = add_leaves(pair, products);
    }
    let products = products.get();
    // The low half is the signed sum of products that nobody wants: at most 2²⁷ in magnitude. What
    // it borrowed from the high half is given back by subtracting it.
    let low = i64::from(products as i32);
    let leaves = (products as i64).wrapping_sub(low) >> 32;
    let tail = rest.first().map_or(0, |pair| {
        let (a, b) = pair.split_at(LEAF_BYTES);
        let products = a.iter().zip(b).take(len % LEAF_BYTES);
        products
            .map(|(&a, &b)| i64::from(a as i8) * i64::from(b as i8))
            .sum()
    });
    leaves + tail
}

/// Adds the products of a pair of leaves to the high half of `products`.
///
/// Of eight bytes, lanes `t` and `t + 4` are sign-extended 32 bits apart, in one factor with the
/// halves swapped, so that the high half of their product, modulo 2⁶⁴, is
/// `a[t] · b[t] + a[t + 4] · b[t + 4]`. Reading that factor's bytes in reverse swaps the halves for free: lane `t` is
/// then `3 − t`. Flipping the sign bits of the word and taking 128 from each lane extends the sign of both
/// lanes at once.
///
/// Not inlined, and one window over both leaves: so the loop has all it needs in the ten registers of the
/// VM. Unrolled it takes more instructions, because it spills.
#[inline(never)]
fn add_leaves(pair: &LeafPair, mut sum: Sum) -> Sum {
    let mut rest: &[u8] = pair;
    // The last window starts 8 bytes before the second leaf.
    while let Some(window) = rest.first_chunk::<{ LEAF_BYTES + 8 }>() {
        rest = &rest[8..];
        let x = u64::from_le_bytes(bytes(window, 0)) ^ SIGNS;
        let y = u64::from_be_bytes(bytes(window, LEAF_BYTES)) ^ SIGNS;
        // Written out: programs are compiled for size, which would make this a loop.
        sum = sum.plus(lanes(x, y >> 24));
        sum = sum.plus(lanes(x >> 8, y >> 16));
        sum = sum.plus(lanes(x >> 16, y >> 8));
        sum = sum.plus(lanes(x >> 24, y));
    }
    sum
}

#[inline(always)]
fn lanes(x: u64, y: u64) -> u64 {
    let lanes = |word: u64| (word & LANES).wrapping_sub(BIAS);
    lanes(x).wrapping_mul(lanes(y))
}

/// A sum modulo 2⁶⁴ whose terms are added in the order they come. Of integers the compiler would first add the terms
/// to each other, for which it needs a register more than the VM has; steps of a pointer, which is never followed,
/// it leaves alone.
#[cfg(target_pointer_width = "64")]
#[derive(Clone, Copy)]
struct Sum(*const u8);

#[cfg(target_pointer_width = "64")]
impl Sum {
    #[inline(always)]
    const fn new(value: u64) -> Self {
        Self(core::ptr::without_provenance(value as usize))
    }

    #[inline(always)]
    fn plus(self, term: u64) -> Self {
        Self(self.0.wrapping_add(term as usize))
    }

    #[inline(always)]
    fn get(self) -> u64 {
        self.0.addr() as u64
    }
}

#[cfg(not(target_pointer_width = "64"))]
#[derive(Clone, Copy)]
struct Sum(u64);

#[cfg(not(target_pointer_width = "64"))]
impl Sum {
    const fn new(value: u64) -> Self {
        Self(value)
    }

    fn plus(self, term: u64) -> Self {
        Self(self.0.wrapping_add(term))
    }

    fn get(self) -> u64 {
        self.0
    }
}

#[inline(always)]
fn bytes<const N: usize>(window: &[u8; LEAF_BYTES + 8], at: usize) -> [u8; N] {
    window[at..at + N].try_into().expect("inside the window")
}

#[cfg(test)]
mod tests {
    use super::{dot, LeafPair, LEAF_BYTES};
    use std::vec::Vec;

    /// The dot product of two rows, paired leaf by leaf; what pads the last leaf must not count.
    fn paired(a: &[u8], b: &[u8]) -> i64 {
        let leaves = a.chunks(LEAF_BYTES).zip(b.chunks(LEAF_BYTES));
        let pair = |(a, b): (&[u8], &[u8])| {
            let mut pair: LeafPair = [0x77; 2 * LEAF_BYTES];
            pair[..a.len()].copy_from_slice(a);
            pair[LEAF_BYTES..][..b.len()].copy_from_slice(b);
            pair
        };
        dot(&leaves.map(pair).collect::<Vec<_>>(), a.len())
    }

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
                    assert_eq!(paired(&a, &b), naive(&a, &b));
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn equals_the_plain_sum(pairs: Vec<(u8, u8)>, repeat in 1usize..8) {
            let (a, b): (Vec<u8>, Vec<u8>) = pairs.into_iter().unzip();
            let (a, b) = (a.repeat(repeat), b.repeat(repeat));
            proptest::prop_assert_eq!(paired(&a, &b), naive(&a, &b));
        }
    }
}
