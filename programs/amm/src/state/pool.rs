use super::{config::require_entries, oracle::price, FeeConfig, Launch, LaunchTerms, Oracle, Prices};
use crate::{
    constants::{MIN_LIQUIDITY, PAUSE_CREATE, PAUSE_DEPOSIT, PAUSE_SWAP},
    error::AmmError,
};
use anchor_lang::prelude::*;
use assay_math::{
    curve,
    fee::{deviation_bps, surcharge, TransferFee},
};
use stake::{check::Is, event::note};

/// Two mints that are traded for one another. Whatever there is two of is given as mint a's and mint b's.
#[account]
pub struct LiquidityPool {
    pub config: Address,
    /// In the order of their addresses.
    pub mints: [Address; 2],
    pub vaults: [Address; 2],
    pub lp_mint: Address,
    /// Who made it, and gets the creator's share of its fees.
    pub creator: Address,
    /// The state of record: what is traded against, base units. What else lies in the vaults is fees or a gift.
    pub reserves: [u64; 2],
    /// All liquidity there is: tokens, what is locked, and what nobody has.
    pub liquidity: u64,
    /// Of it, what is locked.
    pub locked: u64,
    /// Earned and not collected yet, base units.
    pub protocol_fees: [u64; 2],
    pub creator_fees: [u64; 2],
    /// Reward tokens burnt through this pool, base units.
    pub burnt: u64,
    pub launch: Launch,
    pub decimals: [u8; 2],
    /// Paused actions, bits `PAUSE_*`, besides those of the config.
    pub pause_mask: u8,
    /// 1 when the creator gets a share of the fees.
    pub creator_share: u8,
    pub bump: u8,
    pub padding: [u8; 3],
    pub oracle: Oracle,
    pub reserved: [u8; 64],
}

/// Mint a or mint b of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A = 0,
    B = 1,
}

impl Side {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What the two tokens themselves take of a transfer.
pub type Taxes = [TransferFee; 2];

/// What a user allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct Limits {
    /// Last Unix second in which it may happen.
    pub deadline: i64,
    /// Refuses while the price is further than `mean_bps` basis points from its mean over this many seconds; 0 to ask
    /// for nothing.
    pub mean_seconds: u32,
    pub mean_bps: u16,
}

impl LiquidityPool {
    /// Fills a new pool with its first deposit. Returns the liquidity that goes to who made it.
    ///
    /// # Errors
    /// [`AmmError::Paused`], [`AmmError::BadParameter`], [`AmmError::FirstDepositTooSmall`].
    pub fn start(
        &mut self,
        config: &FeeConfig,
        amounts: [u64; 2],
        terms: LaunchTerms,
        now: i64,
    ) -> Result<u64> {
        config.require_active(PAUSE_CREATE)?;
        let liquidity = curve::first_liquidity(amounts[0], amounts[1]);
        require!(liquidity > MIN_LIQUIDITY, AmmError::FirstDepositTooSmall);
        self.launch.start(&config.fees, terms, now)?;
        self.oracle.start(now, config.fees.observation_seconds);
        self.reserves = amounts;
        self.liquidity = liquidity;
        Ok(liquidity - MIN_LIQUIDITY)
    }

    /// Must come before anything that changes the reserves, or reads the oracle.
    pub fn enter(&mut self, clock: &Clock) {
        self.oracle.observe(self.reserves, clock.unix_timestamp);
        self.launch.enter(clock.slot, self.reserves, clock.unix_timestamp);
    }

    /// # Errors
    /// [`AmmError::BadParameter`] for a bit that is no entry.
    pub fn set_pause(&mut self, mask: u8) -> Result<()> {
        require_entries(mask)?;
        self.pause_mask = mask;
        Ok(())
    }

    fn require_active(&self, config: &FeeConfig, action: u8) -> Result<()> {
        let mask = self.pause_mask | config.pause_mask;
        require!(mask & action == 0, AmmError::Paused);
        Ok(())
    }

    /// # Errors
    /// [`AmmError::Paused`].
    pub fn require_depositable(&self, config: &FeeConfig) -> Result<()> {
        self.require_active(config, PAUSE_DEPOSIT)
    }

    /// Whether the pool trades at `now`.
    ///
    /// # Errors
    /// [`AmmError::Paused`], [`AmmError::NotOpen`].
    pub fn require_tradable(&self, config: &FeeConfig, now: i64) -> Result<()> {
        self.require_active(config, PAUSE_SWAP)?;
        self.launch.require_open(now)
    }

