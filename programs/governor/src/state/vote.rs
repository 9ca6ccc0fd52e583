use super::tally::Tally;
use crate::error::GovernorError;
use anchor_lang::prelude::*;
use stake::{check::Is, state::Position};

/// How a position voted on a proposal.
#[account]
pub struct VoteRecord {
    pub proposal: Address,
    pub position: Address,
    /// The position's owner, or whom the owner delegates to.
    pub voter: Address,
    /// Gets the rent back.
    pub payer: Address,
    pub tally: Tally,
    /// Unix time since which it holds the position.
    pub cast_at: i64,
    /// 1 when the owner voted, 0 when it was a delegate.
    pub by_owner: u8,
    pub bump: u8,
    pub padding: [u8; 6],
}

impl VoteRecord {
    /// Requires that the owner (`by_owner`) or a delegate may change it, and returns which of them it is.
    ///
    /// # Errors
    /// [`GovernorError::OwnerVoted`] for a delegate when the owner has voted.
    pub fn require_changeable(&self, by_owner: bool) -> Result<bool> {
        require!(by_owner || self.by_owner == 0, GovernorError::OwnerVoted);
        Ok(by_owner)
    }
}

/// Lets somebody else vote with all of an owner's positions. Nothing is delegated further: whoever gets a delegation
/// votes with what its owner owns, never with what is delegated to that owner, so there are no loops.
#[account]
pub struct Delegation {
    pub realm: Address,
    pub owner: Address,
    pub delegate: Address,
    pub bump: u8,
    pub padding: [u8; 7],
}

impl Delegation {
    /// Whether `voter` is the owner of `position`, `true`, or who votes for the owner, `false`.
    ///
    /// # Errors
    /// [`GovernorError::NotVoter`], [`GovernorError::WrongRealm`].
    #[inline(always)]
    pub fn authorise(
        delegation: Option<&Self>,
        realm: &Address,
        position: &Position,
        voter: &Address,
    ) -> Result<bool> {
        if position.owner.is(voter) {
            return Ok(true);
        }
        let delegation = delegation.ok_or(GovernorError::NotVoter)?;
        require!(delegation.realm.is(realm), GovernorError::WrongRealm);
        require!(
            delegation.owner.is(&position.owner) && delegation.delegate.is(voter),
            GovernorError::NotVoter
        );
        Ok(false)
    }
}
