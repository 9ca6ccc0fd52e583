//! The verifier's daemon: watches the chain, checks what it was drawn for, attests, convicts, and moves on jobs that
//! wait for nobody in particular. What it must remember is on chain or in a small file, so it can be stopped and
//! started at any time.

mod act;
mod blocking;
mod check;
mod config;
#[cfg(test)]
mod hostile;
mod keys;
mod metrics;
mod openings;
mod store;

pub use check::SharedExecutor;
pub use config::{Check, Config};
pub use store::{Finding, StoreError};

use crate::KeyFileError;
use act::Actor;
use assay_client::{
    accounts,
    content::{ContentError, Fetcher, Limits},
    escrow::{Job, Status},
    stake::Operator,
    watch::Watch,
    ClientError, Rpc,
};
use check::{Checker, Outcome};
use keys::Keys;
use metrics::Metrics;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{
    collections::{HashMap, HashSet},
    future::Future,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use store::Store;
use tokio::task::JoinSet;
use tracing::{error, info, warn};

/// Pause before what the chain refused is tried again: a subscription wakes the daemon far more often.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Why the daemon could not start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error("the metrics endpoint {listen} cannot be opened: {reason}; give another --listen")]
    Listen { listen: SocketAddr, reason: String },
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    #[error("metrics: {0}")]
    Metrics(#[from] prometheus::Error),
    #[error("{agent} is not the agent of operator {operator}, which is {actual}: pass the agent's keypair, or name it with `assay stake update`")]
    NotAgent {
        agent: Address,
        operator: Address,
        actual: Address,
    },
}

/// Runs until `shutdown` resolves. `ready` is called once with the metrics endpoint's address. `executor` is what executes
/// jobs again in mode `replay`.
///
/// # Errors
/// [`DaemonError`] when it cannot start. Failures of the chain or of a provider while it runs are logged, counted and
/// tried again.
pub async fn run(
    config: Config,
    rpc: Rpc,
    agent: Keypair,
    executor: SharedExecutor,
    ready: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()>,
) -> Result<(), DaemonError> {
    let operator: Operator = accounts::fetch(&rpc, &config.operator).await?;
    if operator.agent != agent.pubkey() {
        return Err(DaemonError::NotAgent {
            agent: agent.pubkey(),
            operator: config.operator,
            actual: operator.agent,
        });
    }
    let metrics = Metrics::new()?;
    metrics.chain_read();
    let listening = metrics::bind(config.listen).await;
    let (listener, address) = listening.map_err(|error| DaemonError::Listen {
        listen: config.listen,
        reason: error.to_string(),
    })?;
    let endpoint = tokio::spawn(metrics::serve(listener, metrics.clone()));
    let limits = Limits {
        tensor_bytes: config.max_tensor_bytes,
        files: config.allow_files,
        ..Limits::default()
    };
    let store = Arc::new(Store::open(&config.data_dir)?);
    let mut daemon = Daemon {
        checker: Arc::new(Checker::new(
            rpc.clone(),
            Fetcher::new(limits)?,
            limits,
            metrics.clone(),
            Keys::new(keys::open(&config.data_dir)?, config.max_key_bytes),
            (config.mode, config.samples),
            executor,
        )),
        actor: Actor::new(
            rpc.clone(),
            agent,
            config.operator,
            store.clone(),
            metrics.clone(),
        ),
        running: JoinSet::new(),
        in_hand: HashSet::new(),
        refused: HashMap::new(),
        rpc: rpc.clone(),
        metrics,
        store,
        operator: config.operator,
        watch_all: config.watch_all,
    };
    let mut watch = Watch::new(rpc.cluster(), Duration::from_millis(config.poll_ms.max(50)));
    info!(operator = %config.operator, metrics = %address, "verifier running");
    ready(address);
    tokio::pin!(shutdown);
    loop {
        daemon.look().await;
        tokio::select! {
            () = &mut shutdown => break,
            () = watch.changed() => {}
            Some(done) = daemon.running.join_next() => daemon.finish(done).await,
        }
    }
    endpoint.abort();
    daemon.running.shutdown().await;
    info!("verifier stopped");
    Ok(())
}

struct Daemon {
    checker: Arc<Checker>,
    actor: Actor,
    running: JoinSet<Outcome>,
    /// Jobs being checked.
    in_hand: HashSet<Address>,
    /// When the chain refused what we wanted with a job.
    refused: HashMap<Address, Instant>,
    rpc: Rpc,
    metrics: Metrics,
    store: Arc<Store>,
    operator: Address,
    watch_all: bool,
}

impl Daemon {
    /// Looks at every job in its window and does what is due.
    async fn look(&mut self) {
        if let Err(error) = self.try_look().await {
            self.metrics.failures.inc();
            warn!(%error, "could not follow the chain; trying again");
        }
    }

    async fn try_look(&mut self) -> Result<(), DaemonError> {
        let status = std::mem::offset_of!(Job, status);
        let challengeable = [Status::Challengeable as u8];
        let jobs = accounts::list::<Job>(&self.rpc, &[(status, &challengeable)]).await?;
        self.metrics.chain_read();
        self.refused.retain(|_, at| at.elapsed() < RETRY_AFTER);
        for (address, job) in &jobs {
            if self.in_hand.contains(address) || self.refused.contains_key(address) {
                continue;
            }
            match self.store.finding(address, &job.trace_root)? {
                Some(finding) => self.act(address, job, finding).await,
                None if self.concerns_us(job) => {
                    self.in_hand.insert(*address);
                    self.running.spawn(self.checker.clone().check(*address, *job));
                }
                None => {}
            }
        }
        self.actor.crank(&jobs).await;
        Ok(())
    }

    /// Whether this job is ours to check: we sit on its committee, or everything is.
    fn concerns_us(&self, job: &Job) -> bool {
        job.operator != self.operator
            && (self.watch_all || job.seats.iter().any(|seat| seat.operator == self.operator))
    }

    async fn finish(&mut self, done: Result<Outcome, tokio::task::JoinError>) {
        let outcome = match done {
            Ok(outcome) => outcome,
            Err(error) => {
                // The job stays in hand: what broke the check once would break it again.
                error!(%error, "a check broke off");
                return;
            }
        };
        self.in_hand.remove(&outcome.job);
        let Some(finding) = outcome.finding else {
            return;
        };
        let proof = outcome.proof.as_deref();
        if let Err(error) = self
            .store
            .remember(&outcome.job, &outcome.trace_root, finding, proof)
        {
            error!(job = %outcome.job, %error, "what was found could not be remembered; it will be checked again");
        }
    }

    async fn act(&mut self, address: &Address, job: &Job, finding: Finding) {
        if let Err(error) = self.actor.act(address, job, finding).await {
            self.metrics.failures.inc();
            self.refused.insert(*address, Instant::now());
            warn!(job = %address, %error, "could not act on what was found; trying again");
        }
    }
}
