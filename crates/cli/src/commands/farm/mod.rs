//! `assay farm`: LP tokens staked for the liquidity share of the emission. Farms are named by their LP mint.

mod entry;
mod lookup;
mod manage;
mod read;

use super::plan::send;
use crate::context::Context;
use clap::value_parser;
use solana_address::Address;
use solana_signer::Signer;
use stake::constants::MAX_FARM_WEIGHT;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// List the farms: what is staked in them, and what they get of the emission
    List,
    /// Show a farm, and what somebody has staked in it
    Show {
        lp_mint: Address,
        /// Whose stake [default: one's own keypair's]
        #[arg(long)]
        owner: Option<Address>,
    },
    /// Make a farm for an LP mint; the pool's authority only
    Create {
        lp_mint: Address,
        /// What it counts for among the farms, up to 1,000,000
        #[arg(long, value_parser = value_parser!(u64).range(..=MAX_FARM_WEIGHT))]
        weight: u64,
    },
    /// Set what a farm counts for from now on; the pool's authority only
    SetWeight {
        lp_mint: Address,
        /// Up to 1,000,000; 0 ends the farm, and what is staked in it can still be taken out
        #[arg(value_parser = value_parser!(u64).range(..=MAX_FARM_WEIGHT))]
        weight: u64,
    },
    /// Stake LP tokens
    Stake {
        lp_mint: Address,
        /// Whole tokens
        amount: String,
    },
    /// Take LP tokens out, at once
    Unstake {
        lp_mint: Address,
        /// Whole tokens, or `all`
        amount: String,
    },
    /// Pay out what LP tokens earned
    Claim {
        #[arg(required_unless_present = "all")]
        lp_mint: Option<Address>,
        /// In every farm
        #[arg(long, conflicts_with = "lp_mint")]
        all: bool,
    },
    /// Close an empty stake; its rent comes back
    Close { lp_mint: Address },
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    let pool = context.pool().await?;
    let mine = |owner| match owner {
        Some(owner) => Ok(owner),
        None => context.keypair().map(|keypair| keypair.pubkey()),
    };
    let plan = match command {
        Command::List => return read::list(context, &pool).await,
        Command::Show { lp_mint, owner } => {
            return read::show(context, &pool.farm(lp_mint), mine(owner)?).await;
        }
        Command::Create { lp_mint, weight } => {
            manage::create(context, &pool.farm(lp_mint), mine(None)?, weight).await?
        }
        Command::SetWeight { lp_mint, weight } => {
            manage::set_weight(context, &pool.farm(lp_mint), mine(None)?, weight).await?
        }
        Command::Stake { lp_mint, amount } => {
            entry::stake(context, pool.farm(lp_mint), mine(None)?, &amount).await?
        }
        Command::Unstake { lp_mint, amount } => {
            entry::unstake(context, pool.farm(lp_mint), mine(None)?, &amount).await?
        }
        Command::Claim { lp_mint, .. } => match lp_mint {
            Some(lp_mint) => entry::claim(context, pool.farm(lp_mint), mine(None)?).await?,
            None => entry::claim_all(context, &pool, mine(None)?).await?,
        },
        Command::Close { lp_mint } => entry::close(context, pool.farm(lp_mint), mine(None)?).await?,
    };
    send(context, plan).await
}
