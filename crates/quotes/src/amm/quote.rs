//! What an instruction would do, worked out with the program's own functions on a copy of the pool: if nothing happens
//! in between, what is quoted is what is executed, to the unit, and what is refused here is refused there.

use super::{Limits, Refusal, Side, Snapshot};
use amm::error::AmmError;
use amm::state::{Deposit, LiquidityPool, OneSidedDeposit, OneSidedWithdrawal, Trade, Withdrawal};
use anchor_lang::prelude::ProgramError;
use assay_math::{curve, fee::deviation_bps, mul_div_floor, share_ceil, share_floor, BPS};

/// How much worse than quoted it may become, basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slippage(u16);

impl Slippage {
    /// `None` for more than the whole.
    pub fn new(bps: u16) -> Option<Self> {
        (u64::from(bps) <= BPS).then_some(Self(bps))
    }

    pub fn bps(self) -> u16 {
        self.0
    }

    /// The least to accept where `amount` is expected, rounded up.
    #[must_use]
    pub fn minimum(self, amount: u64) -> u64 {
        share_ceil(amount, BPS as u16 - self.0)
    }

    /// The most to pay where `amount` is expected, rounded down.
    #[must_use]
    pub fn maximum(self, amount: u64) -> u64 {
        amount.saturating_add(share_floor(amount, self.0))
    }

    /// Split over two trades, one after the other: together they allow no more than this one.
    #[must_use]
    pub fn halves(self) -> [Self; 2] {
        [Self(self.0 / 2), Self(self.0 - self.0 / 2)]
    }
}

/// What the pool takes of what is traded, basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeBps {
    /// The tier's fee.
    pub tier: u16,
    /// What the launch adds to it.
    pub launch: u16,
    /// What is added because the price has left its mean.
    pub surcharge: u16,
}

impl FeeBps {
    pub fn total(&self) -> u16 {
        self.tier + self.launch + self.surcharge
    }
}

/// An amount or a bound for one, and what the trade in it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote<T> {
    /// What the instruction moves.
    pub effect: T,
    pub fee_bps: FeeBps,
    /// How much less the trade gives than the price before would, the fee left out, basis points, rounded up.
    pub price_impact_bps: u16,
    /// The instruction's limit: the least that is received, or the most that is sent.
    pub limit: u64,
}

/// A withdrawal of both sides, and the least to accept of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithdrawalQuote {
    pub effect: Withdrawal,
    pub minimum: [u64; 2],
}

/// A deposit of both sides, and the least liquidity to accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepositQuote {
    pub effect: Deposit,
    pub minimum: u64,
}

/// `part` of `whole`, basis points, rounded up.
fn impact(part: u64, whole: u64) -> u16 {
    let bps = (u128::from(part) * u128::from(BPS)).div_ceil(u128::from(whole).max(1));
    bps.min(u128::from(BPS)) as u16
}

impl Snapshot {
    /// The fee of a trade now.
    pub fn fee_bps(&self) -> FeeBps {
        let tier = self.config.fees.fee_bps;
        let launched = self.state.launch.fee_bps(tier, self.now());
        FeeBps {
            tier,
            launch: launched - tier,
            surcharge: self.state.fee_bps(&self.config, self.now()) - launched,
        }
    }

    /// Requires what `limits` say about deadline and mean price.
    ///
    /// # Errors
    /// `DeadlinePassed`, `OracleTooYoung`, `PriceOffMean`.
    pub fn require_within(&self, limits: &Limits) -> Result<(), Refusal> {
        self.explain(self.state.require_within(limits, self.now()))
            .map_err(|refusal| self.with_deviation(refusal, limits))
    }

    fn with_deviation(&self, mut refusal: Refusal, limits: &Limits) -> Refusal {
        if let (true, Ok(mean)) = (
            refusal.is(AmmError::PriceOffMean),
            self.state.oracle.mean(limits.mean_seconds),
        ) {
            let deviation = deviation_bps(self.state.prices().a, mean.a);
            refusal.detail = Some(format!("{deviation} basis points from the mean"));
        }
        refusal
    }

    /// Sells exactly `amount` of side `from`; the limit is the least to be received.
    ///
    /// # Errors
    /// What the program would say: paused, not open, too small, above the launch's cap.
    pub fn sell(&self, from: Side, amount: u64, slippage: Slippage) -> Result<Quote<Trade>, Refusal> {
        let trade = self.traded(|pool| pool.sell(&self.config, from, amount, &self.taxes, self.now()))?;
        Ok(self.quoted(trade, slippage.minimum(trade.received)))
    }

    /// Buys at least `amount` for side `from`, the least that suffices; the limit is the most to be sent.
    ///
    /// # Errors
    /// As [`Self::sell`]; and for more than the pool holds.
    pub fn buy(&self, from: Side, amount: u64, slippage: Slippage) -> Result<Quote<Trade>, Refusal> {
        let trade = self.traded(|pool| pool.buy(&self.config, from, amount, &self.taxes, self.now()))?;
        Ok(self.quoted(trade, slippage.maximum(trade.sent)))
    }

