//! The two acts.

use super::{
    books::Books, cast::Cast, job::Posted, member::Honesty, model::Model, process::metric, rules,
    story::Story,
};
use crate::{
    commands::localnet::Chain,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{bail, Context as _};
use assay_client::{
    accounts, address,
    content::{Fetcher, Limits},
    escrow::{Market, Status},
    events::{escrow_events, Event},
};
use escrow::event::JobConvicted;
use serde::Serialize;
use solana_address::Address;

/// How the first act ended.
#[derive(Serialize)]
pub struct Settled {
    /// Of a model with labels.
    accuracy: Option<f64>,
    payment: u64,
    verify_ms: f64,
    /// Of the fee.
    #[serde(skip)]
    burnt: u64,
}

impl Settled {
    pub fn burnt(&self) -> u64 {
        self.burnt
    }
}

/// How the second act ended.
#[derive(Serialize)]
pub struct Convicted {
    op: u64,
    i: u64,
    j: u64,
    claimed: i64,
    expected: i64,
    convict_cu: u64,
    slashed: u64,
    /// What of it was the backers'.
    from_backers: u64,
}

/// An honest provider runs the job, the committee checks it, and it is paid.
pub async fn settle(
    chain: &Chain,
    cast: &mut Cast,
    books: &mut Books,
    model: &Model,
    story: &Story,
) -> anyhow::Result<Settled> {
    let posted = Posted::post(chain, cast, model, story).await?;
    books.add_empty("vault of job 1", address::vault(&posted.address));
    let job = posted.follow(chain, cast, story).await?;
    if job.status() != Status::Settled {
        bail!(
            "the first job should have been settled, and is {}",
            job.status().name()
        );
    }
    let market: Market = accounts::fetch(&chain.rpc, &cast.market.address).await?;
    let payment = books.settled(cast, market.params.fee_bps, &job)?;
    story.tell(&format!(
        "Settled: provider A is paid {}, {} verifiers share in the fee.",
        tokens(payment, REWARD_DECIMALS),
        job.accepts()
    ));

    let shape = posted
        .content
        .spec
        .ops
        .last()
        .context("a job without operators")?
        .shape;
    let endpoint = format!("http://{}", cast.honest.endpoint);
    let output = Fetcher::new(Limits::default())?
        .output(&endpoint, &posted.address, shape, &job.output_root)
        .await?;
    let reading = model.read(&output)?;
    let verify_ms = verify_ms(cast).await?;
    story.tell(&format!(
        "The client downloads the result, whose root is the one on chain: {}. A verifier needed {verify_ms:.0} ms to fetch and check all of it.",
        reading.told
    ));
    Ok(Settled {
        accuracy: reading.accuracy,
        payment,
        verify_ms,
        burnt: rules::share(job.terms.fee, job.terms.burn_bps),
    })
}

/// A second provider changes one number, and the chain finds it out.
pub async fn convict(
    chain: &Chain,
    cast: &mut Cast,
    books: &mut Books,
    model: &Model,
    story: &Story,
) -> anyhow::Result<Convicted> {
    cast.honest.drain().await?;
    cast.crooked.work(chain, Honesty::Crooked).await?;
    story.tell("Provider A goes off duty. Provider B takes over; it changes one number of one operator.");
    let posted = Posted::post(chain, cast, model, story).await?;
    books.add_empty("vault of job 2", address::vault(&posted.address));
    let job = posted.follow(chain, cast, story).await?;
    if job.status() != Status::Convicted {
        bail!(
            "the second job should have been convicted, and is {}",
            job.status().name()
        );
    }
    let (event, convict_cu) = conviction(chain, &posted.address).await?;
    story.tell(&format!(
        "Convicted: operator {}, row {}, column {}. Provider B claimed {}, and the chain itself computed {}, for {convict_cu} compute units.",
        event.op, event.i, event.j, event.claimed, event.expected
    ));
    story.tell(&format!(
        "The client has its {} back. Provider B loses {} of its bond to {}, the client and the fire.",
        tokens(event.refund, REWARD_DECIMALS),
        tokens(event.slashed, REWARD_DECIMALS),
        cast.name_of(&event.challenger),
    ));
    let from_backers = books.convicted(cast, job.terms.required_bond, &job)?;
    story.tell(&format!(
        "Its own bond was not enough: the holder who backed it loses {}.",
        tokens(from_backers, REWARD_DECIMALS)
    ));
    Ok(Convicted {
        op: event.op,
        i: event.i,
        j: event.j,
        claimed: event.claimed,
        expected: event.expected,
        convict_cu,
        slashed: event.slashed,
        from_backers,
    })
}

/// The conviction of a job, from the chain's own record of the transaction.
async fn conviction(chain: &Chain, job: &Address) -> anyhow::Result<(JobConvicted, u64)> {
    for landed in chain.rpc.history(job).await? {
        for event in assay_client::events::decode_logs(&landed.logs) {
            if let Event::Escrow(escrow_events::Event::JobConvicted(event)) = event {
                return Ok((event, landed.units));
            }
        }
    }
    bail!("no transaction of job {job} convicts it")
}

/// Mean time a verifier needed for a check, with what it fetched of the provider.
async fn verify_ms(cast: &Cast) -> anyhow::Result<f64> {
    let (mut seconds, mut checks) = (0.0, 0.0);
    for verifier in &cast.verifiers {
        seconds += metric(verifier.endpoint, "assay_verifier_check_seconds_sum").await?;
        checks += metric(verifier.endpoint, "assay_verifier_check_seconds_count").await?;
    }
    if checks == 0.0 {
        bail!("no verifier has checked anything");
    }
    Ok((seconds / checks * 1e4).round() / 10.0)
}
