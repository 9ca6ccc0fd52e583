//! Liquidity in and out, worked out before anything moves. Clients quote with the same functions.

use super::{pool::FeeShares, FeeConfig, LiquidityPool, Side, Taxes};
use crate::error::AmmError;
use anchor_lang::prelude::*;
use assay_math::{curve, share_ceil};

/// A deposit of both sides in proportion, base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Leaves the user's accounts, and what of it arrives in the vaults.
    pub sent: [u64; 2],
    pub paid: [u64; 2],
    pub liquidity: u64,
}

/// A deposit of one side alone, base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneSidedDeposit {
    pub side: Side,
    pub sent: u64,
    pub paid: u64,
    /// Taken for the part that is traded for the other side, and what of it the liquidity does not keep.
    pub fee: u64,
    pub shares: FeeShares,
    /// What that trade takes of the other side, which stays in the pool.
    pub traded_out: u64,
    pub liquidity: u64,
}

/// A withdrawal of both sides in proportion, base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub liquidity: u64,
    /// Leaves the vaults, and what of it arrives in the user's accounts.
    pub out: [u64; 2],
    pub received: [u64; 2],
}

/// A withdrawal of one side alone, base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneSidedWithdrawal {
    pub side: Side,
    pub liquidity: u64,
    /// Taken for the part that the other side is traded for, and what of it the liquidity does not keep.
    pub fee: u64,
    pub shares: FeeShares,
    /// What that trade takes of this side.
    pub traded_out: u64,
    pub out: u64,
    pub received: u64,
}

impl LiquidityPool {
    /// The most liquidity that `sent` buys, for no more than its worth.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] when it does not buy a unit, [`AmmError::Overflow`].
    #[inline(never)]
    pub fn deposit(&self, sent: [u64; 2], taxes: &Taxes) -> Result<Deposit> {
        let supply = self.liquidity;
        let given = [taxes[0].net(sent[0]), taxes[1].net(sent[1])];
        let liquidity = curve::liquidity_for(given, self.reserves, supply).ok_or(AmmError::Overflow)?;
        require!(liquidity > 0, AmmError::AmountTooSmall);
        require!(supply.checked_add(liquidity).is_some(), AmmError::Overflow);
        let mut deposit = Deposit {
            sent: [0; 2],
            paid: [0; 2],
            liquidity,
        };
        for (side, tax) in taxes.iter().enumerate() {
            let cost = curve::cost_of(liquidity, self.reserves[side], supply).ok_or(AmmError::Overflow)?;
            deposit.sent[side] = tax.gross(cost).ok_or(AmmError::Overflow)?;
            deposit.paid[side] = tax.net(deposit.sent[side]);
            require!(
                self.reserves[side].checked_add(deposit.paid[side]).is_some(),
                AmmError::Overflow
            );
        }
        Ok(deposit)
    }

    pub fn apply_deposit(&mut self, deposit: &Deposit) {
        // Fits: it was worked out for this pool.
        self.liquidity += deposit.liquidity;
        self.reserves[0] += deposit.paid[0];
        self.reserves[1] += deposit.paid[1];
    }

    /// The liquidity that `sent` of one side buys.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] when it does not buy a unit, [`AmmError::Overflow`].
    #[inline(never)]
    pub fn deposit_one(
        &self,
        config: &FeeConfig,
        side: Side,
        sent: u64,
        taxes: &Taxes,
        now: i64,
    ) -> Result<OneSidedDeposit> {
        let (reserve, supply) = (self.reserves[side as usize], self.liquidity);
        let paid = taxes[side as usize].net(sent);
        let traded = curve::traded_of_deposit(paid, reserve).ok_or(AmmError::Overflow)?;
        let fee = share_ceil(traded, self.fee_bps(config, now));
        let liquidity = curve::liquidity_for_one(paid - fee, reserve, supply).ok_or(AmmError::Overflow)?;
        require!(liquidity > 0, AmmError::AmountTooSmall);
        let grown = supply.checked_add(liquidity).ok_or(AmmError::Overflow)?;
        let other = self.reserves[side.other() as usize];
        Ok(OneSidedDeposit {
            side,
            sent,
            paid,
            fee,
            shares: self.shares_of(config, fee),
            // Fits: a part of it.
            traded_out: curve::cost_of(liquidity, other, grown).ok_or(AmmError::Overflow)?,
            liquidity,
        })
    }

