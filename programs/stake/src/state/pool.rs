use crate::{
    check::is_derived,
    constants::{MAX_BOND_FACTOR_BPS, MAX_COOLDOWN_SECONDS, MAX_JAIL_SECONDS, PAUSE_ALL, STAKE_VAULT_SEED},
    error::StakeError,
};
use anchor_lang::prelude::*;

/// The staking pool of one reward mint.
#[account]
pub struct Pool {
    /// Sets parameters within the program's bounds and pauses entries; can neither take nor slash.
    pub authority: Address,
    /// The reward token: what is staked, bonded and slashed.
    pub reward_mint: Address,
    /// The escrow program's PDA, the only one that may lock, release and slash bonds. Never changes.
    pub escrow_signer: Address,
    /// Sum of all operators' own bonds, base units.
    pub total_bond: u64,
    /// Sum of all tickets in cooldown, base units.
    pub total_cooling: u64,
    /// Sum of all bonds locked for jobs, base units.
    pub total_locked: u64,
    /// Slashed since the beginning, base units.
    pub total_slashed: u64,
    /// Burnt out of slashes since the beginning, base units.
    pub total_burnt: u64,
    /// Least own bond of a verifier in the lottery, base units.
    pub min_bond: u64,
    /// Time between leaving and withdrawing, seconds.
    pub cooldown_seconds: i64,
    /// How long a convicted operator takes no work, seconds.
    pub jail_seconds: i64,
    /// Share of an own bond that may be locked at one time, basis points.
    pub bond_factor_bps: u16,
    /// Paused actions, bits `PAUSE_*`.
    pub pause_mask: u8,
    pub bump: u8,
    pub vault_bump: u8,
    /// Room for emissions and the reward index.
    pub reserved: [u8; 259],
}

/// What governance may set, each within the program's bounds.
#[derive(Clone, Copy, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct PoolParams {
    /// Base units, at least 1.
    pub min_bond: u64,
    /// Seconds, 1 to 30 days.
    pub cooldown_seconds: i64,
    /// Seconds, 0 to 90 days.
    pub jail_seconds: i64,
    /// Basis points, 1 to 10,000.
    pub bond_factor_bps: u16,
}

impl Pool {
    /// # Errors
    /// [`StakeError::BadParameter`] outside the bounds named at [`PoolParams`].
    pub fn set_params(&mut self, params: PoolParams) -> Result<()> {
        require!(
            params.min_bond > 0
                && (1..=MAX_COOLDOWN_SECONDS).contains(&params.cooldown_seconds)
                && (0..=MAX_JAIL_SECONDS).contains(&params.jail_seconds)
                && (1..=MAX_BOND_FACTOR_BPS).contains(&params.bond_factor_bps),
            StakeError::BadParameter
        );
        self.min_bond = params.min_bond;
        self.cooldown_seconds = params.cooldown_seconds;
        self.jail_seconds = params.jail_seconds;
        self.bond_factor_bps = params.bond_factor_bps;
        Ok(())
    }

    /// # Errors
    /// [`StakeError::BadParameter`] for a bit that is no entry: exits cannot be paused.
    pub fn set_pause(&mut self, mask: u8) -> Result<()> {
        require!(mask & !PAUSE_ALL == 0, StakeError::BadParameter);
        self.pause_mask = mask;
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

    /// # Errors
    /// [`StakeError::Paused`].
    pub fn require_active(&self, action: u8) -> Result<()> {
        require!(self.pause_mask & action == 0, StakeError::Paused);
        Ok(())
    }
}
