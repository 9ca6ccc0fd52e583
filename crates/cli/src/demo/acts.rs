//! The two acts.

use super::{
    books::Books,
    cast::{Cast, Honesty},
    numbers::Score,
    process::metric,
    story::Story,
};
use crate::{
    commands::localnet::Chain,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{bail, Context as _};
use assay_client::{
    accounts, address,
    content::{Content, Fetcher, Limits, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE},
    crank, draw_seed,
    escrow::{Job, JobRequest, Market, Status, TIER_COMMITTEE},
    events::{escrow_events, Event},
    seed_commitment, ClientError, Transaction,
};
use escrow::event::JobConvicted;
use serde::Serialize;
use solana_address::Address;
use solana_signer::Signer;
use std::{
    path::Path,
    time::{Duration, Instant},
};

const PRICE: u64 = 100_000_000;
const RUN_SECONDS: u32 = 60;
const POLL: Duration = Duration::from_millis(40);
/// Far longer than the windows of the local market.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the first act ended.
#[derive(Serialize)]
pub struct Settled {
    accuracy: f64,
    payment: u64,
    verify_ms: f64,
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
}

/// An honest provider runs the job, the committee checks it, and it is paid.
pub async fn settle(
    chain: &Chain,
    cast: &mut Cast,
    books: &mut Books,
    model: &Path,
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
    let score = Score::of(&output, model)?;
    let verify_ms = verify_ms(cast).await?;
    story.tell(&format!(
        "The client downloads the result, whose root is the one on chain: {} of {} digits are right ({:.2} %). A verifier needed {verify_ms:.1} ms to check every number.",
        score.right,
        score.total,
        score.accuracy() * 100.0
    ));
    Ok(Settled {
        accuracy: score.accuracy(),
        payment,
        verify_ms,
    })
}

/// A second provider changes one number, and the chain finds it out.
pub async fn convict(
    chain: &Chain,
    cast: &mut Cast,
    books: &mut Books,
    model: &Path,
    story: &Story,
) -> anyhow::Result<Convicted> {
    cast.honest.stop().await;
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
    books.convicted(cast, job.terms.required_bond, &job)?;
    Ok(Convicted {
        op: event.op,
        i: event.i,
        j: event.j,
        claimed: event.claimed,
        expected: event.expected,
        convict_cu,
        slashed: event.slashed,
    })
}

/// A job on chain.
struct Posted {
    address: Address,
    content: Content,
    seed: [u8; 32],
}

impl Posted {
    /// The client puts the content where providers can fetch it, and escrows the price.
    async fn post(chain: &Chain, cast: &Cast, model: &Path, story: &Story) -> anyhow::Result<Self> {
        let nonce = rand::random();
        let client = cast.client.pubkey();
        let address = address::job(&client, nonce);
        // Under a short path: a job's URI has at most 128 bytes.
        let folder = cast.home.join(format!("job-{nonce:x}"));
        std::fs::create_dir(&folder)?;
        for file in [SPEC_FILE, WEIGHTS_FILE, INPUTS_FILE] {
            std::fs::copy(model.join(file), folder.join(file))
                .with_context(|| format!("copying {file} of the model"))?;
        }
        let uri = format!("file://{}", folder.display());
        let content = Fetcher::new(Limits::default())?.inspect(&uri).await?;
        let seed = draw_seed(&cast.client, &address);
        let request = JobRequest {
            nonce,
            price: PRICE,
            max_external_value: 0,
            spec_root: content.spec.spec_root(),
            input_root: content.input_root(),
            seed_commitment: seed_commitment(&seed),
            accept_seconds: RUN_SECONDS,
            run_seconds: RUN_SECONDS,
            heartbeat_seconds: 0,
            min_reputation: 0,
            min_class: 0,
            tier: TIER_COMMITTEE,
            uri,
        };
        let post = cast.market.post_job(client, request);
        Transaction::new(&cast.client, vec![post])
            .send(&chain.rpc)
            .await?;
        story.tell(&format!(
            "The client posts a job of {} operators on {} handwritten digits and escrows {} reward tokens.",
            content.spec.ops.len(),
            content.inputs.first().map_or(0, |input| input.shape().rows),
            tokens(PRICE, REWARD_DECIMALS),
        ));
        Ok(Self {
            address,
            content,
            seed,
        })
    }

    /// Turns the crank until the job is over and every seat of its committee is paid.
    async fn follow(&self, chain: &Chain, cast: &mut Cast, story: &Story) -> anyhow::Result<Job> {
        let begun = Instant::now();
        let mut told = Told::default();
        loop {
            let job: Job = accounts::fetch(&chain.rpc, &self.address).await?;
            told.tell(&job, cast, story);
            let over = matches!(
                job.status(),
                Status::Settled | Status::Convicted | Status::Expired | Status::Cancelled
            );
            if over && job.open_locks == 0 {
                return Ok(job);
            }
            if begun.elapsed() > PATIENCE {
                bail!("the job is still {} after {PATIENCE:?}", job.status().name());
            }
            cast.require_running()?;
            self.turn(chain, cast, &job).await?;
            tokio::time::sleep(POLL).await;
        }
    }

    /// Does what is due, if anything is.
    async fn turn(&self, chain: &Chain, cast: &Cast, job: &Job) -> anyhow::Result<()> {
        let rpc = &chain.rpc;
        let now = rpc.unix_time().await?;
        let slot = rpc.named(rpc.inner().get_slot().await)?;
        let Some(step) = crank::due(job, now, slot, true) else {
            return Ok(());
        };
        let payer = cast.client.pubkey();
        let subject = (self.address, job);
        let seed = Some(self.seed);
        let instructions = crank::instructions(rpc, &cast.market, subject, step, payer, seed).await?;
        match Transaction::new(&cast.client, instructions).send(rpc).await {
            // A daemon turned it first, or the slot that decides the draw is still open.
            Ok(_) | Err(ClientError::Program(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// What has been told of a job.
#[derive(Default)]
struct Told {
    status: Option<&'static str>,
    round: u8,
    verdicts: usize,
}

impl Told {
    fn tell(&mut self, job: &Job, cast: &Cast, story: &Story) {
        let status = job.status();
        if self.status.replace(status.name()) != Some(status.name()) {
            let provider = cast.name_of(&job.operator);
            match status {
                Status::Running => story.tell(&format!(
                    "{provider} accepts it and locks a bond of {}.",
                    tokens(job.terms.required_bond, REWARD_DECIMALS)
                )),
                Status::Committed => story.tell(&format!(
                    "{provider} has run it and committed to every intermediate result."
                )),
                Status::Challengeable => story.tell(&format!(
                    "{provider} reveals the roots; anybody can now check, and convict."
                )),
                _ => {}
            }
        }
        if job.round > self.round {
            self.round = job.round;
            let seats = job.seats.iter().filter(|seat| !seat.is_empty());
            let names: Vec<_> = seats.map(|seat| cast.name_of(&seat.operator)).collect();
            story.tell(&format!(
                "Drawn by stake for the committee: {}.",
                names.join(", ")
            ));
        }
        let verdicts = job.seats.iter().filter(|seat| seat.verdict != 0).count();
        if verdicts > self.verdicts {
            self.verdicts = verdicts;
            story.tell(&format!(
                "{verdicts} of the committee have attested, {} that every number is right.",
                job.accepts()
            ));
        }
    }
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

/// Mean time a verifier needed for a check, without the download.
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
