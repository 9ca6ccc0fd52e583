//! Operators and their own bonds.

use super::{build, StakePool, SYSTEM_PROGRAM};
use crate::address;
use solana_address::Address;
use solana_instruction::Instruction;
use stake::{accounts as metas, instruction, state::Profile};

impl StakePool {
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
                at_stake: self.at_stake(operator),
                paid: self.paid(self.vault, self.reward_account(&depositor)),
            },
            instruction::DepositBond { amount },
        )
    }

    pub fn begin_unbond(&self, authority: Address, nonce: u64, amount: u64) -> Instruction {
        let operator = self.operator(&authority);
        build(
            metas::BeginUnbond {
                authority,
                at_stake: self.at_stake(operator),
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
                at_stake: self.at_stake(operator),
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
                paid: self.paid(self.vault, self.reward_account(&owner)),
            },
            instruction::WithdrawBond {},
        )
    }

    pub fn retire_operator(&self, authority: Address) -> Instruction {
        build(
            metas::RetireOperator {
                authority,
                at_stake: self.at_stake(self.operator(&authority)),
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
                at_stake: self.at_stake(self.operator(&authority)),
            },
            instruction::JoinRegistry { index },
        )
    }

    pub fn leave_registry(&self, authority: Address) -> Instruction {
        build(
            metas::JoinRegistry {
                authority,
                at_stake: self.at_stake(self.operator(&authority)),
            },
            instruction::LeaveRegistry {},
        )
    }

    /// Announces the operator's commission.
    pub fn set_commission(&self, authority: Address, bps: u16) -> Instruction {
        build(
            metas::SetCommission {
                authority,
                at_stake: self.at_stake(self.operator(&authority)),
            },
            instruction::SetCommission { bps },
        )
    }

    /// Pays what the operator earned to its authority's associated token account.
    pub fn claim_operator(&self, authority: Address) -> Instruction {
        build(
            metas::ClaimOperator {
                authority,
                at_stake: self.at_stake(self.operator(&authority)),
                paid: self.paid(self.reward_vault, self.reward_account(&authority)),
            },
            instruction::ClaimOperator {},
        )
    }

    /// Brings an operator's earnings and weight up to date; anyone may.
    pub fn sync_operator(&self, operator: Address) -> Instruction {
        build(
            metas::SyncOperator {
                at_stake: self.at_stake(operator),
            },
            instruction::SyncOperator {},
        )
    }
}
