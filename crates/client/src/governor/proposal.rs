//! Proposals, from the draft to the rent.

use super::{build, instruction, metas, unstage, Governance, ProposalText, StageError, SYSTEM_PROGRAM};
use crate::{address, stake::Holding};
use ::governor::__client_accounts_proposing::Proposing;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

impl Governance {
    fn proposing(&self, holding: &Holding) -> Proposing {
        Proposing {
            realm: self.realm,
            pool: self.pool.address,
            position: holding.position,
            operator: holding.operator,
        }
    }

    /// Creates a draft; `number` is the realm's count of proposals. `holding` is the proposer's, with enough weight.
    pub fn create_proposal(&self, holding: &Holding, number: u64, text: ProposalText) -> Instruction {
        build(
            metas::CreateProposal {
                proposer: holding.owner,
                proposing: self.proposing(holding),
                proposal: self.proposal(number),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::CreateProposal { number, text },
        )
    }

    /// Adds an action to a draft: `staged` are the bytes of [`super::stage`]. An upgrade names its buffer.
    pub fn add_action(
        &self,
        proposer: Address,
        proposal: Address,
        index: u8,
        staged: &[u8],
        buffer: Option<Address>,
    ) -> Instruction {
        build(
            metas::AddAction {
                proposer,
                realm: self.realm,
                proposal,
                action: address::action(&proposal, index),
                buffer,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::AddAction {
                index,
                instruction: staged,
            },
        )
    }

    /// Takes an action out of a draft.
    pub fn remove_action(&self, proposer: Address, proposal: Address, index: u8) -> Instruction {
        build(
            metas::RemoveAction {
                proposer,
                proposal,
                action: address::action(&proposal, index),
            },
            instruction::RemoveAction {},
        )
    }

    /// Begins the vote on a draft.
    pub fn submit(&self, holding: &Holding, proposal: Address) -> Instruction {
        build(
            metas::Submit {
                proposer: holding.owner,
                proposing: self.proposing(holding),
                proposal,
            },
            instruction::Submit {},
        )
    }

    /// Gives up a draft or an open vote.
    pub fn cancel(&self, proposer: Address, proposal: Address) -> Instruction {
        build(metas::Cancel { proposer, proposal }, instruction::Cancel {})
    }

    /// Decides a vote that is over, or gives up what was not executed in its time; anyone may.
    pub fn finalize(&self, proposal: Address) -> Instruction {
        build(
            metas::Finalize {
                realm: self.realm,
                pool: self.pool.address,
                proposal,
            },
            instruction::Finalize {},
        )
    }

    /// Does the next action that was voted; anyone may. `staged` are the action's bytes.
    ///
    /// # Errors
    /// [`StageError::Malformed`].
    pub fn execute_action(
        &self,
        proposal: Address,
        index: u8,
        staged: &[u8],
    ) -> Result<Instruction, StageError> {
        let mut execute = build(
            metas::ExecuteAction {
                proposal,
                action: address::action(&proposal, index),
            },
            instruction::ExecuteAction {},
        );
        let voted = unstage(staged)?;
        execute
            .accounts
            .push(AccountMeta::new_readonly(voted.program_id, false));
        for meta in &voted.accounts {
            // The program signs for the treasury; everything is named once, as writable as it ever is.
            match execute.accounts[2..]
                .iter_mut()
                .find(|given| given.pubkey == meta.pubkey)
            {
                Some(given) => given.is_writable |= meta.is_writable,
                None => execute.accounts.push(AccountMeta {
                    is_signer: false,
                    ..meta.clone()
                }),
            }
        }
        Ok(execute)
    }

    /// Stops a vote, or what was decided; `content` is the proposal's hash.
    pub fn veto(&self, guardian: Address, proposal: Address, content: [u8; 32]) -> Instruction {
        build(
            metas::Veto {
                guardian,
                realm: self.realm,
                proposal,
            },
            instruction::Veto { content },
        )
    }

    /// Pays a deposit to `receiver`: the proposer, or the treasury when it is forfeited; anyone may.
    pub fn reclaim_deposit(&self, proposal: Address, receiver: Address) -> Instruction {
        build(
            metas::ReclaimDeposit {
                realm: self.realm,
                proposal,
                receiver,
            },
            instruction::ReclaimDeposit {},
        )
    }

    /// Closes an action of a proposal that is over; anyone may.
    pub fn close_action(&self, proposer: Address, proposal: Address, index: u8) -> Instruction {
        build(
            metas::CloseAction {
                proposal,
                proposer,
                action: address::action(&proposal, index),
            },
            instruction::CloseAction {},
        )
    }

    /// Closes a proposal without votes, actions and deposit.
    pub fn close_proposal(&self, proposer: Address, proposal: Address) -> Instruction {
        build(
            metas::CloseProposal { proposer, proposal },
            instruction::CloseProposal {},
        )
    }
}
