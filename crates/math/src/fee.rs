//! What is taken of an amount on its way: by a pool, and by a token itself.

use crate::{scale_ceil, scale_floor, share_ceil, BPS};

/// What a token takes of every transfer of it (Token-2022's transfer fee): a share rounded up, at most `maximum`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferFee {
    /// Basis points, at most 10,000.
    pub bps: u16,
    /// Base units.
    pub maximum: u64,
}

impl TransferFee {
    /// A token that takes nothing.
    pub const NONE: Self = Self { bps: 0, maximum: 0 };

    /// What arrives of `sent`.
    #[must_use]
    pub fn net(&self, sent: u64) -> u64 {
        sent - share_ceil(sent, self.bps).min(self.maximum)
    }

    /// The least that must be sent for `arriving` to arrive; `None` when it does not fit into 64 bits.
    #[must_use]
    pub fn gross(&self, arriving: u64) -> Option<u64> {
        if arriving == 0 || self.bps == 0 {
            return Some(arriving);
        }
        let by_share = before_fee(arriving, self.bps);
        let by_maximum = arriving.checked_add(self.maximum);
        match (by_share, by_maximum) {
            (Some(share), Some(most)) => Some(share.min(most)),
            (one, other) => one.or(other),
        }
    }
}

/// The least of which `left` is left when `bps` of it, rounded up, are taken; `None` for the whole, or when it does not
/// fit into 64 bits.
#[must_use]
pub fn before_fee(left: u64, bps: u16) -> Option<u64> {
    let rest = (BPS as u32).checked_sub(bps.into())?;
    scale_ceil(left, BPS as u32, rest)
}

/// A fee that falls evenly from `start` to `base` basis points over `seconds`, of which `elapsed` are over. Rounded up.
#[must_use]
pub fn falling_fee(start: u16, base: u16, elapsed: u64, seconds: u32) -> u16 {
    if elapsed >= u64::from(seconds) || start <= base {
        return base;
    }
    // Fits: less than `seconds`.
    let left = seconds - elapsed as u32;
    // Fits: at most the difference.
    base + scale_ceil(u64::from(start - base), left, seconds).unwrap_or(0) as u16
}

/// How far `price` is from `reference`, basis points of the reference, rounded down; at most `u16::MAX`.
#[must_use]
pub fn deviation_bps(price: u128, reference: u128) -> u16 {
    // Both are cut to 112 bits, so that ten thousand times as much fits.
    let bits = 128 - price.max(reference).leading_zeros();
    let cut = bits.saturating_sub(112);
    let (price, reference) = (price >> cut, reference >> cut);
    let ratio = (price.abs_diff(reference) * u128::from(BPS)).checked_div(reference);
    ratio.map_or(u16::MAX, |bps| bps.min(u16::MAX.into()) as u16)
}

/// A surcharge for trading while the price is `deviation` basis points away from its mean: `share_bps` of that, at most
/// `most`. Rounded down.
#[must_use]
pub fn surcharge(deviation: u16, share_bps: u16, most: u16) -> u16 {
    let share = scale_floor(deviation.into(), share_bps.into(), BPS as u32);
    share.unwrap_or(u64::MAX).min(most.into()) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fee() -> impl Strategy<Value = TransferFee> {
        (0..=10_000u16, any::<u64>(), 0..64u32).prop_map(|(bps, maximum, few)| TransferFee {
            bps,
            maximum: maximum >> few,
        })
    }

    #[test]
    fn extremes() {
        let whole = TransferFee {
            bps: 10_000,
            maximum: u64::MAX,
        };
        assert_eq!(
            (whole.net(u64::MAX), whole.gross(0), whole.gross(1)),
            (0, Some(0), None)
        );
        let capped = TransferFee {
            bps: 10_000,
            maximum: 5,
        };
        assert_eq!((capped.net(7), capped.gross(2), capped.net(5)), (2, Some(7), 0));
        assert_eq!(TransferFee::NONE.gross(u64::MAX), Some(u64::MAX));
        assert_eq!((before_fee(1, 10_000), before_fee(99, 100)), (None, Some(100)));
        assert_eq!(
            (falling_fee(5_000, 30, 0, 100), falling_fee(5_000, 30, 100, 100)),
            (5_000, 30)
        );
        assert_eq!((falling_fee(10, 30, 0, 100), falling_fee(10, 30, 0, 0)), (30, 30));
        assert_eq!(
            (deviation_bps(5, 0), deviation_bps(0, 5), deviation_bps(0, 0)),
            (u16::MAX, 10_000, u16::MAX)
        );
        assert_eq!(deviation_bps(u128::MAX, u128::MAX), 0);
        assert_eq!((surcharge(500, 2_000, 50), surcharge(500, 500, 50)), (50, 25));
    }

    proptest! {
        #[test]
        fn gross_is_the_least_that_arrives(fee in fee(), arriving: u64, few in 0..64u32) {
            let arriving = arriving >> few;
            if let Some(sent) = fee.gross(arriving) {
                prop_assert!(fee.net(sent) >= arriving);
                prop_assert!(sent == 0 || fee.net(sent - 1) < arriving);
            } else {
                prop_assert!(fee.net(u64::MAX) < arriving);
            }
        }

        #[test]
        fn more_sent_is_never_less_arrived(fee in fee(), sent in 0..u64::MAX) {
            prop_assert!(fee.net(sent) <= fee.net(sent + 1));
        }

        #[test]
        fn before_a_fee_is_the_least(left in 1..u64::MAX >> 16, bps in 0..10_000u16) {
            let whole = before_fee(left, bps).expect("fits");
            prop_assert!(whole - share_ceil(whole, bps) >= left);
            prop_assert!(whole - 1 - share_ceil(whole - 1, bps) < left);
        }

        #[test]
        fn a_falling_fee_falls(start in 0..=5_000u16, base in 0..=200u16, seconds in 1..1_000_000u32, at in 0..1_000_000u64) {
            let (now, next) = (falling_fee(start, base, at, seconds), falling_fee(start, base, at + 1, seconds));
            prop_assert!(next <= now && now <= start.max(base) && next >= base);
        }

        #[test]
        fn deviations_are_the_quotient(price in 0..1u128 << 112, reference in 1..1u128 << 112) {
            let exact = price.abs_diff(reference) * 10_000 / reference;
            prop_assert_eq!(u128::from(deviation_bps(price, reference)), exact.min(65_535));
        }
    }
}
