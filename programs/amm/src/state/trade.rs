//! A trade, worked out before anything moves. Clients quote with the same functions.
//!
//! ```text
//! sent → the token's own fee → paid → the pool's fee → traded on the curve → out → the token's own fee → received
//! ```

use super::{pool::FeeShares, FeeConfig, Limits, LiquidityPool, Side, Taxes};
use crate::error::AmmError;
use anchor_lang::prelude::*;
use assay_math::{curve, fee::before_fee, mul_q64_floor, share_ceil, BPS};

/// Base units, all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trade {
    /// What is paid in.
    pub from: Side,
    /// Leaves the user's account, and what of it arrives in the vault.
    pub sent: u64,
    pub paid: u64,
    /// The pool's fee, and what of it the liquidity does not keep.
    pub fee: u64,
    pub shares: FeeShares,
    /// Leaves the vault, and what of it arrives in the user's account.
    pub out: u64,
    pub received: u64,
}

impl LiquidityPool {
    /// What `sent` buys.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] when it does not buy a unit, [`AmmError::Overflow`].
    #[inline(never)]
    pub fn sell(&self, config: &FeeConfig, from: Side, sent: u64, taxes: &Taxes, now: i64) -> Result<Trade> {
        let to = from.other();
        let paid = taxes[from as usize].net(sent);
        let fee = share_ceil(paid, self.fee_bps(config, now));
        let (reserve, other) = (self.reserves[from as usize], self.reserves[to as usize]);
        // The whole of it must fit into the reserve, the fee included.
        require!(reserve.checked_add(paid).is_some(), AmmError::Overflow);
        let out = curve::out_for_in(paid - fee, reserve, other).ok_or(AmmError::Overflow)?;
        let received = taxes[to as usize].net(out);
        require!(received > 0, AmmError::AmountTooSmall);
        Ok(Trade {
            from,
            sent,
            paid,
            fee,
            shares: self.shares_of(config, fee),
            out,
            received,
        })
    }

    /// What `received` costs.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] for nothing, [`AmmError::InsufficientReserve`], [`AmmError::Overflow`].
    #[inline(never)]
    pub fn buy(
        &self,
        config: &FeeConfig,
        from: Side,
        received: u64,
        taxes: &Taxes,
        now: i64,
    ) -> Result<Trade> {
        require!(received > 0, AmmError::AmountTooSmall);
        let to = from.other();
        let (reserve, other) = (self.reserves[from as usize], self.reserves[to as usize]);
        let out = taxes[to as usize].gross(received).ok_or(AmmError::Overflow)?;
        require!(out < other, AmmError::InsufficientReserve);
        let traded = curve::in_for_out(out, reserve, other).ok_or(AmmError::Overflow)?;
        let fee_bps = self.fee_bps(config, now);
        let paid = before_fee(traded, fee_bps).ok_or(AmmError::Overflow)?;
        let sent = taxes[from as usize].gross(paid).ok_or(AmmError::Overflow)?;
        // The least that suffices can be a unit more than what is asked for, at both ends.
        let paid = taxes[from as usize].net(sent);
        require!(reserve.checked_add(paid).is_some(), AmmError::Overflow);
        let fee = share_ceil(paid, fee_bps);
        Ok(Trade {
            from,
            sent,
            paid,
            fee,
            shares: self.shares_of(config, fee),
            out,
            received: taxes[to as usize].net(out),
        })
    }

    /// Requires a trade to give what the mean price of `limits` says it is worth, less what they allow, rounded down.
    ///
    /// # Errors
    /// [`AmmError::PriceOffMean`]; those of [`super::Oracle::mean_of`], no time included.
    pub fn require_worth(&self, trade: &Trade, limits: &Limits) -> Result<()> {
        let price = self.oracle.mean_of(trade.from, limits.mean_seconds)?;
        let worth = mul_q64_floor(trade.paid, price).ok_or(AmmError::Overflow)?;
        let slack = share_ceil(worth, limits.mean_bps.min(BPS as u16));
        require!(trade.out >= worth - slack, AmmError::PriceOffMean);
        Ok(())
    }

