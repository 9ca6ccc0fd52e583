//! A job of the story, from the client's side: posted, followed, and told of.

use super::{cast::Cast, model::Model, story::Story};
use crate::{
    commands::localnet::Chain,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{bail, Context as _};
use assay_client::{
    accounts, address,
    content::{Content, Fetcher, Limits, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE},
    crank, draw_seed,
    escrow::{Job, JobRequest, Status, TIER_COMMITTEE},
    seed_commitment, ClientError, Transaction,
};
use solana_address::Address;
use solana_signer::Signer;
use std::time::{Duration, Instant};

const PRICE: u64 = 100_000_000;
const RUN_SECONDS: u32 = 60;
const POLL: Duration = Duration::from_millis(40);
/// Far longer than the windows of the local market.
const PATIENCE: Duration = Duration::from_secs(180);

/// The class of hardware that the job asks for.
pub const CLASS: u16 = 1;

/// A job on chain.
pub struct Posted {
    pub address: Address,
    pub content: Content,
    seed: [u8; 32],
}

impl Posted {
    /// The client puts the content where providers can fetch it, and escrows the price.
    pub async fn post(chain: &Chain, cast: &Cast, model: &Model, story: &Story) -> anyhow::Result<Self> {
        let nonce = rand::random();
        let client = cast.client.pubkey();
        let address = address::job(&client, nonce);
        // Under a short path: a job's URI has at most 128 bytes.
        let folder = cast.home.join(format!("job-{nonce:x}"));
        std::fs::create_dir(&folder)?;
        for file in [SPEC_FILE, WEIGHTS_FILE, INPUTS_FILE] {
            std::fs::copy(model.folder.join(file), folder.join(file))
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
            min_class: CLASS,
            tier: TIER_COMMITTEE,
            uri: uri.into_bytes(),
        };
        let post = cast.market.post_job(client, request);
        Transaction::new(&cast.client, vec![post])
            .send(&chain.rpc)
            .await?;
        story.tell(&format!(
            "The client posts a job of {} operators on {} {} and escrows {} reward tokens.",
            content.spec.ops.len(),
            content.inputs.first().map_or(0, |input| input.shape().rows),
            model.rows,
            tokens(PRICE, REWARD_DECIMALS),
        ));
        Ok(Self {
            address,
            content,
            seed,
        })
    }

    /// Turns the crank until the job is over and every seat of its committee is paid.
    pub async fn follow(&self, chain: &Chain, cast: &mut Cast, story: &Story) -> anyhow::Result<Job> {
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
