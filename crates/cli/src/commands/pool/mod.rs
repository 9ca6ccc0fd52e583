//! `assay pool`: pools with their liquidity, locks, and tiers of fees.

mod create;
mod fees;
mod govern;
mod liquidity;
mod locks;
mod read;

pub use govern::Set as TierFees;

use super::{
    arguments,
    plan::{send, Plan},
    trading,
};
use crate::context::Context;
use assay_client::{accounts, stake::Pool as StakeState};
use solana_address::Address;
use solana_signer::Signer;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// List every pool: what it holds, its price and its fee
    List,
    /// Show a pool with its launch, its fees to collect and its oracle
    Show {
        /// The pool's address, from `assay pool list`
        pool: Address,
    },
    /// List the tiers of fees
    Configs,
    /// Create a pool with its first deposit
    Create(create::Arguments),
    /// Add liquidity: an amount of one mint and what goes with it of the other, or --single
    Deposit(liquidity::Deposit),
    /// Take liquidity out, in both mints or one
    Withdraw(liquidity::Withdraw),
    /// Give to everyone who has liquidity in a pool
    Donate(liquidity::Donate),
    /// Lock liquidity, for ever or to be released evenly; what it earns can be collected
    Lock(locks::Lock),
    /// List locks: what is in them, and what can be collected
    Locks(locks::List),
    /// Pay what a lock earned and released to its owner, as liquidity; anyone may
    CollectLock {
        /// The lock's address, from `assay pool locks`
        lock: Address,
    },
    /// Close an empty lock of one's own; its rent comes back
    CloseLock {
        /// The lock's address, from `assay pool locks`
        lock: Address,
    },
    /// Pay the protocol's share of a pool's fees to the treasury, and burn what is to be burnt; anyone may
    CollectFees(fees::Collect),
    /// Pay what was sent to a pool's vaults from outside to the treasury; anyone may
    Skim {
        /// The pool's address, from `assay pool list`
        pool: Address,
    },
    /// Create a tier of fees; the authority of the stake pool may
    CreateConfig(govern::Create),
    /// Change the fees of a tier; what is not named stays; the authority of the stake pool may
    SetFees(govern::Set),
    /// Pause entries of a pool or of a whole tier, or resume them; the authority of the stake pool may
    Pause(govern::Pause),
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    let me = || context.keypair().map(|keypair| keypair.pubkey());
    let plan = match command {
        Command::List => return read::list(context).await,
        Command::Show { pool } => return read::show(context, &pool).await,
        Command::Configs => return read::configs(context).await,
        Command::Locks(list) => return locks::list(context, list).await,
        Command::Create(arguments) => create::plan(context, me()?, arguments).await?,
        Command::Deposit(arguments) => liquidity::deposit(context, me()?, arguments).await?,
        Command::Withdraw(arguments) => liquidity::withdraw(context, me()?, arguments).await?,
        Command::Donate(arguments) => liquidity::donate(context, me()?, arguments).await?,
        Command::Lock(arguments) => locks::lock(context, me()?, arguments).await?,
        Command::CollectLock { lock } => locks::collect(context, me()?, lock).await?,
        Command::CloseLock { lock } => locks::close(context, me()?, lock).await?,
        Command::CollectFees(arguments) => fees::collect(context, me()?, arguments).await?,
        Command::Skim { pool } => fees::skim(context, me()?, pool).await?,
        Command::CreateConfig(arguments) => govern::create(context, me()?, arguments).await?,
        Command::SetFees(arguments) => govern::set(context, me()?, arguments).await?,
        Command::Pause(arguments) => govern::pause(context, me()?, arguments).await?,
    };
    send(context, plan).await
}

/// The authority of a stake pool, which governs it and gets what the protocol earns.
async fn authority(context: &Context, stake_pool: &Address) -> anyhow::Result<Address> {
    let state: StakeState = accounts::fetch(&context.rpc, stake_pool).await?;
    Ok(state.authority)
}
