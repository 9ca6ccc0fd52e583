//! Deploying through the upgradeable loader, on a real local chain over RPC, with the programs'
//! real ELF files.

use assay_client::{read_keypair, Cluster, Rpc, SyncSigner};
use assay_localnet::Localnet;
use assay_migrations::{
    initialise, load_programs, BuybackConfig, ClusterConfig, Deployment, Loader, MigrationError, Outcome,
    Program,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::{null_signer::NullSigner, Signer};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

const LAMPORTS: u64 = 100_000_000_000;

struct World {
    _chain: Localnet,
    rpc: Rpc,
    payer: Arc<Keypair>,
    state: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        Self::with(Localnet::builder()).await
    }

    async fn with(builder: assay_localnet::LocalnetBuilder) -> Self {
        let payer = Arc::new(Keypair::new());
        let chain = builder
            .slot_time(Duration::from_millis(50))
            .wallet(payer.pubkey(), LAMPORTS)
            .start()
            .await
            .expect("the chain starts");
        let cluster = Cluster::new(chain.rpc_url()).expect("a URL");
        Self {
            rpc: Rpc::new(cluster.with_ws_url(chain.ws_url())),
            _chain: chain,
            payer,
            state: tempfile::tempdir().expect("a folder"),
        }
    }

    async fn deploy(
        &self,
        program: &Program,
        id: Address,
        key: Option<&SyncSigner>,
    ) -> Result<Outcome, MigrationError> {
        let loader = Loader {
            rpc: &self.rpc,
            payer: &self.payer,
            state_dir: self.state.path(),
            progress: &|_, _, _| {},
        };
        let deployment = Deployment {
            name: program.name,
            elf: &program.elf,
            id,
            key,
        };
        loader.deploy(&deployment).await
    }

    /// Which error the program at `id` answers with when it is called without anything.
    async fn call(&self, id: Address) -> String {
        let instruction = Instruction {
            program_id: id,
            accounts: Vec::new(),
            data: vec![0; 8],
        };
        assay_client::Transaction::new(&*self.payer, vec![instruction])
            .simulate(&self.rpc)
            .await
            .expect_err("an empty call is refused")
            .to_string()
    }
}

fn programs() -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/deploy");
    load_programs(&folder).expect("`cargo xtask build` has been run")
}

