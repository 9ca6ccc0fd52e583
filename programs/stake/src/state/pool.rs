use super::Index;
use crate::{
    check::{is_derived, Is},
    constants::{
        BPS, KEPT_EPOCHS, MAX_BOND_FACTOR_BPS, MAX_COMMISSION_BPS, MAX_COMMISSION_DELAY_SECONDS,
        MAX_COOLDOWN_SECONDS, MAX_JAIL_SECONDS, MAX_SATURATION, PAUSE_ALL, REWARD_VAULT_SEED,
        STAKE_VAULT_SEED,
    },
    error::StakeError,
};
use anchor_lang::prelude::*;

/// The staking pool of one reward mint.
#[account]
pub struct Pool {
    /// Sets parameters within the program's bounds and pauses entries; can neither take nor slash.
    pub authority: Address,
    /// The reward token: what is staked, bonded, slashed and emitted.
    pub reward_mint: Address,
    /// The escrow program's PDA, the only one that may lock, release and slash bonds. Never changes.
    pub escrow_signer: Address,
    /// The governor's PDA, the only one that may hold positions for a vote; zeros until it is set, once.
    pub governor_signer: Address,
    /// Sum of all operators' own bonds, base units.
    pub total_bond: u64,
    /// Sum of all tickets that back no operator, bonds' and positions', base units.
    pub total_cooling: u64,
    /// Sum of all bonds locked for jobs, base units.
    pub total_locked: u64,
    /// Slashed since the beginning, base units.
    pub total_slashed: u64,
    /// Burnt out of slashes since the beginning, base units.
    pub total_burnt: u64,
    /// Sum of all positions, and of tickets that back an operator, base units.
    pub total_staked: u64,
    /// Sum of the operators' weights, and of what of them earns.
    pub total_weight: u64,
    pub total_effective: u64,
    /// What a unit of effective weight has earned.
    pub index: Index,
    /// Unix time up to which the index is right.
    pub accrued_at: i64,
    /// Number of the epoch that runs; 0 until the first one begins, in which nothing is emitted.
    pub epoch: u64,
    pub epoch_started_at: i64,
    /// What the epoch may emit, base units, of which shares are handed out at its start and at its end.
    pub epoch_emission: u64,
    /// The security share, streamed to stake over the epoch, and what of it has been streamed.
    pub stream: u64,
    pub streamed: u64,
    /// Streamed while nobody was at stake; added to the next epoch's stream.
    pub carried: u64,
    /// Minted for liquidity providers and not handed out to their farms yet, base units.
    pub liquidity: u64,
    /// Minted for the treasury and not withdrawn yet.
    pub treasury: u64,
    /// What the next epoch may emit, base units.
    pub next_emission: u64,
    /// Emitted since the beginning, and the most that ever may be, base units.
    pub emitted: u64,
    pub emission_cap: u64,
    /// In the reward vault by right: minted and not paid out, base units.
    pub rewards: u64,
    /// Fees burnt for work settled in this epoch, and for work attested to, base units.
    pub work_burnt: u64,
    pub attested_burnt: u64,
    /// What of the epoch's emission its end may mint for work, and for verification, base units.
    pub work_budget: u64,
    pub verification_budget: u64,
    /// Least own bond of a verifier in the lottery, base units.
    pub min_bond: u64,
    /// Time between leaving and withdrawing, seconds.
    pub cooldown_seconds: i64,
    /// How long a convicted operator takes no work, seconds.
    pub jail_seconds: i64,
    /// Between announcing a commission and its effect, seconds.
    pub commission_delay_seconds: i64,
    /// Length of an epoch, seconds. Never changes.
    pub epoch_seconds: u32,
    /// What an epoch emits of what the one before did, times 2^32. Never changes.
    pub decay_q32: u32,
    /// Share of an operator's stake that may be locked at one time, basis points.
    pub bond_factor_bps: u16,
    /// Shares of an epoch's emission, basis points; they add up to the whole.
    pub security_bps: u16,
    pub work_bps: u16,
    pub verification_bps: u16,
    pub liquidity_bps: u16,
    pub treasury_bps: u16,
    /// Operators among which stake is to spread.
    pub saturation: u16,
    /// Highest commission, and the most that it can rise at one time, basis points.
    pub max_commission_bps: u16,
    pub commission_step_bps: u16,
    /// Paused actions, bits `PAUSE_*`.
    pub pause_mask: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub reward_vault_bump: u8,
    pub padding: [u8; 2],
    /// By epoch modulo their number.
    pub rates: [EpochRates; KEPT_EPOCHS],
    /// What a unit of farm weight has earned.
    pub farm_index: Index,
    /// Sum of the farms' weights.
    pub farm_weight: u64,
    /// What of `liquidity` is streamed to the farms over the epoch, and what of it has been, base units.
    pub liquidity_stream: u64,
    pub liquidity_streamed: u64,
    /// Sum of the positions' voting weights, each as it was when it was last counted. Never less than what can vote.
    pub total_votes: u64,
    /// Room for what later steps need.
    pub reserved: [u8; 64],
}

