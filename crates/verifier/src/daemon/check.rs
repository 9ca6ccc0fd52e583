//! One check, from fetching to finding.

use super::{blocking::Blocking, keys::Keys, metrics::Metrics, openings::Remote, Check, Finding};
use crate::{plan, replay, verify, Commitment, Executor, Mode, Report, Verdict, VerifierKey, VerifyError};
use assay_client::{
    accounts,
    content::{Fetcher, Limits},
    escrow::Job,
    stake::Operator,
    Rpc,
};
use assay_proof::{Hash, Tensor};
use solana_address::Address;
use std::{
    sync::{Arc, Mutex, PoisonError},
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

/// What became of a check.
pub(super) struct Outcome {
    pub job: Address,
    pub trace_root: Hash,
    /// `None` when the check says nothing about the provider and is to be tried again.
    pub finding: Option<Finding>,
    pub proof: Option<Vec<u8>>,
}

/// What a job is checked with.
pub(super) struct Material {
    pub key: Arc<VerifierKey>,
    inputs: Vec<Tensor>,
    pub openings: Blocking,
    /// Of inputs, trace and output.
    roots: [Hash; 3],
}

impl Material {
    pub fn commitment(&self) -> Commitment<'_> {
        let [input_root, trace_root, output_root] = self.roots;
        Commitment {
            inputs: &self.inputs,
            input_root,
            trace_root,
            output_root,
        }
    }
}

/// Executes jobs again, one at a time.
pub type SharedExecutor = Arc<Mutex<dyn Executor + Send>>;

pub(super) struct Checker {
    pub(super) rpc: Rpc,
    pub(super) fetcher: Fetcher,
    pub(super) http: reqwest::Client,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    pub(super) keys: Keys,
    mode: Check,
    samples: u32,
    executor: SharedExecutor,
}

impl Checker {
    pub(super) fn new(
        rpc: Rpc,
        fetcher: Fetcher,
        limits: Limits,
        metrics: Metrics,
        keys: Keys,
        (mode, samples): (Check, u32),
        executor: SharedExecutor,
    ) -> Self {
        Self {
            rpc,
            fetcher,
            http: reqwest::Client::new(),
            limits,
            metrics,
            keys,
            mode,
            samples,
            executor,
        }
    }

    pub(super) async fn check(self: Arc<Self>, address: Address, job: Job) -> Outcome {
        let mut outcome = Outcome {
            job: address,
            trace_root: job.trace_root,
            finding: None,
            proof: None,
        };
        let mut retry = FIRST_RETRY;
        loop {
            match self.attempt(&address, &job).await {
                Ok(report) => {
                    let timings = &report.timings;
                    self.metrics.check_seconds.observe(timings.wall.as_secs_f64());
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
                            outcome.finding = self.last_call(&job).await.then_some(Finding::Unavailable);
                        }
                    }
                }
                // What cannot be fetched from the client says nothing about the provider, but cannot be accepted either.
                Err(error) => {
                    self.metrics.failures.inc();
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
        }
    }

    async fn attempt(&self, address: &Address, job: &Job) -> anyhow::Result<Report> {
        let material = self.material(address, job).await?;
        let (mode, draws, executor) = (self.mode, self.samples, self.executor.clone());
        let checked = task::spawn_blocking(move || {
            let (key, commitment, openings) = (&material.key, material.commitment(), &material.openings);
            let mode = match mode {
                Check::Full => Mode::Full,
                Check::Sampled => Mode::Sampled { draws },
                Check::Replay => {
                    // An executor that panicked keeps no state that the next job relies on.
                    let mut executor = executor.lock().unwrap_or_else(PoisonError::into_inner);
                    return replay(key, &commitment, openings, &mut *executor);
                }
            };
            let plan = plan(key.spec(), mode, &mut rand::rng());
            verify(key, &commitment, openings, &plan)
        });
        let checked = checked.await?;
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
        let provider: Operator = accounts::fetch(&self.rpc, &job.operator).await?;
        let remote = Remote::new(self.http.clone(), provider.endpoint_str(), address, self.limits);
        Ok(Material {
            key,
            inputs,
            openings: Blocking::new(remote, Handle::current()),
            roots: [job.input_root, job.trace_root, job.output_root],
        })
    }

    /// Whether it is time to say that nothing could be checked. Never for a job we only watch.
    pub(super) async fn last_call(&self, job: &Job) -> bool {
        let margin = i64::from(job.terms.attest_seconds) * LAST_CALL_PERCENT / 100;
        let deadline = job.attest_by - margin.max(LAST_CALL_SECONDS);
        match self.rpc.unix_time().await {
            Ok(now) => job.attest_by > 0 && now >= deadline,
            Err(_) => false,
        }
    }

    fn count(&self, finding: Finding) {
        let verdict = match finding {
            Finding::Accept => "accept",
            Finding::Fraud => "fraud",
            Finding::Unavailable => "unavailable",
        };
        self.metrics.checks.with_label_values(&[verdict]).inc();
    }
}
