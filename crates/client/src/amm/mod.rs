//! The AMM program: one function per instruction, every address resolved; quotes, routes and prices by the program's own
//! arithmetic.

mod govern;
mod liquidity;
mod locks;
mod route;
mod snapshot;

use crate::{address, stake::StakePool, token};
use anchor_lang::{InstructionData, ToAccountMetas};
// What the accounts of several instructions have in common has no name of its own in `amm::accounts`.
use amm::__client_accounts_pooled::Pooled;
use amm::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

pub use amm::state::{
    Deposit, FeeConfig, Fees, LaunchTerms, Limits, LiquidityLock, LiquidityPool, OneSidedDeposit,
    OneSidedWithdrawal, Release, Side, Trade, Withdrawal,
};
pub use assay_quotes::amm::{
    decimal, DepositQuote, Exact, FeeBps, Price, Quote, Refusal, RouteError, Slippage, WithdrawalQuote,
};
pub use govern::{create_config, set_config_pause, set_fees};
pub use locks::{holders, locks, LocksOf};
pub use route::{Hop, Route, Swap};
pub use snapshot::{configs, mints, MintInfo, Snapshot};

const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;

/// A mint, and the token program that owns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolMint {
    pub address: Address,
    pub token_program: Address,
}

/// A pool, with the addresses that belong to it. Whatever there is two of is mint a's and mint b's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmmPool {
    pub address: Address,
    pub config: Address,
    pub stake: StakePool,
    /// In the order of their addresses.
    pub mints: [PoolMint; 2],
    pub vaults: [Address; 2],
    pub lp_mint: Address,
}

impl AmmPool {
    /// The pool of two mints, in whichever order they are given.
    pub fn new(stake: StakePool, config: Address, one: PoolMint, other: PoolMint) -> Self {
        let mut mints = [one, other];
        mints.sort_unstable_by_key(|mint| mint.address.to_bytes());
        Self::in_order(stake, config, mints)
    }

    /// As [`Self::new`], of mints that are in order.
    pub fn in_order(stake: StakePool, config: Address, mints: [PoolMint; 2]) -> Self {
        let address = address::amm_pool(&config, &mints[0].address, &mints[1].address);
        Self {
            address,
            config,
            stake,
            mints,
            vaults: [
                address::amm_vault(&address, &mints[0].address),
                address::amm_vault(&address, &mints[1].address),
            ],
            lp_mint: address::lp_mint(&address),
        }
    }

    /// Which side `mint` is.
    pub fn side_of(&self, mint: &Address) -> Option<Side> {
        [Side::A, Side::B]
            .into_iter()
            .find(|side| self.mints[*side as usize].address == *mint)
    }

    /// Where `owner` keeps the tokens of one side.
    pub fn account(&self, owner: &Address, side: Side) -> Address {
        let mint = self.mints[side as usize];
        token::associated(owner, &mint.address, &mint.token_program)
    }

    /// Where `owner` keeps liquidity.
    pub fn lp_account(&self, owner: &Address) -> Address {
        token::associated(owner, &self.lp_mint, &token::TOKEN_PROGRAM)
    }

    /// Opens `owner`'s account for the liquidity where there is none.
    pub fn open_lp_account(&self, payer: &Address, owner: &Address) -> Instruction {
        token::open_associated(payer, owner, &self.lp_mint, &token::TOKEN_PROGRAM)
    }

    /// Opens `owner`'s account for one side where there is none.
    pub fn open_account(&self, payer: &Address, owner: &Address, side: Side) -> Instruction {
        let mint = self.mints[side as usize];
        token::open_associated(payer, owner, &mint.address, &mint.token_program)
    }

    /// The accounts of everything that moves the pool's tokens, from or to accounts of `owner`.
    pub(crate) fn pooled(&self, owner: &Address) -> Pooled {
        Pooled {
            config: self.config,
            pool: self.address,
            account_a: self.account(owner, Side::A),
            account_b: self.account(owner, Side::B),
            vault_a: self.vaults[0],
            vault_b: self.vaults[1],
            mint_a: self.mints[0].address,
            mint_b: self.mints[1].address,
            token_program_a: self.mints[0].token_program,
            token_program_b: self.mints[1].token_program,
        }
    }

    /// Creates the pool with its first deposit, and opens the creator's account for the liquidity.
    pub fn initialize_pool(
        &self,
        creator: Address,
        amounts: [u64; 2],
        launch: LaunchTerms,
        creator_share: bool,
        deadline: i64,
    ) -> Instruction {
        build(
            metas::InitializePool {
                creator,
                config: self.config,
                mint_a: self.mints[0].address,
                mint_b: self.mints[1].address,
                pool: self.address,
                lp_mint: self.lp_mint,
                vault_a: self.vaults[0],
                vault_b: self.vaults[1],
                account_a: self.account(&creator, Side::A),
                account_b: self.account(&creator, Side::B),
                lp_account: self.lp_account(&creator),
                token_program_a: self.mints[0].token_program,
                token_program_b: self.mints[1].token_program,
                lp_token_program: token::TOKEN_PROGRAM,
                associated_token_program: token::ASSOCIATED_TOKEN_PROGRAM,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::InitializePool {
                amounts,
                launch,
                creator_share,
                deadline,
            },
        )
    }

    fn swap(&self, user: Address) -> metas::Swap {
        metas::Swap {
            pooled: self.pooled(&user),
            user,
        }
    }

    /// Sells exactly `amount` of side `from`, for at least `minimum` of the other one.
    pub fn swap_exact_in(
        &self,
        user: Address,
        from: Side,
        amount: u64,
        minimum: u64,
        limits: Limits,
    ) -> Instruction {
        build(
            self.swap(user),
            instruction::SwapExactIn {
                a_to_b: from == Side::A,
                amount,
                minimum,
                limits,
            },
        )
    }

    /// Buys exactly `amount`, for at most `maximum` of side `from`.
    pub fn swap_exact_out(
        &self,
        user: Address,
        from: Side,
        amount: u64,
        maximum: u64,
        limits: Limits,
    ) -> Instruction {
        build(
            self.swap(user),
            instruction::SwapExactOut {
                a_to_b: from == Side::A,
                amount,
                maximum,
                limits,
            },
        )
    }

    /// Buys reward tokens for `amount` of the other mint and burns them, when the pool can serve that.
    pub fn buy_and_burn(&self, user: Address, amount: u64, limits: Limits) -> Instruction {
        build(
            metas::BuyAndBurn {
                pooled: self.pooled(&user),
                user,
                reward_mint: self.stake.reward_mint,
            },
            instruction::BuyAndBurn { amount, limits },
        )
    }

    /// Brings the oracle up to date; anyone may.
    pub fn sync_oracle(&self) -> Instruction {
        build(
            metas::SyncOracle { pool: self.address },
            instruction::SyncOracle {},
        )
    }

    /// Returns the mean prices of the last `seconds`.
    pub fn read_mean_price(&self, seconds: u32) -> Instruction {
        build(
            metas::SyncOracle { pool: self.address },
            instruction::ReadMeanPrice { seconds },
        )
    }
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction {
        program_id: amm::ID,
        accounts: accounts.to_account_metas(None),
        data: data.data(),
    }
}