    /// Adds as much liquidity as both amounts buy in proportion.
    ///
    /// # Errors
    /// Paused, or too small.
    pub fn deposit(&self, amounts: [u64; 2], slippage: Slippage) -> Result<DepositQuote, Refusal> {
        self.explain(self.state.require_depositable(&self.config))?;
        let effect = self.explain(self.state.deposit(amounts, &self.taxes))?;
        Ok(DepositQuote {
            effect,
            minimum: slippage.minimum(effect.liquidity),
        })
    }

    /// What of the other side goes with `amount` of `side`, base units; `None` when that does not fit into 64 bits.
    pub fn in_proportion(&self, side: Side, amount: u64) -> Option<u64> {
        let (this, other) = (side as usize, side.other() as usize);
        let (reserves, supply) = (self.state.reserves, self.state.liquidity);
        let liquidity = mul_div_floor(self.taxes[this].net(amount), supply, reserves[this])?;
        self.taxes[other].gross(curve::cost_of(liquidity, reserves[other], supply)?)
    }

    /// Adds liquidity with `amount` of one side alone; the limit is the least liquidity to accept.
    ///
    /// # Errors
    /// As [`Self::sell`].
    pub fn deposit_one(
        &self,
        side: Side,
        amount: u64,
        slippage: Slippage,
    ) -> Result<Quote<OneSidedDeposit>, Refusal> {
        self.explain(self.state.require_tradable(&self.config, self.now()))?;
        self.explain(self.state.require_depositable(&self.config))?;
        let now = self.now();
        let deposit = self.explain(
            self.state
                .deposit_one(&self.config, side, amount, &self.taxes, now),
        )?;
        self.applied(|pool| pool.apply_deposit_one(&deposit, now))?;
        let reserve = self.state.reserves[side as usize];
        let traded = curve::traded_of_deposit(deposit.paid, reserve).unwrap_or(0) - deposit.fee;
        Ok(Quote {
            effect: deposit,
            fee_bps: self.fee_bps(),
            price_impact_bps: impact(traded, reserve.saturating_add(traded)),
            limit: slippage.minimum(deposit.liquidity),
        })
    }

    /// Takes `liquidity` out in proportion.
    ///
    /// # Errors
    /// Too small, or more than there is.
    pub fn withdraw(&self, liquidity: u64, slippage: Slippage) -> Result<WithdrawalQuote, Refusal> {
        let effect = self.explain(self.state.withdraw(liquidity, &self.taxes))?;
        Ok(WithdrawalQuote {
            effect,
            minimum: effect.received.map(|amount| slippage.minimum(amount)),
        })
    }

    /// Takes `liquidity` out in one side alone; the limit is the least to be received.
    ///
    /// # Errors
    /// As [`Self::sell`].
    pub fn withdraw_one(
        &self,
        side: Side,
        liquidity: u64,
        slippage: Slippage,
    ) -> Result<Quote<OneSidedWithdrawal>, Refusal> {
        let now = self.now();
        self.explain(self.state.require_tradable(&self.config, now))?;
        let withdrawal =
            self.explain(
                self.state
                    .withdraw_one(&self.config, side, liquidity, &self.taxes, now),
            )?;
        self.applied(|pool| pool.apply_withdrawal_one(&withdrawal, now))?;
        // Before the other side's share is traded, this side's share is taken out.
        let left =
            self.state.reserves[side as usize] - (withdrawal.out + withdrawal.fee - withdrawal.traded_out);
        Ok(Quote {
            effect: withdrawal,
            fee_bps: self.fee_bps(),
            price_impact_bps: impact(withdrawal.traded_out, left),
            limit: slippage.minimum(withdrawal.received),
        })
    }

    /// A trade that the pool makes now, by the launch's cap, too.
    fn traded(
        &self,
        trade: impl FnOnce(&LiquidityPool) -> Result<Trade, ProgramError>,
    ) -> Result<Trade, Refusal> {
        self.explain(self.state.require_tradable(&self.config, self.now()))?;
        let trade = self.explain(trade(&self.state))?;
        self.applied(|pool| pool.apply(&trade, self.now()))?;
        Ok(trade)
    }

    fn quoted(&self, trade: Trade, limit: u64) -> Quote<Trade> {
        let traded = trade.paid - trade.fee;
        let reserve = self.state.reserves[trade.from as usize];
        Quote {
            effect: trade,
            fee_bps: self.fee_bps(),
            // Of x · y = k: 1 − (y · t / (x + t)) / (t · y / x).
            price_impact_bps: impact(traded, reserve.saturating_add(traded)),
            limit,
        }
    }

    /// Whether the pool takes it, on a copy.
    fn applied(
        &self,
        apply: impl FnOnce(&mut LiquidityPool) -> Result<(), ProgramError>,
    ) -> Result<(), Refusal> {
        let mut copy = self.state;
        self.explain(apply(&mut copy))
    }

    fn explain<T>(&self, result: Result<T, ProgramError>) -> Result<T, Refusal> {
        result.map_err(|error| Refusal::of(self, error))
    }
}
