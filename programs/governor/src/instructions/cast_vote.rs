use super::voting::{
    __client_accounts_holding, __client_accounts_voting, __cpi_accounts_holding, __cpi_accounts_voting,
    Holding, Voting,
};
use crate::{
    error::GovernorError,
    event::{VoteCast, VoteChanged, VoteWithdrawn},
    state::{Ballot, Tally, VoteRecord},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

#[derive(Accounts)]
pub struct CastVote {
    /// The position's owner, or whom the owner delegates to.
    #[account(mut)]
    pub voter: Signer,
    pub voting: Nested<Voting>,
    #[account(init, payer = voter, seeds = [b"vote", voting.proposal.address().as_ref(), voting.position.address().as_ref()], bump)]
    pub record: Account<VoteRecord>,
    pub holding: Nested<Holding>,
    pub system_program: Program<System>,
}

impl CastVote {
    pub fn cast(&mut self, ballot: &Ballot, content: &[u8; 32], bump: u8) -> Result<()> {
        let now = now()?;
        let voting = &mut *self.voting;
        voting.proposal.require_open(content, now)?;
        let by_owner = voting.authorise(&self.voter)?;
        let tally = voting.divide(ballot)?;
        let record = &mut *self.record;
        record.proposal = *voting.proposal.address();
        record.position = *voting.position.address();
        record.voter = *self.voter.address();
        record.payer = record.voter;
        record.tally = tally;
        record.cast_at = now;
        record.by_owner = by_owner.into();
        record.bump = bump;
        voting.proposal.open_votes += 1;
        voting.count(Tally::default(), tally, now)?;
        let until = voting.proposal.holds_until();
        self.holding
            .hold_vote(&voting.proposal, voting.position.view(), until);
        emit(&VoteCast {
            proposal: self.record.proposal,
            position: self.record.position,
            voter: self.record.voter,
            for_weight: tally.for_weight,
            against_weight: tally.against_weight,
            abstain_weight: tally.abstain_weight,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct ChangeVote {
    pub voter: Signer,
    pub voting: Nested<Voting>,
    #[account(mut, constraint = record.proposal.is(voting.proposal.address()) @ GovernorError::WrongRecord, constraint = record.position.is(voting.position.address()) @ GovernorError::WrongRecord)]
    pub record: Account<VoteRecord>,
}

impl ChangeVote {
    pub fn change(&mut self, ballot: &Ballot, content: &[u8; 32]) -> Result<()> {
        let now = now()?;
        let voting = &mut *self.voting;
        voting.proposal.require_open(content, now)?;
        let by_owner = self.record.require_changeable(voting.authorise(&self.voter)?)?;
        let (old, new) = (self.record.tally, voting.divide(ballot)?);
        self.record.tally = new;
        self.record.voter = *self.voter.address();
        self.record.by_owner = by_owner.into();
        voting.count(old, new, now)?;
        emit(&VoteChanged {
            proposal: self.record.proposal,
            position: self.record.position,
            voter: self.record.voter,
            for_weight: new.for_weight,
            against_weight: new.against_weight,
            abstain_weight: new.abstain_weight,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct WithdrawVote {
    pub voter: Signer,
    pub voting: Nested<Voting>,
    /// Whoever paid for the record.
    #[account(unsafe(dup), address = record.payer @ GovernorError::WrongRecord)]
    pub payer: UncheckedAccount,
    #[account(mut, constraint = record.proposal.is(voting.proposal.address()) @ GovernorError::WrongRecord, constraint = record.position.is(voting.position.address()) @ GovernorError::WrongRecord, close = payer)]
    pub record: Account<VoteRecord>,
    pub holding: Nested<Holding>,
}

impl WithdrawVote {
    /// As long as the vote is open. It names no content: what is withdrawn was cast on this one.
    pub fn withdraw(&mut self) -> Result<()> {
        let now = now()?;
        let voting = &mut *self.voting;
        let content = voting.proposal.content;
        voting.proposal.require_open(&content, now)?;
        self.record.require_changeable(voting.authorise(&self.voter)?)?;
        voting.proposal.open_votes -= 1;
        voting.count(self.record.tally, Tally::default(), now)?;
        let (position, since) = (voting.position.view(), self.record.cast_at);
        self.holding.release_vote(&voting.proposal, position, since);
        emit(&VoteWithdrawn {
            proposal: self.record.proposal,
            position: self.record.position,
            voter: *self.voter.address(),
        });
        Ok(())
    }
}
