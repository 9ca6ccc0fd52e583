//! Liquidity for the reward token: a constant product, its prices over time, and the protections that launches need.

#![cfg_attr(target_os = "solana", no_std)]
// `#[instruction(..)]` names arguments that only some of the generated functions read.
#![allow(unused_variables)]

extern crate alloc;

pub mod constants;
pub mod error;
pub mod event;
pub mod instructions;
pub mod mint_policy;
pub mod state;

use anchor_lang::prelude::*;
use assay_sbf as _;
pub use instructions::*;
use state::{Fees, LaunchTerms, Limits, Release};

declare_id!("FUbfxaQD56yqfgRNqi8gPXKtbK39o6Q6mfCbqNx4eDD1");

// Another program that links this one needs what it can be asked, and no dispatcher.
#[cfg_attr(not(feature = "cpi"), program)]
#[cfg_attr(feature = "cpi", program(interface))]
pub mod amm {
    use super::*;

    /// Creates a tier of fees of a stake pool.
    pub fn create_config(ctx: &mut Context<CreateConfig>, index: u16, fees: Fees) -> Result<()> {
        let bump = ctx.bumps.config;
        ctx.accounts.create(index, fees, bump)
    }

    /// Sets the fees of a tier within the program's bounds, for all of its pools.
    pub fn set_fees(ctx: &mut Context<SetFees>, fees: Fees) -> Result<()> {
        ctx.accounts.set(fees)
    }

    /// Pauses or resumes entries, of a pool or of a whole tier; taking liquidity out cannot be paused.
    pub fn set_pause(ctx: &mut Context<SetPause>, mask: u8) -> Result<()> {
        ctx.accounts.pause(mask)
    }

    /// Creates a pool with its first deposit; anyone may.
    pub fn initialize_pool(
        ctx: &mut Context<InitializePool>,
        amounts: [u64; 2],
        launch: LaunchTerms,
        creator_share: bool,
        deadline: i64,
    ) -> Result<()> {
        let bumps = [
            ctx.bumps.pool,
            ctx.bumps.lp_mint,
            ctx.bumps.vault_a,
            ctx.bumps.vault_b,
        ];
        ctx.accounts
            .initialize(amounts, launch, creator_share, deadline, bumps)
    }

    /// Sells exactly `amount` of one side, for at least `minimum` of the other.
    pub fn swap_exact_in(
        ctx: &mut Context<Swap>,
        a_to_b: bool,
        amount: u64,
        minimum: u64,
        limits: Limits,
    ) -> Result<()> {
        ctx.accounts.exact_in(a_to_b, amount, minimum, &limits)
    }

    /// Buys exactly `amount` of one side, for at most `maximum` of the other.
    pub fn swap_exact_out(
        ctx: &mut Context<Swap>,
        a_to_b: bool,
        amount: u64,
        maximum: u64,
        limits: Limits,
    ) -> Result<()> {
        ctx.accounts.exact_out(a_to_b, amount, maximum, &limits)
    }

    /// Buys reward tokens for `amount` of the other mint and burns them, when the pool gives what the mean price of
    /// `limits` says. Otherwise nothing is moved; that is no error. Returns what was burnt, as 8 bytes little-endian.
    pub fn buy_and_burn(ctx: &mut Context<BuyAndBurn>, amount: u64, limits: Limits) -> Result<()> {
        ctx.accounts.burn(amount, &limits)
    }

    /// Adds liquidity in proportion: as much as both amounts buy, at least `minimum`.
    pub fn deposit(
        ctx: &mut Context<ChangeLiquidity>,
        amounts: [u64; 2],
        minimum: u64,
        deadline: i64,
    ) -> Result<()> {
        ctx.accounts.deposit(amounts, minimum, deadline)
    }

    /// Adds liquidity with one side alone, at least `minimum`.
    pub fn deposit_single(
        ctx: &mut Context<ChangeLiquidity>,
        side_a: bool,
        amount: u64,
        minimum: u64,
        limits: Limits,
    ) -> Result<()> {
        ctx.accounts.deposit_single(side_a, amount, minimum, &limits)
    }

    /// Takes liquidity out in proportion, at least `minimum` of each side.
    pub fn withdraw(
        ctx: &mut Context<ChangeLiquidity>,
        liquidity: u64,
        minimum: [u64; 2],
        deadline: i64,
    ) -> Result<()> {
        ctx.accounts.withdraw(liquidity, minimum, deadline)
    }

    /// Takes liquidity out in one side alone, at least `minimum` of it.
    pub fn withdraw_single(
        ctx: &mut Context<ChangeLiquidity>,
        side_a: bool,
        liquidity: u64,
        minimum: u64,
        limits: Limits,
    ) -> Result<()> {
        ctx.accounts.withdraw_single(side_a, liquidity, minimum, &limits)
    }

    /// Gives to the pool's liquidity.
    pub fn donate(ctx: &mut Context<Donate>, amounts: [u64; 2], deadline: i64) -> Result<()> {
        ctx.accounts.donate(amounts, deadline)
    }

    /// Locks liquidity for `owner`, for ever or to be released evenly; what it earns can be collected.
    pub fn lock_liquidity(
        ctx: &mut Context<LockLiquidity>,
        id: u64,
        owner: Address,
        liquidity: u64,
        release: Release,
    ) -> Result<()> {
        let bump = ctx.bumps.lock;
        ctx.accounts.lock(id, owner, liquidity, release, bump)
    }

    /// Pays what a lock earned and released to its owner, as liquidity; anyone may have it done.
    pub fn collect_lock(ctx: &mut Context<CollectLock>) -> Result<()> {
        ctx.accounts.collect()
    }

    /// Closes an empty lock; the rent goes to its owner.
    pub fn close_lock(ctx: &mut Context<CloseLock>) -> Result<()> {
        ctx.accounts.close()
    }

    /// Burns its share of the protocol's reward tokens and pays the rest to the stake pool's authority; anyone may have
    /// it done.
    pub fn collect_protocol_fees(ctx: &mut Context<CollectProtocolFees>) -> Result<()> {
        ctx.accounts.collect()
    }

    /// Pays the creator's share of the fees to the creator; anyone may have it done.
    pub fn collect_creator_fees(ctx: &mut Context<CollectCreatorFees>) -> Result<()> {
        ctx.accounts.collect()
    }

    /// Pays what lies in the vaults without being owed to anyone to the stake pool's authority; anyone may have it done.
    pub fn skim(ctx: &mut Context<Skim>) -> Result<()> {
        ctx.accounts.skim()
    }

    /// Brings the oracle up to date; anyone may have it done.
    pub fn sync_oracle(ctx: &mut Context<SyncOracle>) -> Result<()> {
        ctx.accounts.sync()
    }

    /// Returns the mean prices of the last `seconds`: of a in b, then of b in a, each as 16 bytes little-endian with 64
    /// bits behind the point.
    pub fn read_mean_price(ctx: &mut Context<SyncOracle>, seconds: u32) -> Result<()> {
        ctx.accounts.read(seconds)
    }
}
