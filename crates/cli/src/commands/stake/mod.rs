//! `assay stake`: operators with their bonds, positions, and the pool they are in.

mod back;
mod claim;
mod class;
mod exit;
mod lookup;
mod open;
mod operator;
mod pool;
mod position;
mod positions;
mod read;

use super::{
    arguments,
    plan::{send, Plan},
};
use crate::context::Context;
use assay_client::stake::StakePool;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Position(position::Command),
    /// List positions: what they are worth, back and earn, and their tickets
    Positions {
        /// Whose [default: one's own keypair's]
        #[arg(long)]
        owner: Option<Address>,
    },
    #[command(flatten)]
    Operator(operator::Command),
    /// Show an operator, its bond and its tickets
    Show {
        /// The operator's authority or its account [default: one's own keypair]
        operator: Option<Address>,
    },
    /// List every operator of the pool
    List,
    #[command(flatten)]
    Class(class::Command),
    /// List the classes of hardware, and what their benchmarks ask for
    Classes,
    /// Show the pool: its epoch, what it emits, and what is staked
    Pool,
    /// End an epoch whose time is over, and begin the next one; anyone may
    AdvanceEpoch,
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    let pool = context.pool().await?;
    let mine = |owner| match owner {
        Some(owner) => Ok(owner),
        None => context.keypair().map(|keypair| keypair.pubkey()),
    };
    match command {
        Command::Position(command) => {
            let me = mine(None)?;
            send(context, position::plan(context, &pool, me, command).await?).await
        }
        Command::Operator(command) => {
            let me = mine(None)?;
            send(context, operator::plan(context, &pool, me, command).await?).await
        }
        Command::Class(command) => {
            let me = mine(None)?;
            send(context, class::plan(context, &pool, me, command).await?).await
        }
        Command::Classes => class::list(context, &pool).await,
        Command::AdvanceEpoch => send(context, pool::advance(context, &pool).await?).await,
        Command::Positions { owner } => positions::list(context, &pool, mine(owner)?).await,
        Command::Show { operator } => read::show(context, &pool, mine(operator)?).await,
        Command::List => read::list(context, &pool).await,
        Command::Pool => pool::show(context, &pool).await,
    }
}

impl Plan {
    /// One transaction that makes the position with this id.
    fn position(pool: &StakePool, id: u64, instructions: impl Into<Vec<Instruction>>, done: String) -> Self {
        Self::new(instructions, done)
            .with("id", id)
            .with("position", pool.position(id).to_string())
    }
}

/// A number that no earlier ticket has, without asking for them all: the chain's time.
async fn new_nonce(context: &Context) -> anyhow::Result<u64> {
    Ok(u64::try_from(context.rpc.unix_time().await?)?)
}

/// A rate for people.
fn percent(rate: f64) -> String {
    format!("{:.2} %", 100.0 * rate)
}
