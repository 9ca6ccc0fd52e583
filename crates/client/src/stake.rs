//! The stake program: one function per instruction, every address resolved. What only the escrow
//! program may call (`lock_bond`, `release_bond`, `slash`) has none.

use crate::{accounts, address, token, ClientError, Rpc};
use anchor_lang::{InstructionData, ToAccountMetas};
use solana_address::Address;
use solana_instruction::Instruction;
use stake::{
    accounts as metas, instruction,
    state::{PoolParams, Profile},
};

pub use stake::constants::{ROLE_PROVIDER, ROLE_VERIFIER};
pub use stake::state::{BondLedger, Operator, Pool, Ticket, VerifierRegistry};

const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;

/// The pool of a reward mint, with the addresses that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StakePool {
    pub reward_mint: Address,
    pub address: Address,
    pub vault: Address,
    pub registry: Address,
}

impl StakePool {
    pub fn new(reward_mint: Address) -> Self {
        let pool = address::pool(&reward_mint);
        Self {
            reward_mint,
            address: pool,
            vault: address::stake_vault(&pool),
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
    ) -> Instruction {
        build(
            metas::InitializePool {
                authority,
                pool: self.address,
                reward_mint: self.reward_mint,
                stake_vault: self.vault,
                registry: self.registry,
                token_program: token::TOKEN_PROGRAM,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::InitializePool {
                escrow_signer,
                params,
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

    pub fn register_operator(&self, authority: Address, roles: u8, profile: Profile) -> Instruction {
        let operator = self.operator(&authority);
        build(
            metas::RegisterOperator {
                authority,
                pool: self.address,
                operator,
                ledger: address::ledger(&operator),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::RegisterOperator { roles, profile },
        )
    }

    pub fn update_operator(&self, authority: Address, profile: Profile) -> Instruction {
        build(
            metas::UpdateOperator {
                authority,
                operator: self.operator(&authority),
            },
            instruction::UpdateOperator { profile },
        )
    }

    /// Anyone may add to an operator's bond, from their own associated token account.
    pub fn deposit_bond(&self, depositor: Address, operator: Address, amount: u64) -> Instruction {
        build(
            metas::DepositBond {
                depositor,
                pool: self.address,
                operator,
                registry: self.registry,
                depositor_token: self.reward_account(&depositor),
                stake_vault: self.vault,
                reward_mint: self.reward_mint,
                token_program: token::TOKEN_PROGRAM,
            },
            instruction::DepositBond { amount },
        )
    }

    pub fn begin_unbond(&self, authority: Address, nonce: u64, amount: u64) -> Instruction {
        let operator = self.operator(&authority);
        build(
            metas::BeginUnbond {
                authority,
                pool: self.address,
                operator,
                registry: self.registry,
                ticket: address::ticket(&operator, nonce),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::BeginUnbond { nonce, amount },
        )
    }

    pub fn cancel_unbond(&self, authority: Address, nonce: u64) -> Instruction {
        let operator = self.operator(&authority);
        build(
            metas::CancelUnbond {
                authority,
                pool: self.address,
                operator,
                registry: self.registry,
                ticket: address::ticket(&operator, nonce),
            },
            instruction::CancelUnbond {},
        )
    }

    /// Pays a ticket out to its owner's associated token account.
    pub fn withdraw_bond(&self, owner: Address, nonce: u64) -> Instruction {
        let operator = self.operator(&owner);
        build(
            metas::WithdrawBond {
                owner,
                pool: self.address,
                operator,
                ticket: address::ticket(&operator, nonce),
                owner_token: self.reward_account(&owner),
                stake_vault: self.vault,
                reward_mint: self.reward_mint,
                token_program: token::TOKEN_PROGRAM,
            },
            instruction::WithdrawBond {},
        )
    }

    pub fn retire_operator(&self, authority: Address) -> Instruction {
        build(
            metas::RetireOperator {
                authority,
                operator: self.operator(&authority),
                registry: self.registry,
            },
            instruction::RetireOperator {},
        )
    }

    pub fn close_operator(&self, authority: Address) -> Instruction {
        let operator = self.operator(&authority);
        build(
            metas::CloseOperator {
                authority,
                operator,
                ledger: address::ledger(&operator),
            },
            instruction::CloseOperator {},
        )
    }

    /// Enters the committee lottery in slot `index` of the registry.
    pub fn join_registry(&self, authority: Address, index: u16) -> Instruction {
        build(
            metas::JoinRegistry {
                authority,
                pool: self.address,
                operator: self.operator(&authority),
                registry: self.registry,
            },
            instruction::JoinRegistry { index },
        )
    }

    pub fn leave_registry(&self, authority: Address) -> Instruction {
        build(
            metas::LeaveRegistry {
                authority,
                operator: self.operator(&authority),
                registry: self.registry,
            },
            instruction::LeaveRegistry {},
        )
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