fn writes(outcome: Outcome) -> usize {
    match outcome {
        Outcome::Deployed { writes } | Outcome::Upgraded { writes } => writes,
        Outcome::Unchanged => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_deployed_once_and_upgraded_when_its_bytes_differ() {
    let world = World::new().await;
    let mut programs = programs();
    programs.sort_by_key(|program| program.elf.len());
    let large = programs.pop().expect("three programs");
    let small = programs.swap_remove(0);
    let key = Keypair::new();
    let id = key.pubkey();

    let without_key = world.deploy(&small, id, None).await;
    assert!(matches!(without_key, Err(MigrationError::NoProgramKey { .. })));
    let first = world.deploy(&small, id, Some(&key)).await.expect("deployed");
    assert_eq!(
        first,
        Outcome::Deployed {
            writes: small.elf.len().div_ceil(960)
        }
    );
    // The program runs: it finds that it is not where it was built for.
    let refusal = world.call(id).await;
    assert!(refusal.contains("incorrect program id"), "{refusal}");

    let again = world.deploy(&small, id, None).await.expect("looked at");
    assert_eq!(again, Outcome::Unchanged);
    // A longer ELF needs a longer account, and no key.
    let upgrade = world.deploy(&large, id, None).await.expect("upgraded");
    assert_eq!(
        upgrade,
        Outcome::Upgraded {
            writes: large.elf.len().div_ceil(960)
        }
    );
    let again = world.deploy(&large, id, None).await.expect("looked at");
    assert_eq!(again, Outcome::Unchanged);
    // A shorter one leaves room, which is not a difference.
    let back = world.deploy(&small, id, None).await.expect("upgraded");
    assert!(matches!(back, Outcome::Upgraded { .. }));
    assert_eq!(
        world.deploy(&small, id, None).await.expect("looked at"),
        Outcome::Unchanged
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_deployment_continues_where_it_stopped() {
    let world = Arc::new(World::new().await);
    let program = programs().pop().expect("a program");
    let total = program.elf.len().div_ceil(960);
    let key = Arc::new(Keypair::new());

    let running = tokio::spawn({
        let (world, program, key) = (world.clone(), program.clone(), key.clone());
        async move { world.deploy(&program, key.pubkey(), Some(&*key)).await }
    });
    // As soon as a part of it is on chain, the deployment is killed.
    let buffer = loop {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let Some(path) = only_file(world.state.path()) else {
            continue;
        };
        let Ok(buffer) = read_keypair(&path) else {
            continue;
        };
        let account = world.rpc.account(&buffer.pubkey()).await.expect("asked");
        let Some(account) = account else { continue };
        if account.data[37..].iter().filter(|byte| **byte != 0).count() > program.elf.len() / 4 {
            break buffer.pubkey();
        }
    };
    running.abort();
    assert!(
        running.await.is_err_and(|error| error.is_cancelled()),
        "it was still running"
    );
    let rent = world.rpc.lamports(&buffer).await.expect("asked");
    assert!(rent > 0, "the buffer is still there");

    let outcome = world
        .deploy(&program, key.pubkey(), Some(&*key))
        .await
        .expect("deployed");
    println!("{} of {total} chunks were left to write", writes(outcome));
    assert!(
        writes(outcome) < total * 9 / 10,
        "{} of {total} written again",
        writes(outcome)
    );
    assert_eq!(
        world.rpc.lamports(&buffer).await.expect("asked"),
        0,
        "the buffer's rent was used"
    );
    assert_eq!(only_file(world.state.path()), None, "nothing is left to resume");
    let again = world
        .deploy(&program, key.pubkey(), None)
        .await
        .expect("looked at");
    assert_eq!(again, Outcome::Unchanged);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_suite_is_deployed_and_initialised_and_a_second_run_changes_nothing() {
    // The keys of the declared ids are nobody's business but the deployer's, so this chain does
    // not look at signatures. Everything else is as on any cluster.
    let world = World::with(Localnet::builder().skip_signature_verification()).await;
    for program in programs() {
        let key = NullSigner::new(&program.id);
        let outcome = world.deploy(&program, program.id, Some(&key)).await;
        assert!(
            matches!(outcome, Ok(Outcome::Deployed { .. })),
            "{}: {outcome:?}",
            program.name
        );
    }
    let mut config = ClusterConfig::named("localnet").expect("it comes with the program");
    let said = std::sync::Mutex::new(Vec::new());
    let say = |line: &str| said.lock().expect("no panic").push(line.to_owned());
    let first = initialise(&world.rpc, &world.payer, &config, &say)
        .await
        .expect("initialised");
    assert_eq!(
        said.lock().expect("no panic").drain(..).count(),
        5 + config.fee_tiers.len() + config.classes.len(),
        "mint, pool, market, tiers, classes, realm and its name in the pool"
    );

    let second = initialise(&world.rpc, &world.payer, &config, &say)
        .await
        .expect("looked at");
    assert_eq!(said.lock().expect("no panic").as_slice(), [] as [String; 0]);
    assert_eq!(second.reward_mint, first.reward_mint);

    let supply = world
        .rpc
        .account(&first.reward_mint)
        .await
        .expect("asked")
        .expect("a mint");
    let mint = assay_client::token::Mint::decode(first.reward_mint, &supply.data).expect("decoded");
    assert_eq!(mint.supply, config.reward_mint.genesis_supply);
    assert_eq!(mint.authority, Some(first.pool), "only the pool can mint");

    let named = first.realm.expect("the file has a governor");
    let realm: assay_client::governor::Realm = assay_client::accounts::fetch(&world.rpc, &named.address)
        .await
        .expect("a realm");
    let governor = config.governor.as_mut().expect("the file has one");
    assert_eq!(realm.params, governor.params());
    assert_eq!((realm.stake_pool, realm.treasury), (first.pool, named.treasury));
    assert_eq!(realm.guardian, Address::default(), "nobody may veto by default");
    // What a realm's votes are held by is for votes to change, not for a file.
    governor.quorum_bps += 1;

    config.pool.cooldown_seconds += 5;
    config.markets[0].fee_bps += 1;
    config.fee_tiers[2].fee_bps += 1;
    config.classes[1].slots += 1;
    initialise(&world.rpc, &world.payer, &config, &say)
        .await
        .expect("changed");
    assert_eq!(
        said.lock().expect("no panic").len(),
        4,
        "pool, market, tier and class follow the file"
    );
    let pool: assay_client::stake::Pool = assay_client::accounts::fetch(&world.rpc, &first.pool)
        .await
        .expect("a pool");
    assert_eq!(pool.cooldown_seconds, config.pool.cooldown_seconds);
    assert_eq!(pool.governor_signer, named.address, "votes can hold positions");
    assert_eq!(pool.authority, world.payer.pubkey(), "nothing is handed over");
    let tier: assay_client::amm::FeeConfig =
        assay_client::accounts::fetch(&world.rpc, &first.fee_tiers[2].address)
            .await
            .expect("a tier");
    assert_eq!((tier.index, tier.fees), (2, config.fee_tiers[2].fees()));
    assert_eq!(tier.stake_pool, first.pool);
    let address = assay_client::address::benchmark_class(&first.pool, first.classes[1]);
    let class: assay_client::escrow::BenchmarkClass = assay_client::accounts::fetch(&world.rpc, &address)
        .await
        .expect("a class");
    let terms = config.classes[1].terms().expect("a size in its bounds");
    assert_eq!(bytemuck::bytes_of(&class.terms), bytemuck::bytes_of(&terms));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_market_buys_in_its_pool_from_the_run_after_the_pool_is_made() {
    use assay_client::{
        accounts,
        amm::LaunchTerms,
        escrow::{EscrowMarket, Market},
        stake::StakePool,
        token, Transaction,
    };
    let mut builder = Localnet::builder();
    for program in programs() {
        builder = builder.program(program.id, program.elf);
    }
    let world = World::with(builder).await;
    let mut config = ClusterConfig::named("localnet").expect("comes with the suite");
    let mut in_sol = config.markets[0].clone();
    in_sol.mint = token::NATIVE_MINT.to_string();
    in_sol.buyback = Some(BuybackConfig {
        fee_tier: 2,
        mean_seconds: 60,
        slippage_bps: 500,
    });
    config.markets.push(in_sol);
    let said = std::sync::Mutex::new(Vec::new());
    let say = |what: &str| said.lock().expect("no panic").push(what.to_owned());
    let suite = initialise(&world.rpc, &world.payer, &config, &say)
        .await
        .expect("initialised");
    let address = suite.markets[1].address;
    let market: Market = accounts::fetch(&world.rpc, &address).await.expect("a market");
    assert_eq!(market.buyback_pool, Address::default(), "there is no pool yet");
    assert_eq!(
        (
            market.params.buyback_mean_seconds,
            market.params.buyback_slippage_bps
        ),
        (60, 500)
    );

    let me = world.payer.pubkey();
    let stake = StakePool::new(suite.reward_mint);
    let pool = EscrowMarket::new(stake, token::NATIVE_MINT, token::TOKEN_PROGRAM).pool_of_tier(2);
    let mut make = vec![token::open_associated(
        &me,
        &me,
        &token::NATIVE_MINT,
        &token::TOKEN_PROGRAM,
    )];
    make.extend(token::wrap(&me, 1_000_000_000));
    let launch = LaunchTerms {
        opens_at: 0,
        seconds: 0,
        fee_bps: 0,
        cap_bps: 0,
    };
    make.push(pool.initialize_pool(me, [1_000_000_000; 2], launch, false, i64::MAX));
    Transaction::new(&*world.payer, make)
        .send(&world.rpc)
        .await
        .expect("a pool");
    for expected in [1, 0] {
        said.lock().expect("no panic").clear();
        initialise(&world.rpc, &world.payer, &config, &say)
            .await
            .expect("looked at");
        assert_eq!(said.lock().expect("no panic").len(), expected, "named once");
        let market: Market = accounts::fetch(&world.rpc, &address).await.expect("a market");
        assert_eq!(
            (market.buyback_pool, market.buyback_config),
            (pool.address, pool.config)
        );
    }
}

fn only_file(folder: &Path) -> Option<PathBuf> {
    std::fs::read_dir(folder)
        .ok()?
        .next()?
        .ok()
        .map(|entry| entry.path())
}
