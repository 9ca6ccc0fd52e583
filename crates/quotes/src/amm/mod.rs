//! Quotes, routes and prices of the AMM program, by its own arithmetic.

mod price;
mod quote;
mod refusal;
mod route;

use amm::state::{FeeConfig, Limits, LiquidityLock, LiquidityPool, Side, Taxes};
use anchor_lang::prelude::Clock;
use assay_math::curve;
use solana_address::Address;

pub use price::{decimal, Price};
pub use quote::{DepositQuote, FeeBps, Quote, Slippage, WithdrawalQuote};
pub use refusal::Refusal;
pub use route::{Exact, Hop, Route, RouteError, Tradable};

/// A pool, its config, what its two mints take of transfers, and the time: all that a quote needs, as it was in one slot.
#[derive(Clone)]
pub struct Snapshot {
    pub address: Address,
    /// As an instruction in this slot finds it: its oracle and its launch are up to date.
    pub state: LiquidityPool,
    pub config: FeeConfig,
    pub taxes: Taxes,
    pub clock: Clock,
}

impl Snapshot {
    /// A pool as it is on chain, brought up to date as every instruction does it first.
    pub fn new(
        address: Address,
        mut state: LiquidityPool,
        config: FeeConfig,
        taxes: Taxes,
        clock: Clock,
    ) -> Self {
        state.enter(&clock);
        Self {
            address,
            state,
            config,
            taxes,
            clock,
        }
    }

    /// The chain's Unix time.
    pub fn now(&self) -> i64 {
        self.clock.unix_timestamp
    }

    /// Which side `mint` is.
    pub fn side_of(&self, mint: &Address) -> Option<Side> {
        [Side::A, Side::B]
            .into_iter()
            .find(|side| self.state.mints[*side as usize] == *mint)
    }

    /// What can be collected of a lock of this pool now, liquidity.
    pub fn collectable(&self, lock: &LiquidityLock) -> u64 {
        lock.collectable(self.state.reserves, self.state.liquidity, self.now())
    }

    /// What liquidity of this pool is worth of each side, base units, before what the tokens take of a transfer.
    pub fn worth(&self, liquidity: u64) -> [u64; 2] {
        let worth = |reserve| curve::worth_of(liquidity, reserve, self.state.liquidity);
        self.state.reserves.map(|reserve| worth(reserve).unwrap_or(0))
    }
}
