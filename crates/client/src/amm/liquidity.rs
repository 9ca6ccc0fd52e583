//! Liquidity in and out, and locked.

use super::{build, AmmPool, Limits, Release, Side, SYSTEM_PROGRAM};
use crate::{address, token};
use amm::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

impl AmmPool {
    fn change_liquidity(&self, user: Address) -> metas::ChangeLiquidity {
        metas::ChangeLiquidity {
            pooled: self.pooled(&user),
            lp_mint: self.lp_mint,
            lp_account: self.lp_account(&user),
            lp_token_program: token::TOKEN_PROGRAM,
            user,
        }
    }

    /// Adds liquidity in proportion: as much as both amounts buy, at least `minimum`.
    pub fn deposit(&self, user: Address, amounts: [u64; 2], minimum: u64, deadline: i64) -> Instruction {
        build(
            self.change_liquidity(user),
            instruction::Deposit {
                amounts,
                minimum,
                deadline,
            },
        )
    }

    /// Adds liquidity with one side alone, at least `minimum`.
    pub fn deposit_single(
        &self,
        user: Address,
        side: Side,
        amount: u64,
        minimum: u64,
        limits: Limits,
    ) -> Instruction {
        build(
            self.change_liquidity(user),
            instruction::DepositSingle {
                side_a: side == Side::A,
                amount,
                minimum,
                limits,
            },
        )
    }

    /// Takes liquidity out in proportion, at least `minimum` of each side.
    pub fn withdraw(&self, user: Address, liquidity: u64, minimum: [u64; 2], deadline: i64) -> Instruction {
        build(
            self.change_liquidity(user),
            instruction::Withdraw {
                liquidity,
                minimum,
                deadline,
            },
        )
    }

    /// Takes liquidity out in one side alone, at least `minimum` of it.
    pub fn withdraw_single(
        &self,
        user: Address,
        side: Side,
        liquidity: u64,
        minimum: u64,
        limits: Limits,
    ) -> Instruction {
        build(
            self.change_liquidity(user),
            instruction::WithdrawSingle {
                side_a: side == Side::A,
                liquidity,
                minimum,
                limits,
            },
        )
    }

    /// Gives to the pool's liquidity.
    pub fn donate(&self, user: Address, amounts: [u64; 2], deadline: i64) -> Instruction {
        build(
            metas::Donate {
                pooled: self.pooled(&user),
                user,
            },
            instruction::Donate { amounts, deadline },
        )
    }

    /// The lock with this id.
    pub fn lock(&self, id: u64) -> Address {
        address::liquidity_lock(&self.address, id)
    }

    /// Locks liquidity of `user` for `owner`.
    pub fn lock_liquidity(
        &self,
        user: Address,
        id: u64,
        owner: Address,
        liquidity: u64,
        release: Release,
    ) -> Instruction {
        build(
            metas::LockLiquidity {
                user,
                pool: self.address,
                lock: self.lock(id),
                lp_mint: self.lp_mint,
                lp_account: self.lp_account(&user),
                lp_token_program: token::TOKEN_PROGRAM,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::LockLiquidity {
                id,
                owner,
                liquidity,
                release,
            },
        )
    }

    /// Pays what a lock earned and released to its owner; anyone may.
    pub fn collect_lock(&self, id: u64, owner: &Address) -> Instruction {
        build(
            metas::CollectLock {
                pool: self.address,
                lock: self.lock(id),
                lp_mint: self.lp_mint,
                lp_account: self.lp_account(owner),
                lp_token_program: token::TOKEN_PROGRAM,
            },
            instruction::CollectLock {},
        )
    }

    /// Closes an empty lock.
    pub fn close_lock(&self, id: u64, owner: Address) -> Instruction {
        build(
            metas::CloseLock {
                owner,
                lock: self.lock(id),
            },
            instruction::CloseLock {},
        )
    }
}
