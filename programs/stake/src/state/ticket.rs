use crate::error::StakeError;
use anchor_lang::prelude::*;

/// Stake on its way out.
#[account]
pub struct Ticket {
    pub operator: Address,
    /// Who may withdraw, and gets the rent back.
    pub owner: Address,
    /// Base units.
    pub amount: u64,
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
