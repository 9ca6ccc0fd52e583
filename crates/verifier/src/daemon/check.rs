//! One check, from fetching to finding.

use super::{metrics::Metrics, openings::Remote, Finding};
use crate::{
    plan, verify, Commitment, Mode, OpeningError, Openings, Report, TraceEntry, Verdict, VerifierKey,
};
use assay_client::{
    accounts,
    content::{Fetcher, Limits},
    escrow::Job,
    stake::Operator,
    Rpc,
};
use assay_proof::{Hash, Shape, Tensor};
use solana_address::Address;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{runtime::Handle, task, time};
use tracing::{info, warn};

/// Pause before what a provider did not serve is asked for again, at first and at most.
const FIRST_RETRY: Duration = Duration::from_millis(200);
const LONGEST_RETRY: Duration = Duration::from_secs(10);
/// A verdict of unavailability is sent when a fifth of the time to attest is left, at least two seconds before its
/// end: a provider that comes back late is heard as long as possible.
const LAST_CALL_PERCENT: i64 = 20;
const LAST_CALL_SECONDS: i64 = 2;
/// Models whose folded weights are kept.
const KEYS: usize = 4;

/// What became of a check.
pub(super) struct Outcome {
    pub job: Address,
    pub trace_root: Hash,
    /// `None` when the check says nothing about the provider and is to be tried again.
    pub finding: Option<Finding>,
    pub proof: Option<Vec<u8>>,
}

pub(super) struct Checker {
    rpc: Rpc,
    fetcher: Fetcher,
    http: reqwest::Client,
    limits: Limits,
    metrics: Metrics,
    /// By spec root, which binds the weights.
    keys: Mutex<HashMap<Hash, Arc<VerifierKey>>>,
}

impl Checker {
    pub(super) fn new(rpc: Rpc, fetcher: Fetcher, limits: Limits, metrics: Metrics) -> Self {
        Self {
            rpc,
            fetcher,
            http: reqwest::Client::new(),
            limits,
            metrics,
            keys: Mutex::default(),
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
                    let work = report.timings.work();
                    self.metrics.check_seconds.observe(work.as_secs_f64());
                    let verify_ms = work.as_secs_f64() * 1e3;
                    info!(job = %address, verify_ms, soundness = %report.soundness, "checked");
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
        let key = self.key(job).await?;
        let inputs = self
            .fetcher
            .inputs(job.uri_str(), key.spec(), &job.input_root)
            .await?;
        let provider: Operator = accounts::fetch(&self.rpc, &job.operator).await?;
        let remote = Remote::new(self.http.clone(), provider.endpoint_str(), address, self.limits);
        let (input_root, trace_root, output_root) = (job.input_root, job.trace_root, job.output_root);
        let runtime = Handle::current();
        let report = task::spawn_blocking(move || {
            let plan = plan(key.spec(), Mode::Full, &mut rand::rng());
            let commitment = Commitment {
                inputs: &inputs,
                input_root,
                trace_root,
                output_root,
            };
            verify(&key, &commitment, &Blocking { remote, runtime }, &plan)
        });
        Ok(report.await??)
    }

    /// The key of the job's model; its secret randomness serves every job on it.
    async fn key(&self, job: &Job) -> anyhow::Result<Arc<VerifierKey>> {
        let known = {
            let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
            keys.get(&job.spec_root).cloned()
        };
        if let Some(key) = known {
            return Ok(key);
        }
        let spec = self.fetcher.spec(job.uri_str(), &job.spec_root).await?;
        let weights = self.fetcher.weights(job.uri_str(), &spec).await?;
        let key = task::spawn_blocking(move || VerifierKey::new(&spec, weights, &mut rand::rng())).await??;
        let key = Arc::new(key);
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= KEYS {
            keys.clear();
        }
        keys.insert(job.spec_root, key.clone());
        Ok(key)
    }

    /// Whether it is time to say that nothing could be checked. Never for a job we only watch.
    async fn last_call(&self, job: &Job) -> bool {
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

/// A remote provider as the library asks it, from a thread that may block.
struct Blocking {
    remote: Remote,
    runtime: Handle,
}

impl Openings for Blocking {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        let served = self.runtime.block_on(self.remote.trace());
        let entries = served.map_err(|error| OpeningError(error.to_string()))?;
        Ok(entries
            .into_iter()
            .map(|(shape, root)| TraceEntry { shape, root })
            .collect())
    }

    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        let served = self.runtime.block_on(self.remote.tensor(op, shape.bytes()));
        let bytes = served.map_err(|error| OpeningError(error.to_string()))?;
        Tensor::new(shape, bytes).map_err(|error| OpeningError(error.to_string()))
    }
}
