//! What tests of the real binary share: a local chain in the test's process, and everything else in
//! processes of their own.
#![allow(dead_code)] // Each test file uses its part.

mod operator;
mod process;

pub use operator::{Operator, Role, BOND};
pub use process::{Answer, Daemon};

use assay_client::{
    accounts,
    content::{INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE},
    escrow::{EscrowMarket, Job, Market, Status},
    token, write_keypair, Cluster, Rpc, Transaction,
};
use assay_localnet::Localnet;
use assay_migrations::{initialise, load_programs, ClusterConfig};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{
    future::Future,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

/// One reward token, which is also what the market is paid in.
pub const TOKEN: u64 = 1_000_000;
/// What the jobs of these tests pay, as the command line takes it and in base units.
pub const PRICE: (&str, u64) = ("100", 100 * TOKEN);
const LAMPORTS: u64 = 10_000_000_000;
/// A transaction is confirmed with the next slot. Daemons wait for that and these tests do not, so
/// a slot is the time they have to kill a daemon at the step it has just taken.
const SLOT_TIME: Duration = Duration::from_millis(250);
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(5);

/// A chain with the suite on it, and a client.
pub struct World {
    pub chain: Localnet,
    pub rpc: Rpc,
    pub market: EscrowMarket,
    pub client: Keypair,
    home: TempDir,
}

impl World {
    /// The local market after `change`. The client deployed it, too, and may upgrade the programs.
    pub async fn new(change: impl FnOnce(&mut ClusterConfig)) -> Self {
        let client = Keypair::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let programs = load_programs(&root.join("target/deploy")).expect("run `cargo xtask build` first");
        let mut builder = Localnet::builder()
            .slot_time(SLOT_TIME)
            .wallet(client.pubkey(), 100 * LAMPORTS);
        for program in programs {
            builder = builder.upgradeable_program(program.id, program.elf, client.pubkey());
        }
        let chain = builder.start().await.expect("the chain starts");
        let cluster = Cluster::new(chain.rpc_url()).expect("a cluster");
        let rpc = Rpc::new(cluster.with_ws_url(chain.ws_url()));
        let mut config = ClusterConfig::named("localnet").expect("comes with the suite");
        change(&mut config);
        let suite = initialise(&rpc, &client, &config, &|_| ())
            .await
            .expect("the suite is initialised");
        let state: Market = accounts::fetch(&rpc, &suite.markets[0].address)
            .await
            .expect("the market");
        let home = tempfile::tempdir().expect("a folder");
        write_keypair(&client, &home.path().join("client.json")).expect("written");
        let content = home.path().join("content");
        std::fs::create_dir(&content).expect("made");
        for file in [SPEC_FILE, WEIGHTS_FILE, INPUTS_FILE] {
            std::fs::copy(root.join("models/digits").join(file), content.join(file)).expect("copied");
        }
        Self {
            chain,
            rpc,
            market: EscrowMarket::of(&state),
            client,
            home,
        }
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub async fn send(&self, payer: &Keypair, instructions: Vec<Instruction>) {
        Transaction::new(payer, instructions)
            .send(&self.rpc)
            .await
            .expect("the chain takes it");
    }

    /// Gives SOL and tokens, which the client has all of.
    pub async fn give(&self, to: &Address, mint: Address, units: u64) {
        let from = self.client.pubkey();
        let account = |owner: &Address| token::associated(owner, &mint, &token::TOKEN_PROGRAM);
        let give = vec![
            solana_system_interface::instruction::transfer(&from, to, LAMPORTS),
            token::open_associated(&from, to, &mint, &token::TOKEN_PROGRAM),
            token::transfer(&account(&from), &mint, &account(to), &from, units, 6),
        ];
        self.send(&self.client, give).await;
    }

    /// Runs `assay` as the client.
    pub async fn assay(&self, arguments: &[&str]) -> Answer {
        self.assay_as(&self.folder("client.json"), arguments).await
    }

    /// Runs `assay --json` with this key, to its end.
    pub async fn assay_as(&self, keypair: &Path, arguments: &[&str]) -> Answer {
        let mut command = self.command(keypair);
        Answer::of(command.arg("--json").args(arguments)).await
    }

    fn command(&self, keypair: &Path) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_assay"));
        command
            .args(["--url", self.chain.rpc_url(), "--ws", self.chain.ws_url()])
            .arg("--keypair")
            .arg(keypair)
            .env("HOME", self.home.path())
            .env_remove("ASSAY_MINT");
        command
    }

    /// The client posts the digits and escrows [`PRICE`].
    pub async fn post(&self, arguments: &[&str]) -> Address {
        self.post_as(&self.folder("client.json"), arguments).await
    }

    /// Posts the digits with another client's key.
    pub async fn post_as(&self, keypair: &Path, arguments: &[&str]) -> Address {
        let content = self.folder("content");
        let content = content.to_str().expect("UTF-8");
        let mint = self.market.payment_mint.to_string();
        let post = [
            "job",
            "post",
            content,
            "--price",
            PRICE.0,
            "--payment-mint",
            &mint,
        ];
        let posted = self.assay_as(keypair, &[&post, arguments].concat()).await;
        let posted = posted.done();
        let job = posted["job"].as_str().expect("an address");
        job.parse().expect("an address")
    }

    /// What the client showed is gone.
    pub fn remove_content(&self) {
        std::fs::remove_dir_all(self.folder("content")).expect("removed");
    }

    pub async fn job(&self, job: &Address) -> Job {
        accounts::fetch(&self.rpc, job).await.expect("the job")
    }

    /// Base units that `owner` has of the market's mint.
    pub async fn tokens(&self, owner: &Address) -> u64 {
        let account = self.market.payment_account(owner);
        self.rpc.token_balance(&account).await.expect("a balance")
    }

    /// The job as soon as it is as `wanted` says.
    pub async fn until(&self, job: &Address, what: &str, wanted: impl Fn(&Job) -> bool) -> Job {
        let found = async {
            loop {
                let now = self.job(job).await;
                if wanted(&now) {
                    return now;
                }
                tokio::time::sleep(POLL).await;
            }
        };
        match tokio::time::timeout(PATIENCE, found).await {
            Ok(job) => job,
            Err(_) => {
                let status = self.job(job).await.status().name();
                panic!(
                    "job {job} is {status} and not {what} after {PATIENCE:?}; {}",
                    self.logs()
                )
            }
        }
    }

    pub async fn until_status(&self, job: &Address, status: Status) -> Job {
        self.until(job, status.name(), |job| job.status() as u8 >= status as u8)
            .await
    }

    /// The daemons' logs, for whoever has to find out what went wrong.
    fn logs(&self) -> String {
        let entries = std::fs::read_dir(self.home.path()).expect("the folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let logs = paths.filter(|path| path.extension().is_some_and(|extension| extension == "log"));
        logs.map(|path| {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            format!("\n{}:\n{text}", path.display())
        })
        .collect()
    }
}

/// Returns as soon as something is so.
pub async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(POLL).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.unwrap_or_else(|_| panic!("not {what} after {PATIENCE:?}"));
}
