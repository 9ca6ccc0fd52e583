//! Votes and delegations.

use super::{build, instruction, metas, Ballot, Governance, SYSTEM_PROGRAM};
use crate::{address, stake::Holding};
use ::governor::{__client_accounts_holding::Holding as Holds, __client_accounts_voting::Voting};
use solana_address::Address;
use solana_instruction::Instruction;

impl Governance {
    /// Whoever votes for somebody else names the owner's delegation.
    fn voting(&self, voter: Address, proposal: Address, holding: &Holding) -> Voting {
        let delegated = holding.owner != voter;
        Voting {
            proposal,
            position: holding.position,
            operator: holding.operator,
            delegation: delegated.then(|| address::delegation(&self.realm, &holding.owner)),
        }
    }

    fn holds(&self) -> Holds {
        Holds {
            realm: self.realm,
            pool: self.pool.address,
            stake_program: ::stake::ID,
        }
    }

    /// Votes with a position on the content with this hash.
    pub fn cast_vote(
        &self,
        voter: Address,
        proposal: Address,
        holding: &Holding,
        ballot: Ballot,
        content: [u8; 32],
    ) -> Instruction {
        build(
            metas::CastVote {
                voter,
                voting: self.voting(voter, proposal, holding),
                record: address::vote_record(&proposal, &holding.position),
                holding: self.holds(),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::CastVote { ballot, content },
        )
    }

    /// Votes otherwise.
    pub fn change_vote(
        &self,
        voter: Address,
        proposal: Address,
        holding: &Holding,
        ballot: Ballot,
        content: [u8; 32],
    ) -> Instruction {
        build(
            metas::ChangeVote {
                voter,
                voting: self.voting(voter, proposal, holding),
                record: address::vote_record(&proposal, &holding.position),
            },
            instruction::ChangeVote { ballot, content },
        )
    }

    /// Takes a vote back; `payer` is who paid for its record.
    pub fn withdraw_vote(
        &self,
        voter: Address,
        proposal: Address,
        holding: &Holding,
        payer: Address,
    ) -> Instruction {
        build(
            metas::WithdrawVote {
                voter,
                voting: self.voting(voter, proposal, holding),
                payer,
                record: address::vote_record(&proposal, &holding.position),
                holding: self.holds(),
            },
            instruction::WithdrawVote {},
        )
    }

    /// Closes the record of a vote that is decided; anyone may. `payer` is who paid for it.
    pub fn close_vote(&self, proposal: Address, position: Address, payer: Address) -> Instruction {
        build(self.closing(proposal, position, payer), instruction::CloseVote {})
    }

    /// Closes the record of a vote against something critical, and lets the position's owner leave with a shorter
    /// cooldown; anyone may.
    pub fn claim_exit(&self, proposal: Address, position: Address, payer: Address) -> Instruction {
        build(self.closing(proposal, position, payer), instruction::ClaimExit {})
    }

    fn closing(&self, proposal: Address, position: Address, payer: Address) -> metas::CloseVote {
        metas::CloseVote {
            proposal,
            position,
            payer,
            record: address::vote_record(&proposal, &position),
            holding: self.holds(),
        }
    }

    /// Lets `delegate` vote with all of the owner's positions.
    pub fn delegate(&self, owner: Address, delegate: Address) -> Instruction {
        build(
            metas::Delegate {
                owner,
                realm: self.realm,
                delegation: address::delegation(&self.realm, &owner),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::Delegate { delegate },
        )
    }

    /// Takes the owner's delegation back.
    pub fn undelegate(&self, owner: Address) -> Instruction {
        build(
            metas::Undelegate {
                owner,
                delegation: address::delegation(&self.realm, &owner),
            },
            instruction::Undelegate {},
        )
    }
}
