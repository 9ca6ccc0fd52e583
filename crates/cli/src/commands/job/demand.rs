//! `assay job demand`: has the provider show one leaf of its result on chain, or convicts it.

use super::FoundJob;
use crate::{context::Context, output::tokens};
use anyhow::{bail, Context as _};
use assay_client::{
    accounts, address, demands,
    escrow::{Demand, DemandPlace, Job, Status},
    stake::Operator,
    Transaction,
};
use assay_proof::demand::{open, LeafAt, OpenedTensor};
use serde_json::{json, Value};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::PathBuf, process::ExitCode, time::Duration};

const POLL: Duration = Duration::from_millis(500);
/// Digits of SOL behind the point.
const SOL_DECIMALS: u8 = 9;

#[derive(clap::Args)]
pub struct Arguments {
    /// The job's address
    job: Address,
    /// The op whose result is wanted, counted from 0
    op: u16,
    /// Its row
    #[arg(default_value_t = 0)]
    row: u32,
    /// The leaf of 256 bytes in the row
    #[arg(default_value_t = 0)]
    leaf: u32,
    /// File to write the leaf's bytes to
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Do not wait for the answer
    #[arg(long)]
    no_wait: bool,
}

pub async fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let found = FoundJob::fetch(context, arguments.job).await?;
    let at = LeafAt {
        op: arguments.op,
        row: arguments.row,
        leaf: arguments.leaf,
    };
    let demand = address::demand(&found.address, at);
    if accounts::find::<Demand>(&context.rpc, &demand).await?.is_none() {
        make(context, &found, &keypair, at).await?;
    }
    let made: Demand = accounts::fetch(&context.rpc, &demand).await?;
    if arguments.no_wait {
        let value = to_json(&demand, &made);
        context.out.result(&value, || {
            format!("demanded: {demand}; run the same command without --no-wait to see the answer, or to convict who does not give one")
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    wait(context, &found, &keypair, demand, arguments.output.as_ref()).await
}

/// Demands the leaf in the place of whoever `keypair` is.
async fn make(context: &Context, found: &FoundJob, keypair: &Keypair, at: LeafAt) -> anyhow::Result<()> {
    let job = &found.job;
    let (address, now) = (found.address, context.rpc.unix_time().await?);
    match job.status() {
        Status::Challengeable if now < job.challenge_until => {}
        Status::Challengeable => bail!(
            "the challenge window of job {address} ended {} s ago: leaves can be demanded until then",
            now - job.challenge_until
        ),
        other => bail!(
            "job {address} is {}: a leaf can be demanded while its result can be challenged, from the reveal to the end of the window",
            other.name()
        ),
    }
    let place = place(context, job, keypair).await?;
    let demand = found.market.demand_leaf(keypair.pubkey(), address, at, place);
    let spinner = context.out.spinner("demanding");
    Transaction::new(keypair, vec![demand]).send(&context.rpc).await?;
    spinner.finish_and_clear();
    context.out.say(format!(
        "demanded for a bond of {} SOL; the provider has {} s to answer",
        tokens(job.terms.demand_bond.into(), SOL_DECIMALS),
        job.terms.answer_seconds
    ));
    Ok(())
}

/// The client and whoever sits on the committee have room of their own for demands.
async fn place(context: &Context, job: &Job, keypair: &Keypair) -> anyhow::Result<DemandPlace> {
    if job.client == keypair.pubkey() {
        return Ok(DemandPlace::Client);
    }
    for (seat, entry) in job.seats.iter().enumerate().filter(|(_, seat)| !seat.is_empty()) {
        let operator: Operator = accounts::fetch(&context.rpc, &entry.operator).await?;
        if operator.agent == keypair.pubkey() {
            return Ok(DemandPlace::Seat {
                seat: seat as u8,
                operator: entry.operator,
            });
        }
    }
    Ok(DemandPlace::Anyone)
}

/// Waits for the answer; when the time for it is over, convicts.
async fn wait(
    context: &Context,
    found: &FoundJob,
    keypair: &Keypair,
    address: Address,
    output: Option<&PathBuf>,
) -> anyhow::Result<ExitCode> {
    let rpc = &context.rpc;
    let spinner = context.out.spinner("waiting for the answer");
    loop {
        let job: Job = accounts::fetch(rpc, &found.address).await?;
        let Some(demand) = accounts::find::<Demand>(rpc, &address).await? else {
            spinner.finish_and_clear();
            bail!(
                "the demand has been closed: job {} is {}",
                found.address,
                job.status().name()
            );
        };
        if demand.is_answered() {
            spinner.finish_and_clear();
            return show(context, &job, (&address, &demand), output);
        }
        if job.status() != Status::Challengeable {
            spinner.finish_and_clear();
            bail!("job {0} is {1} and nobody will answer any more; `assay job close-demands {0}` takes the bond back", found.address, job.status().name());
        }
        let now = rpc.unix_time().await?;
        if demands::is_overdue(&demand, now) {
            spinner.set_message("nobody answered: convicting");
            let convict = demands::expire(rpc, &found.market, &job, &demand, keypair.pubkey()).await?;
            let receipt = Transaction::new(keypair, convict).send(rpc).await?;
            spinner.finish_and_clear();
            let done = "the provider did not show the leaf and is convicted: the client has its money back, the bond of the demand is yours again, and the challenger's share of the provider's bond with it";
            let value = super::describe(&receipt, done);
            context
                .out
                .result(&value, || format!("{done}\n  {}", receipt.signature))?;
            return Ok(ExitCode::SUCCESS);
        }
        spinner.set_message(format!("waiting {} s for the answer", demand.answer_by - now));
        tokio::time::sleep(POLL).await;
    }
}

fn show(
    context: &Context,
    job: &Job,
    (address, demand): (&Address, &Demand),
    output: Option<&PathBuf>,
) -> anyhow::Result<ExitCode> {
    let at = demand.at();
    let answer = open(demand.answer(), &job.trace_root, at).map_err(|reject| {
        anyhow::anyhow!("the answer of demand {address} does not open the result: {reject}")
    })?;
    let leaf = answer.tensor.and_then(|tensor| tensor.leaf);
    if let (Some(path), Some(leaf)) = (output, leaf) {
        std::fs::write(path, leaf.bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    let mut value = to_json(address, demand);
    value["tensors"] = answer.count.into();
    value["shape"] = answer.tensor.map(|tensor| tensor.shape.to_string()).into();
    value["bytes"] = leaf.map(|leaf| hex::encode(leaf.bytes)).into();
    context
        .out
        .result(&value, || describe_answer(at, answer.count, answer.tensor))?;
    Ok(ExitCode::SUCCESS)
}

fn describe_answer(at: LeafAt, count: u32, tensor: Option<OpenedTensor<'_>>) -> String {
    let Some(tensor) = tensor else {
        return format!(
            "answered: the result has {count} tensors, and none of op {}",
            at.op
        );
    };
    match tensor.leaf {
        None => format!(
            "answered: the result of op {} is {}, and has no leaf {} in row {}",
            at.op, tensor.shape, at.leaf, at.row
        ),
        Some(leaf) => format!(
            "answered: op {} is {}; leaf {} of row {}:\n{}",
            at.op,
            tensor.shape,
            at.leaf,
            at.row,
            hex::encode(leaf.bytes)
        ),
    }
}

fn to_json(address: &Address, demand: &Demand) -> Value {
    json!({
        "demand": address.to_string(),
        "job": demand.job.to_string(),
        "demander": demand.demander.to_string(),
        "op": demand.op,
        "row": demand.row,
        "leaf": demand.leaf,
        "answer_by": demand.answer_by,
        "answered": demand.is_answered(),
    })
}

/// `assay job close-demands`: what is left in demands about a job that is over goes to who made them.
pub async fn close_all(context: &Context, job: Address) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let found = FoundJob::fetch(context, job).await?;
    if found.job.require_final().is_err() {
        bail!(
            "job {job} is {}: demands are closed once it is over, so that everybody can read the answers until then",
            found.job.status().name()
        );
    }
    let closed = close(context, &found, &keypair).await?;
    let value = json!({ "job": job.to_string(), "closed": closed });
    context.out.result(&value, || {
        format!("closed {closed}; rent and unanswered bonds are with who demanded")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Closes all demands about a job that is over, and says how many there were.
pub(super) async fn close(context: &Context, found: &FoundJob, keypair: &Keypair) -> anyhow::Result<usize> {
    if found.job.demands == 0 {
        return Ok(0);
    }
    let demands = demands::of_job(&context.rpc, &found.address).await?;
    for (_, demand) in &demands {
        let close = found.market.close_demand(demand);
        Transaction::new(keypair, vec![close]).send(&context.rpc).await?;
    }
    Ok(demands.len())
}
