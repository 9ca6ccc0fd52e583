use super::held::require_operator;
use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, ExitOpened},
    state::{DissentingVote, Operator, Pool, Position},
};
use anchor_lang::prelude::*;
use pinocchio::cpi::set_return_data;

/// Accounts of `hold_vote`, `release_vote` and `open_exit`. The first two log nothing: the governor, which alone calls
/// them, logs the vote.
#[derive(Accounts)]
pub struct HoldVote {
    pub governor_signer: Signer,
    #[account(constraint = pool.governor_signer.is(governor_signer.address()) @ StakeError::NotGovernor)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub position: Account<Position>,
}

impl HoldVote {
    pub fn hold(&mut self, until: i64) -> Result<()> {
        self.position.hold_vote(until, now()?)
    }

    pub fn release(&mut self, since: i64) -> Result<()> {
        self.position.release_vote(since);
        Ok(())
    }

    pub fn open_exit(&mut self, vote: &DissentingVote) -> Result<()> {
        self.position.open_exit(vote, now()?)?;
        emit(&ExitOpened {
            position: *self.position.address(),
            exit_until: self.position.exit_until,
            exit_seconds: self.position.exit_seconds,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct VotingWeight {
    pub position: Account<Position>,
    /// The one the position backs or is leaving; none when it is neither.
    pub operator: Option<Account<Operator>>,
}

impl VotingWeight {
    pub fn read(&self, since: i64) -> Result<()> {
        require_operator(&self.position.operator, &self.operator)?;
        let weight = self.position.voting_weight(since, self.operator.as_deref());
        set_return_data(&weight.to_le_bytes());
        Ok(())
    }
}
