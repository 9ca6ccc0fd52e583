//! What creating and submitting a proposal name, and the weight they need.

use crate::{error::GovernorError, state::Realm};
use anchor_lang::prelude::*;
use stake::{
    check::Is,
    event::note,
    require_operator,
    state::{Operator, Pool, Position},
};

#[derive(Accounts)]
pub struct Proposing {
    #[account(mut)]
    pub realm: Account<Realm>,
    #[account(constraint = realm.stake_pool.is(pool.address()) @ GovernorError::WrongRealm)]
    pub pool: Account<Pool>,
    /// The proposer's, with enough weight.
    #[account(constraint = position.pool.is(pool.address()) @ GovernorError::WrongRealm)]
    pub position: Account<Position>,
    /// The one the position backs or is leaving; none when it is neither.
    pub operator: Option<Account<Operator>>,
}

impl Proposing {
    /// Requires the position to be `proposer`'s and to have had the weight that a proposal needs since before `now`: what was borrowed a moment
    /// ago has none.
    ///
    /// # Errors
    /// [`GovernorError::NotVoter`], [`GovernorError::BelowThreshold`], [`stake::error::StakeError::WrongOperator`].
    #[inline(never)]
    pub fn require_threshold(&self, proposer: &Signer, now: i64) -> Result<()> {
        require!(
            self.position.owner.is(proposer.address()),
            GovernorError::NotVoter
        );
        require_operator(&self.position.operator, &self.operator)?;
        let weight = self.position.voting_weight(now, self.operator.as_deref());
        let needed = self.realm.params.threshold(self.pool.total_votes);
        if weight < needed {
            note("weight needed", needed);
            return Err(GovernorError::BelowThreshold.into());
        }
        Ok(())
    }
}
