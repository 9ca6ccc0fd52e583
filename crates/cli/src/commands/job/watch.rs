//! `assay job watch`: follows a job and does what is due.

use super::FoundJob;
use crate::{context::Context, output::tokens};
use assay_client::{
    accounts, crank, demands, draw_seed,
    escrow::{Job, Market, Status},
    ClientError, Transaction,
};
use serde_json::json;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{process::ExitCode, time::Duration};

const POLL: Duration = Duration::from_millis(500);
/// Refusals in a row after which the user is told: one or two only mean that somebody else was quicker.
const TELL_AFTER: u32 = 4;

/// What came of looking for what is due.
enum Turn {
    NothingDue,
    Done,
    /// Why the chain refused it.
    Refused(String),
}

pub async fn run(context: &Context, address: Address) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let found = FoundJob::fetch(context, address).await?;
    let market: Market = accounts::fetch(&context.rpc, &found.market.address).await?;
    let spinner = context.out.spinner("");
    let mut last = None;
    let mut refusals = 0;
    loop {
        let job: Job = accounts::fetch(&context.rpc, &address).await?;
        let status = job.status();
        if last != Some(status) {
            last = Some(status);
            spinner.suspend(|| context.out.say(status.name()));
        }
        spinner.set_message(format!("{}, {} accepted", status.name(), job.accepts()));
        match turn(context, &found, &job, &keypair).await? {
            Turn::NothingDue => refusals = 0,
            Turn::Done => {
                refusals = 0;
                continue;
            }
            Turn::Refused(why) => {
                refusals += 1;
                if refusals == TELL_AFTER {
                    spinner.suspend(|| context.out.say(format!("still trying: {why}")));
                }
                tokio::time::sleep(POLL).await;
                continue;
            }
        }
        if is_final(status) {
            spinner.finish_and_clear();
            return finish(context, address, &job, &market);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Does what is due.
async fn turn(context: &Context, found: &FoundJob, job: &Job, keypair: &Keypair) -> anyhow::Result<Turn> {
    let rpc = &context.rpc;
    let now = rpc.unix_time().await?;
    let slot = rpc.named(rpc.inner().get_slot().await)?;
    let seed = (job.client == keypair.pubkey()).then(|| draw_seed(keypair, &found.address));
    let subject = (found.address, job);
    let instructions = match crank::due(job, now, slot, seed.is_some()) {
        Some(step) => crank::instructions(rpc, &found.market, subject, step, keypair.pubkey(), seed).await?,
        None => overdue(context, found, job, keypair, now).await?,
    };
    if instructions.is_empty() {
        return Ok(Turn::NothingDue);
    }
    match Transaction::new(keypair, instructions).send(rpc).await {
        Ok(_) => Ok(Turn::Done),
        // Somebody else turned the crank first, or a second too early: look again.
        Err(ClientError::Program(failure)) => {
            tracing::info!(%failure, "refused");
            Ok(Turn::Refused(failure.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// What convicts a provider that did not answer somebody's demand in time; nothing when there is none such.
async fn overdue(
    context: &Context,
    found: &FoundJob,
    job: &Job,
    keypair: &Keypair,
    now: i64,
) -> anyhow::Result<Vec<Instruction>> {
    if job.status() != Status::Challengeable || !job.has_open_demand() {
        return Ok(Vec::new());
    }
    let demands = demands::of_job(&context.rpc, &found.address).await?;
    let overdue = demands
        .iter()
        .find(|(_, demand)| demands::is_overdue(demand, now));
    let Some((_, demand)) = overdue else {
        return Ok(Vec::new());
    };
    Ok(demands::expire(&context.rpc, &found.market, job, demand, keypair.pubkey()).await?)
}

fn is_final(status: Status) -> bool {
    matches!(
        status,
        Status::Settled | Status::Cancelled | Status::Expired | Status::Convicted
    )
}

fn finish(context: &Context, address: Address, job: &Job, market: &Market) -> anyhow::Result<ExitCode> {
    let status = job.status();
    let value = json!({ "job": address.to_string(), "state": status.name() });
    let price = tokens(job.price, market.payment_decimals);
    context.out.result(&value, || match status {
        Status::Settled => {
            format!("the provider is paid; fetch the result with `assay job result {address}`")
        }
        Status::Convicted => {
            format!("the provider was convicted of a wrong number, or of withholding; {price} is back, with a share of its bond")
        }
        Status::Cancelled | Status::Expired => format!("the job ended without a result; {price} is back"),
        _ => format!("the job is {}", status.name()),
    })?;
    Ok(if status == Status::Settled {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
