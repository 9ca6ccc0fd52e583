//! Positions: stake that earns, votes and can be slashed.

use super::{build, Position, StakePool, SYSTEM_PROGRAM};
use crate::address;
use solana_address::Address;
use solana_instruction::Instruction;
use stake::__client_accounts_held::Held;
use stake::{
    accounts as metas, instruction,
    state::{DissentingVote, Vesting},
};

/// What every instruction about a position has to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    pub owner: Address,
    pub position: Address,
    /// The one it backs or is leaving.
    pub operator: Option<Address>,
}

impl Holding {
    /// As the chain has it at `address`.
    pub fn of(address: Address, position: &Position) -> Self {
        Self {
            owner: position.owner,
            position: address,
            operator: position.has_operator().then_some(position.operator),
        }
    }
}

impl StakePool {
    /// The position with this id.
    pub fn position(&self, id: u64) -> Address {
        address::position(&self.address, id)
    }

    /// Stakes `amount` out of the owner's associated token account.
    pub fn open_position(&self, owner: Address, id: u64, amount: u64, lock_seconds: u32) -> Instruction {
        build(
            self.open_metas(owner, id),
            instruction::OpenPosition {
                id,
                amount,
                lock_seconds,
            },
        )
    }

    /// Stakes for `owner` what is released to them bit by bit, out of the funder's associated token account.
    pub fn open_vesting(&self, funder: Address, id: u64, owner: Address, vesting: Vesting) -> Instruction {
        build(
            self.open_metas(funder, id),
            instruction::OpenVesting { id, owner, vesting },
        )
    }

    fn open_metas(&self, funder: Address, id: u64) -> metas::OpenPosition {
        metas::OpenPosition {
            funder,
            pool: self.address,
            position: self.position(id),
            paid: self.paid(self.vault, self.reward_account(&funder)),
            system_program: SYSTEM_PROGRAM,
        }
    }

    fn held(&self, holding: &Holding) -> Held {
        Held {
            pool: self.address,
            position: holding.position,
            operator: holding.operator,
            registry: self.registry,
        }
    }

    /// Adds to a position out of its owner's associated token account.
    pub fn add(&self, holding: &Holding, amount: u64) -> Instruction {
        build(
            metas::AddStake {
                owner: holding.owner,
                held: self.held(holding),
                paid: self.paid(self.vault, self.reward_account(&holding.owner)),
            },
            instruction::Add { amount },
        )
    }

