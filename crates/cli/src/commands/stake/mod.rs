//! `assay stake`: operators with their bonds, positions, and the pool they are in.

mod arguments;
mod back;
mod claim;
mod exit;
mod lookup;
mod open;
mod operator;
mod pool;
mod position;
mod positions;
mod read;

use crate::context::Context;
use anyhow::Context as _;
use assay_client::{events, stake::StakePool, Receipt, Transaction};
use serde_json::{json, Map, Value};
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
        Command::AdvanceEpoch => send(context, pool::advance(context, &pool).await?).await,
        Command::Positions { owner } => positions::list(context, &pool, mine(owner)?).await,
        Command::Show { operator } => read::show(context, &pool, mine(operator)?).await,
        Command::List => read::list(context, &pool).await,
        Command::Pool => pool::show(context, &pool).await,
    }
}

/// What is to be sent, and what to say when it is done.
struct Plan {
    transactions: Vec<Vec<Instruction>>,
    done: String,
    /// What else a program wants to know.
    fields: Map<String, Value>,
}

impl Plan {
    /// One transaction.
    fn new(instructions: impl Into<Vec<Instruction>>, done: impl Into<String>) -> Self {
        Self {
            transactions: vec![instructions.into()],
            done: done.into(),
            fields: Map::new(),
        }
    }

    /// One transaction that makes the position with this id.
    fn position(pool: &StakePool, id: u64, instructions: impl Into<Vec<Instruction>>, done: String) -> Self {
        Self::new(instructions, done)
            .with("id", id)
            .with("position", pool.position(id).to_string())
    }

    fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }
}

async fn send(context: &Context, plan: Plan) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let spinner = context.out.spinner("sending");
    let mut receipts = Vec::new();
    for instructions in plan.transactions {
        let transaction = Transaction::new(&keypair, instructions);
        receipts.push(transaction.send(&context.rpc).await?);
    }
    spinner.finish_and_clear();
    report(context, &receipts, &plan.done, plan.fields)?;
    Ok(ExitCode::SUCCESS)
}

fn report(
    context: &Context,
    receipts: &[Receipt],
    done: &str,
    fields: Map<String, Value>,
) -> anyhow::Result<()> {
    let last = receipts.last().context("nothing was sent")?;
    let signatures: Vec<_> = receipts
        .iter()
        .map(|receipt| receipt.signature.to_string())
        .collect();
    let mut value = json!({
        "signature": last.signature.to_string(),
        "signatures": signatures,
        "slot": last.slot,
        "compute_units": receipts.iter().map(|receipt| receipt.units).sum::<u64>(),
        "message": done,
        "events": receipts
            .iter()
            .flat_map(|receipt| events::decode_logs(&receipt.logs))
            .map(|event| event.to_json())
            .collect::<Vec<_>>(),
    });
    if let Some(object) = value.as_object_mut() {
        object.extend(fields);
    }
    context
        .out
        .result(&value, || format!("{done}\n  {}", signatures.join("\n  ")))
}

/// A number that no earlier ticket has, without asking for them all: the chain's time.
async fn new_nonce(context: &Context) -> anyhow::Result<u64> {
    Ok(u64::try_from(context.rpc.unix_time().await?)?)
}

/// A rate for people.
fn percent(rate: f64) -> String {
    format!("{:.2} %", 100.0 * rate)
}
