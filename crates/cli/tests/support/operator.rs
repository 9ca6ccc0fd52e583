//! An operator with keys, a bond and a daemon that can be started again and again.

use super::{Daemon, World, TOKEN};
use assay_client::{
    accounts,
    stake::{self, ROLE_PROVIDER, ROLE_VERIFIER},
    write_keypair,
};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

/// Every operator's bond.
pub const BOND: u64 = 1_000 * TOKEN;

#[derive(Clone, Copy)]
pub enum Role {
    Provider,
    /// With its slot of the registry that committees are drawn from.
    Verifier(u16),
}

pub struct Operator {
    pub authority: Address,
    pub address: Address,
    /// File with the daemon's key.
    pub agent: PathBuf,
    /// The daemon's configuration.
    pub settings: PathBuf,
    /// The daemon's state folder.
    pub data: PathBuf,
    name: String,
    role: Role,
    pub endpoint: SocketAddr,
}

impl Operator {
    /// Registers and bonds an operator.
    pub async fn new(world: &World, name: &str, role: Role) -> Self {
        let (authority, agent) = (Keypair::new(), Keypair::new());
        let pool = world.market.pool;
        let owner = authority.pubkey();
        // Free again when this returns, and taken by the daemon from then on.
        let port = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let operator = Self {
            authority: owner,
            address: pool.operator(&owner),
            agent: world.folder(&format!("{name}.json")),
            settings: world.folder(&format!("{name}.toml")),
            data: world.folder(name),
            name: name.to_owned(),
            role,
            endpoint: port.local_addr().expect("an address"),
        };
        write_keypair(&agent, &operator.agent).expect("written");
        std::fs::write(&operator.settings, operator.configuration()).expect("written");
        world.give(&owner, pool.reward_mint, BOND).await;
        world.give(&agent.pubkey(), pool.reward_mint, 0).await;
        let profile = ::stake::state::Profile {
            agent: agent.pubkey(),
            price_floor: 0,
            region: 0,
            capacity: 1,
            endpoint: format!("http://{}", operator.endpoint).into_bytes(),
        };
        let roles = match role {
            Role::Provider => ROLE_PROVIDER,
            Role::Verifier(_) => ROLE_VERIFIER,
        };
        let mut register = vec![
            pool.register_operator(owner, roles, profile),
            pool.deposit_bond(owner, operator.address, BOND),
        ];
        if let Role::Verifier(slot) = role {
            register.push(pool.join_registry(owner, slot));
        }
        world.send(&authority, register).await;
        operator
    }

    fn configuration(&self) -> String {
        let Self {
            address, endpoint, ..
        } = self;
        let data = self.data.display();
        let table = match self.role {
            Role::Provider => "[server]\n",
            Role::Verifier(_) => "",
        };
        format!("operator = \"{address}\"\ndata_dir = \"{data}\"\npoll_ms = 100\nallow_files = true\n{table}listen = \"{endpoint}\"\n")
    }

    /// Starts the daemon on its state folder. It need not be ready when this returns.
    pub fn start(&self, world: &World) -> Daemon {
        let command = match self.role {
            Role::Provider => "worker",
            Role::Verifier(_) => "verifier",
        };
        let mut process = world.command(&self.agent);
        process.args([command, "run", "--settings"]).arg(&self.settings);
        Daemon::start(
            process,
            &world.folder(&format!("{}.log", self.name)),
            self.endpoint,
        )
    }

    /// The operator on chain.
    pub async fn state(&self, world: &World) -> stake::Operator {
        accounts::fetch(&world.rpc, &self.address)
            .await
            .expect("the operator")
    }

    /// Runs `assay worker COMMAND` or `assay verifier COMMAND` with this operator's key and settings.
    pub async fn ask(&self, world: &World, arguments: &[&str]) -> super::Answer {
        let settings = self.settings.to_str().expect("UTF-8");
        let arguments = [arguments, &["--settings", settings]].concat();
        world.assay_as(&self.agent, &arguments).await
    }
}