    /// Moves `amount` into a new position with this id.
    pub fn split(&self, holding: &Holding, id: u64, amount: u64) -> Instruction {
        build(
            metas::Split {
                owner: holding.owner,
                held: self.held(holding),
                new: self.position(id),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::Split { id, amount },
        )
    }

    /// Takes everything of `other` in, which is closed.
    pub fn merge(&self, holding: &Holding, other: Address) -> Instruction {
        build(
            metas::Merge {
                owner: holding.owner,
                held: self.held(holding),
                other,
            },
            instruction::Merge {},
        )
    }

    /// Starts the cooldown of `amount`.
    pub fn begin_unstake(&self, holding: &Holding, nonce: u64, amount: u64) -> Instruction {
        build(
            metas::BeginUnstake {
                owner: holding.owner,
                held: self.held(holding),
                ticket: address::ticket(&holding.position, nonce),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::BeginUnstake { nonce, amount },
        )
    }

    /// Puts a ticket back.
    pub fn cancel_unstake(&self, holding: &Holding, nonce: u64) -> Instruction {
        build(
            metas::CancelUnstake {
                owner: holding.owner,
                held: self.held(holding),
                ticket: address::ticket(&holding.position, nonce),
            },
            instruction::CancelUnstake {},
        )
    }

    /// Pays a ticket out to its owner's associated token account; anyone may. `operator` is the ticket's.
    pub fn withdraw(
        &self,
        owner: Address,
        position: Address,
        operator: Option<Address>,
        nonce: u64,
    ) -> Instruction {
        build(
            metas::Withdraw {
                owner,
                pool: self.address,
                position,
                operator,
                registry: self.registry,
                ticket: address::ticket(&position, nonce),
                paid: self.paid(self.vault, self.reward_account(&owner)),
            },
            instruction::Withdraw {},
        )
    }

    /// Pays rewards to the owner's associated token account.
    pub fn claim(&self, holding: &Holding) -> Instruction {
        build(
            self.claim_metas(holding, self.reward_account(&holding.owner)),
            instruction::Claim {},
        )
    }

    /// Adds rewards to the stake.
    pub fn compound(&self, holding: &Holding) -> Instruction {
        build(self.claim_metas(holding, self.vault), instruction::Compound {})
    }

    fn claim_metas(&self, holding: &Holding, destination: Address) -> metas::Claim {
        metas::Claim {
            owner: holding.owner,
            held: self.held(holding),
            paid: self.paid(self.reward_vault, destination),
        }
    }

    /// Backs `operator` with the whole position, at a commission of at most `max_commission_bps`.
    pub fn back(
        &self,
        owner: Address,
        position: Address,
        operator: Address,
        max_commission_bps: u16,
    ) -> Instruction {
        build(
            self.back_metas(owner, position, operator),
            instruction::Back { max_commission_bps },
        )
    }

    /// Starts leaving `operator`.
    pub fn leave(&self, owner: Address, position: Address, operator: Address) -> Instruction {
        build(self.back_metas(owner, position, operator), instruction::Leave {})
    }

    fn back_metas(&self, owner: Address, position: Address, operator: Address) -> metas::Back {
        metas::Back {
            owner,
            at_stake: self.at_stake(operator),
            position,
        }
    }

    /// Sets a position free that has left `operator`; anyone may.
    pub fn end_leave(&self, position: Address, operator: Address) -> Instruction {
        build(
            metas::EndLeave {
                at_stake: self.at_stake(operator),
                position,
            },
            instruction::EndLeave {},
        )
    }

    pub fn set_lock(&self, holding: &Holding, seconds: u32) -> Instruction {
        build(
            metas::SetLock {
                owner: holding.owner,
                held: self.held(holding),
            },
            instruction::SetLock { seconds },
        )
    }

    pub fn release_lock(&self, holding: &Holding) -> Instruction {
        build(
            metas::SetLock {
                owner: holding.owner,
                held: self.held(holding),
            },
            instruction::ReleaseLock {},
        )
    }

    /// Gives the position to `to`, with what there is to claim.
    pub fn transfer_position(&self, holding: &Holding, to: Address) -> Instruction {
        build(
            metas::TransferPosition {
                owner: holding.owner,
                held: self.held(holding),
            },
            instruction::TransferPosition { owner: to },
        )
    }

    pub fn close_position(&self, owner: Address, position: Address) -> Instruction {
        build(
            metas::ClosePosition { owner, position },
            instruction::ClosePosition {},
        )
    }

    /// The governor's signer holds a position for a vote until Unix time `until`.
    pub fn hold_vote(&self, governor_signer: Address, position: Address, until: i64) -> Instruction {
        build(
            self.hold_metas(governor_signer, position),
            instruction::HoldVote { until },
        )
    }

    /// The governor's signer lets go of one vote, which has held the position since Unix time `since`.
    pub fn release_vote(&self, governor_signer: Address, position: Address, since: i64) -> Instruction {
        build(
            self.hold_metas(governor_signer, position),
            instruction::ReleaseVote { since },
        )
    }

    /// The governor's signer lets the owner leave with a shorter cooldown because of its vote.
    pub fn open_exit(
        &self,
        governor_signer: Address,
        position: Address,
        vote: DissentingVote,
    ) -> Instruction {
        build(
            self.hold_metas(governor_signer, position),
            instruction::OpenExit { vote },
        )
    }

    /// Brings a position's earnings and its part of all voting weight up to date; anyone may.
    pub fn sync_position(&self, holding: &Holding) -> Instruction {
        build(
            metas::SyncPosition {
                held: self.held(holding),
            },
            instruction::SyncPosition {},
        )
    }

    fn hold_metas(&self, governor_signer: Address, position: Address) -> metas::HoldVote {
        metas::HoldVote {
            governor_signer,
            pool: self.address,
            position,
        }
    }

    /// Returns the weight with which a position may vote on what began at `since`.
    pub fn voting_weight(&self, position: Address, operator: Option<Address>, since: i64) -> Instruction {
        build(
            metas::VotingWeight { position, operator },
            instruction::VotingWeight { since },
        )
    }
}
