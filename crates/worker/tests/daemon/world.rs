//! A chain, a provider, a client, a verifier, and daemons to start and kill.

mod demands;
mod verifier;

use assay_client::{
    accounts, address,
    content::{write_tensors, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE},
    escrow::{EscrowMarket, Job, JobRequest, Market, TIER_OPTIMISTIC},
    stake::{Operator, StakePool, ROLE_PROVIDER},
    token, Cluster, Rpc, Transaction,
};
use assay_localnet::Localnet;
use assay_migrations::{initialise, load_programs, ClusterConfig, MarketConfig};
use assay_proof::{input_root, Hash, Op, Shape, Tensor};
use assay_worker::daemon::{run, Config, DaemonError};
use assay_worker::{Backend, BackendError, CpuBackend};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const PRICE: u64 = 5_000_000;
const BOND: u64 = 2_000_000_000;
const LAMPORTS: u64 = 50_000_000_000;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(150);

pub struct World {
    chain: Localnet,
    rpc: Rpc,
    market: EscrowMarket,
    client: Keypair,
    agent: Keypair,
    provider: Address,
    operator: Address,
    verifier: verifier::Keys,
    /// What the provider computes wrong: a row of every requantised result of 64 columns.
    wrong_row: Option<u32>,
    data: TempDir,
    contents: std::sync::Mutex<Vec<TempDir>>,
    nonce: AtomicU64,
    network_is_up: Arc<AtomicBool>,
}

impl World {
    /// A chain with windows of seconds and one bonded provider. The client is also who deployed.
    pub async fn new() -> Self {
        Self::with("http://127.0.0.1:9701", |market| {
            market.challenge_seconds.optimistic = 2
        })
        .await
    }

    /// The provider's openings are at `endpoint`, whoever serves there.
    pub async fn with(endpoint: &str, change: impl FnOnce(&mut MarketConfig)) -> Self {
        let verifier = verifier::Keys::default();
        let (client, provider, agent) = (Keypair::new(), Keypair::new(), Keypair::new());
        let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy");
        let programs = load_programs(&deploy).expect("run `cargo xtask build` first");
        let mut builder = Localnet::builder().slot_time(Duration::from_millis(50));
        for program in programs {
            builder = builder.program(program.id, program.elf);
        }
        for key in [&client, &provider, &agent, &verifier.owner, &verifier.agent] {
            builder = builder.wallet(key.pubkey(), LAMPORTS);
        }
        let chain = builder.start().await.expect("the chain starts");
        let cluster = Cluster::new(chain.rpc_url()).unwrap().with_ws_url(chain.ws_url());
        let rpc = Rpc::new(cluster);
        let mut config = ClusterConfig::named("localnet").unwrap();
        change(&mut config.markets[0]);
        let suite = initialise(&rpc, &client, &config, &|_| ())
            .await
            .expect("the suite is initialised");
        let state: Market = accounts::fetch(&rpc, &suite.markets[0].address).await.unwrap();
        let market = EscrowMarket::of(&state);

        let world = Self {
            operator: market.pool.operator(&provider.pubkey()),
            provider: provider.pubkey(),
            chain,
            rpc,
            market,
            client,
            agent,
            verifier,
            wrong_row: None,
            data: tempfile::tempdir().unwrap(),
            contents: Default::default(),
            nonce: AtomicU64::new(0),
            network_is_up: Arc::new(AtomicBool::new(true)),
        };
        world.bond(&provider, endpoint).await;
        world
    }

    /// From now on the provider gets a number of this row wrong.
    pub fn computes_wrong(&mut self, row: u32) {
        self.wrong_row = Some(row);
    }

    async fn bond(&self, provider: &Keypair, endpoint: &str) {
        let pool: StakePool = self.market.pool;
        let (client, owner) = (self.client.pubkey(), provider.pubkey());
        let profile = stake::state::Profile {
            agent: self.agent.pubkey(),
            price_floor: 2_000,
            region: 756,
            capacity: 2,
            endpoint: endpoint.into(),
        };
        self.send(
            provider,
            vec![pool.register_operator(owner, ROLE_PROVIDER, profile)],
        )
        .await;
        self.send(&self.client, vec![pool.deposit_bond(client, self.operator, BOND)])
            .await;
        let (mint, program) = (self.market.payment_mint, self.market.token_program);
        self.send(
            &self.client,
            vec![token::open_associated(&client, &owner, &mint, &program)],
        )
        .await;
    }

    async fn send(&self, payer: &Keypair, instructions: Vec<Instruction>) {
        Transaction::new(payer, instructions)
            .send(&self.rpc)
            .await
            .expect("the chain takes it");
    }

