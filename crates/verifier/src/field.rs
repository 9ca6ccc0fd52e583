//! The field of integers modulo the Mersenne prime p = 2⁶¹ − 1.

use rand::CryptoRng;

/// p = 2⁶¹ − 1, a prime.
pub const P: u64 = (1 << 61) - 1;

/// An element of the field, always below [`P`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Fp(u64);

impl Fp {
    /// The element with this representative, if it is one: below [`P`].
    #[must_use]
    pub const fn new(representative: u64) -> Option<Self> {
        if representative < P {
            Some(Self(representative))
        } else {
            None
        }
    }

    /// Uniform in the field, by rejection.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        loop {
            let candidate = rng.next_u64() >> 3;
            if candidate != P {
                return Self(candidate);
            }
        }
    }

    /// The residue of an integer.
    #[must_use]
    pub fn from_i128(value: i128) -> Self {
        let size = value.unsigned_abs();
        // 2⁶¹ ≡ 1, so the value is congruent to the sum of its base-2⁶¹ digits, which is below 3p.
        let low = |x: u128| (x & u128::from(P)) as u64;
        let folded = (low(size) + low(size >> 61) + low(size >> 122)) % P;
        Self(if value < 0 && folded != 0 {
            P - folded
        } else {
            folded
        })
    }

    /// The representative in `0..P`.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }

    /// Four balanced digits of base 2¹⁶: `Σ digit[d] · 2^(16 d)` is the representative.
    #[must_use]
    pub(crate) fn digits16(self) -> [i16; 4] {
        let mut rest = self.0 as i64;
        [0; 4].map(|_| {
            let digit = rest as i16;
            rest = (rest - i64::from(digit)) >> 16;
            digit
        })
    }

    /// Three balanced digits of base 2²¹, each at most 2²⁰ in magnitude.
    #[must_use]
    pub(crate) fn digits21(self) -> [i32; 3] {
        let mut rest = self.0 as i64;
        [0; 3].map(|_| {
            let digit = (rest << 43) >> 43;
            rest = (rest - digit) >> 21;
            digit as i32
        })
    }
}

/// `Σ sums[d] · 2^(16 d)` in the field, for sums below 2⁵⁹ in magnitude. It joins every column of a folded matrix, so it
/// does without 128-bit arithmetic.
pub(crate) fn join16(sums: [i64; 4]) -> Fp {
    // What a shift by 16 d would bring to 2⁶¹ and above counts from 1 again.
    let shifted = |sum: i64, by: u32| ((sum & ((1 << (61 - by)) - 1)) << by) + (sum >> (61 - by));
    let [first, second, third, fourth] = sums;
    // Three terms below 2⁶¹ and what is below 2⁶⁰ in all.
    let total = first + shifted(second, 16) + shifted(third, 32) + shifted(fourth, 48);
    let below = (total & P as i64) + (total >> 61);
    let positive = if below < 0 { below as u64 + P } else { below as u64 };
    Fp(if positive >= P { positive - P } else { positive })
}

/// `Σ sums[d] · 2^(21 d)`.
pub(crate) fn join21(sums: [i64; 3]) -> i128 {
    let [low, middle, high] = sums.map(i128::from);
    low + (middle << 21) + (high << 42)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{rngs::StdRng, RngCore, SeedableRng};

    #[test]
    fn residues_are_those_of_division() {
        let p = i128::from(P);
        let values = [
            0,
            1,
            p - 1,
            p,
            p + 1,
            2 * p,
            p * p,
            i128::MAX,
            i128::MIN + 1,
            i128::MIN,
        ];
        for value in values.into_iter().flat_map(|v| [v, v.saturating_neg()]) {
            let residue = value.rem_euclid(p) as u64;
            assert_eq!(Fp::from_i128(value).value(), residue, "{value}");
        }
    }

    #[test]
    fn representatives_are_below_p() {
        assert_eq!(Fp::new(P - 1).map(Fp::value), Some(P - 1));
        assert_eq!([P, P + 1, u64::MAX].map(Fp::new), [None; 3]);
    }

    #[test]
    fn digits_join_to_the_same_element() {
        let mut rng = StdRng::seed_from_u64(1);
        let edges = [0, 1, P - 1, P / 2, 0x8000, 0x7fff, 0xffff_ffff, 1 << 60].map(Fp);
        let random = (0..10_000).map(|_| Fp::random(&mut rng));
        for element in edges.into_iter().chain(random.collect::<Vec<_>>()) {
            assert_eq!(join16(element.digits16().map(i64::from)), element);
            let joined = join21(element.digits21().map(i64::from));
            assert_eq!(Fp::from_i128(joined), element);
        }
    }

    #[test]
    fn sums_join_to_their_residues() {
        let mut rng = StdRng::seed_from_u64(3);
        let largest = (1i64 << 59) - 1;
        let edges = [
            0,
            1,
            -1,
            largest,
            -largest,
            1 << 45,
            (1 << 45) - 1,
            -(1 << 29),
            -(1 << 13),
        ];
        for _ in 0..10_000 {
            let sums = [0; 4].map(|_| match rng.next_u32() as usize % 16 {
                edge if edge < edges.len() => edges[edge],
                bits => (rng.next_u64() as i64) >> (4 * bits),
            });
            let terms = sums.iter().enumerate();
            let whole: i128 = terms.map(|(d, &s)| i128::from(s) << (16 * d)).sum();
            assert_eq!(join16(sums), Fp::from_i128(whole), "{sums:?}");
        }
    }

    #[test]
    fn random_elements_fill_the_field() {
        let mut rng = StdRng::seed_from_u64(2);
        let mut buckets = [0u32; 16];
        for _ in 0..16_000 {
            buckets[(Fp::random(&mut rng).value() >> 57) as usize] += 1;
        }
        // 1,000 expected in each, standard deviation 31.
        assert!(buckets.iter().all(|&n| (800..1200).contains(&n)), "{buckets:?}");
    }
}
