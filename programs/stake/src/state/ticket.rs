use crate::error::StakeError;
use anchor_lang::prelude::*;

/// Stake on its way out.
#[account]
pub struct Ticket {
    /// Operator or position that it was taken out of.
    pub source: Address,
    /// Operator that it is still at stake for; zeros for none.
    pub operator: Address,
    /// Whom it is paid to, with the rent.
    pub owner: Address,
    /// Base units when it was taken out.
    pub amount: u64,
    /// Of the operator's `cooling` tranche (own bond) or of its backing; the amount when it is at stake for none.
    /// It pays what these are worth at the end.
    pub shares: u64,
    /// Unix time from which it can be withdrawn.
    pub release_at: i64,
    pub nonce: u64,
    pub bump: u8,
    pub padding: [u8; 7],
}

impl Ticket {
    /// # Errors
    /// [`StakeError::CooldownNotOver`].
    pub fn require_released(&self, now: i64) -> Result<()> {
        require!(now >= self.release_at, StakeError::CooldownNotOver);
        Ok(())
    }
}
