//! Steps of proposals.

use super::{purses::rent_of, Governed, FOR};
use crate::{Chain, Party, Sent, Stake};
use assay_client::{
    address,
    governor::{stage, Action, Proposal, ProposalText, Status},
};
use solana_address::Address;
use solana_instruction::Instruction;

/// A proposal of somebody.
#[derive(Clone)]
pub struct ProposalRef {
    pub address: Address,
    pub number: u64,
    /// The proposer's position.
    pub by: Stake,
}

/// What proposals of these tests say.
pub fn text() -> ProposalText {
    ProposalText {
        hash: [7; 32],
        title: b"Pay the auditors".to_vec(),
        uri: b"https://example.org/1".to_vec(),
    }
}

impl<C: Chain> Governed<C> {
    /// The proposal of this number, by the owner of this position.
    pub fn proposal_ref(&mut self, by: &Stake, number: u64) -> ProposalRef {
        let address = self.gov.proposal(number);
        let actions = || (0..16).map(|index| address::action(&address, index)).collect();
        self.proposals.entry(address).or_insert_with(actions);
        ProposalRef {
            address,
            number,
            by: by.clone(),
        }
    }

    /// Creates a draft with this number and text.
    #[track_caller]
    pub fn try_draft(&mut self, by: &Stake, number: u64, text: ProposalText) -> (ProposalRef, Sent) {
        let proposal = self.proposal_ref(by, number);
        let holding = self.world.holding(by);
        let create = self.gov.create_proposal(&holding, number, text);
        let sent = self.send(create, &by.owner);
        (proposal, sent)
    }

    /// The next draft.
    #[track_caller]
    pub fn draft(&mut self, by: &Stake) -> ProposalRef {
        let number = self.realm().proposals;
        let (proposal, sent) = self.try_draft(by, number, text());
        sent.expect("a draft");
        proposal
    }

    /// A proposal with these actions, on which the vote is open.
    #[track_caller]
    pub fn propose(&mut self, by: &Stake, actions: &[Instruction]) -> ProposalRef {
        let proposal = self.draft(by);
        for (index, action) in actions.iter().enumerate() {
            self.add_action(&proposal, index as u8, action)
                .expect("an action");
        }
        self.submit(&proposal).expect("a vote");
        proposal
    }

    /// A proposal with these actions that Ann's votes made succeed, waiting for its time lock.
    #[track_caller]
    pub fn queued(&mut self, actions: &[Instruction]) -> ProposalRef {
        let ann = self.ann.clone();
        let proposal = self.propose(&ann, actions);
        self.pass(&proposal);
        proposal
    }

    /// Lets Ann vote for it, and the vote end.
    #[track_caller]
    pub fn pass(&mut self, proposal: &ProposalRef) {
        let ann = self.ann.clone();
        self.cast(proposal, &ann, FOR).expect("votes");
        self.warp_to_end(proposal);
        self.finalize(proposal).expect("is decided");
        assert_eq!(self.status(proposal), Status::Queued);
    }

    /// A proposal with these actions in the first second in which it can be executed.
    #[track_caller]
    pub fn executable(&mut self, actions: &[Instruction]) -> ProposalRef {
        let proposal = self.queued(actions);
        let at = self.proposal(&proposal).executable_at;
        self.warp_to(at);
        proposal
    }

    /// Moves the clock to the first second after the vote.
    #[track_caller]
    pub fn warp_to_end(&mut self, proposal: &ProposalRef) {
        let at = self.proposal(proposal).ends_at;
        self.warp_to(at);
    }

    #[track_caller]
    pub fn proposal(&mut self, proposal: &ProposalRef) -> Proposal {
        self.world.state(&proposal.address)
    }

    #[track_caller]
    pub fn status(&mut self, proposal: &ProposalRef) -> Status {
        self.proposal(proposal).status()
    }

    /// Adds an instruction.
    #[track_caller]
    pub fn add_action(&mut self, proposal: &ProposalRef, index: u8, action: &Instruction) -> Sent {
        let bytes = stage(action).expect("an instruction that can be staged");
        self.add_bytes(proposal, index, &bytes, None)
    }

