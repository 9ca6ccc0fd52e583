//! One check, from fetching to finding.

use super::{
    act::Actor,
    attempt::{Attempt, Case, Manner, Material},
    blocking::Blocking,
    keys::Keys,
    openings::Remote,
    Finding,
};
use crate::{Executor, Plan, Report, Verdict, VerifyError};
use assay_client::{
    accounts,
    content::{Fetcher, Limits},
    escrow::{Job, Status},
    stake::Operator,
};
use assay_proof::{demand::LeafAt, Hash};
use solana_address::Address;
use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};
use tokio::{runtime::Handle, task, time};
use tracing::{info, warn};

/// Pause before what a provider did not serve is asked for again, at first and at most.
pub(super) const FIRST_RETRY: Duration = Duration::from_millis(200);
pub(super) const LONGEST_RETRY: Duration = Duration::from_secs(10);
/// A verdict of unavailability is sent when a fifth of the time to attest is left, at least two seconds before its
/// end: a provider that comes back late is heard as long as possible.
const LAST_CALL_PERCENT: i64 = 20;
const LAST_CALL_SECONDS: i64 = 2;
/// Least time for one request.
const LEAST_PATIENCE: Duration = Duration::from_secs(2);

/// What became of a check.
pub(super) struct Outcome {
    pub job: Address,
    pub trace_root: Hash,
    /// `None` when the check says nothing about the provider and is to be tried again.
    pub finding: Option<Finding>,
    pub proof: Option<Vec<u8>>,
}

/// Executes jobs again, one at a time.
pub type SharedExecutor = Arc<Mutex<dyn Executor + Send>>;

/// What is kept of a check from one attempt to the next.
#[derive(Default)]
struct Trial {
    attempts: u32,
    /// Drawn once: a provider sees which rows are asked for, and must not have others drawn by refusing them.
    plan: Arc<OnceLock<Plan>>,
}

pub(super) struct Checker {
    pub(super) actor: Arc<Actor>,
    pub(super) fetcher: Fetcher,
    pub(super) http: reqwest::Client,
    pub(super) limits: Limits,
    pub(super) keys: Keys,
    manner: Manner,
    executor: SharedExecutor,
}

impl Checker {
    pub(super) fn new(
        actor: Arc<Actor>,
        fetcher: Fetcher,
        limits: Limits,
        keys: Keys,
        (manner, executor): (Manner, SharedExecutor),
    ) -> Self {
        Self {
            actor,
            fetcher,
            http: reqwest::Client::new(),
            limits,
            keys,
            manner,
            executor,
        }
    }

    pub(super) async fn check(self: Arc<Self>, address: Address, mut job: Job) -> Outcome {
        let mut outcome = Outcome {
            job: address,
            trace_root: job.trace_root,
            finding: None,
            proof: None,
        };
        let mut trial = Trial::default();
        let mut retry = FIRST_RETRY;
        loop {
            match self.attempt(&address, &job, &trial).await {
                Ok((report, wanted)) => {
                    self.note(&address, &report);
                    match report.verdict {
                        Verdict::Accept => outcome.finding = Some(Finding::Accept),
                        Verdict::Fraud(proof) => {
                            warn!(job = %address, conviction = ?proof.conviction, "a number is wrong");
                            outcome.finding = Some(Finding::Fraud);
                            outcome.proof = Some(proof.evidence);
                        }
                        Verdict::Unavailable(missing) => {
                            let reason = missing.first().map(ToString::to_string);
                            warn!(job = %address, reason, "the provider does not show its result");
                            self.demand(&address, &job, wanted).await;
                            outcome.finding = self.last_call(&job).await.then_some(Finding::Unavailable);
                        }
                    }
                }
                // What cannot be fetched from the client says nothing about the provider, but cannot be accepted either.
                Err(error) => {
                    self.actor.metrics.failures.inc();
                    warn!(job = %address, %error, "could not be checked");
                    outcome.finding = self.last_call(&job).await.then_some(Finding::Unavailable);
                }
            }
            if let Some(finding) = outcome.finding {
                self.count(finding);
                return outcome;
            }
            time::sleep(retry).await;
            retry = (retry * 2).min(LONGEST_RETRY);
            trial.attempts += 1;
            if !self.read_again(&address, &mut job).await {
                return outcome;
            }
        }
    }

