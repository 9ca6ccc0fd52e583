//! The provider's daemon: takes jobs it can finish, runs them, commits, reveals, shows what it
//! committed to, and is paid.
//!
//! What it must know is on chain (which jobs hold our bond, in which state) or on its disk (results,
//! salts, content), so it can be killed and started again at any step.

mod act;
mod answer;
mod config;
mod library;
mod refusal;
mod status;
mod tasks;
mod tend;
mod view;
mod work;

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use assay_client::{accounts, content::ContentError, stake::Operator, watch::Watch, ClientError, Rpc};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::backend::{Backend, BackendError};
use crate::bench;
use crate::metrics::Metrics;
use crate::serve::serve;
use crate::store::{Store, StoreError};
use act::Actor;
pub use config::{Config, ConfigError};
use library::Library;
pub use status::{status, JobStatus, Status};
use tasks::Tasks;
use tend::Daemon;
pub use view::View;
use work::Runner;

/// First and longest pause after the chain could not be read.
const FIRST_RETRY: Duration = Duration::from_millis(250);
const LONGEST_RETRY: Duration = Duration::from_secs(10);
/// File in the data folder that asks the daemon to take no more jobs.
const DRAIN_FILE: &str = "drain";

/// Why the daemon could not start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The chain cannot be read or has no such operator.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No content can be fetched at all.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The backend does not work.
    #[error("the backend failed its trial: {0}")]
    Backend(#[from] BackendError),
    /// The openings server has no port.
    #[error("the openings server cannot listen on {listen}: {reason}; give another --listen")]
    Listen {
        /// Address asked for.
        listen: SocketAddr,
        /// What the system said.
        reason: String,
    },
    /// The keypair is not the operator's agent.
    #[error("{agent} is not the agent of operator {operator}, which is {actual}: pass the agent's keypair, or name it with `assay stake update`")]
    NotAgent {
        /// The keypair's address.
        agent: Address,
        /// The operator account.
        operator: Address,
        /// The agent it names.
        actual: Address,
    },
    /// A part of the daemon broke.
    #[error("the daemon broke off: {0}")]
    Broken(String),
}

/// Runs until `shutdown` resolves, or until nothing is left to do once the data folder was asked to
/// drain ([`request_drain`]). Stopped by `shutdown`, it can be started again and goes on. `ready` is
/// called once with the address of the openings server.
///
/// # Errors
///
/// [`DaemonError`] when it cannot start. Failures of the chain or of a client while it runs are
/// logged, counted and tried again.
pub async fn run(
    config: Config,
    rpc: Rpc,
    agent: Keypair,
    mut backend: Box<dyn Backend>,
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
    let store = Arc::new(Store::open(&config.data_dir)?);
    forget_drain(&config.data_dir)?;
    let metrics = Arc::new(Metrics::default());
    metrics.follow_chain();
    let trial =
        tokio::task::spawn_blocking(move || bench::trial(backend.as_mut()).map(|speed| (speed, backend)));
    let (speed, backend) = trial
        .await
        .map_err(|error| DaemonError::Broken(error.to_string()))??;
    info!(backend = %backend.name(), giga_ops = speed / 1e9, "backend ready");

    let listen = config.server.listen;
    let refused = |error: std::io::Error| DaemonError::Listen {
        listen,
        reason: error.to_string(),
    };
    let listener = TcpListener::bind(listen).await.map_err(refused)?;
    let served_at = listener.local_addr().map_err(refused)?;
    let (close, closed) = tokio::sync::oneshot::channel::<()>();
    let server = {
        let (server, store, metrics) = (config.server.clone(), store.clone(), metrics.clone());
        tokio::spawn(async move {
            // Dropping the sender closes the server as well as sending does.
            let closed = async { drop(closed.await) };
            serve(listener, &server, store, metrics, closed).await
        })
    };

    let library = Arc::new(Library::new(&config, store.clone(), speed)?);
    let runner = Arc::new(Runner {
        store: store.clone(),
        library: library.clone(),
        backend: Arc::new(Mutex::new(backend)),
        metrics: metrics.clone(),
        operator: config.operator.to_bytes(),
    });
    let mut watch = Watch::new(rpc.cluster(), Duration::from_millis(config.poll_ms.max(50)));
    let mut daemon = Daemon::new(
        rpc.clone(),
        Actor::new(rpc, agent, config.operator),
        Tasks::new(runner, library),
        store,
        metrics,
        config,
    );
    info!(operator = %daemon.operator(), openings = %served_at, "worker running");
    ready(served_at);
    tokio::select! {
        () = shutdown => info!("stopping; accepted jobs go on when the worker is started again"),
        () = follow(&mut daemon, &mut watch) => info!("drained: nothing is left to do"),
    }
    daemon.stop().await;
    drop(close);
    // Readers under way may finish, but not for ever.
    if tokio::time::timeout(Duration::from_secs(5), server)
        .await
        .is_err()
    {
        warn!("openings under way were broken off");
    }
    info!("worker stopped");
    Ok(())
}

/// Looks at the chain whenever something may have happened; returns when it is drained.
async fn follow(daemon: &mut Daemon, watch: &mut Watch) {
    let mut retry = FIRST_RETRY;
    loop {
        match daemon.look().await {
            Ok(tend::Looked::Drained) => return,
            // A step that was taken may make the next one due.
            Ok(tend::Looked::Acted) => retry = FIRST_RETRY,
            Ok(tend::Looked::Idle) => {
                retry = FIRST_RETRY;
                tokio::select! {
                    () = watch.changed() => {}
                    () = daemon.finished() => {}
                }
            }
            Err(error) => {
                daemon.failed();
                warn!(%error, retry_ms = retry.as_millis() as u64, "the chain could not be followed; trying again");
                tokio::time::sleep(retry).await;
                retry = (retry * 2).min(LONGEST_RETRY);
            }
        }
    }
}

/// Asks the worker that runs on this data folder to finish what it has accepted, take no
/// more, and end.
///
/// # Errors
///
/// [`StoreError::NotInUse`] when none runs on it; otherwise when the folder cannot be written.
pub fn request_drain(data_dir: &Path) -> Result<(), StoreError> {
    if !Store::is_in_use(data_dir)? {
        return Err(StoreError::NotInUse {
            path: data_dir.to_owned(),
        });
    }
    let path = drain_file(data_dir);
    std::fs::write(&path, []).map_err(|error| StoreError::Io {
        action: "write",
        path,
        error,
    })
}

fn drain_file(data_dir: &Path) -> PathBuf {
    data_dir.join(DRAIN_FILE)
}

/// A request to drain ends with the run it was made for.
fn forget_drain(data_dir: &Path) -> Result<(), StoreError> {
    let path = drain_file(data_dir);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Io {
            action: "remove",
            path,
            error,
        }),
        _ => Ok(()),
    }
}
