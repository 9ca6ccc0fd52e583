use crate::{constants::MAX_SHARES_PER_UNIT, error::StakeError};
use anchor_lang::prelude::*;
use assay_math::{mul_div_ceil, mul_div_floor};

/// Stake of many, owned by shares: a slash lowers the price of all shares at once.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Tranche {
    /// Base units.
    pub stake: u64,
    pub shares: u64,
}

impl Tranche {
    /// Base units that `shares` are worth, rounded down.
    #[inline(never)]
    pub fn value(&self, shares: u64) -> u64 {
        // Nearly every tranche was never slashed, and a division is dear.
        if self.stake == self.shares {
            return shares;
        }
        mul_div_floor(shares, self.stake, self.shares).unwrap_or(0)
    }

    /// Shares that must be sold for `amount` base units, rounded up.
    #[inline(never)]
    pub fn cost(&self, amount: u64) -> Option<u64> {
        if self.stake == self.shares {
            return Some(amount);
        }
        mul_div_ceil(amount, self.shares, self.stake)
    }

    /// Adds `amount` and returns the shares it buys, rounded down.
    ///
    /// # Errors
    /// [`StakeError::BackingWorthless`] when a share is worth next to nothing, [`StakeError::RoundsToNothing`].
    #[inline(never)]
    pub fn buy(&mut self, amount: u64) -> Result<u64> {
        let shares = if self.stake == self.shares {
            amount
        } else {
            require!(
                self.shares / MAX_SHARES_PER_UNIT <= self.stake,
                StakeError::BackingWorthless
            );
            mul_div_floor(amount, self.shares, self.stake).ok_or(StakeError::BackingWorthless)?
        };
        require!(shares > 0, StakeError::RoundsToNothing);
        self.stake = self.stake.checked_add(amount).ok_or(StakeError::Overflow)?;
        self.shares = self.shares.checked_add(shares).ok_or(StakeError::Overflow)?;
        Ok(shares)
    }

    /// Takes `shares` out and returns what they are worth, rounded down; the last ones take everything.
    ///
    /// # Errors
    /// [`StakeError::MoreThanOwned`] when there are not that many.
    #[inline(never)]
    pub fn sell(&mut self, shares: u64) -> Result<u64> {
        let left = self.shares.checked_sub(shares).ok_or(StakeError::MoreThanOwned)?;
        let amount = if left == 0 { self.stake } else { self.value(shares) };
        self.shares = left;
        self.stake -= amount;
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_share_costs_one_unit_until_it_is_slashed() {
        let mut tranche = Tranche { stake: 0, shares: 0 };
        assert_eq!(tranche.buy(100), Ok(100));
        tranche.stake -= 50;
        assert_eq!((tranche.value(100), tranche.value(1)), (50, 0));
        assert_eq!(tranche.buy(10), Ok(20));
        assert_eq!(tranche.sell(20), Ok(10));
        assert_eq!(tranche.sell(101), Err(StakeError::MoreThanOwned.into()));
        assert_eq!(tranche.sell(100), Ok(50));
        assert_eq!(tranche, Tranche { stake: 0, shares: 0 });
    }

    #[test]
    fn worthless_backing_takes_nobody_in_and_lets_everybody_out() {
        let mut tranche = Tranche {
            stake: 1,
            shares: 2_048,
        };
        assert_eq!(tranche.buy(5), Err(StakeError::BackingWorthless.into()));
        tranche.stake = 0;
        assert_eq!(tranche.buy(5), Err(StakeError::BackingWorthless.into()));
        assert_eq!(tranche.sell(2_048), Ok(0));
        assert_eq!(tranche.buy(5), Ok(5));
    }

    proptest! {
        /// Whoever buys and sells at once never gains, and never takes from the others.
        #[test]
        fn a_round_trip_never_gains(
            stake in 1u64..1 << 50, lost in 0u64..1_000, amount in 1u64..1 << 50
        ) {
            let mut tranche = Tranche { stake, shares: stake };
            tranche.stake -= stake / 1_000 * lost;
            let before = tranche;
            if let Ok(shares) = tranche.buy(amount) {
                let back = tranche.sell(shares).expect("just bought");
                prop_assert!(back <= amount);
                prop_assert_eq!(tranche.shares, before.shares);
                prop_assert!(tranche.stake >= before.stake);
            }
        }

        /// What `cost` asks for is worth at least the amount.
        #[test]
        fn the_cost_covers_the_amount(stake in 1u64..1 << 50, shares in 1u64..1 << 50, part in 1u64..1 << 50) {
            let (tranche, amount) = (Tranche { stake, shares }, part % stake + 1);
            let cost = tranche.cost(amount).expect("fits");
            prop_assert!(cost <= shares && tranche.value(cost) >= amount);
        }
    }
}
