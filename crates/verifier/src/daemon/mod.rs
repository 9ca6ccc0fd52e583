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
mod serve;
mod store;
mod verification;

pub use check::SharedExecutor;
pub use config::{Check, Config};
pub use store::{Finding, StoreError};

use crate::KeyFileError;
use act::Actor;
use assay_client::{
    accounts,
    content::{ContentError, Fetcher, Limits},
    escrow::{Job, Seat, Status},
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
use verification::{accused_seat, Audited, Proved};

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
    let listening = serve::bind(config.listen).await;
    let (listener, address) = listening.map_err(|error| DaemonError::Listen {
        listen: config.listen,
        reason: error.to_string(),
    })?;
    let limits = Limits {
        tensor_bytes: config.max_tensor_bytes,
        files: config.allow_files,
        ..Limits::default()
    };
    let store = Arc::new(Store::open(&config.data_dir)?);
    let endpoint = tokio::spawn(serve::serve(listener, metrics.clone(), store.clone()));
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
        unproven: HashSet::new(),
        audited: HashSet::new(),
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

/// What a task of the daemon came to.
enum Done {
    Checked(Outcome),
    Proved(Proved),
    Audited(Audited),
}

struct Daemon {
    checker: Arc<Checker>,
    actor: Actor,
    running: JoinSet<Done>,
    /// Jobs being checked, or whose check is being proven.
    in_hand: HashSet<Address>,
    /// Jobs of which the provider did not show what our vectors are made of.
    unproven: HashSet<Address>,
    /// Seats of other verifiers that are audited, or were.
    audited: HashSet<(Address, Address)>,
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
                Some(Finding::Accept) if self.must_prove(address, job)? => self.prove(*address, *job),
                Some(finding) => {
                    if finding == Finding::Accept {
                        self.audit(address, job);
                    }
                    self.act(address, job, finding).await;
                }
                None if self.concerns_us(job) => {
                    self.in_hand.insert(*address);
                    let checked = self.checker.clone().check(*address, *job);
                    self.running.spawn(async { Done::Checked(checked.await) });
                }
                None => {}
            }
        }
        let open = |job: &Address| jobs.iter().any(|(address, _)| address == job);
        self.unproven.retain(open);
        self.audited.retain(|(job, _)| open(job));
        self.actor.end_verifications().await;
        self.actor.crank(&jobs).await;
        Ok(())
    }

    /// Whether we are about to accept, and have not yet computed what we say then.
    fn must_prove(&self, address: &Address, job: &Job) -> Result<bool, DaemonError> {
        let ours = |seat: &Seat| seat.operator == self.operator && seat.verdict == 0;
        let open = job.seats.iter().any(ours) && !self.unproven.contains(address);
        Ok(open && self.store.vectors_root(address)?.is_none())
    }

    fn prove(&mut self, address: Address, job: Job) {
        self.in_hand.insert(address);
        let proved = self.checker.clone().prove(address, job, self.operator);
        self.running.spawn(async { Done::Proved(proved.await) });
    }

    /// Audits every other verifier of a job we accepted that says what it computed, once.
    fn audit(&mut self, address: &Address, job: &Job) {
        for seat in job.seats {
            let accused = accused_seat(job, &seat.operator).is_some() && seat.operator != self.operator;
            if accused && self.audited.insert((*address, seat.operator)) {
                let audited = self.checker.clone().audit(*address, *job, seat);
                self.running.spawn(async { Done::Audited(audited.await) });
            }
        }
    }

    /// Whether this job is ours to check: we sit on its committee, or everything is.
    fn concerns_us(&self, job: &Job) -> bool {
        job.operator != self.operator
            && (self.watch_all || job.seats.iter().any(|seat| seat.operator == self.operator))
    }

    async fn finish(&mut self, done: Result<Done, tokio::task::JoinError>) {
        let kept = match done {
            Ok(Done::Checked(outcome)) => self.keep_finding(&outcome),
            Ok(Done::Proved(proved)) => self.keep_vectors(&proved),
            Ok(Done::Audited(audited)) => self.keep_accusation(&audited),
            Err(error) => {
                // The job stays in hand: what broke the check once would break it again.
                error!(%error, "a check broke off");
                return;
            }
        };
        if let Err(error) = kept {
            error!(%error, "what was found could not be remembered; it will be checked again");
        }
    }

    fn keep_finding(&mut self, outcome: &Outcome) -> Result<(), StoreError> {
        self.in_hand.remove(&outcome.job);
        let Some(finding) = outcome.finding else {
            return Ok(());
        };
        let proof = outcome.proof.as_deref();
        self.store
            .remember(&outcome.job, &outcome.trace_root, finding, proof)
    }

    fn keep_vectors(&mut self, proved: &Proved) -> Result<(), StoreError> {
        self.in_hand.remove(&proved.job);
        match &proved.vectors {
            Some((root, bytes)) => self.store.remember_vectors(&proved.job, root, bytes),
            None => {
                self.unproven.insert(proved.job);
                Ok(())
            }
        }
    }

    fn keep_accusation(&mut self, audited: &Audited) -> Result<(), StoreError> {
        let Audited { job, operator, .. } = audited;
        let Some(evidence) = &audited.evidence else {
            return Ok(());
        };
        let kept = self.store.remember_accusation(job, operator, evidence);
        if kept.is_err() {
            self.audited.remove(&(*job, *operator));
        }
        kept
    }

    async fn act(&mut self, address: &Address, job: &Job, finding: Finding) {
        if let Err(error) = self.actor.act(address, job, finding).await {
            self.metrics.failures.inc();
            self.refused.insert(*address, Instant::now());
            warn!(job = %address, %error, "could not act on what was found; trying again");
        }
    }
}
