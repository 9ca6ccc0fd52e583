//! `assay job list` and `assay job show`.

use super::FoundJob;
use crate::{
    context::Context,
    output::{table, tokens},
};
use assay_client::{
    accounts,
    escrow::{Job, Market, Status},
};
use serde_json::{json, Value};
use solana_address::Address;
use std::{mem::offset_of, process::ExitCode};

#[derive(clap::Args)]
pub struct ListArguments {
    /// Only this client's
    #[arg(long)]
    client: Option<Address>,
    /// Only those that this operator runs or ran
    #[arg(long)]
    operator: Option<Address>,
    /// Only those in this state, for example open
    #[arg(long)]
    status: Option<String>,
}

pub async fn list(context: &Context, arguments: &ListArguments) -> anyhow::Result<ExitCode> {
    let mut matching: Vec<(usize, &[u8])> = Vec::new();
    if let Some(client) = &arguments.client {
        matching.push((offset_of!(Job, client), client.as_ref()));
    }
    if let Some(operator) = &arguments.operator {
        matching.push((offset_of!(Job, operator), operator.as_ref()));
    }
    let mut jobs = accounts::list::<Job>(&context.rpc, &matching).await?;
    if let Some(status) = &arguments.status {
        jobs.retain(|(_, job)| job.status().name().eq_ignore_ascii_case(status));
    }
    jobs.sort_by_key(|(_, job)| std::cmp::Reverse(job.posted_at));
    let value: Vec<Value> = jobs.iter().map(|(address, job)| to_json(address, job)).collect();
    context.out.result(&value, || {
        let rows = jobs
            .iter()
            .map(|(address, job)| {
                [
                    address.to_string(),
                    job.status().name().to_owned(),
                    job.price.to_string(),
                    tier_name(job.tier).to_owned(),
                    job.client.to_string(),
                ]
            })
            .collect();
        table(["job", "state", "price (base units)", "tier", "client"], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

pub async fn show(context: &Context, address: Address) -> anyhow::Result<ExitCode> {
    let found = FoundJob::fetch(context, address).await?;
    let market: Market = accounts::fetch(&context.rpc, &found.market.address).await?;
    let now = context.rpc.unix_time().await?;
    let job = &found.job;
    context.out.result(&to_json(&address, job), || {
        let amount = |units| tokens(units, market.payment_decimals);
        let mut rows = vec![
            ["job".to_owned(), address.to_string()],
            ["state".to_owned(), job.status().name().to_owned()],
            [
                "price".to_owned(),
                format!("{}, {} of it the fee", amount(job.price), amount(job.terms.fee)),
            ],
            [
                "in escrow".to_owned(),
                format!("{} in {}", amount(job.vault_balance), super::vault_of(&address)),
            ],
            ["tier".to_owned(), tier_name(job.tier).to_owned()],
            ["client".to_owned(), job.client.to_string()],
            ["content".to_owned(), job.uri_str().to_owned()],
            ["spec root".to_owned(), hex::encode(job.spec_root)],
            ["input root".to_owned(), hex::encode(job.input_root)],
        ];
        if job.operator != Address::default() {
            rows.push(["operator".to_owned(), job.operator.to_string()]);
        }
        if job.status() == Status::Challengeable || job.output_root != [0; 32] {
            rows.push(["output root".to_owned(), hex::encode(job.output_root)]);
            rows.push([
                "accepted by".to_owned(),
                format!("{} of {} needed", job.accepts(), job.terms.quorum),
            ]);
        }
        if job.demands > 0 {
            let open: u32 = job.open_demands.iter().map(|open| u32::from(*open)).sum();
            rows.push([
                "demands".to_owned(),
                format!("{}, {open} of them open", job.demands),
            ]);
        }
        if let Some((what, at)) = next_deadline(job) {
            rows.push([what.to_owned(), format!("in {} s", (at - now).max(0))]);
        }
        table(["", ""], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What ends the job's present state, and when.
fn next_deadline(job: &Job) -> Option<(&'static str, i64)> {
    match job.status() {
        Status::Open => Some(("to be accepted", job.accept_by)),
        Status::Running => Some(("to be committed", job.commit_by)),
        Status::Committed => Some(("to be revealed", job.reveal_by)),
        Status::Challengeable => Some(("settles", job.settleable_from())),
        Status::Settled | Status::Cancelled | Status::Expired | Status::Convicted => None,
    }
}

fn tier_name(tier: u8) -> &'static str {
    match tier {
        assay_client::escrow::TIER_OPTIMISTIC => "optimistic",
        _ => "committee",
    }
}

fn to_json(address: &Address, job: &Job) -> Value {
    let seats: Vec<Value> = job
        .seats
        .iter()
        .filter(|seat| !seat.is_empty())
        .map(|seat| json!({ "operator": seat.operator.to_string(), "verdict": seat.verdict }))
        .collect();
    json!({
        "job": address.to_string(),
        "state": job.status().name(),
        "market": job.market.to_string(),
        "client": job.client.to_string(),
        "operator": (job.operator != Address::default()).then(|| job.operator.to_string()),
        "price": job.price,
        "fee": job.terms.fee,
        "required_bond": job.terms.required_bond,
        "in_escrow": job.vault_balance,
        "tier": tier_name(job.tier),
        "uri": job.uri_str(),
        "spec_root": hex::encode(job.spec_root),
        "input_root": hex::encode(job.input_root),
        "trace_root": hex::encode(job.trace_root),
        "output_root": hex::encode(job.output_root),
        "posted_at": job.posted_at,
        "accept_by": job.accept_by,
        "commit_by": job.commit_by,
        "reveal_by": job.reveal_by,
        "challenge_until": job.challenge_until,
        "demands": job.demands,
        "open_demands": job.open_demands.iter().map(|open| u32::from(*open)).sum::<u32>(),
        "demand_bond": job.terms.demand_bond,
        "answer_seconds": job.terms.answer_seconds,
        "accepts": job.accepts(),
        "quorum": job.terms.quorum,
        "seats": seats,
    })
}
