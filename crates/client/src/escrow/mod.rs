//! The escrow program: one function per instruction, every address resolved.

mod benchmark;
mod demand;
mod evidence;
mod payout;
mod work;

pub use benchmark::{benchmark_terms, ClassRules};
pub use demand::{DemandPlace, ANSWER_CHUNK};
pub use evidence::EVIDENCE_CHUNK;
pub use work::Opening;

use crate::{
    address,
    amm::{AmmPool, PoolMint},
    stake::StakePool,
    token,
};
use anchor_lang::{InstructionData, ToAccountMetas};
// What the accounts of several instructions have in common has no name of its own in `escrow::accounts`.
use escrow::{
    __client_accounts_bonded::Bonded, __client_accounts_escrowed::Escrowed, __client_accounts_judged::Judged,
    __client_accounts_sentence::Sentence, __client_accounts_slashed::Slashed,
};
use escrow::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

pub use escrow::constants::{TIER_COMMITTEE, TIER_OPTIMISTIC};
pub use escrow::state::{
    Attestation, Benchmark, BenchmarkClass, BenchmarkTerms, Demand, Evidence, Job, JobRequest, Market,
    MarketParams, Seat, Status, Verdict,
};

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
    /// The AMM pool in which fees buy reward tokens.
    pub buyback: Option<AmmPool>,
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
            buyback: None,
        }
    }

    /// The market with this account.
    pub fn of(market: &Market) -> Self {
        let pool = StakePool::new(market.reward_mint);
        let mut found = Self::new(pool, market.payment_mint, market.token_program);
        if market.buyback() != Address::default() {
            found.buyback = Some(found.pool_of_config(market.buyback_config));
        }
        found
    }

    /// The AMM pool of this fee tier that trades the payment mint for the reward mint.
    pub fn pool_of_tier(&self, fee_tier: u16) -> AmmPool {
        self.pool_of_config(address::fee_config(&self.pool.address, fee_tier))
    }

    fn pool_of_config(&self, config: Address) -> AmmPool {
        let payment = PoolMint {
            address: self.payment_mint,
            token_program: self.token_program,
        };
        let reward = PoolMint {
            address: self.pool.reward_mint,
            token_program: token::TOKEN_PROGRAM,
        };
        AmmPool::new(self.pool, config, payment, reward)
    }

    /// Where `owner` keeps payment tokens.
    pub fn payment_account(&self, owner: &Address) -> Address {
        token::associated(owner, &self.payment_mint, &self.token_program)
    }

    /// Opens `owner`'s account of the reward token where there is none. Shares of a slashed bond go
    /// there, whatever the market is paid in.
    pub fn open_reward_account(&self, payer: &Address, owner: &Address) -> Instruction {
        token::open_associated(payer, owner, &self.pool.reward_mint, &token::TOKEN_PROGRAM)
    }

    /// The accounts of everything that is paid out of a job's vault.
    fn escrowed(&self, job: Address) -> Escrowed {
        Escrowed {
            job,
            vault: address::vault(&job),
            payment_mint: self.payment_mint,
            token_program: self.token_program,
        }
    }

    /// The accounts of everything that touches an operator's bond.
    fn bonded(&self, operator: Address) -> Bonded {
        Bonded {
            pool: self.pool.address,
            operator,
            ledger: address::ledger(&operator),
            escrow_signer: self.signer,
            stake_program: stake::ID,
        }
    }

    /// The accounts of a slash of which `client` gets a share.
    fn slashed(&self, client: &Address) -> Slashed {
        Slashed {
            registry: self.pool.registry,
            stake_vault: self.pool.vault,
            reward_mint: self.pool.reward_mint,
            client_reward_token: self.pool.reward_account(client),
            reward_token_program: token::TOKEN_PROGRAM,
        }
    }

    /// The accounts of everything that convicts the provider of `job` in favour of `challenger`.
    fn sentence(&self, job: Address, client: &Address, provider: &Address, challenger: &Address) -> Sentence {
        Sentence {
            market: self.address,
            escrowed: self.escrowed(job),
            bonded: self.bonded(self.pool.operator(provider)),
            slashed: self.slashed(client),
            client_token: self.payment_account(client),
            challenger_token: self.pool.reward_account(challenger),
        }
    }

    /// The accounts of everything that the judge decides on the evidence that `challenger` wrote under `nonce`.
    fn judged(&self, challenger: &Address, nonce: u64) -> Judged {
        Judged {
            evidence: address::evidence(challenger, nonce),
            judge_program: judge::ID,
        }
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

    /// The accounts of everything that the market's authority decides.
    fn governed(&self, authority: Address) -> metas::SetMarketParams {
        metas::SetMarketParams {
            authority,
            pool: self.pool.address,
            market: self.address,
        }
    }

    pub fn set_market_params(&self, authority: Address, params: MarketParams) -> Instruction {
        build(self.governed(authority), instruction::SetMarketParams { params })
    }

    pub fn set_market_pause(&self, authority: Address, mask: u8) -> Instruction {
        build(self.governed(authority), instruction::SetMarketPause { mask })
    }

    /// Names the AMM pool in which fees buy reward tokens.
    pub fn set_buyback(&self, authority: Address, pool: &AmmPool) -> Instruction {
        build(
            metas::SetBuyback {
                governed: self.governed(authority),
                amm_pool: pool.address,
            },
            instruction::SetBuyback {},
        )
    }

    /// Spends fee income into `destination`, a token account of the payment mint.
    pub fn withdraw_treasury(&self, authority: Address, destination: Address, amount: u64) -> Instruction {
        build(
            metas::WithdrawTreasury {
                governed: self.governed(authority),
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
