//! The governor program: one function per instruction, every address resolved.

mod proposal;
mod snapshot;
mod stream;
mod verify;
mod vote;
mod voters;

use crate::{address, stake::StakePool};
use anchor_lang::{InstructionData, ToAccountMetas};
use solana_address::Address;
use solana_instruction::Instruction;

use ::governor::{accounts as metas, instruction};

pub use ::governor::state::{
    Action, Ballot, Delegation, Proposal, ProposalText, Realm, RealmParams, Status, Stream, Tally, VoteRecord,
};
pub use assay_quotes::governor::{stage, staged, unstage, Phase, StageError, Standing};
pub use snapshot::{
    delegation_of, delegations_to, positions_of, proposals, streams, votes, ProposalSnapshot, RealmSnapshot,
    StagedAction, StakedPosition,
};
pub use stream::Currency;
pub use verify::{text_hash, Check, Verification};
pub use voters::{may_exit, voters, Mute, Voter};

const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;

/// The realm of a stake pool, with the addresses that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Governance {
    pub pool: StakePool,
    /// The realm's account, which is also the pool's governor signer.
    pub realm: Address,
    /// Signs what was voted.
    pub treasury: Address,
}

impl Governance {
    pub fn new(pool: StakePool) -> Self {
        let realm = address::realm(&pool.address);
        Self {
            pool,
            realm,
            treasury: address::realm_treasury(&realm),
        }
    }

    /// The proposal of this number.
    pub fn proposal(&self, number: u64) -> Address {
        address::proposal(&self.realm, number)
    }

    /// Creates the realm, at the request of the pool's authority, with a guardian until a Unix time, or none.
    pub fn create_realm(
        &self,
        authority: Address,
        params: RealmParams,
        guardian: Option<(Address, i64)>,
    ) -> Instruction {
        let (guardian, guardian_until) = guardian.unwrap_or_default();
        build(
            metas::CreateRealm {
                authority,
                pool: self.pool.address,
                realm: self.realm,
                treasury: self.treasury,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::CreateRealm {
                params,
                guardian,
                guardian_until,
            },
        )
    }

    /// Makes the treasury the authority of the stake pool, for good. The pool must know the realm as its governor.
    pub fn handover(&self, authority: Address) -> Instruction {
        build(
            metas::Handover {
                authority,
                realm: self.realm,
                treasury: self.treasury,
                pool: self.pool.address,
                stake_program: ::stake::ID,
            },
            instruction::Handover {},
        )
    }

    /// An action: sets how votes are held.
    pub fn set_params(&self, params: RealmParams) -> Instruction {
        build(self.set_realm(), instruction::SetParams { params })
    }

    /// An action: names who may veto until a Unix time, or nobody.
    pub fn set_guardian(&self, guardian: Option<(Address, i64)>) -> Instruction {
        let (guardian, until) = guardian.unwrap_or_default();
        build(self.set_realm(), instruction::SetGuardian { guardian, until })
    }

    fn set_realm(&self) -> metas::SetRealm {
        metas::SetRealm {
            treasury: self.treasury,
            realm: self.realm,
        }
    }
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction {
        program_id: ::governor::ID,
        accounts: accounts.to_account_metas(None),
        data: data.data(),
    }
}
