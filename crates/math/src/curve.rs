//! The constant product `x · y = k`, in integers.
//!
//! Every formula is that of Uniswap v2 (Adams, Zinsmeister, Robinson: *Uniswap v2 Core*, 2020) with the rounding against
//! whoever calls: the pool never gives more, and never takes less, than the real numbers say. So the liquidity's worth,
//! √k for each of its units, never falls.

use crate::{mul_div_ceil, mul_div_floor};

/// Liquidity that a pool's first deposit is worth: √(a · b), rounded down.
#[must_use]
pub fn first_liquidity(a: u64, b: u64) -> u64 {
    // Fits: the root of a product of two 64-bit numbers.
    root(a, b) as u64
}

/// √(a · b), rounded down.
fn root(a: u64, b: u64) -> u128 {
    (u128::from(a) * u128::from(b)).isqrt()
}

/// What leaves a reserve `to` when `amount` enters a reserve `from`, rounded down; `None` when `from` would overflow or
/// is empty.
#[must_use]
pub fn out_for_in(amount: u64, from: u64, to: u64) -> Option<u64> {
    mul_div_floor(to, amount, from.checked_add(amount)?)
}

/// What must enter a reserve `from` for `amount` to leave a reserve `to`, rounded up; `None` when there is not more than
/// that, or when no amount suffices.
#[must_use]
pub fn in_for_out(amount: u64, from: u64, to: u64) -> Option<u64> {
    mul_div_ceil(from, amount, to.checked_sub(amount)?)
}

/// Liquidity for two amounts in a pool that has `supply` of it, rounded down. The scarcer of the two decides.
#[must_use]
pub fn liquidity_for(amounts: [u64; 2], reserves: [u64; 2], supply: u64) -> Option<u64> {
    let each = |side: usize| mul_div_floor(amounts[side], supply, reserves[side]);
    Some(each(0)?.min(each(1)?))
}

/// What `liquidity` costs of a reserve, rounded up.
#[must_use]
pub fn cost_of(liquidity: u64, reserve: u64, supply: u64) -> Option<u64> {
    mul_div_ceil(liquidity, reserve, supply)
}

/// What `liquidity` is worth of a reserve, rounded down.
#[must_use]
pub fn worth_of(liquidity: u64, reserve: u64, supply: u64) -> Option<u64> {
    mul_div_floor(liquidity, reserve, supply)
}

/// The part of a one-sided deposit that is traded for the other side: √(r · (r + amount)) − r, rounded up.
#[must_use]
pub fn traded_of_deposit(amount: u64, reserve: u64) -> Option<u64> {
    let after = reserve.checked_add(amount)?;
    let square = u128::from(reserve) * u128::from(after);
    let floor = square.isqrt();
    let root = floor + u128::from(floor * floor < square);
    // Fits: at most `after`.
    Some(root as u64 - reserve)
}

/// Liquidity for a deposit of one side alone, rounded down: supply · (√(1 + amount / reserve) − 1).
#[must_use]
pub fn liquidity_for_one(amount: u64, reserve: u64, supply: u64) -> Option<u64> {
    let grown = root(reserve, reserve.checked_add(amount)?);
    // Fits: a root is at most the larger of the two.
    mul_div_floor(supply, grown as u64 - reserve, reserve)
}

/// What a withdrawal of one side alone takes, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneSided {
    /// The share of the reserve itself.
    pub share: u64,
    /// What the other side's share is traded for.
    pub traded: u64,
}

/// Takes `liquidity` out in one side: its share, and what the other side's share buys in what is left.
#[must_use]
pub fn withdraw_one(liquidity: u64, reserve: u64, supply: u64) -> Option<OneSided> {
    let rest = supply.checked_sub(liquidity)?;
    let left = mul_div_ceil(reserve, rest, supply)?;
    let after = mul_div_ceil(left, rest, supply)?;
    Some(OneSided {
        share: reserve - left,
        traded: left - after,
    })
}

/// What `liquidity` is worth in units of √k, rounded up: fees raise it, and nothing lowers it.
#[must_use]
pub fn principal_of(liquidity: u64, reserves: [u64; 2], supply: u64) -> Option<u64> {
    let floor = root(reserves[0], reserves[1]);
    let square = u128::from(reserves[0]) * u128::from(reserves[1]);
    let root = floor + u128::from(floor * floor < square);
    mul_div_ceil(liquidity, u64::try_from(root).ok()?, supply)
}

