use super::voting::{__client_accounts_holding, __cpi_accounts_holding, Holding};
use crate::{
    error::GovernorError,
    event::{ExitGranted, VoteClosed},
    state::{Proposal, Status, VoteRecord},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

/// Accounts of `close_vote` and `claim_exit`. Anyone may have either done: the rent goes to whoever paid it, and the
/// position to its owner.
#[derive(Accounts)]
pub struct CloseVote {
    #[account(mut)]
    pub proposal: Account<Proposal>,
    /// What voted; may be closed by now.
    #[account(mut, address = record.position @ GovernorError::WrongRecord)]
    pub position: UncheckedAccount,
    #[account(mut, address = record.payer @ GovernorError::WrongRecord)]
    pub payer: UncheckedAccount,
    #[account(mut, constraint = record.proposal.is(proposal.address()) @ GovernorError::WrongRecord, close = payer)]
    pub record: Account<VoteRecord>,
    pub holding: Nested<Holding>,
}

impl CloseVote {
    /// Once the vote is decided: lets go of the position. What gives somebody a right to exit is closed by `claim_exit`
    /// as long as it does, or anyone could take that right away.
    pub fn close(&mut self) -> Result<()> {
        require!(
            !matches!(self.proposal.status(), Status::Draft | Status::Voting),
            GovernorError::StillVoting
        );
        let proposal = &self.proposal;
        let waits = proposal.status() == Status::Queued && now()? < proposal.executable_at;
        require!(
            !(waits && proposal.is_critical() && self.record.tally.is_against()),
            GovernorError::ExitOpen
        );
        self.release();
        emit(&VoteClosed {
            proposal: self.record.proposal,
            position: self.record.position,
        });
        Ok(())
    }

    /// For a position that voted against something critical that is going to be done: lets go of it, and lets its owner
    /// leave with a shorter cooldown until then.
    pub fn claim_exit(&mut self) -> Result<()> {
        let now = now()?;
        self.proposal.require(Status::Queued)?;
        require!(self.proposal.is_critical(), GovernorError::NotCritical);
        let until = self.proposal.executable_at;
        require!(now < until, GovernorError::ExitOver);
        require!(self.record.tally.is_against(), GovernorError::NotAgainst);
        self.release();
        self.holding
            .open_exit(&self.proposal, self.position.account(), &self.record);
        emit(&ExitGranted {
            proposal: self.record.proposal,
            position: self.record.position,
            until,
        });
        Ok(())
    }

    fn release(&mut self) {
        self.proposal.open_votes -= 1;
        // A position that was closed is held by nothing; one that was opened in its place has not voted here.
        if self.position.account().owned_by(&stake::ID) {
            let (position, since) = (self.position.account(), self.record.cast_at);
            self.holding.release_vote(&self.proposal, position, since);
        }
    }
}
