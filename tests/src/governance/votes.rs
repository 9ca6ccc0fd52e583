//! Steps of votes and delegations.

use super::{Governed, ProposalRef};
use crate::{Chain, Party, Sent, Stake};
use assay_client::{
    address,
    governor::{Ballot, VoteRecord},
};
use solana_address::Address;

pub const FOR: Ballot = ballot(10_000, 0, 0);
pub const AGAINST: Ballot = ballot(0, 10_000, 0);
pub const ABSTAIN: Ballot = ballot(0, 0, 10_000);

const fn ballot(for_bps: u16, against_bps: u16, abstain_bps: u16) -> Ballot {
    Ballot {
        for_bps,
        against_bps,
        abstain_bps,
    }
}

impl<C: Chain> Governed<C> {
    /// The owner votes with a position.
    #[track_caller]
    pub fn cast(&mut self, proposal: &ProposalRef, stake: &Stake, ballot: Ballot) -> Sent {
        self.cast_by(&stake.owner.clone(), proposal, stake, ballot)
    }

    /// `voter` votes with a position.
    #[track_caller]
    pub fn cast_by(&mut self, voter: &Party, proposal: &ProposalRef, stake: &Stake, ballot: Ballot) -> Sent {
        self.watch_vote(proposal, stake);
        let (holding, content) = (self.world.holding(stake), self.proposal(proposal).content);
        let cast = self
            .gov
            .cast_vote(voter.address(), proposal.address, &holding, ballot, content);
        self.send(cast, voter)
    }

    /// Counts this vote among those that a proposal may have; for one that is sent as an instruction.
    pub fn watch_vote(&mut self, proposal: &ProposalRef, stake: &Stake) {
        let of = (proposal.address, stake.address);
        let record = || address::vote_record(&of.0, &of.1);
        self.votes.entry(of).or_insert_with(record);
    }

    #[track_caller]
    pub fn change(&mut self, proposal: &ProposalRef, stake: &Stake, ballot: Ballot) -> Sent {
        self.change_by(&stake.owner.clone(), proposal, stake, ballot)
    }

    #[track_caller]
    pub fn change_by(
        &mut self,
        voter: &Party,
        proposal: &ProposalRef,
        stake: &Stake,
        ballot: Ballot,
    ) -> Sent {
        let (holding, content) = (self.world.holding(stake), self.proposal(proposal).content);
        let change = self
            .gov
            .change_vote(voter.address(), proposal.address, &holding, ballot, content);
        self.send(change, voter)
    }

    #[track_caller]
    pub fn withdraw(&mut self, proposal: &ProposalRef, stake: &Stake) -> Sent {
        self.withdraw_by(&stake.owner.clone(), proposal, stake)
    }

    /// Whoever paid for the record gets its rent.
    #[track_caller]
    pub fn withdraw_by(&mut self, voter: &Party, proposal: &ProposalRef, stake: &Stake) -> Sent {
        let payer = self.record_payer(proposal, stake);
        let holding = self.world.holding(stake);
        let withdraw = self
            .gov
            .withdraw_vote(voter.address(), proposal.address, &holding, payer);
        self.send(withdraw, voter)
    }

    #[track_caller]
    pub fn close_vote(&mut self, proposal: &ProposalRef, stake: &Stake) -> Sent {
        let payer = self.record_payer(proposal, stake);
        let close = self.gov.close_vote(proposal.address, stake.address, payer);
        self.send_freely(close)
    }

    #[track_caller]
    pub fn claim_exit(&mut self, proposal: &ProposalRef, stake: &Stake) -> Sent {
        let payer = self.record_payer(proposal, stake);
        let claim = self.gov.claim_exit(proposal.address, stake.address, payer);
        self.send_freely(claim)
    }

    fn record_payer(&mut self, proposal: &ProposalRef, stake: &Stake) -> Address {
        self.record(proposal, stake)
            .map_or(stake.owner.address(), |record| record.payer)
    }

    /// How a position voted.
    pub fn record(&mut self, proposal: &ProposalRef, stake: &Stake) -> Option<VoteRecord> {
        self.world
            .find(&address::vote_record(&proposal.address, &stake.address))
    }

    #[track_caller]
    pub fn delegate(&mut self, owner: &Party, to: Address) -> Sent {
        let delegate = self.gov.delegate(owner.address(), to);
        self.send(delegate, owner)
    }

    #[track_caller]
    pub fn undelegate(&mut self, owner: &Party) -> Sent {
        let undelegate = self.gov.undelegate(owner.address());
        self.send(undelegate, owner)
    }
}