    /// Fee of a trade at `now`, basis points of what is traded: the config's, or the launch's where that is higher, and
    /// the surcharge for a price that has left its mean.
    #[inline(never)]
    pub fn fee_bps(&self, config: &FeeConfig, now: i64) -> u16 {
        let fees = &config.fees;
        let base = self.launch.fee_bps(fees.fee_bps, now);
        if fees.surcharge_share_bps == 0 || fees.surcharge_most_bps == 0 {
            return base;
        }
        // No further back than the oracle is sure to reach: or whoever called it often enough would be rid of the surcharge.
        let seconds = fees.surcharge_seconds.min(self.oracle.reach());
        // A young pool has no mean to leave.
        let Ok(mean) = self.oracle.mean_of(Side::A, seconds) else {
            return base;
        };
        let deviation = deviation_bps(price(self.reserves, Side::A), mean);
        base + surcharge(deviation, fees.surcharge_share_bps, fees.surcharge_most_bps)
    }

    /// The side that trades the reward token of the pool's config.
    pub fn reward_side(&self, config: &FeeConfig) -> Side {
        if self.mints[0].is(&config.reward_mint) {
            Side::A
        } else {
            Side::B
        }
    }

    /// What a unit of each mint is worth in the other one.
    pub fn prices(&self) -> Prices {
        Prices::of(self.reserves)
    }

    /// Requires the deadline not to be over, and the price to be near its mean if that was asked for.
    ///
    /// # Errors
    /// [`AmmError::DeadlinePassed`], [`AmmError::OracleTooYoung`], [`AmmError::PriceOffMean`].
    #[inline(never)]
    pub fn require_within(&self, limits: &Limits, now: i64) -> Result<()> {
        require_in_time(limits.deadline, now)?;
        if limits.mean_seconds == 0 {
            return Ok(());
        }
        let mean = self.oracle.mean_of(Side::A, limits.mean_seconds)?;
        let deviation = deviation_bps(price(self.reserves, Side::A), mean);
        if deviation > limits.mean_bps {
            note("basis points from the mean:", deviation.into());
            return Err(AmmError::PriceOffMean.into());
        }
        Ok(())
    }

    /// What a vault holds by right, base units: reserve and fees.
    pub fn owed(&self, side: Side) -> u64 {
        let side = side as usize;
        // Fits: all of it was transferred to one token account.
        self.reserves[side] + self.protocol_fees[side] + self.creator_fees[side]
    }

    /// Adds a gift to the reserves.
    ///
    /// # Errors
    /// [`AmmError::AmountTooSmall`] for nothing, [`AmmError::Overflow`].
    pub fn donate(&mut self, amounts: [u64; 2]) -> Result<()> {
        require!(amounts != [0; 2], AmmError::AmountTooSmall);
        for (reserve, amount) in self.reserves.iter_mut().zip(amounts) {
            *reserve = reserve.checked_add(amount).ok_or(AmmError::Overflow)?;
        }
        Ok(())
    }

    /// Shares a fee out that was taken of `side`; the rest of it stays with the liquidity.
    pub(super) fn share_fee(&mut self, side: Side, shares: FeeShares) {
        self.protocol_fees[side as usize] += shares.protocol;
        self.creator_fees[side as usize] += shares.creator;
    }

    /// How `fee` is shared out, rounded in the liquidity's favour.
    pub(super) fn shares_of(&self, config: &FeeConfig, fee: u64) -> FeeShares {
        let creator_bps = if self.creator_share == 1 {
            config.fees.creator_bps
        } else {
            0
        };
        FeeShares {
            protocol: assay_math::share_floor(fee, config.fees.protocol_bps),
            creator: assay_math::share_floor(fee, creator_bps),
        }
    }
}

/// What of a fee does not stay with the liquidity, base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeShares {
    pub protocol: u64,
    pub creator: u64,
}

impl FeeShares {
    pub fn total(&self) -> u64 {
        self.protocol + self.creator
    }
}

/// # Errors
/// [`AmmError::DeadlinePassed`].
pub fn require_in_time(deadline: i64, now: i64) -> Result<()> {
    require!(now <= deadline, AmmError::DeadlinePassed);
    Ok(())
}

/// Requires `amount` to be at least `least`.
///
/// # Errors
/// [`AmmError::BelowMinimum`]; the log has the amount.
#[inline(never)]
pub fn require_at_least(amount: u64, least: u64) -> Result<()> {
    if amount < least {
        note("you would get", amount);
        return Err(AmmError::BelowMinimum.into());
    }
    Ok(())
}

/// Requires `amount` to be at most `most`.
///
/// # Errors
/// [`AmmError::AboveMaximum`]; the log has the amount.
#[inline(never)]
pub fn require_at_most(amount: u64, most: u64) -> Result<()> {
    if amount > most {
        note("you would pay", amount);
        return Err(AmmError::AboveMaximum.into());
    }
    Ok(())
}