    /// # Errors
    /// [`AmmError::AboveLaunchCap`].
    pub fn apply_deposit_one(&mut self, deposit: &OneSidedDeposit, now: i64) -> Result<()> {
        let side = deposit.side;
        self.launch.take(side.other() as usize, deposit.traded_out, now)?;
        self.share_fee(side, deposit.shares);
        self.liquidity += deposit.liquidity;
        self.reserves[side as usize] += deposit.paid - deposit.shares.total();
        Ok(())
    }

    /// What `liquidity` is worth.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] when it is not worth a unit of either side, [`AmmError::InsufficientReserve`] for more
    /// than there is.
    #[inline(never)]
    pub fn withdraw(&self, liquidity: u64, taxes: &Taxes) -> Result<Withdrawal> {
        require!(liquidity <= self.liquidity, AmmError::InsufficientReserve);
        let worth = |side: usize| curve::worth_of(liquidity, self.reserves[side], self.liquidity);
        // Fits: a part of each.
        let (Some(a), Some(b)) = (worth(0), worth(1)) else {
            return Err(AmmError::Overflow.into());
        };
        require!(a > 0 || b > 0, AmmError::AmountTooSmall);
        Ok(Withdrawal {
            liquidity,
            out: [a, b],
            received: [taxes[0].net(a), taxes[1].net(b)],
        })
    }

    pub fn apply_withdrawal(&mut self, withdrawal: &Withdrawal) {
        self.liquidity -= withdrawal.liquidity;
        self.reserves[0] -= withdrawal.out[0];
        self.reserves[1] -= withdrawal.out[1];
    }

    /// What `liquidity` is worth in one side alone.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] when it is not worth a unit, [`AmmError::InsufficientReserve`] for more than there is.
    #[inline(never)]
    pub fn withdraw_one(
        &self,
        config: &FeeConfig,
        side: Side,
        liquidity: u64,
        taxes: &Taxes,
        now: i64,
    ) -> Result<OneSidedWithdrawal> {
        let reserve = self.reserves[side as usize];
        let parts =
            curve::withdraw_one(liquidity, reserve, self.liquidity).ok_or(AmmError::InsufficientReserve)?;
        let fee = share_ceil(parts.traded, self.fee_bps(config, now));
        let out = parts.share + parts.traded - fee;
        let received = taxes[side as usize].net(out);
        require!(received > 0, AmmError::AmountTooSmall);
        Ok(OneSidedWithdrawal {
            side,
            liquidity,
            fee,
            shares: self.shares_of(config, fee),
            traded_out: parts.traded,
            out,
            received,
        })
    }