/// Liquidity that is worth `principal` units of √k now, rounded up.
#[must_use]
pub fn liquidity_of_principal(principal: u64, reserves: [u64; 2], supply: u64) -> Option<u64> {
    mul_div_ceil(principal, supply, root(reserves[0], reserves[1]) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Amounts of every size, not only large ones.
    fn amount() -> impl Strategy<Value = u64> {
        (any::<u64>(), 0..63u32).prop_map(|(amount, few)| (amount >> few).max(1))
    }

    /// Reserves and a supply that a pool can have: the supply is never worth more than √k.
    fn pool() -> impl Strategy<Value = ([u64; 2], u64)> {
        (amount(), amount(), 1..=1_000u64).prop_map(|(a, b, part)| {
            let supply = u128::from(first_liquidity(a, b)) * u128::from(part) / 1_000;
            ([a, b], (supply as u64).max(1))
        })
    }

    /// Whether √(a′ · b′) / supply′ is not below √(a · b) / supply: a·b·supply′² ≤ a′·b′·supply².
    fn not_below(before: ([u64; 2], u64), after: ([u64; 2], u64)) -> bool {
        let wide = |reserves: [u64; 2], supply: u64| {
            let k = u128::from(reserves[0]) * u128::from(reserves[1]);
            let square = u128::from(supply) * u128::from(supply);
            // 256 bits, schoolbook.
            let (kh, kl) = (k >> 64, k & u128::from(u64::MAX));
            let (sh, sl) = (square >> 64, square & u128::from(u64::MAX));
            let low = kl * sl;
            let (middle, carry) = (kh * sl).overflowing_add(kl * sh);
            let high = kh * sh + (middle >> 64) + (u128::from(carry) << 64);
            let (low, carry) = low.overflowing_add(middle << 64);
            (high + u128::from(carry), low)
        };
        wide(before.0, after.1) <= wide(after.0, before.1)
    }

    #[test]
    fn extremes() {
        assert_eq!(first_liquidity(u64::MAX, u64::MAX), u64::MAX);
        assert_eq!((first_liquidity(0, 9), first_liquidity(2, 4)), (0, 2));
        assert_eq!(out_for_in(1, 0, 5), Some(5));
        assert_eq!((out_for_in(0, 0, 5), out_for_in(1, u64::MAX, 5)), (None, None));
        assert_eq!((in_for_out(5, 5, 5), in_for_out(6, 5, 5)), (None, None));
        assert_eq!(in_for_out(u64::MAX - 1, 1, u64::MAX), Some(u64::MAX - 1));
        assert_eq!(in_for_out(u64::MAX - 1, 2, u64::MAX), None);
        assert_eq!(withdraw_one(6, 10, 5), None);
        assert_eq!(traded_of_deposit(1, u64::MAX), None);
        let all = withdraw_one(5, 10, 5).expect("all of it");
        assert_eq!((all.share, all.traded), (10, 0));
    }

    proptest! {
        #[test]
        fn a_trade_never_lowers_k(amount in amount(), from in amount(), to in amount()) {
            if let Some(out) = out_for_in(amount, from, to) {
                prop_assert!(out <= to);
                prop_assert!(not_below(([from, to], 1), ([from + amount, to - out], 1)));
            }
        }

        #[test]
        fn asking_for_an_output_costs_what_gives_it(amount in amount(), from in amount(), to in amount()) {
            if let Some(needed) = in_for_out(amount, from, to) {
                if let Some(out) = out_for_in(needed, from, to) {
                    prop_assert!(out >= amount);
                }
                if let Some(less) = needed.checked_sub(1) {
                    prop_assert!(out_for_in(less, from, to).is_none_or(|out| out < amount));
                }
            }
        }

        #[test]
        fn cutting_a_trade_up_gains_nothing(first in amount(), second in amount(), from in amount(), to in amount()) {
            let whole = first.checked_add(second).and_then(|whole| out_for_in(whole, from, to));
            if let (Some(whole), Some(one)) = (whole, out_for_in(first, from, to)) {
                let two = out_for_in(second, from + first, to - one).expect("fits");
                prop_assert!(one + two <= whole);
            }
        }

        #[test]
        fn a_deposit_never_dilutes((reserves, supply) in pool(), a in amount(), b in amount()) {
            let Some(liquidity) = liquidity_for([a, b], reserves, supply) else { return Ok(()) };
            let cost = |side: usize| cost_of(liquidity, reserves[side], supply).expect("at most what was given");
            prop_assert!(cost(0) <= a && cost(1) <= b);
            let grown = [reserves[0].checked_add(cost(0)), reserves[1].checked_add(cost(1))];
            if let ([Some(x), Some(y)], Some(total)) = (grown, supply.checked_add(liquidity)) {
                prop_assert!(not_below((reserves, supply), ([x, y], total)));
            }
        }

        #[test]
        fn a_withdrawal_never_dilutes((reserves, supply) in pool(), part in 0..=1_000u64) {
            let liquidity = (u128::from(supply) * u128::from(part) / 1_000) as u64;
            let worth = |side: usize| worth_of(liquidity, reserves[side], supply).expect("a part");
            let left = [reserves[0] - worth(0), reserves[1] - worth(1)];
            prop_assert!(not_below((reserves, supply), (left, supply - liquidity)));
        }

        #[test]
        fn deposit_and_withdrawal_never_gain((reserves, supply) in pool(), a in amount(), b in amount()) {
            let Some(liquidity) = liquidity_for([a, b], reserves, supply) else { return Ok(()) };
            for reserve in reserves {
                let cost = cost_of(liquidity, reserve, supply).expect("at most what was given");
                if let (Some(grown), Some(total)) = (reserve.checked_add(cost), supply.checked_add(liquidity)) {
                    prop_assert!(worth_of(liquidity, grown, total).expect("a part") <= cost);
                }
            }
        }

        #[test]
        fn one_side_in_never_dilutes((reserves, supply) in pool(), amount in amount()) {
            let Some(liquidity) = liquidity_for_one(amount, reserves[0], supply) else { return Ok(()) };
            if let (Some(grown), Some(total)) = (reserves[0].checked_add(amount), supply.checked_add(liquidity)) {
                prop_assert!(not_below((reserves, supply), ([grown, reserves[1]], total)));
            }
        }

        #[test]
        fn less_than_half_of_one_side_is_traded(reserve in amount(), amount in amount()) {
            if let Some(traded) = traded_of_deposit(amount, reserve) {
                prop_assert!(traded <= amount.div_ceil(2));
                // Traded, the rest is in proportion: r + traded = √(r · (r + amount)), rounded up.
                let (square, root) = (u128::from(reserve) * u128::from(reserve + amount), u128::from(reserve + traded));
                prop_assert!(root * root >= square && (root - 1) * (root - 1) < square);
            }
        }

        #[test]
        fn one_side_out_never_dilutes((reserves, supply) in pool(), part in 0..=1_000u64) {
            let liquidity = (u128::from(supply) * u128::from(part) / 1_000) as u64;
            let out = withdraw_one(liquidity, reserves[0], supply).expect("a part");
            let left = reserves[0] - out.share - out.traded;
            prop_assert!(not_below((reserves, supply), ([left, reserves[1]], supply - liquidity)));
            // As the two steps do it: the share of both sides, then the other side's share is traded.
            let shares = [worth_of(liquidity, reserves[0], supply), worth_of(liquidity, reserves[1], supply)];
            let (share, other) = (shares[0].expect("a part"), shares[1].expect("a part"));
            prop_assert_eq!(share, out.share);
            let bought = out_for_in(other, reserves[1] - other, reserves[0] - share).unwrap_or(0);
            prop_assert!(out.traded + 1 >= bought, "{} against {bought}", out.traded);
        }

        #[test]
        fn principal_is_kept((reserves, supply) in pool(), part in 1..=1_000u64, more in amount()) {
            let liquidity = (u128::from(supply) * u128::from(part) / 1_000) as u64;
            let Some(principal) = principal_of(liquidity, reserves, supply) else { return Ok(()) };
            // Nothing was earned: all of it is needed.
            if let Some(needed) = liquidity_of_principal(principal, reserves, supply) {
                prop_assert!(needed >= liquidity);
            }
            // Fees came in: what is left when the surplus is taken is still worth the principal.
            if let Some(grown) = reserves[0].checked_add(more) {
                let after = [grown, reserves[1]];
                let needed = liquidity_of_principal(principal, after, supply).unwrap_or(u64::MAX);
                let kept = liquidity.min(needed);
                if kept < liquidity {
                    prop_assert!(principal_of(kept, after, supply).is_some_and(|worth| worth >= principal));
                }
            }
        }
    }
}
