use crate::{
    constants::{
        MAX_APPROVAL_BPS, MAX_DEPOSIT, MAX_EXECUTION_SECONDS, MAX_EXTENSION_SECONDS, MAX_LOCK_SECONDS,
        MAX_QUORUM_BPS, MAX_THRESHOLD_BPS, MAX_VOTING_SECONDS, MIN_APPROVAL_BPS, MIN_DEPOSIT,
        MIN_EXECUTION_SECONDS, MIN_LOCK_SECONDS, MIN_QUORUM_BPS, MIN_VOTING_SECONDS,
    },
    error::GovernorError,
};
use anchor_lang::prelude::*;
use assay_math::share_ceil;

/// How votes are held. A proposal keeps what was in force when its vote began.
///
/// A critical proposal is one that could touch stake: it calls the stake, escrow or governor program, the loader of
/// programs, or a program that the governor does not know.
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
pub struct RealmParams {
    /// Lamports, 0.001 to 10 SOL. Forfeited to the treasury when a vote misses its quorum or is vetoed.
    pub deposit: u64,
    /// How long a vote is open, seconds, one hour to 30 days.
    pub voting_seconds: u32,
    /// The end of a vote in which turning it into a success extends it, seconds, at most `voting_seconds`.
    pub late_seconds: u32,
    /// How long it is open from then on, seconds, 0 to 7 days.
    pub extension_seconds: u32,
    /// Between success and execution, seconds, one hour to 30 days.
    pub timelock_seconds: u32,
    /// How much longer than the pool's cooldown a critical proposal waits at least, seconds, one hour to 30 days.
    pub exit_seconds: u32,
    /// How long it can be executed, seconds, one day to 30 days.
    pub execution_seconds: u32,
    /// Weight needed to propose, of all voting weight, basis points, at most 500.
    pub threshold_bps: u16,
    /// Participation needed (for and abstain), of all voting weight at the vote's start, basis points, 100 to 5,000.
    pub quorum_bps: u16,
    /// Share of for among for and against, basis points, 5,000 to 9,000, and more than half in any case.
    pub approval_bps: u16,
    /// The same for critical proposals, at least `approval_bps`.
    pub critical_approval_bps: u16,
}

impl RealmParams {
    /// # Errors
    /// [`GovernorError::BadParameter`] outside the bounds named at the fields.
    pub fn validate(&self) -> Result<()> {
        let locks = MIN_LOCK_SECONDS..=MAX_LOCK_SECONDS;
        require!(
            (MIN_DEPOSIT..=MAX_DEPOSIT).contains(&self.deposit)
                && (MIN_VOTING_SECONDS..=MAX_VOTING_SECONDS).contains(&self.voting_seconds)
                && self.late_seconds <= self.voting_seconds
                && self.extension_seconds <= MAX_EXTENSION_SECONDS
                && locks.contains(&self.timelock_seconds)
                && locks.contains(&self.exit_seconds)
                && (MIN_EXECUTION_SECONDS..=MAX_EXECUTION_SECONDS).contains(&self.execution_seconds)
                && self.threshold_bps <= MAX_THRESHOLD_BPS
                && (MIN_QUORUM_BPS..=MAX_QUORUM_BPS).contains(&self.quorum_bps)
                && (MIN_APPROVAL_BPS..=self.critical_approval_bps).contains(&self.approval_bps)
                && self.critical_approval_bps <= MAX_APPROVAL_BPS,
            GovernorError::BadParameter
        );
        Ok(())
    }

    /// Weight needed to propose, of `total`; never none.
    pub fn threshold(&self, total: u64) -> u64 {
        share_ceil(total, self.threshold_bps).max(1)
    }

    /// Participation needed of `total`; never none.
    pub fn quorum(&self, total: u64) -> u64 {
        share_ceil(total, self.quorum_bps).max(1)
    }
}