    /// A folder that clients would serve.
    pub fn content(&self, content: &super::Content) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(SPEC_FILE), content.spec.to_bytes()).unwrap();
        std::fs::write(
            dir.path().join(WEIGHTS_FILE),
            write_tensors("weight", &content.weights),
        )
        .unwrap();
        std::fs::write(
            dir.path().join(INPUTS_FILE),
            write_tensors("input", &content.inputs),
        )
        .unwrap();
        dir
    }

    pub async fn post(&self, content: &super::Content, change: impl FnOnce(&mut JobRequest)) -> Address {
        let folder = self.content(content);
        let job = self.post_at(content, &folder, change).await;
        self.contents.lock().unwrap().push(folder);
        job
    }

    pub async fn post_at(
        &self,
        content: &super::Content,
        folder: &TempDir,
        change: impl FnOnce(&mut JobRequest),
    ) -> Address {
        let roots: Vec<Hash> = content.inputs.iter().map(Tensor::root).collect();
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed);
        let mut request = JobRequest {
            nonce,
            price: PRICE,
            max_external_value: 0,
            spec_root: content.spec.spec_root(),
            input_root: input_root(&roots),
            seed_commitment: [0; 32],
            accept_seconds: 600,
            run_seconds: 60,
            heartbeat_seconds: 0,
            min_reputation: 0,
            min_class: 0,
            tier: TIER_OPTIMISTIC,
            uri: format!("file://{}", folder.path().display()).into(),
        };
        change(&mut request);
        let client = self.client.pubkey();
        self.send(&self.client, vec![self.market.post_job(client, request)])
            .await;
        address::job(&client, nonce)
    }

    /// What the client served is gone.
    pub fn remove_content(&self) {
        self.contents.lock().unwrap().clear();
    }

    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }

    pub async fn job(&self, job: &Address) -> Option<Job> {
        accounts::find(&self.rpc, job).await.unwrap()
    }

    pub async fn operator(&self) -> Operator {
        accounts::fetch(&self.rpc, &self.operator).await.unwrap()
    }

    pub async fn provider_tokens(&self) -> u64 {
        self.tokens(&self.provider).await
    }

    pub async fn client_tokens(&self) -> u64 {
        self.tokens(&self.client.pubkey()).await
    }

    /// Reward tokens of `owner`, in which jobs are paid, too.
    async fn tokens(&self, owner: &Address) -> u64 {
        self.rpc
            .token_balance(&self.market.payment_account(owner))
            .await
            .unwrap()
    }

    /// Lamports of the provider's agent.
    pub async fn agent_lamports(&self) -> u64 {
        self.rpc.lamports(&self.agent.pubkey()).await.unwrap()
    }

    pub async fn lamports(&self, address: &Address) -> u64 {
        self.rpc.lamports(address).await.unwrap()
    }

    /// The job once it is as `wanted` says.
    pub async fn until(&self, job: &Address, wanted: impl Fn(&Job) -> bool) -> Job {
        let found = async {
            loop {
                match self.job(job).await {
                    Some(job) if wanted(&job) => return job,
                    _ => tokio::time::sleep(Duration::from_millis(30)).await,
                }
            }
        };
        let status = || async { self.job(job).await.map(|job| job.status().name()) };
        match tokio::time::timeout(PATIENCE, found).await {
            Ok(job) => job,
            Err(_) => panic!("job {job} is still {:?}", status().await),
        }
    }

    pub async fn start(&self) -> Daemon {
        self.launch(self.rpc.clone(), self.agent.insecure_clone())
            .await
            .expect("the daemon starts")
    }

    /// As `start`; the counter is in the handle.
    pub async fn start_counting(&self) -> Daemon {
        self.start().await
    }

    pub async fn start_with(&self, agent: Keypair) -> Result<Daemon, DaemonError> {
        self.launch(self.rpc.clone(), agent).await
    }

    /// The daemon reaches the chain through a proxy that can be cut.
    pub async fn start_behind_a_flaky_network(&self) -> Daemon {
        let mut urls = Vec::new();
        for target in [self.chain.rpc_url(), self.chain.ws_url()] {
            let target = target
                .split("//")
                .nth(1)
                .unwrap()
                .trim_end_matches('/')
                .to_owned();
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            urls.push(listener.local_addr().unwrap());
            tokio::spawn(forward(listener, target, self.network_is_up.clone()));
        }
        let cluster = Cluster::new(&format!("http://{}", urls[0])).unwrap();
        let rpc = Rpc::new(cluster.with_ws_url(format!("ws://{}", urls[1])));
        self.launch(rpc, self.agent.insecure_clone())
            .await
            .expect("the daemon starts")
    }

    pub fn network_down(&self) {
        self.network_is_up.store(false, Ordering::Relaxed);
    }

    pub fn network_up(&self) {
        self.network_is_up.store(true, Ordering::Relaxed);
    }

    async fn launch(&self, rpc: Rpc, agent: Keypair) -> Result<Daemon, DaemonError> {
        let flags = format!(
            "operator = \"{}\"\ndata_dir = \"{}\"\nallow_files = true\npoll_ms = 200\n[server]\nlisten = \"127.0.0.1:0\"",
            self.operator,
            self.data.path().display(),
        );
        let config = Config::load(None, [], flags.parse().unwrap()).unwrap();
        let ops = Arc::new(AtomicUsize::new(0));
        let backend = Box::new(Counting {
            inner: CpuBackend::new(),
            ops: ops.clone(),
            wrong_row: self.wrong_row,
        });
        let (shutdown, stopped) = oneshot::channel::<()>();
        let (ready, listening) = oneshot::channel();
        let task = tokio::spawn(async move {
            let ready = move |address| ready.send(address).expect("the test waits");
            run(config, rpc, agent, backend, ready, async { drop(stopped.await) }).await
        });
        match listening.await {
            Ok(address) => {
                // Before it is ready the backend runs its trial.
                ops.store(0, Ordering::Relaxed);
                Ok(Daemon {
                    url: format!("http://{address}"),
                    task,
                    shutdown,
                    ops,
                })
            }
            Err(_) => Err(task.await.expect("the daemon does not panic").unwrap_err()),
        }
    }
}