/// What a closed epoch paid per base unit burnt, times 2^32.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct EpochRates {
    pub work: u32,
    pub attested: u32,
}

/// What governance may set, each within the program's bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct PoolParams {
    /// Base units, at least 1.
    pub min_bond: u64,
    /// Seconds, 1 to 30 days.
    pub cooldown_seconds: i64,
    /// Seconds, 0 to 90 days.
    pub jail_seconds: i64,
    /// Seconds, 0 to 90 days.
    pub commission_delay_seconds: i64,
    /// Basis points, 1 to 10,000.
    pub bond_factor_bps: u16,
    /// Shares of an epoch's emission, basis points; together 10,000.
    pub security_bps: u16,
    pub work_bps: u16,
    pub verification_bps: u16,
    pub liquidity_bps: u16,
    pub treasury_bps: u16,
    /// Operators among which stake is to spread, 1 to 1,000.
    pub saturation: u16,
    /// Basis points, 0 to 5,000.
    pub max_commission_bps: u16,
    /// Most that a commission can rise at one time, basis points, 1 to 5,000.
    pub commission_step_bps: u16,
}

/// How the reward token is emitted; fixed when the pool is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct Schedule {
    /// What the first epoch may emit, base units.
    pub first_emission: u64,
    /// What each epoch emits of what the one before did, times 2^32.
    pub decay_q32: u32,
    /// Seconds, 1 to 30 days.
    pub epoch_seconds: u32,
}

impl Pool {
    /// # Errors
    /// [`StakeError::BadParameter`] outside the bounds named at [`PoolParams`].
    pub fn set_params(&mut self, params: PoolParams) -> Result<()> {
        let shares = [
            params.security_bps,
            params.work_bps,
            params.verification_bps,
            params.liquidity_bps,
            params.treasury_bps,
        ];
        let commissions = 0..=MAX_COMMISSION_BPS;
        require!(
            params.min_bond > 0
                && (1..=MAX_COOLDOWN_SECONDS).contains(&params.cooldown_seconds)
                && (0..=MAX_JAIL_SECONDS).contains(&params.jail_seconds)
                && (0..=MAX_COMMISSION_DELAY_SECONDS).contains(&params.commission_delay_seconds)
                && (1..=MAX_BOND_FACTOR_BPS).contains(&params.bond_factor_bps)
                && shares.iter().map(|bps| u64::from(*bps)).sum::<u64>() == BPS
                && (1..=MAX_SATURATION).contains(&params.saturation)
                && commissions.contains(&params.max_commission_bps)
                && params.commission_step_bps > 0
                && commissions.contains(&params.commission_step_bps),
            StakeError::BadParameter
        );
        self.min_bond = params.min_bond;
        self.cooldown_seconds = params.cooldown_seconds;
        self.jail_seconds = params.jail_seconds;
        self.commission_delay_seconds = params.commission_delay_seconds;
        self.bond_factor_bps = params.bond_factor_bps;
        self.security_bps = params.security_bps;
        self.work_bps = params.work_bps;
        self.verification_bps = params.verification_bps;
        self.liquidity_bps = params.liquidity_bps;
        self.treasury_bps = params.treasury_bps;
        self.saturation = params.saturation;
        self.max_commission_bps = params.max_commission_bps;
        self.commission_step_bps = params.commission_step_bps;
        Ok(())
    }

