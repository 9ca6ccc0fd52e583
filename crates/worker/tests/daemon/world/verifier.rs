//! The verifier and its daemon.

use super::{metric, World, BOND, PATIENCE};
use assay_client::stake::{StakePool, ROLE_VERIFIER};
use assay_verifier::{
    daemon::{run, Config, DaemonError, SharedExecutor},
    Reference,
};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub struct Keys {
    pub(super) owner: Keypair,
    pub(super) agent: Keypair,
    data: TempDir,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            owner: Keypair::new(),
            agent: Keypair::new(),
            data: tempfile::tempdir().unwrap(),
        }
    }
}

impl World {
    /// Registers the verifier and lets committees be drawn from it alone.
    pub async fn bond_verifier(&self) {
        let pool: StakePool = self.market.pool;
        let (client, owner) = (self.client.pubkey(), self.verifier.owner.pubkey());
        let profile = stake::state::Profile {
            agent: self.verifier.agent.pubkey(),
            price_floor: 0,
            region: 0,
            capacity: 1,
            endpoint: Vec::new(),
        };
        let register = pool.register_operator(owner, ROLE_VERIFIER, profile);
        self.send(&self.verifier.owner, vec![register]).await;
        let operator = pool.operator(&owner);
        self.send(&self.client, vec![pool.deposit_bond(client, operator, BOND)])
            .await;
        self.send(&self.verifier.owner, vec![pool.join_registry(owner, 0)])
            .await;
    }

    /// The key with which the verifier demands and convicts.
    pub fn verifier_agent(&self) -> Address {
        self.verifier.agent.pubkey()
    }

    pub async fn verifier_tokens(&self) -> u64 {
        self.tokens(&self.verifier_agent()).await
    }

    /// Starts the daemon, which demands leaves after one attempt in vain.
    pub async fn start_verifier(&self, more: &str) -> VerifierDaemon {
        let operator = self.market.pool.operator(&self.verifier.owner.pubkey());
        let data = self.verifier.data.path().display();
        let settings = format!(
            "operator = \"{operator}\"\ndata_dir = \"{data}\"\nallow_files = true\npoll_ms = 200\nlisten = \"127.0.0.1:0\"\ndemand_after = 1\n{more}"
        );
        let settings: toml::Table = settings.parse().unwrap();
        let config: Config = settings.try_into().unwrap();
        // What a kill left behind may still hold the file for a moment.
        for _ in 0..100 {
            match self.launch_verifier(config.clone()).await {
                Ok(daemon) => return daemon,
                Err(DaemonError::Store(_)) => tokio::time::sleep(Duration::from_millis(100)).await,
                Err(error) => panic!("{error}"),
            }
        }
        panic!("the verifier's file is never let go")
    }

    async fn launch_verifier(&self, config: Config) -> Result<VerifierDaemon, DaemonError> {
        let (rpc, agent) = (self.rpc.clone(), self.verifier.agent.insecure_clone());
        let executor: SharedExecutor = Arc::new(Mutex::new(Reference));
        let (shutdown, stopped) = oneshot::channel::<()>();
        let (ready, listening) = oneshot::channel();
        let task = tokio::spawn(async move {
            let ready = move |address| ready.send(address).expect("the test waits");
            run(config, rpc, agent, executor, ready, async { drop(stopped.await) }).await
        });
        match listening.await {
            Ok(address) => Ok(VerifierDaemon {
                url: format!("http://{address}"),
                task,
                shutdown,
            }),
            Err(_) => Err(task.await.expect("the daemon does not panic").unwrap_err()),
        }
    }
}

pub struct VerifierDaemon {
    url: String,
    task: JoinHandle<Result<(), DaemonError>>,
    shutdown: oneshot::Sender<()>,
}

impl VerifierDaemon {
    /// What it counts under `name`; nothing where it has not counted yet.
    pub async fn counts(&self, name: &str) -> u64 {
        metric(&self.url, name).await.unwrap_or(0)
    }

    /// Waits until it has counted so many.
    pub async fn until_counts(&self, name: &str, least: u64) {
        let counted = async {
            while self.counts(name).await < least {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, counted)
            .await
            .unwrap_or_else(|_| panic!("{name} never reached {least}"));
    }

    /// Stops it as a signal would.
    pub async fn stop(self) {
        drop(self.shutdown);
        self.task
            .await
            .expect("the daemon does not panic")
            .expect("the daemon ends well");
    }

    /// Drops it wherever it is, as a kill would.
    pub async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}