/// Counts operators run, and gets one number of every requantised result of 64 columns wrong when told to.
struct Counting {
    inner: CpuBackend,
    ops: Arc<AtomicUsize>,
    wrong_row: Option<u32>,
}

impl Backend for Counting {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        self.ops.fetch_add(1, Ordering::Relaxed);
        let result = self.inner.run(op, out, operands)?;
        match (op, self.wrong_row) {
            (Op::Requant { .. }, Some(row)) if out.cols == 64 => {
                let mut data = result.into_data();
                data[row as usize * out.row_bytes() + 3] ^= 1;
                Ok(Tensor::new(out, data)?)
            }
            _ => Ok(result),
        }
    }
}

#[derive(Debug)]
pub struct Daemon {
    pub url: String,
    task: JoinHandle<Result<(), DaemonError>>,
    shutdown: oneshot::Sender<()>,
    ops: Arc<AtomicUsize>,
}

impl Daemon {
    /// Stops it as a signal would.
    pub async fn stop(self) {
        drop(self.shutdown);
        self.task
            .await
            .expect("the daemon does not panic")
            .expect("the daemon ends well");
    }

    /// Drops it wherever it is, as a kill would; says how many operators it ran.
    pub async fn kill(self) -> usize {
        self.task.abort();
        let ended = self.task.await.unwrap_err();
        assert!(ended.is_cancelled(), "{ended}");
        self.ops.load(Ordering::Relaxed)
    }

    /// Waits until it ends by itself.
    pub async fn ended(self) {
        let ended = tokio::time::timeout(PATIENCE, self.task)
            .await
            .expect("the daemon drains");
        ended
            .expect("the daemon does not panic")
            .expect("the daemon ends well");
    }

    pub async fn until_metric(&self, name: &str, value: u64) {
        self.until_metric_at(name, |found| found == value).await;
    }

    pub async fn until_metric_at_least(&self, name: &str, value: u64) {
        self.until_metric_at(name, |found| found >= value).await;
    }

    async fn until_metric_at(&self, name: &str, wanted: impl Fn(u64) -> bool) {
        for _ in 0..600 {
            if metric(&self.url, name).await.is_some_and(&wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{name} never got there: {:?}", metric(&self.url, name).await);
    }
}

/// What a daemon's metric `name` says now; `None` when it has none such.
async fn metric(url: &str, name: &str) -> Option<u64> {
    let answer = reqwest::get(format!("{url}/metrics")).await.unwrap();
    let text = answer.text().await.unwrap();
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.and_then(|value| value.parse().ok())
}

async fn forward(listener: TcpListener, target: String, is_up: Arc<AtomicBool>) {
    loop {
        let (mut from, _) = listener.accept().await.unwrap();
        let (target, is_up) = (target.clone(), is_up.clone());
        tokio::spawn(async move {
            let cut = async {
                while is_up.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let pass = async {
                let mut to = TcpStream::connect(target).await.unwrap();
                copy_bidirectional(&mut from, &mut to).await
            };
            tokio::select! {
                () = cut => {}
                _ = pass => {}
            }
        });
    }
}