    /// # Errors
    /// [`AmmError::AboveLaunchCap`].
    pub fn apply_withdrawal_one(&mut self, withdrawal: &OneSidedWithdrawal, now: i64) -> Result<()> {
        let side = withdrawal.side;
        self.launch.take(side as usize, withdrawal.traded_out, now)?;
        self.share_fee(side, withdrawal.shares);
        self.liquidity -= withdrawal.liquidity;
        self.reserves[side as usize] -= withdrawal.out + withdrawal.shares.total();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::trade::tests::{any_pool, config, pool};
    use assay_math::fee::TransferFee;
    use proptest::prelude::*;

    const NONE: Taxes = [TransferFee::NONE; 2];

    #[test]
    fn one_side_in_is_a_trade_and_a_deposit() {
        let (pool, config) = (pool([1_000_000, 4_000_000]), config(100, 5_000, 0));
        let deposit = pool
            .deposit_one(&config, Side::A, 210_000, &NONE, 0)
            .expect("a deposit");
        // √1.21 = 1.1: a tenth of the reserve is traded, for a tenth more liquidity but for the fee.
        assert_eq!((deposit.fee, deposit.shares.protocol), (1_000, 500));
        assert_eq!(deposit.liquidity, 199_090);
        assert_eq!(
            pool.withdraw_one(&config, Side::A, 2_000_000, &NONE, 0)
                .map(|w| w.out),
            Ok(1_000_000)
        );
    }

    #[test]
    fn amounts_that_move_nothing() {
        let (pool, config) = (pool([1_000_000, 4_000_000]), config(100, 0, 0));
        let small = Err(AmmError::AmountTooSmall.into());
        assert_eq!(pool.deposit([0, 0], &NONE).map(|d| d.liquidity), small);
        assert_eq!(pool.deposit([1, 0], &NONE).map(|d| d.liquidity), small);
        assert_eq!(
            pool.deposit_one(&config, Side::B, 1, &NONE, 0)
                .map(|d| d.liquidity),
            small
        );
        assert_eq!(pool.withdraw(0, &NONE).map(|w| w.liquidity), small);
        assert_eq!(
            pool.withdraw(1, &NONE).map(|w| w.out),
            Ok([0, 2]),
            "a unit of one side is worth taking"
        );
        assert_eq!(
            pool.withdraw_one(&config, Side::A, 0, &NONE, 0).map(|w| w.out),
            small
        );
        let more = Err(AmmError::InsufficientReserve.into());
        assert_eq!(pool.withdraw(2_000_001, &NONE).map(|w| w.liquidity), more);
        assert_eq!(
            pool.withdraw_one(&config, Side::A, u64::MAX, &NONE, 0)
                .map(|w| w.out),
            more
        );
    }

    /// Whether √k per unit of liquidity did not fall, as far as 128 bits tell: by the worth of all there was.
    fn kept(before: &LiquidityPool, after: &LiquidityPool) -> bool {
        let principal = curve::principal_of(before.liquidity, before.reserves, before.liquidity);
        let needed = curve::liquidity_of_principal(principal.unwrap_or(0), after.reserves, after.liquidity);
        // Two roundings up.
        needed
            .is_none_or(|needed| needed <= before.liquidity.saturating_add(before.liquidity / 1_000_000 + 2))
    }

    proptest! {
        #[test]
        fn in_and_out_never_gains(sample in any_pool(), a in 0..u64::MAX >> 2, b in 0..u64::MAX >> 2, few in 0..60u32) {
            let (config, mut pool, taxes) = sample.build();
            let before = pool;
            if let Ok(deposit) = pool.deposit([a >> few, b >> few], &taxes) {
                prop_assert!(deposit.sent[0] <= a >> few && deposit.sent[1] <= b >> few);
                pool.apply_deposit(&deposit);
                if let Ok(back) = pool.withdraw(deposit.liquidity, &taxes) {
                    prop_assert!(back.out[0] <= deposit.paid[0] && back.out[1] <= deposit.paid[1]);
                }
            }
            let mut pool = before;
            if let Ok(deposit) = pool.deposit_one(&config, Side::A, a >> few, &taxes, 0) {
                pool.apply_deposit_one(&deposit, 0).expect("no launch");
                prop_assert_eq!(pool.owed(Side::A), before.owed(Side::A) + deposit.paid);
                prop_assert!(kept(&before, &pool));
                if let Ok(back) = pool.withdraw_one(&config, Side::A, deposit.liquidity, &taxes, 0) {
                    prop_assert!(back.out <= deposit.paid, "{} of {}", back.out, deposit.paid);
                }
            }
        }

        #[test]
        fn one_side_is_never_better_than_two_steps(sample in any_pool(), part in 1..=1_000u64) {
            let (config, mut pool, _) = sample.build();
            let liquidity = (u128::from(pool.liquidity) * u128::from(part) / 1_001) as u64;
            let before = pool;
            let Ok(one) = pool.withdraw_one(&config, Side::A, liquidity, &NONE, 0) else { return Ok(()) };
            let Ok(two) = pool.withdraw(liquidity, &NONE) else { return Ok(()) };
            pool.apply_withdrawal(&two);
            let sold = pool.sell(&config, Side::B, two.received[1], &NONE, 0).map_or(0, |trade| trade.received);
            // A unit of the other side, which the two steps lose to rounding, can be worth many of this one.
            let unit = before.reserves[0] / before.reserves[1] + 1;
            prop_assert!(one.received <= two.received[0].saturating_add(sold).saturating_add(2 * unit));
        }
    }
}