    /// Moves what the trade moves, in the state of record.
    ///
    /// # Errors
    /// [`AmmError::AboveLaunchCap`].
    pub fn apply(&mut self, trade: &Trade, now: i64) -> Result<()> {
        let (from, to) = (trade.from as usize, trade.from.other() as usize);
        self.launch.take(to, trade.out, now)?;
        self.share_fee(trade.from, trade.shares);
        // Fits: it was worked out for these reserves.
        self.reserves[from] += trade.paid - trade.shares.total();
        self.reserves[to] -= trade.out;
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::state::config::tests::fees;
    use assay_math::fee::TransferFee;
    use proptest::prelude::*;

    pub(in crate::state) fn config(fee_bps: u16, protocol_bps: u16, creator_bps: u16) -> FeeConfig {
        let mut config: FeeConfig = bytemuck::Zeroable::zeroed();
        config.fees = fees();
        config.fees.fee_bps = fee_bps;
        config.fees.protocol_bps = protocol_bps;
        config.fees.creator_bps = creator_bps;
        config
    }

    pub(in crate::state) fn pool(reserves: [u64; 2]) -> LiquidityPool {
        let mut pool: LiquidityPool = bytemuck::Zeroable::zeroed();
        pool.reserves = reserves;
        pool.liquidity = curve::first_liquidity(reserves[0], reserves[1]).max(1);
        pool.creator_share = 1;
        pool
    }

    /// What a case is made of.
    #[derive(Clone, Copy, Debug)]
    pub(in crate::state) struct Sample {
        reserves: [u64; 2],
        bps: (u16, u16, u16),
        taxes: Taxes,
    }

    impl Sample {
        pub(in crate::state) fn build(self) -> (FeeConfig, LiquidityPool, Taxes) {
            let (fee, protocol, creator) = self.bps;
            (config(fee, protocol, creator), pool(self.reserves), self.taxes)
        }
    }

    pub(in crate::state) fn any_pool() -> impl Strategy<Value = Sample> {
        let reserve = || (any::<u64>(), 1..60u32).prop_map(|(amount, few)| (amount >> few).max(1));
        let tax = || {
            (0..=10_000u16, any::<u64>(), 0..64u32, any::<bool>()).prop_map(|(bps, maximum, few, any)| {
                TransferFee {
                    bps: if any { bps } else { 0 },
                    maximum: maximum >> few,
                }
            })
        };
        let bps = (1..=200u16, 0..=2_500u16, 0..=2_500u16);
        ([reserve(), reserve()], bps, [tax(), tax()]).prop_map(|(reserves, bps, taxes)| Sample {
            reserves,
            bps,
            taxes,
        })
    }

    pub(in crate::state) fn k(pool: &LiquidityPool) -> u128 {
        u128::from(pool.reserves[0]) * u128::from(pool.reserves[1])
    }

    #[test]
    fn the_parts_of_a_trade() {
        let pool = pool([1_000_000, 2_000_000]);
        let config = config(100, 2_000, 1_000);
        let taxes = [
            TransferFee {
                bps: 100,
                maximum: 500,
            },
            TransferFee::NONE,
        ];
        let trade = pool.sell(&config, Side::A, 100_000, &taxes, 0).expect("a trade");
        let (paid, fee) = (99_500, 995);
        let out = 2_000_000 * (paid - fee) / (1_000_000 + paid - fee);
        let shares = FeeShares {
            protocol: 199,
            creator: 99,
        };
        assert_eq!(
            trade,
            Trade {
                from: Side::A,
                sent: 100_000,
                paid,
                fee,
                shares,
                out,
                received: out
            }
        );
        let back = pool.buy(&config, Side::A, out, &taxes, 0).expect("the same");
        assert!(back.sent <= 100_000 && back.out == out);
    }

    #[test]
    fn trades_that_cannot_be() {
        let (pool, config, none) = (pool([1_000, 1_000]), config(30, 0, 0), [TransferFee::NONE; 2]);
        let sell = |amount| {
            pool.sell(&config, Side::A, amount, &none, 0)
                .map(|trade| trade.out)
        };
        assert_eq!(sell(0), Err(AmmError::AmountTooSmall.into()));
        assert_eq!(sell(1), Err(AmmError::AmountTooSmall.into()));
        assert_eq!(sell(u64::MAX), Err(AmmError::Overflow.into()));
        let buy = |amount| {
            pool.buy(&config, Side::A, amount, &none, 0)
                .map(|trade| trade.sent)
        };
        assert_eq!(buy(0), Err(AmmError::AmountTooSmall.into()));
        assert_eq!(buy(1_000), Err(AmmError::InsufficientReserve.into()));
        assert_eq!(buy(999), Ok(1_002_007));
        assert_eq!(buy(u64::MAX), Err(AmmError::InsufficientReserve.into()));
    }

    #[test]
    fn a_trade_gives_what_the_mean_says_less_what_is_allowed() {
        let (mut pool, config) = (pool([1_000_000, 2_000_000]), config(100, 0, 0));
        pool.oracle.start(0, 60);
        pool.oracle.observe(pool.reserves, 600);
        let none = [TransferFee::NONE; 2];
        let trade = pool.sell(&config, Side::A, 10_000, &none, 600).expect("a trade");
        // 20,000 by the mean; the fee and what the trade itself does to the price take 395.
        assert_eq!(trade.out, 19_605);
        let limits = |mean_seconds, mean_bps| Limits {
            deadline: 600,
            mean_seconds,
            mean_bps,
        };
        assert_eq!(pool.require_worth(&trade, &limits(60, 198)), Ok(()));
        let off = Err(AmmError::PriceOffMean.into());
        assert_eq!(pool.require_worth(&trade, &limits(60, 197)), off);
        assert_eq!(
            pool.require_worth(&trade, &limits(601, 10_000)),
            Err(AmmError::OracleTooYoung.into())
        );
        assert_eq!(
            pool.require_worth(&trade, &limits(0, 10_000)),
            Err(AmmError::BadParameter.into())
        );
    }

    #[test]
    fn a_price_off_its_mean_costs_more() {
        let mut config = config(30, 0, 0);
        (config.fees.surcharge_share_bps, config.fees.surcharge_most_bps) = (1_000, 200);
        let mut pool = pool([1_000_000, 1_000_000]);
        pool.oracle.start(0, 60);
        assert_eq!(pool.fee_bps(&config, 0), 30, "nothing to compare with yet");
        pool.oracle.observe(pool.reserves, 600);
        assert_eq!(pool.fee_bps(&config, 600), 30);
        pool.reserves = [1_000_000, 1_050_000];
        assert_eq!(
            pool.fee_bps(&config, 600),
            30 + 49,
            "a tenth of 4.99 %, rounded down"
        );
        pool.reserves = [1_000_000, 2_000_000];
        assert_eq!(pool.fee_bps(&config, 600), 30 + 200, "bounded");
    }

    proptest! {
        #[test]
        fn k_never_falls_and_nothing_appears(sample in any_pool(), a: bool, buys: bool, amount: u64, few in 0..64u32) {
            let (config, mut pool, taxes) = sample.build();
            let (from, amount) = (if a { Side::A } else { Side::B }, amount >> few);
            let trade = if buys {
                pool.buy(&config, from, amount, &taxes, 0)
            } else {
                pool.sell(&config, from, amount, &taxes, 0)
            };
            let Ok(trade) = trade else { return Ok(()) };
            let (before, owed, k_before) = (pool, [pool.owed(Side::A), pool.owed(Side::B)], k(&pool));
            pool.apply(&trade, 0).expect("no launch");
            let to = from.other();
            prop_assert!(k(&pool) >= k_before);
            prop_assert_eq!(pool.owed(from), owed[from as usize] + trade.paid);
            prop_assert_eq!(pool.owed(to), owed[to as usize] - trade.out);
            prop_assert!(pool.reserves[to as usize] > 0 && trade.received <= trade.out && trade.paid <= trade.sent);
            prop_assert!(trade.shares.total() <= trade.fee && before.reserves != pool.reserves);
            // What buying costs, selling it buys at least as much.
            if buys {
                let sold = before.sell(&config, from, trade.sent, &taxes, 0).expect("it suffices");
                prop_assert!(sold.received >= amount && trade.received >= amount);
                if let Ok(less) = before.sell(&config, from, trade.sent - 1, &taxes, 0) {
                    prop_assert!(less.received <= sold.received);
                }
            } else {
                let bought = before.buy(&config, from, trade.received, &taxes, 0).expect("it was possible");
                prop_assert!(bought.sent <= amount, "the least that buys it is not more than what bought it");
            }
        }

        #[test]
        fn there_and_back_never_gains(sample in any_pool(), amount: u64, few in 0..64u32) {
            let (config, mut pool, _) = sample.build();
            let none = [TransferFee::NONE; 2];
            let Ok(there) = pool.sell(&config, Side::A, amount >> few, &none, 0) else { return Ok(()) };
            pool.apply(&there, 0).expect("no launch");
            if let Ok(back) = pool.sell(&config, Side::B, there.received, &none, 0) {
                prop_assert!(back.received < there.sent);
            }
        }
    }
}