    /// What governance has set.
    pub fn params(&self) -> PoolParams {
        PoolParams {
            min_bond: self.min_bond,
            cooldown_seconds: self.cooldown_seconds,
            jail_seconds: self.jail_seconds,
            commission_delay_seconds: self.commission_delay_seconds,
            bond_factor_bps: self.bond_factor_bps,
            security_bps: self.security_bps,
            work_bps: self.work_bps,
            verification_bps: self.verification_bps,
            liquidity_bps: self.liquidity_bps,
            treasury_bps: self.treasury_bps,
            saturation: self.saturation,
            max_commission_bps: self.max_commission_bps,
            commission_step_bps: self.commission_step_bps,
        }
    }

    /// # Errors
    /// [`StakeError::BadParameter`] for a bit that is no entry: exits cannot be paused.
    pub fn set_pause(&mut self, mask: u8) -> Result<()> {
        require!(mask & !PAUSE_ALL == 0, StakeError::BadParameter);
        self.pause_mask = mask;
        Ok(())
    }

    /// Names the governor's signer; a second time is refused.
    ///
    /// # Errors
    /// [`StakeError::GovernorSet`], [`StakeError::BadParameter`] for zeros.
    pub fn set_governor(&mut self, signer: Address) -> Result<()> {
        require!(
            self.governor_signer == Address::default(),
            StakeError::GovernorSet
        );
        require!(signer != Address::default(), StakeError::BadParameter);
        self.governor_signer = signer;
        Ok(())
    }

    /// Makes the governor the authority, for good: nobody but the governor names it, and it names no other.
    ///
    /// # Errors
    /// [`StakeError::NotGovernor`] unless `signer` is the governor's, [`StakeError::HandedOver`] the second time.
    pub fn hand_over(&mut self, signer: &Address, treasury: Address) -> Result<()> {
        require!(self.governor_signer.is(signer), StakeError::NotGovernor);
        require!(self.authority != treasury, StakeError::HandedOver);
        self.authority = treasury;
        Ok(())
    }

    /// Whether `address` is the pool's stake vault.
    #[inline(never)]
    pub fn is_vault(pool: &Account<Self>, address: &Address) -> bool {
        is_derived(
            address,
            STAKE_VAULT_SEED,
            pool.address(),
            pool.vault_bump,
            &crate::ID,
        )
    }

    /// Whether `address` is the pool's reward vault.
    #[inline(never)]
    pub fn is_reward_vault(pool: &Account<Self>, address: &Address) -> bool {
        is_derived(
            address,
            REWARD_VAULT_SEED,
            pool.address(),
            pool.reward_vault_bump,
            &crate::ID,
        )
    }

    /// # Errors
    /// [`StakeError::Paused`].
    pub fn require_active(&self, action: u8) -> Result<()> {
        require!(self.pause_mask & action == 0, StakeError::Paused);
        Ok(())
    }

    /// Counts `amount` into the positions.
    ///
    /// # Errors
    /// [`StakeError::Overflow`].
    pub fn stake(&mut self, amount: u64) -> Result<()> {
        self.total_staked = self
            .total_staked
            .checked_add(amount)
            .ok_or(StakeError::Overflow)?;
        Ok(())
    }

    /// Takes `amount` out of the reward vault's record.
    ///
    /// # Errors
    /// [`StakeError::Overflow`] when less was minted: never more goes out than came in.
    pub fn pay_reward(&mut self, amount: u64) -> Result<()> {
        self.rewards = self.rewards.checked_sub(amount).ok_or(StakeError::Overflow)?;
        Ok(())
    }
}
