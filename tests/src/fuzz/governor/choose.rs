//! What a step is about: chosen at random, mostly among what it can be done with.

use super::{
    action::{Action, Kind},
    cast::Cast,
};
use crate::{governance::ProposalRef, Stake};
use assay_client::{
    governor::{Proposal, Status, VoteRecord},
    stake::Position,
};

/// The `n`th of `all`, beginning again at the end.
pub fn pick<T: Clone>(all: &[T], n: u16) -> Option<T> {
    (!all.is_empty()).then(|| all[usize::from(n) % all.len()].clone())
}

/// Whether a proposal is in a state in which it can be done.
fn suits(kind: Kind, state: &Proposal, now: i64) -> bool {
    let status = state.status();
    match kind {
        Kind::AddAction | Kind::RemoveAction | Kind::Submit => status == Status::Draft,
        Kind::Cancel => matches!(status, Status::Draft | Status::Voting),
        Kind::Finalize => status == Status::Voting && now >= state.ends_at,
        Kind::Execute => status == Status::Queued && now >= state.executable_at,
        Kind::ClaimExit => status == Status::Queued && now < state.executable_at,
        Kind::Veto => matches!(status, Status::Voting | Status::Queued),
        Kind::CloseVote => !matches!(status, Status::Draft | Status::Voting) && state.open_votes > 0,
        Kind::Reclaim => status.is_over() && state.deposit > 0,
        Kind::CloseAction => status.is_over() && state.staged > 0,
        Kind::CloseProposal => state.require_closable().is_ok(),
        _ => status == Status::Voting && now < state.ends_at,
    }
}

impl Cast {
    /// The proposal that is chosen: one of the last few, or nothing would ever come to its end.
    pub fn chosen(&self, n: u16) -> Option<ProposalRef> {
        let recent = self.proposals.len().saturating_sub(4);
        pick(&self.proposals[recent..], n)
    }

    /// A proposal that is there; mostly one that is in a state for the action.
    pub fn suited(&mut self, action: &Action) -> Option<ProposalRef> {
        let now = self.gov.now();
        let mut fit = self.proposals.clone();
        fit.retain(|proposal| {
            let state = self.state(proposal);
            state.is_some_and(|state| action.b.is_multiple_of(16) || suits(action.kind, &state, now))
        });
        pick(&fit, action.b)
    }

    /// A position; mostly one that is there and has voted on `proposal`, or has not, as it should.
    pub fn holder(&mut self, action: &Action, proposal: Option<&ProposalRef>) -> Option<Stake> {
        if action.a.is_multiple_of(16) {
            return pick(&self.stakes, action.a);
        }
        let voted = match action.kind {
            Kind::Cast | Kind::CastByDelegate => Some(false),
            Kind::Change | Kind::ChangeByDelegate | Kind::WithdrawVote => Some(true),
            Kind::CloseVote | Kind::ClaimExit => Some(true),
            _ => None,
        };
        let mut fit = self.stakes.clone();
        fit.retain(|stake| {
            let there = self.find::<Position>(&stake.address).is_some();
            let Some((proposal, voted)) = proposal.zip(voted) else {
                return there;
            };
            let record = self.record(&proposal.address, &stake.address);
            voted == self.find::<VoteRecord>(&record).is_some() && (there || voted)
        });
        pick(&fit, action.a)
    }
}
