//! Prices and their means over time, as in *Uniswap v2 Core* (2020), section 2.2: a pool adds up price times seconds,
//! and the difference of two sums over the time between them is the mean price of that time.
//!
//! A price has 64 bits before the point and 64 behind it. A sum has 192 bits: the largest price fits into it for 2^64
//! seconds, so it never wraps, and later sums are never smaller.

/// Price times seconds, least significant part first.
pub type Cumulative = [u64; 3];

/// Adds `price` for `seconds`.
pub fn accumulate(sum: &mut Cumulative, price: u128, seconds: u64) {
    let seconds = u128::from(seconds);
    let low = (price & u128::from(u64::MAX)) * seconds + u128::from(sum[0]);
    let middle = (price >> 64) * seconds;
    // Fits: (2^64 − 1)² + 2 · (2^64 − 1) < 2^128.
    let middle = middle + u128::from(sum[1]) + (low >> 64);
    *sum = [
        low as u64,
        middle as u64,
        sum[2].wrapping_add((middle >> 64) as u64),
    ];
}

/// Mean price between two sums that are `seconds` apart, rounded down; `None` for no time, and when `earlier` is not the
/// smaller one.
#[must_use]
pub fn mean(later: &Cumulative, earlier: &Cumulative, seconds: u32) -> Option<u128> {
    let mut difference = [0; 3];
    let mut borrow = false;
    for limb in 0..3 {
        let (part, first) = later[limb].overflowing_sub(earlier[limb]);
        let (part, second) = part.overflowing_sub(u64::from(borrow));
        difference[limb] = part;
        borrow = first || second;
    }
    if borrow || seconds == 0 {
        return None;
    }
    // Long division by a number of 32 bits: the machine has no wider one.
    let seconds = u64::from(seconds);
    let mut rest = 0;
    let mut digit = |limb: u64| {
        let high = (rest << 32) | (limb >> 32);
        let low = ((high % seconds) << 32) | (limb & u64::from(u32::MAX));
        rest = low % seconds;
        ((high / seconds) << 32) | (low / seconds)
    };
    let quotient = [digit(difference[2]), digit(difference[1]), digit(difference[0])];
    (quotient[0] == 0).then_some((u128::from(quotient[1]) << 64) | u128::from(quotient[2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn extremes() {
        let mut sum = [u64::MAX, u64::MAX, 0];
        accumulate(&mut sum, u128::MAX, u64::MAX);
        assert_eq!(sum, [0, u64::MAX, u64::MAX]);
        assert_eq!(mean(&[1, 0, 0], &[0, 0, 0], 0), None);
        assert_eq!(mean(&[0, 1, 0], &[1, 1, 0], 9), None);
        assert_eq!(mean(&[0, 0, 1], &[0, 0, 0], 1), None);
        assert_eq!(mean(&[0, 0, 1], &[0, 0, 0], 2), Some(1 << 127));
    }

    proptest! {
        #[test]
        fn one_price_is_its_own_mean(start: [u64; 2], price: u128, seconds in 1..=u32::MAX) {
            let earlier = [start[0], start[1], 0];
            let mut later = earlier;
            accumulate(&mut later, price, seconds.into());
            prop_assert_eq!(mean(&later, &earlier, seconds), Some(price));
            prop_assert!(later[2] > earlier[2] || later[2] == earlier[2] && later[1] >= earlier[1]);
        }

        #[test]
        fn two_prices_weigh_by_their_time(first: u64, second: u64, one in 1..1u32 << 20, other in 1..1u32 << 20) {
            let mut sum = [0; 3];
            accumulate(&mut sum, u128::from(first) << 40, one.into());
            accumulate(&mut sum, u128::from(second) << 40, other.into());
            let total = (u128::from(first) * u128::from(one) + u128::from(second) * u128::from(other)) << 20;
            let exact = (total / u128::from(one + other)) << 20;
            let found = mean(&sum, &[0; 3], one + other).expect("fits");
            prop_assert!(found >= exact && found - exact < 1 << 20);
        }
    }
}
