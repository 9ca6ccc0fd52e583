use crate::{
    constants::{
        MAX_FEE_BPS, MAX_LAUNCH_FEE_BPS, MAX_LAUNCH_HOURS, MAX_OBSERVATION_SECONDS, MAX_SHARED_BPS,
        MAX_SURCHARGE_BPS, MAX_SURCHARGE_SECONDS, MIN_FEE_BPS, PAUSE_ALL,
    },
    error::AmmError,
};
use anchor_lang::prelude::*;
use assay_math::BPS;

/// A tier of fees; every pool is made with one.
#[account]
pub struct FeeConfig {
    /// Stake pool whose authority governs this config, and gets what the protocol earns.
    pub stake_pool: Address,
    /// Its reward token, which every pool of the config trades.
    pub reward_mint: Address,
    /// Pools made with it.
    pub pools: u64,
    pub fees: Fees,
    pub index: u16,
    /// Paused actions in all of its pools, bits `PAUSE_*`.
    pub pause_mask: u8,
    pub bump: u8,
    pub reserved: [u8; 60],
}

/// What governance may set, each within the program's bounds.
#[repr(C)]
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    bytemuck::Pod,
    bytemuck::Zeroable,
    IdlType,
    AnchorSerialize,
    AnchorDeserialize,
)]
pub struct Fees {
    /// Time over which the mean price is taken that the surcharge is measured against, seconds, 1 to 3,600; at most what a
    /// pool's oracle is sure to reach, 63 observations.
    pub surcharge_seconds: u32,
    /// Time between two observations of the oracle, seconds, 1 to 3,600. The oracle keeps 64. Pools keep what it was when
    /// they were made.
    pub observation_seconds: u32,
    /// Fee of a trade, share of what is traded, basis points, 1 to 200.
    pub fee_bps: u16,
    /// The protocol's share of the fee, basis points. With the creator's at most 5,000; the rest is the liquidity's.
    pub protocol_bps: u16,
    /// Share of what the protocol gets in reward tokens that is burnt, basis points.
    pub burn_bps: u16,
    /// The share of the fee of who made the pool, if they asked for one, basis points.
    pub creator_bps: u16,
    /// A trade also costs this share of the distance between the price and its mean, basis points; 0 for none.
    pub surcharge_share_bps: u16,
    /// At most this much, basis points of what is traded, 0 to 500.
    pub surcharge_most_bps: u16,
    /// The highest fee that a launch may start with, basis points, 0 to 5,000.
    pub launch_bps: u16,
    /// The longest that the wait for a launch may take, and the launch itself, hours, 0 to 168. 0 for no launches: nobody
    /// can take a pair's address and make it dear or wait.
    pub launch_hours: u16,
}

impl Fees {
    /// # Errors
    /// [`AmmError::BadParameter`] outside the bounds named at the fields.
    pub fn validate(&self) -> Result<()> {
        let whole = BPS as u16;
        let ok = (MIN_FEE_BPS..=MAX_FEE_BPS).contains(&self.fee_bps)
            && u32::from(self.protocol_bps) + u32::from(self.creator_bps) <= MAX_SHARED_BPS.into()
            && self.burn_bps <= whole
            && self.surcharge_share_bps <= whole
            && self.surcharge_most_bps <= MAX_SURCHARGE_BPS
            && self.launch_bps <= MAX_LAUNCH_FEE_BPS
            && self.launch_hours <= MAX_LAUNCH_HOURS
            && (1..=MAX_SURCHARGE_SECONDS).contains(&self.surcharge_seconds)
            && (1..=MAX_OBSERVATION_SECONDS).contains(&self.observation_seconds);
        require!(ok, AmmError::BadParameter);
        Ok(())
    }
}

/// # Errors
/// [`AmmError::BadParameter`] for a bit that is no entry: taking liquidity out cannot be paused.
pub(super) fn require_entries(mask: u8) -> Result<()> {
    require!(mask & !PAUSE_ALL == 0, AmmError::BadParameter);
    Ok(())
}

impl FeeConfig {
    /// # Errors
    /// [`AmmError::BadParameter`].
    pub fn set_pause(&mut self, mask: u8) -> Result<()> {
        require_entries(mask)?;
        self.pause_mask = mask;
        Ok(())
    }

    /// # Errors
    /// [`AmmError::Paused`].
    pub fn require_active(&self, action: u8) -> Result<()> {
        require!(self.pause_mask & action == 0, AmmError::Paused);
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn fees() -> Fees {
        Fees {
            surcharge_seconds: 600,
            observation_seconds: 60,
            fee_bps: 30,
            protocol_bps: 2_000,
            burn_bps: 5_000,
            creator_bps: 1_000,
            surcharge_share_bps: 0,
            surcharge_most_bps: 0,
            launch_bps: 5_000,
            launch_hours: 168,
        }
    }

    #[test]
    fn fees_stay_within_their_bounds() {
        assert!(fees().validate().is_ok());
        let wrong: [fn(&mut Fees); 11] = [
            |f| f.launch_bps = 5_001,
            |f| f.launch_hours = 169,
            |f| f.fee_bps = 0,
            |f| f.fee_bps = 201,
            |f| f.protocol_bps = 4_001,
            |f| f.creator_bps = u16::MAX,
            |f| f.burn_bps = 10_001,
            |f| f.surcharge_share_bps = 10_001,
            |f| f.surcharge_most_bps = 501,
            |f| f.surcharge_seconds = 3_601,
            |f| f.observation_seconds = 0,
        ];
        for change in wrong {
            let mut fees = fees();
            change(&mut fees);
            assert_eq!(fees.validate(), Err(AmmError::BadParameter.into()), "{fees:?}");
        }
    }

    #[test]
    fn exits_cannot_be_paused() {
        let mut config: FeeConfig = bytemuck::Zeroable::zeroed();
        assert_eq!(config.set_pause(8), Err(AmmError::BadParameter.into()));
        assert!(config.set_pause(PAUSE_ALL).is_ok());
    }
}