    /// Brings the job up to date. Whether there is still something to check.
    async fn read_again(&self, address: &Address, job: &mut Job) -> bool {
        match accounts::find::<Job>(&self.actor.rpc, address).await {
            Ok(Some(found)) if found.status() == Status::Challengeable => *job = found,
            Ok(_) => return false,
            Err(error) => {
                self.actor.metrics.failures.inc();
                warn!(job = %address, %error, "the job could not be read; going on with what was read before");
            }
        }
        true
    }

    async fn demand(&self, address: &Address, job: &Job, wanted: Option<LeafAt>) {
        let Some(at) = wanted else {
            return;
        };
        if let Err(error) = self.actor.demand(address, job, at).await {
            self.actor.metrics.failures.inc();
            warn!(job = %address, ?at, %error, "the missing leaf could not be demanded; trying again");
        }
    }

    async fn attempt(&self, address: &Address, job: &Job, trial: &Trial) -> anyhow::Result<Attempt> {
        let case = Case {
            material: self.material(address, job).await?,
            manner: self.manner,
            executor: self.executor.clone(),
            plan: trial.plan.clone(),
            piecewise: trial.attempts >= self.manner.demand_after,
        };
        let checked = task::spawn_blocking(move || case.attempt()).await?;
        if let Err(VerifyError::Weights { .. }) = &checked {
            // Kept no more, or damaged: fetched again at the next attempt.
            self.keys.forget(&job.spec_root);
        }
        Ok(checked?)
    }

    /// Fetches what a job is checked with.
    pub(super) async fn material(&self, address: &Address, job: &Job) -> anyhow::Result<Material> {
        let key = self.keys.of(&self.fetcher, job).await?;
        let inputs = self
            .fetcher
            .inputs(job.uri_str(), key.spec(), &job.input_root)
            .await?;
        let provider: Operator = accounts::fetch(&self.actor.rpc, &job.operator).await?;
        let limits = Limits {
            timeout: self.limits.timeout.min(self.patience(job).await),
            ..self.limits
        };
        let remote = Remote::new(self.http.clone(), provider.endpoint_str(), address, limits);
        Ok(Material {
            key,
            inputs,
            openings: Blocking::new(remote, Handle::current()),
            answers: self.actor.answers(address, job).await?,
            roots: [job.input_root, job.trace_root, job.output_root],
        })
    }

    /// Half of what is left of the time in which something can be said or demanded.
    async fn patience(&self, job: &Job) -> Duration {
        let Ok(now) = self.actor.rpc.unix_time().await else {
            return LEAST_PATIENCE;
        };
        let until = match last_call_at(job) {
            Some(at) if at > now => at.min(job.challenge_until),
            _ => job.challenge_until,
        };
        Duration::from_secs(until.saturating_sub(now).max(0) as u64 / 2).max(LEAST_PATIENCE)
    }

    /// Whether it is time to say that nothing could be checked. Never for a job we only watch.
    pub(super) async fn last_call(&self, job: &Job) -> bool {
        match (self.actor.rpc.unix_time().await, last_call_at(job)) {
            (Ok(now), Some(at)) => now >= at,
            _ => false,
        }
    }

    fn note(&self, address: &Address, report: &Report) {
        let timings = &report.timings;
        let seconds = timings.wall.as_secs_f64();
        self.actor.metrics.check_seconds.observe(seconds);
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        info!(
            job = %address,
            wall_ms = ms(timings.wall),
            fetch_ms = ms(timings.fetch),
            hash_ms = ms(timings.hash),
            products_ms = ms(timings.matmul),
            exact_ms = ms(timings.exact),
            replay_ms = ms(timings.replay),
            prove_ms = ms(timings.prove),
            shown_bytes = report.shown_bytes,
            soundness = %report.soundness,
            "checked",
        );
    }

    fn count(&self, finding: Finding) {
        let verdict = match finding {
            Finding::Accept => "accept",
            Finding::Fraud => "fraud",
            Finding::Unavailable => "unavailable",
        };
        self.actor.metrics.checks.with_label_values(&[verdict]).inc();
    }
}

/// When it is time to say that nothing could be checked; `None` while no committee sits.
fn last_call_at(job: &Job) -> Option<i64> {
    let margin = i64::from(job.terms.attest_seconds) * LAST_CALL_PERCENT / 100;
    (job.attest_by > 0).then(|| job.attest_by - margin.max(LAST_CALL_SECONDS))
}
