//! How unequally an amount is spread over its holders.

use serde::Serialize;

/// The holders among which [`Concentration::top10`] is taken.
const TOP: usize = 10;

/// How unequally an amount is spread over its holders.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Concentration {
    pub holders: usize,
    /// Base units.
    pub total: u64,
    /// Gini coefficient: 0 when all hold the same, (n − 1)/n when one of n holds everything; 0 for none.
    pub gini: f64,
    /// Nakamoto coefficient: least number of holders that have more than half together; 0 for none.
    pub nakamoto: usize,
    /// Share of the ten largest holders, 0 to 1; 0 for none.
    pub top10: f64,
}

impl Concentration {
    /// Measures `amounts`, one per holder; holders of nothing count.
    #[must_use]
    pub fn of(mut amounts: Vec<u64>) -> Self {
        amounts.sort_unstable_by(|a, b| b.cmp(a));
        let sum = |amounts: &[u64]| amounts.iter().map(|amount| u128::from(*amount)).sum::<u128>();
        let total = sum(&amounts);
        let mut so_far = 0;
        let less = amounts.iter().take_while(|amount| {
            so_far += u128::from(**amount);
            2 * so_far <= total
        });
        let nakamoto = if total == 0 { 0 } else { less.count() + 1 };
        let top = &amounts[..amounts.len().min(TOP)];
        Self {
            holders: amounts.len(),
            total: u64::try_from(total).unwrap_or(u64::MAX),
            gini: gini(&amounts, total),
            nakamoto,
            top10: ratio(sum(top), total),
        }
    }

    /// As [`Self::of`], but holders of nothing do not count.
    pub fn of_holders(amounts: impl IntoIterator<Item = u64>) -> Self {
        Self::of(amounts.into_iter().filter(|amount| *amount > 0).collect())
    }
}

/// `G = Σ (n + 1 − 2·i) · xᵢ / (n · Σ xᵢ)` for `x₁ ≥ x₂ ≥ … ≥ xₙ`, which is half the mean difference of two holders by the
/// mean (Sen, On Economic Inequality, 1973).
fn gini(descending: &[u64], total: u128) -> f64 {
    let n = descending.len() as u128;
    let ranked = (1..)
        .zip(descending)
        .map(|(rank, amount)| rank * u128::from(*amount));
    let below: u128 = 2 * ranked.sum::<u128>();
    ratio((n + 1) * total - below, n * total)
}

/// 0 for a part of nothing.
fn ratio(part: u128, whole: u128) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(amounts: &[u64]) -> Concentration {
        Concentration::of(amounts.to_vec())
    }

    #[test]
    fn nobody_is_no_concentration() {
        for none in [&[][..], &[0], &[0, 0, 0]] {
            let found = of(none);
            assert_eq!((found.holders, found.total, found.nakamoto), (none.len(), 0, 0));
            assert_eq!((found.gini, found.top10), (0.0, 0.0));
        }
    }

    #[test]
    fn equal_shares_have_gini_zero() {
        for n in [1, 2, 3, 10, 1_000] {
            let found = of(&vec![7; n]);
            assert_eq!((found.gini, found.nakamoto), (0.0, n / 2 + 1), "{n}");
            assert_eq!(found.top10, 10.0 / n.max(10) as f64);
        }
    }

    #[test]
    fn one_owner_of_everything_is_the_worst() {
        for n in [2, 4, 100] {
            let mut amounts = vec![0; n];
            amounts[n / 2] = u64::MAX;
            let found = of(&amounts);
            assert_eq!(found.gini, (n - 1) as f64 / n as f64);
            assert_eq!((found.nakamoto, found.top10), (1, 1.0));
        }
    }

    #[test]
    fn known_values() {
        let found = of(&[10, 40, 20, 30]);
        assert_eq!((found.nakamoto, found.gini, found.total), (2, 0.25, 100));
        assert_eq!(of(&[50, 50]).nakamoto, 2, "half is not more than half");
        assert_eq!(of(&[51, 49]).nakamoto, 1);
        let found = of(&(1..=20).collect::<Vec<_>>());
        // The sum of 11 to 20 is 155, of 1 to 20 it is 210; the Gini coefficient of 1 to n is (n − 1) / 3n.
        assert_eq!(found.top10, 155.0 / 210.0);
        assert!((found.gini - 19.0 / 60.0).abs() < 1e-12);
    }
}
