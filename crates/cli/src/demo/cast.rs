//! Who plays: a client, two providers, three verifiers, each with keys, bond and a process.

use super::backer::Backer;
use super::{process::Daemon, story::Story};
use crate::commands::localnet::Chain;
use anyhow::Context as _;
use assay_client::{
    accounts, address,
    escrow::{EscrowMarket, Market},
    stake::{StakePool, ROLE_PROVIDER, ROLE_VERIFIER},
    write_keypair, Transaction,
};
use assay_worker::daemon::request_drain;
use futures_util::future::try_join_all;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use stake::state::Profile;
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

const LAMPORTS: u64 = 10_000_000_000;
/// One reward token.
const TOKEN: u64 = 1_000_000;
const CLIENT_TOKENS: u64 = 1_000 * TOKEN;
/// What each operator gets, and how much of it becomes its bond.
const OPERATOR_TOKENS: u64 = 3_000 * TOKEN;
const PROVIDER_BOND: u64 = 500 * TOKEN;
/// Less than a job's bond: the rest of it is the backer's.
const CROOKED_BOND: u64 = 100 * TOKEN;
/// Different bonds, so that the lottery has something to weigh.
const VERIFIER_BONDS: [u64; 3] = [1_000 * TOKEN, 1_500 * TOKEN, 2_000 * TOKEN];

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
}

pub struct Cast {
    pub home: PathBuf,
    pub client: Keypair,
    pub pool: StakePool,
    pub market: EscrowMarket,
    pub honest: Member,
    pub crooked: Member,
    pub verifiers: Vec<Member>,
    pub backer: Backer,
}

impl Cast {
    /// Makes keys, hands out SOL and tokens, registers and bonds every operator, and starts the
    /// verifiers and the honest provider.
    pub async fn assemble(chain: &Chain, home: &Path, story: &Story) -> anyhow::Result<Self> {
        let pool = StakePool::new(chain.suite.reward_mint);
        let market = address::market(&pool.address, &pool.reward_mint);
        let market: Market = accounts::fetch(&chain.rpc, &market).await?;
        let client = Keypair::new();
        let member = |name: &str| Member::new(name, &pool, home);
        let mut cast = Self {
            home: home.to_owned(),
            pool,
            market: EscrowMarket::of(&market),
            honest: member("provider A")?,
            crooked: member("provider B")?,
            verifiers: (1..=VERIFIER_BONDS.len())
                .map(|number| member(&format!("verifier {number}")))
                .collect::<anyhow::Result<_>>()?,
            client,
            backer: Backer::new(&pool),
        };
        cast.fund(chain).await?;
        cast.register(chain).await?;
        let providers = [cast.honest.operator, cast.crooked.operator];
        cast.backer.stake(chain, &pool, providers).await?;
        super::backer::next_epoch(chain, &cast).await?;
        let daemons = cast.verifiers.iter_mut().map(|verifier| verifier.verify(chain));
        let provider = cast.honest.work(chain, Honesty::Honest);
        futures_util::future::try_join(provider, try_join_all(daemons)).await?;
        story.tell(&format!(
            "Two providers and {} verifiers have bonded reward tokens, and a holder backs both providers; the daemons run as processes of their own.",
            cast.verifiers.len()
        ));
        Ok(cast)
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        [&self.honest, &self.crooked].into_iter().chain(&self.verifiers)
    }

    async fn fund(&self, chain: &Chain) -> anyhow::Result<()> {
        let mut gifts = vec![
            (self.client.pubkey(), CLIENT_TOKENS),
            (self.backer.key.pubkey(), Backer::purse()),
        ];
        for member in self.members() {
            gifts.push((member.authority.pubkey(), OPERATOR_TOKENS));
            // The agent needs an account for what it earns by a conviction, and nothing in it.
            gifts.push((member.agent.pubkey(), 0));
        }
        let gifts = gifts
            .iter()
            .map(|(owner, units)| chain.give(owner, LAMPORTS, *units));
        try_join_all(gifts).await?;
        Ok(())
    }

    async fn register(&self, chain: &Chain) -> anyhow::Result<()> {
        let providers = [(&self.honest, PROVIDER_BOND), (&self.crooked, CROOKED_BOND)]
            .map(|(provider, bond)| provider.register(chain, &self.pool, ROLE_PROVIDER, bond, None));
        let verifiers = self.verifiers.iter().zip(VERIFIER_BONDS).enumerate();
        let verifiers = verifiers.map(|(seat, (verifier, bond))| {
            verifier.register(chain, &self.pool, ROLE_VERIFIER, bond, Some(seat as u16))
        });
        try_join_all(providers.into_iter().chain(verifiers)).await?;
        Ok(())
    }

    /// The member that owns this key, or the client.
    pub fn name_of(&self, key: &Address) -> String {
        self.members()
            .find(|member| [member.authority.pubkey(), member.agent.pubkey(), member.operator].contains(key))
            .map_or_else(|| key.to_string(), |member| member.name.clone())
    }

    /// Fails when a daemon of the story has ended.
    pub fn require_running(&mut self) -> anyhow::Result<()> {
        let providers = [&mut self.honest, &mut self.crooked].into_iter();
        for member in providers.chain(&mut self.verifiers) {
            if let Some(daemon) = &mut member.daemon {
                daemon.require_running()?;
            }
        }
        Ok(())
    }

    /// Ends every daemon.
    pub async fn leave(self) {
        let members = [self.honest, self.crooked].into_iter().chain(self.verifiers);
        let daemons = members.filter_map(|member| member.daemon);
        futures_util::future::join_all(daemons.map(Daemon::kill)).await;
    }
}

impl Member {
    fn new(name: &str, pool: &StakePool, home: &Path) -> anyhow::Result<Self> {
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
        })
    }

    async fn register(
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
            class: 1,
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
    async fn verify(&mut self, chain: &Chain) -> anyhow::Result<()> {
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
        let daemon = Daemon::start(&self.name, &arguments, &self.folder, self.endpoint).await?;
        self.daemon = Some(daemon);
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