    /// Adds these bytes.
    #[track_caller]
    pub fn add_bytes(
        &mut self,
        proposal: &ProposalRef,
        index: u8,
        bytes: &[u8],
        buffer: Option<Address>,
    ) -> Sent {
        let by = &proposal.by.owner;
        let add = self
            .gov
            .add_action(by.address(), proposal.address, index, bytes, buffer);
        self.staged
            .entry((proposal.address, index))
            .or_insert_with(|| bytes.to_vec());
        let sent = self.send(add, by)?;
        self.staged.insert((proposal.address, index), bytes.to_vec());
        Ok(sent)
    }

    /// Lamports that an action of these bytes costs.
    pub fn action_rent(bytes: &[u8]) -> u64 {
        rent_of(Action::space(bytes.len()))
    }

    #[track_caller]
    pub fn remove_action(&mut self, proposal: &ProposalRef, index: u8) -> Sent {
        let by = &proposal.by.owner;
        let remove = self.gov.remove_action(by.address(), proposal.address, index);
        self.send(remove, by)
    }

    #[track_caller]
    pub fn submit(&mut self, proposal: &ProposalRef) -> Sent {
        let holding = self.world.holding(&proposal.by);
        let submit = self.gov.submit(&holding, proposal.address);
        self.send(submit, &proposal.by.owner)
    }

    #[track_caller]
    pub fn cancel(&mut self, proposal: &ProposalRef) -> Sent {
        let by = &proposal.by.owner;
        let cancel = self.gov.cancel(by.address(), proposal.address);
        self.send(cancel, by)
    }

    #[track_caller]
    pub fn finalize(&mut self, proposal: &ProposalRef) -> Sent {
        let finalize = self.gov.finalize(proposal.address);
        self.send_freely(finalize)
    }

    /// What executes the action that was last staged at this place.
    #[track_caller]
    pub fn execution(&self, proposal: &ProposalRef, index: u8) -> Instruction {
        let staged = &self.staged[&(proposal.address, index)];
        self.gov
            .execute_action(proposal.address, index, staged)
            .expect("a staged instruction")
    }

    #[track_caller]
    pub fn execute(&mut self, proposal: &ProposalRef, index: u8) -> Sent {
        let execute = self.execution(proposal, index);
        self.send_freely(execute)
    }

    /// The guardian stops it.
    #[track_caller]
    pub fn veto(&mut self, proposal: &ProposalRef) -> Sent {
        let guardian = self.guardian.clone();
        self.veto_by(proposal, &guardian)
    }

    #[track_caller]
    pub fn veto_by(&mut self, proposal: &ProposalRef, by: &Party) -> Sent {
        let content = self.proposal(proposal).content;
        let veto = self.gov.veto(by.address(), proposal.address, content);
        self.send(veto, by)
    }

    /// Pays the deposit to `receiver`.
    #[track_caller]
    pub fn reclaim_to(&mut self, proposal: &ProposalRef, receiver: Address) -> Sent {
        let reclaim = self.gov.reclaim_deposit(proposal.address, receiver);
        self.send_freely(reclaim)
    }

    /// Pays the deposit back.
    #[track_caller]
    pub fn reclaim(&mut self, proposal: &ProposalRef) -> Sent {
        self.reclaim_to(proposal, proposal.by.owner.address())
    }

    #[track_caller]
    pub fn close_action(&mut self, proposal: &ProposalRef, index: u8) -> Sent {
        let by = proposal.by.owner.address();
        let close = self.gov.close_action(by, proposal.address, index);
        self.send_freely(close)
    }

    #[track_caller]
    pub fn close_proposal(&mut self, proposal: &ProposalRef) -> Sent {
        let by = &proposal.by.owner;
        let close = self.gov.close_proposal(by.address(), proposal.address);
        self.send(close, by)
    }

    /// The account of an action.
    pub fn action(&mut self, proposal: &ProposalRef, index: u8) -> Option<Action> {
        self.world.find(&address::action(&proposal.address, index))
    }
}
