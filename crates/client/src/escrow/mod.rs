//! The escrow program: one function per instruction, every address resolved.

mod evidence;
mod payout;
mod work;

pub use evidence::EVIDENCE_CHUNK;
pub use work::Opening;

use crate::{address, stake::StakePool, token};
use anchor_lang::{InstructionData, ToAccountMetas};
use escrow::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

pub use escrow::constants::{TIER_COMMITTEE, TIER_OPTIMISTIC};
pub use escrow::state::{Evidence, Job, JobRequest, Market, MarketParams, Seat, Status, Verdict};

const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;

/// The market of a payment mint, with the addresses that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscrowMarket {
    pub address: Address,
    pub payment_mint: Address,
    /// SPL Token or Token-2022.
    pub token_program: Address,
    pub treasury: Address,
    pub pool: StakePool,
    pub signer: Address,
}

impl EscrowMarket {
    pub fn new(pool: StakePool, payment_mint: Address, token_program: Address) -> Self {
        let market = address::market(&pool.address, &payment_mint);
        Self {
            address: market,
            payment_mint,
            token_program,
            treasury: address::treasury(&market),
            pool,
            signer: address::escrow_signer(),
        }
    }

    /// The market with this account.
    pub fn of(market: &Market) -> Self {
        Self::new(
            StakePool::new(market.reward_mint),
            market.payment_mint,
            market.token_program,
        )
    }

    /// Where `owner` keeps payment tokens.
    pub fn payment_account(&self, owner: &Address) -> Address {
        token::associated(owner, &self.payment_mint, &self.token_program)
    }

    pub fn initialize_market(&self, authority: Address, params: MarketParams) -> Instruction {
        build(
            metas::InitializeMarket {
                authority,
                pool: self.pool.address,
                payment_mint: self.payment_mint,
                market: self.address,
                treasury: self.treasury,
                token_program: self.token_program,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::InitializeMarket { params },
        )
    }

    pub fn set_market_params(&self, authority: Address, params: MarketParams) -> Instruction {
        build(
            metas::SetMarketParams {
                authority,
                pool: self.pool.address,
                market: self.address,
            },
            instruction::SetMarketParams { params },
        )
    }

    pub fn set_market_pause(&self, authority: Address, mask: u8) -> Instruction {
        build(
            metas::SetMarketParams {
                authority,
                pool: self.pool.address,
                market: self.address,
            },
            instruction::SetMarketPause { mask },
        )
    }

    /// Spends fee income into `destination`, a token account of the payment mint.
    pub fn withdraw_treasury(&self, authority: Address, destination: Address, amount: u64) -> Instruction {
        build(
            metas::WithdrawTreasury {
                authority,
                pool: self.pool.address,
                market: self.address,
                treasury: self.treasury,
                destination,
                payment_mint: self.payment_mint,
                token_program: self.token_program,
            },
            instruction::WithdrawTreasury { amount },
        )
    }
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction {
        program_id: escrow::ID,
        accounts: accounts.to_account_metas(None),
        data: data.data(),
    }
}
