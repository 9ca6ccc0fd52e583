//! Prices for machines: decimal numbers, worked out digit by digit. No floating point is involved.

use super::{Refusal, Snapshot};
use amm::{constants::OBSERVATIONS, state::Observation};
use assay_math::price;
use serde::Serialize;

/// Digits of a price, from the first one that is not zero on; what follows is cut off.
pub const DIGITS: usize = 18;

/// What a whole token of each mint of a pool is worth in whole tokens of the other one, as decimal numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Price {
    /// Of mint a in mint b, and of mint b in mint a.
    pub a: String,
    pub b: String,
}

impl Snapshot {
    /// The price now: the ratio of the reserves, before any fee.
    pub fn spot(&self) -> Price {
        let [a, b] = self.state.reserves.map(u128::from);
        self.priced((b, a), (a, b))
    }

    /// The mean price of the last `seconds`, weighted by time, as the program would tell it now.
    ///
    /// # Errors
    /// `OracleTooYoung` when the pool does not remember that far back, `BadParameter` for no time.
    pub fn mean(&self, seconds: u32) -> Result<Price, Refusal> {
        let mean = self.state.oracle.mean(seconds);
        let mean = mean.map_err(|error| Refusal::of(self, error))?;
        // 64 bits behind the point.
        Ok(self.priced((mean.a, 1 << 64), (mean.b, 1 << 64)))
    }

    /// Mean prices between the moments that the oracle remembers, up to now, oldest first: from and to, Unix times, and
    /// the price.
    pub fn history(&self) -> Vec<(i64, i64, Price)> {
        let oracle = &self.state.oracle;
        let (newest, count) = (
            usize::from(oracle.newest),
            usize::from(oracle.count).min(OBSERVATIONS),
        );
        let remembered = (0..count)
            .rev()
            .map(|steps| &oracle.observations[(newest % OBSERVATIONS + OBSERVATIONS - steps) % OBSERVATIONS]);
        let mut moments: Vec<_> = remembered.collect();
        moments.push(&oracle.last);
        let between = |pair: &[&Observation]| {
            let (then, now) = (pair[0], pair[1]);
            let seconds = u32::try_from(now.at.checked_sub(then.at)?).ok()?;
            let a = price::mean(&now.price_a, &then.price_a, seconds)?;
            let b = price::mean(&now.price_b, &then.price_b, seconds)?;
            Some((then.at, now.at, self.priced((a, 1 << 64), (b, 1 << 64))))
        };
        moments.windows(2).filter_map(between).collect()
    }

    /// Base units for base units as a ratio, as whole tokens for whole tokens.
    fn priced(&self, a: (u128, u128), b: (u128, u128)) -> Price {
        let [decimals_a, decimals_b] = self.state.decimals.map(i32::from);
        let shift = decimals_a - decimals_b;
        Price {
            a: decimal(a.0, a.1, shift),
            b: decimal(b.0, b.1, -shift),
        }
    }
}

/// `numerator / denominator · 10^shift`, rounded down to [`DIGITS`] digits. The denominator is at most 2⁶⁴ and not zero.
pub fn decimal(numerator: u128, denominator: u128, shift: i32) -> String {
    let whole = (numerator / denominator).to_string();
    let mut rest = numerator % denominator;
    let mut digits = whole.trim_start_matches('0').to_owned();
    // Where the point stands, in digits from the first one; below zero there are zeros between them.
    let mut point = digits.len() as i32;
    while digits.len() < DIGITS && rest > 0 {
        // Fits: the rest is below 2^64.
        rest *= 10;
        let digit = (rest / denominator) as u8;
        rest %= denominator;
        if digits.is_empty() && digit == 0 {
            point -= 1;
        } else {
            digits.push(char::from(b'0' + digit));
        }
    }
    // A whole part may be longer, and what is cut off of it are zeros then.
    let digits = digits[..digits.len().min(DIGITS)].trim_end_matches('0');
    place(digits, point + shift)
}

/// Puts the point behind the first `point` digits.
fn place(digits: &str, point: i32) -> String {
    if digits.is_empty() {
        return "0".to_owned();
    }
    let Ok(point_at @ 1..) = usize::try_from(point) else {
        return format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize));
    };
    match digits.split_at_checked(point_at) {
        Some((whole, "")) => whole.to_owned(),
        Some((whole, fraction)) => format!("{whole}.{fraction}"),
        None => format!("{digits}{}", "0".repeat(point_at - digits.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_written_out() {
        for (numerator, denominator, shift, text) in [
            (0, 7, 0, "0"),
            (1, 1, 0, "1"),
            (1, 8, 0, "0.125"),
            (10, 4, 0, "2.5"),
            (2, 3, 0, "0.666666666666666666"),
            (200, 3, 0, "66.6666666666666666"),
            (1, 3_000, 0, "0.000333333333333333333"),
            (5, 1, 3, "5000"),
            (5, 1, -3, "0.005"),
            (1_234, 1, -2, "12.34"),
            (1_200, 1, -2, "12"),
            (1, 4, 1, "2.5"),
            (1, 4, 2, "25"),
            (1, 4, 3, "250"),
            (
                u128::from(u64::MAX),
                1,
                -255,
                &format!("0.{}184467440737095516", "0".repeat(235)),
            ),
            (u128::from(u64::MAX), 1, 0, "18446744073709551600"),
            (u128::MAX, 1 << 64, 0, "18446744073709551600"),
            (1, 1 << 64, 0, "0.0000000000000000000542101086242752217"),
        ] {
            assert_eq!(
                decimal(numerator, denominator, shift),
                text,
                "{numerator}/{denominator}"
            );
        }
    }
}
