//! An operator of the story, and the process that works for it.

use super::process::Daemon;
use crate::commands::localnet::Chain;
use anyhow::Context as _;
use assay_client::{stake::StakePool, write_keypair, Transaction};
use assay_worker::{
    benchmark::{self, Report},
    daemon::request_drain,
    BackendKind,
};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use stake::state::Profile;
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

/// How a provider's process runs its jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Honesty {
    Honest,
    /// One number of one operator is changed.
    Crooked,
}

/// An operator of the story.
pub struct Member {
    pub name: String,
    pub authority: Keypair,
    pub agent: Keypair,
    pub operator: Address,
    /// Where its daemon answers.
    pub endpoint: SocketAddr,
    folder: PathBuf,
    /// Keeps the endpoint's port until the daemon takes it: the address is registered before that.
    port: Option<TcpListener>,
    daemon: Option<Daemon>,
    /// What its daemon was last started with, and whether that rests.
    arguments: Vec<String>,
    rests: bool,
}

impl Member {
    pub fn new(name: &str, pool: &StakePool, home: &Path) -> anyhow::Result<Self> {
        let authority = Keypair::new();
        let folder = home.join(name.replace(' ', "-"));
        let agent = Keypair::new();
        write_keypair(&agent, &folder.join("agent.json"))?;
        let port = TcpListener::bind("127.0.0.1:0")?;
        Ok(Self {
            name: name.to_owned(),
            operator: pool.operator(&authority.pubkey()),
            authority,
            agent,
            endpoint: port.local_addr()?,
            port: Some(port),
            folder,
            daemon: None,
            arguments: Vec::new(),
            rests: false,
        })
    }

    /// Registers and bonds the operator, a verifier at its place in the registry.
    pub async fn register(
        &self,
        chain: &Chain,
        pool: &StakePool,
        roles: u8,
        bond: u64,
        registry_slot: Option<u16>,
    ) -> anyhow::Result<()> {
        let authority = self.authority.pubkey();
        let profile = Profile {
            agent: self.agent.pubkey(),
            price_floor: 0,
            region: 0,
            capacity: 1,
            endpoint: format!("http://{}", self.endpoint).into_bytes(),
        };
        let mut instructions = vec![
            pool.register_operator(authority, roles, profile),
            pool.deposit_bond(authority, self.operator, bond),
        ];
        instructions.extend(registry_slot.map(|slot| pool.join_registry(authority, slot)));
        Transaction::new(&self.authority, instructions)
            .send(&chain.rpc)
            .await
            .with_context(|| format!("registering {}", self.name))?;
        Ok(())
    }

    /// Shows that this machine is of a class of hardware.
    pub async fn show_class(&self, chain: &Chain, class: u16) -> anyhow::Result<Report> {
        let backend = BackendKind::Cpu.open()?;
        let wanted = (self.operator, class);
        benchmark::run(&chain.rpc, &self.agent, wanted, backend, &|_| ())
            .await
            .with_context(|| format!("the benchmark of {}", self.name))
    }

    /// Starts the provider's daemon.
    pub async fn work(&mut self, chain: &Chain, honesty: Honesty) -> anyhow::Result<()> {
        let config = format!(
            "operator = \"{}\"\ndata_dir = \"{}\"\npoll_ms = 100\nallow_files = true\n\n[server]\nlisten = \"{}\"\n",
            self.operator,
            self.folder.join("data").display(),
            self.endpoint,
        );
        let command = match honesty {
            Honesty::Honest => ["worker", "run"].as_slice(),
            Honesty::Crooked => &[super::saboteur::COMMAND],
        };
        self.start(chain, command, &config).await
    }

    /// Starts the verifier's daemon.
    pub async fn verify(&mut self, chain: &Chain) -> anyhow::Result<()> {
        let config = format!(
            "operator = \"{}\"\ndata_dir = \"{}\"\npoll_ms = 100\nallow_files = true\nlisten = \"{}\"\n",
            self.operator,
            self.folder.join("data").display(),
            self.endpoint,
        );
        self.start(chain, &["verifier", "run"], &config).await
    }

    async fn start(&mut self, chain: &Chain, command: &[&str], config: &str) -> anyhow::Result<()> {
        let path = self.folder.join("config.toml");
        std::fs::write(&path, config)?;
        std::fs::create_dir_all(self.folder.join("data"))?;
        let agent = self.folder.join("agent.json");
        let arguments: Vec<String> = command
            .iter()
            .copied()
            .chain(["--settings", path_text(&path)?])
            .chain(["--url", chain.net.rpc_url(), "--ws", chain.net.ws_url()])
            .chain(["--keypair", path_text(&agent)?])
            .map(str::to_owned)
            .collect();
        self.port = None;
        self.resume(arguments).await
    }

    async fn resume(&mut self, arguments: Vec<String>) -> anyhow::Result<()> {
        let daemon = Daemon::start(&self.name, &arguments, &self.folder, self.endpoint).await?;
        self.daemon = Some(daemon);
        self.arguments = arguments;
        Ok(())
    }

    /// Fails when its daemon has ended by itself.
    pub fn require_running(&mut self) -> anyhow::Result<()> {
        self.daemon.as_mut().map_or(Ok(()), Daemon::require_running)
    }

    /// Ends its daemon, until it is to go on.
    pub async fn rest(&mut self) {
        if let Some(daemon) = self.daemon.take() {
            daemon.kill().await;
            self.rests = true;
        }
    }

    /// Starts the daemon again that rests.
    pub async fn go_on(&mut self) -> anyhow::Result<()> {
        match std::mem::take(&mut self.rests) {
            true => self.resume(self.arguments.clone()).await,
            false => Ok(()),
        }
    }

    /// Starts the provider's daemon, if it does not run.
    pub async fn ensure_working(&mut self, chain: &Chain, honesty: Honesty) -> anyhow::Result<()> {
        match self.daemon {
            Some(_) => Ok(()),
            None => self.work(chain, honesty).await,
        }
    }

    /// Lets the provider's daemon finish and end, and no longer counts it among those that go on. One that does not
    /// finish in time goes on working.
    pub async fn leave_duty(&mut self) -> anyhow::Result<()> {
        if self.daemon.is_none() {
            self.rests = false;
            return Ok(());
        }
        if let Err(error) = self.drain().await {
            self.resume(self.arguments.clone()).await?;
            return Err(error.context(format!("{} still has work: try again when it is done", self.name)));
        }
        Ok(())
    }

    /// Asks the provider's daemon to finish and end, as `assay worker drain` does, and waits for it.
    pub async fn drain(&mut self) -> anyhow::Result<()> {
        if let Some(daemon) = self.daemon.take() {
            request_drain(&self.folder.join("data"))?;
            daemon.wait().await?;
        }
        Ok(())
    }
}

fn path_text(path: &Path) -> anyhow::Result<&str> {
    path.to_str()
        .with_context(|| format!("{} is not UTF-8: set TMPDIR to a folder that is", path.display()))
}
