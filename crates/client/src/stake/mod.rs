//! The stake program: one function per instruction, every address resolved. What only the escrow
//! program may call (`lock_bond`, `release_bond`, `slash`) has none.

pub mod farm;
mod operator;
mod position;
mod snapshot;

use crate::{accounts, address, token, ClientError, Rpc};
use anchor_lang::{InstructionData, ToAccountMetas};
use solana_address::Address;
use solana_instruction::Instruction;
// What the accounts of several instructions have in common has no name of its own in `stake::accounts`.
use stake::{__client_accounts_atstake::AtStake, __client_accounts_paid::Paid};
use stake::{
    accounts as metas, instruction,
    state::{PoolParams, Schedule},
};

pub use assay_quotes::stake::projection;
pub use farm::LpFarm;
pub use position::Holding;
pub use snapshot::Snapshot;
pub use stake::constants::{ROLE_PROVIDER, ROLE_VERIFIER};
pub use stake::state::{
    BondLedger, Farm, FarmStake, Operator, Pool, Position, Ticket, VerifierRegistry, Vesting,
};

const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;

/// The pool of a reward mint, with the addresses that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StakePool {
    pub reward_mint: Address,
    pub address: Address,
    pub vault: Address,
    pub reward_vault: Address,
    pub registry: Address,
}

impl StakePool {
    pub fn new(reward_mint: Address) -> Self {
        let pool = address::pool(&reward_mint);
        Self {
            reward_mint,
            address: pool,
            vault: address::stake_vault(&pool),
            reward_vault: address::reward_vault(&pool),
            registry: address::verifier_registry(&pool),
        }
    }

    /// The operator account of `authority`.
    pub fn operator(&self, authority: &Address) -> Address {
        address::operator(&self.address, authority)
    }

    /// Where `owner` keeps reward tokens.
    pub fn reward_account(&self, owner: &Address) -> Address {
        token::associated(owner, &self.reward_mint, &token::TOKEN_PROGRAM)
    }

    pub fn initialize_pool(
        &self,
        authority: Address,
        escrow_signer: Address,
        params: PoolParams,
        schedule: Schedule,
    ) -> Instruction {
        build(
            metas::InitializePool {
                authority,
                pool: self.address,
                reward_mint: self.reward_mint,
                stake_vault: self.vault,
                reward_vault: self.reward_vault,
                registry: self.registry,
                token_program: token::TOKEN_PROGRAM,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::InitializePool {
                escrow_signer,
                params,
                schedule,
            },
        )
    }

    pub fn set_params(&self, authority: Address, params: PoolParams) -> Instruction {
        let pool = self.address;
        build(
            metas::SetParams { authority, pool },
            instruction::SetParams { params },
        )
    }

    pub fn set_pause(&self, authority: Address, mask: u8) -> Instruction {
        let pool = self.address;
        build(
            metas::SetParams { authority, pool },
            instruction::SetPause { mask },
        )
    }

    /// Names the governor's signer, once.
    pub fn set_governor(&self, authority: Address, signer: Address) -> Instruction {
        let pool = self.address;
        build(
            metas::SetParams { authority, pool },
            instruction::SetGovernor { signer },
        )
    }

    /// Makes `treasury` the authority, for good; both it and the governor's signer sign, so only the governor can call it.
    pub fn handover(&self, authority: Address, governor_signer: Address, treasury: Address) -> Instruction {
        let pool = self.address;
        build(
            metas::Handover {
                governed: metas::SetParams { authority, pool },
                governor_signer,
                treasury,
            },
            instruction::Handover {},
        )
    }

    /// Emits less from the next epoch on, for good.
    pub fn lower_emission(&self, authority: Address, emission: u64) -> Instruction {
        let pool = self.address;
        build(
            metas::SetParams { authority, pool },
            instruction::LowerEmission { emission },
        )
    }

    /// Ends an epoch whose time is over; anyone may.
    pub fn advance_epoch(&self) -> Instruction {
        build(
            metas::AdvanceEpoch {
                pool: self.address,
                reward_vault: self.reward_vault,
                reward_mint: self.reward_mint,
                token_program: token::TOKEN_PROGRAM,
            },
            instruction::AdvanceEpoch {},
        )
    }

    /// Pays part of the treasury out to the authority's associated token account.
    pub fn withdraw_treasury(&self, authority: Address, amount: u64) -> Instruction {
        build(
            metas::WithdrawTreasury {
                authority,
                pool: self.address,
                paid: self.paid(self.reward_vault, self.reward_account(&authority)),
            },
            instruction::WithdrawTreasury { amount },
        )
    }

    /// Accounts of whatever changes an operator's stake.
    fn at_stake(&self, operator: Address) -> AtStake {
        AtStake {
            pool: self.address,
            operator,
            registry: self.registry,
        }
    }

    /// Accounts of what comes into or goes out of a vault.
    fn paid(&self, vault: Address, account: Address) -> Paid {
        Paid {
            vault,
            account,
            mint: self.reward_mint,
            token_program: token::TOKEN_PROGRAM,
        }
    }
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction {
        program_id: stake::ID,
        accounts: accounts.to_account_metas(None),
        data: data.data(),
    }
}

/// The pool of a cluster: that of `reward_mint` when it is named, otherwise the only one there is.
///
/// # Errors
/// When there is none, or more than one to choose from.
pub async fn discover(rpc: &Rpc, reward_mint: Option<Address>) -> Result<StakePool, ClientError> {
    if let Some(mint) = reward_mint {
        let pool = StakePool::new(mint);
        accounts::fetch::<Pool>(rpc, &pool.address).await?;
        return Ok(pool);
    }
    let pools = accounts::list::<Pool>(rpc, &[]).await?;
    match pools.as_slice() {
        [(_, pool)] => Ok(StakePool::new(pool.reward_mint)),
        [] => Err(ClientError::NotInitialised {
            url: rpc.cluster().rpc_url.clone(),
        }),
        several => Err(ClientError::WhichPool {
            url: rpc.cluster().rpc_url.clone(),
            mints: several
                .iter()
                .map(|(_, pool)| pool.reward_mint.to_string())
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}
