use super::proposing::{__client_accounts_proposing, __cpi_accounts_proposing, Proposing};
use crate::{
    error::GovernorError,
    event::{ProposalCancelled, VoteBegun},
    state::{Proposal, Status},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

#[derive(Accounts)]
pub struct Submit {
    pub proposer: Signer,
    pub proposing: Nested<Proposing>,
    #[account(mut, constraint = proposal.realm.is(proposing.realm.address()) @ GovernorError::WrongRealm, constraint = proposal.proposer.is(proposer.address()) @ GovernorError::NotProposer)]
    pub proposal: Account<Proposal>,
}

impl Submit {
    pub fn submit(&mut self) -> Result<()> {
        let now = now()?;
        let proposing = &*self.proposing;
        proposing.require_threshold(&self.proposer, now)?;
        let (address, params) = (*self.proposal.address(), proposing.realm.params);
        self.proposal
            .submit(&address, params, proposing.pool.total_votes, now)?;
        emit(&VoteBegun {
            proposal: address,
            content: self.proposal.content,
            total_weight: self.proposal.total_weight,
            quorum: self.proposal.quorum,
            started_at: now,
            ends_at: self.proposal.ends_at,
            actions: self.proposal.action_count.into(),
            critical: self.proposal.is_critical().into(),
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct Cancel {
    pub proposer: Signer,
    #[account(mut, constraint = proposal.proposer.is(proposer.address()) @ GovernorError::NotProposer)]
    pub proposal: Account<Proposal>,
}

impl Cancel {
    /// A draft, or a vote that is open. The deposit is safe when it never went to a vote, or the vote has its quorum.
    pub fn cancel(&mut self) -> Result<()> {
        let now = now()?;
        let proposal = &mut *self.proposal;
        if proposal.status() != Status::Draft {
            proposal.require(Status::Voting)?;
            require!(now < proposal.ends_at, GovernorError::VotingOver);
            proposal.deposit_safe = proposal.has_quorum().into();
        }
        proposal.close(Status::Cancelled, now);
        emit(&ProposalCancelled {
            proposal: *self.proposal.address(),
        });
        Ok(())
    }
}
