//! `assay job`: the client's side of the market.

mod demand;
mod pay_with;
mod post;
mod read;
mod result;
mod watch;

pub use post::base_uri;

use crate::context::Context;
use anyhow::bail;
use assay_client::{
    accounts, address,
    escrow::{EscrowMarket, Job, Market},
    stake::Operator,
    token, Receipt, Transaction,
};
use serde_json::json;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Post a job and escrow its price
    Post(post::Arguments),
    /// List jobs
    List(read::ListArguments),
    /// Show a job
    Show {
        /// The job's address
        job: Address,
    },
    /// Follow a job to its end: reveal the draw's seed, settle, pay the committee
    Watch {
        /// The job's address
        job: Address,
    },
    /// Settle before the challenge window closes
    AcceptResult {
        /// The job's address
        job: Address,
    },
    /// Take back a job that nobody has accepted
    Cancel {
        /// The job's address
        job: Address,
    },
    /// End a job whose provider missed a deadline or a heartbeat: refund and penalty
    Abort {
        /// The job's address
        job: Address,
    },
    /// Have the provider show one leaf of 256 bytes of its result on chain, for a bond that it earns by answering; whoever
    /// does not answer in time is convicted
    Demand(demand::Arguments),
    /// Close the demands about a job that is over; what is left in them goes to who made them
    CloseDemands {
        /// The job's address
        job: Address,
    },
    /// Close a job that is over, and the demands about it; its rent comes back
    Close {
        /// The job's address
        job: Address,
    },
    /// Download the result and check it against the chain
    Result(result::Arguments),
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Post(arguments) => post::run(context, arguments).await,
        Command::List(arguments) => read::list(context, &arguments).await,
        Command::Show { job } => read::show(context, job).await,
        Command::Watch { job } => watch::run(context, job).await,
        Command::Result(arguments) => result::run(context, &arguments).await,
        Command::Demand(arguments) => demand::run(context, &arguments).await,
        Command::CloseDemands { job } => demand::close_all(context, job).await,
        Command::AcceptResult { job } => accept_result(context, job).await,
        Command::Cancel { job } => {
            let keypair = context.keypair()?;
            let found = FoundJob::fetch(context, job).await?;
            let cancel = found.market.cancel(keypair.pubkey(), job);
            let open = found.open_payment_account(&keypair.pubkey());
            finish(
                context,
                &keypair,
                vec![open, cancel],
                "cancelled; the price is back",
            )
            .await
        }
        Command::Abort { job } => {
            let keypair = context.keypair()?;
            let found = FoundJob::fetch(context, job).await?;
            let provider = found.provider(context).await?;
            let me = keypair.pubkey();
            let abort = found.market.abort(me, job, provider);
            let open = found.open_payment_account(&me);
            let open_reward = found.market.open_reward_account(&me, &me);
            finish(
                context,
                &keypair,
                vec![open, open_reward, abort],
                "ended; refund and penalty are paid",
            )
            .await
        }
        Command::Close { job } => {
            let keypair = context.keypair()?;
            let found = FoundJob::fetch(context, job).await?;
            if found.job.require_final().is_ok() {
                demand::close(context, &found, &keypair).await?;
            }
            let close = found.market.close_job(found.job.client, job);
            finish(context, &keypair, vec![close], "closed; the rent is back").await
        }
    }
}

/// A job with its market.
struct FoundJob {
    address: Address,
    job: Job,
    market: EscrowMarket,
}

impl FoundJob {
    async fn fetch(context: &Context, address: Address) -> anyhow::Result<Self> {
        let job: Job = accounts::fetch(&context.rpc, &address).await?;
        let market: Market = accounts::fetch(&context.rpc, &job.market).await?;
        Ok(Self {
            address,
            job,
            market: EscrowMarket::of(&market),
        })
    }

    /// The authority of the operator that runs the job.
    async fn provider(&self, context: &Context) -> anyhow::Result<Address> {
        if self.job.operator == Address::default() {
            let address = self.address;
            bail!("no provider has accepted job {address}, which is {}; while it is Open, `assay job cancel {address}` takes the price back", self.job.status().name());
        }
        let operator: Operator = accounts::fetch(&context.rpc, &self.job.operator).await?;
        Ok(operator.authority)
    }

    fn open_payment_account(&self, owner: &Address) -> Instruction {
        let EscrowMarket {
            payment_mint,
            token_program,
            ..
        } = self.market;
        token::open_associated(owner, owner, &payment_mint, &token_program)
    }
}

async fn accept_result(context: &Context, job: Address) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let found = FoundJob::fetch(context, job).await?;
    let provider = found.provider(context).await?;
    let me = keypair.pubkey();
    // The provider may not have opened its account yet, and must not be kept from being paid.
    let open = token::open_associated(
        &me,
        &provider,
        &found.market.payment_mint,
        &found.market.token_program,
    );
    let accept = found.market.accept_result(me, job, provider);
    finish(
        context,
        &keypair,
        vec![open, accept],
        "accepted; the provider is paid",
    )
    .await
}

/// Sends, and prints what became of it.
async fn finish(
    context: &Context,
    keypair: &Keypair,
    instructions: Vec<Instruction>,
    done: &str,
) -> anyhow::Result<ExitCode> {
    let spinner = context.out.spinner("sending");
    let receipt = Transaction::new(keypair, instructions).send(&context.rpc).await?;
    spinner.finish_and_clear();
    context.out.result(&describe(&receipt, done), || {
        format!("{done}\n  {}", receipt.signature)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A sent transaction as JSON, its events included.
pub fn describe(receipt: &Receipt, done: &str) -> serde_json::Value {
    let events: Vec<_> = assay_client::events::decode_logs(&receipt.logs)
        .iter()
        .map(assay_client::events::Event::to_json)
        .collect();
    json!({
        "message": done,
        "signature": receipt.signature.to_string(),
        "slot": receipt.slot,
        "compute_units": receipt.units,
        "events": events,
    })
}

/// The vault's address is worth showing: anybody can check the escrow with any explorer.
fn vault_of(job: &Address) -> Address {
    address::vault(job)
}
