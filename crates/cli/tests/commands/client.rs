//! `assay job cancel`, `abort` and `watch`, as a client uses them on a job that comes to nothing.

use crate::support::{Operator, Role, World, BOND, PRICE};
use assay_client::{
    accounts, address,
    escrow::{EscrowMarket, Job, Market, Status},
    token::{self, Mint},
    Rpc,
};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::PathBuf, time::Duration};

/// Waits until the chain's clock is past `time`.
async fn past(rpc: &Rpc, time: i64) {
    while rpc.unix_time().await.expect("the time") <= time {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn supply(world: &World) -> u64 {
    let mint = world.market.pool.reward_mint;
    let account = world
        .rpc
        .account(&mint)
        .await
        .expect("an answer")
        .expect("a mint");
    Mint::decode(mint, &account.data).expect("a mint").supply
}

/// A second market with the first one's parameters, paid in a mint of which the client of the world
/// has all.
pub async fn market_of_another_mint(world: &World) -> EscrowMarket {
    const SEED: &str = "payment";
    let me = world.client.pubkey();
    let mint = Address::create_with_seed(&me, SEED, &token::TOKEN_PROGRAM).expect("an address");
    let create = solana_system_interface::instruction::create_account_with_seed(
        &me,
        &mint,
        &me,
        SEED,
        10_000_000,
        token::MINT_LEN as u64,
        &token::TOKEN_PROGRAM,
    );
    let market = EscrowMarket::new(world.market.pool, mint, token::TOKEN_PROGRAM);
    let first: Market = accounts::fetch(&world.rpc, &world.market.address)
        .await
        .expect("the first market");
    let mine = market.payment_account(&me);
    let make = vec![
        create,
        token::initialize_mint(&mint, &me, 6),
        token::open_associated(&me, &me, &mint, &token::TOKEN_PROGRAM),
        token::mint_to(&mint, &mine, &me, PRICE.1),
        market.initialize_market(me, first.params),
    ];
    world.send(&world.client, make).await;
    market
}

/// A client's key in a file, with SOL and [`PRICE`] in the market's mint.
async fn client(world: &World, name: &str) -> (Address, PathBuf) {
    let keypair = Keypair::new();
    let path = world.folder(name);
    assay_client::write_keypair(&keypair, &path).expect("written");
    world
        .give(&keypair.pubkey(), world.market.payment_mint, PRICE.1)
        .await;
    (keypair.pubkey(), path)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_nobody_has_accepted_is_cancelled_for_the_whole_price() {
    let world = World::new(|_| ()).await;
    let me = world.client.pubkey();
    let before = world.tokens(&me).await;
    let job = world.post(&["--tier", "optimistic"]).await;
    assert_eq!(world.tokens(&me).await, before - PRICE.1);
    let address = job.to_string();
    // The operator's account would be the zero address, which says nothing to anybody.
    let abort = world.assay(&["job", "abort", &address]).await;
    abort.refused(1, &["no provider has accepted", "Open", "assay job cancel"]);

    let cancelled = world.assay(&["job", "cancel", &address]).await;
    let event = cancelled.event("JobCancelled");
    assert_eq!(event["job"], address);
    assert_eq!(event["refund"], PRICE.1);
    cancelled.done();
    assert_eq!(world.tokens(&me).await, before, "to the unit");
    assert_eq!(world.job(&job).await.status().name(), Status::Cancelled.name());
    let vault = world.rpc.token_balance(&address::vault(&job)).await;
    assert_eq!(vault.expect("a balance"), 0);

    let again = world.assay(&["job", "cancel", &address]).await;
    again.refused(5, &["Cancelled"]);
    let nobody = Keypair::new().pubkey().to_string();
    let missing = world.assay(&["job", "cancel", &nobody]).await;
    missing.refused(6, &["no job", &nobody]);
}

/// A job that a provider has accepted and will not run: its daemon is dead.
struct Abandoned {
    world: World,
    provider: Operator,
    /// Has the market's mint and nothing else: no account for its share of a penalty either.
    client: Address,
    key: PathBuf,
    job: Address,
    running: Job,
}

impl Abandoned {
    async fn new() -> Self {
        let mut world = World::new(|_| ()).await;
        world.market = market_of_another_mint(&world).await;
        let provider = Operator::new(&world, "worker", Role::Provider).await;
        let (client, key) = client(&world, "other.json").await;
        let job = world
            .post_as(&key, &["--tier", "optimistic", "--run-seconds", "4"])
            .await;
        assert_eq!(world.tokens(&client).await, 0, "all of it is in escrow");
        let worker = provider.start(&world);
        let running = world.until_status(&job, Status::Running).await;
        worker.kill().await;
        Self {
            world,
            provider,
            client,
            key,
            job,
            running,
        }
    }

    /// What the provider loses: a tenth of the bond it had locked for the job.
    fn penalty(&self) -> u64 {
        self.running.terms.required_bond / 10
    }

    /// The client has its price and four fifths of the penalty, the rest is burnt, and the rest of
    /// the bond is free.
    async fn assert_made_good(&self, supply_before: u64) {
        let (world, penalty) = (&self.world, self.penalty());
        let to_client = penalty * 8 / 10;
        assert_eq!(world.tokens(&self.client).await, PRICE.1, "the whole price");
        let reward = world.market.pool.reward_account(&self.client);
        let reward = world.rpc.token_balance(&reward).await.expect("a balance");
        assert_eq!(reward, to_client);
        assert_eq!(supply_before - supply(world).await, penalty - to_client);
        let operator = self.provider.state(world).await;
        assert_eq!((operator.own_bond, operator.locked), (BOND - penalty, 0));
        assert_eq!((operator.settled_jobs, operator.failed_jobs), (0, 1));
        assert_eq!(world.tokens(&self.provider.authority).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_aborts_a_job_after_its_deadline_and_not_before() {
    let abandoned = Abandoned::new().await;
    let (world, key) = (&abandoned.world, &abandoned.key);
    let job = abandoned.job.to_string();
    let abort = ["job", "abort", &job];
    world.assay_as(key, &abort).await.refused(5, &["deadline"]);
    past(&world.rpc, abandoned.running.commit_by).await;
    world.assay(&abort).await.refused(5, &["client"]);

    let supply_before = supply(world).await;
    let aborted = world.assay_as(key, &abort).await;
    let event = aborted.event("JobExpired");
    let expected = (&PRICE.1.into(), &abandoned.penalty().into());
    assert_eq!((&event["refund"], &event["penalty"]), expected);
    aborted.done();
    abandoned.assert_made_good(supply_before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watched_job_expires_by_itself_after_its_deadline() {
    let abandoned = Abandoned::new().await;
    let supply_before = supply(&abandoned.world).await;
    let job = abandoned.job.to_string();
    let watched = abandoned
        .world
        .assay_as(&abandoned.key, &["job", "watch", &job])
        .await;
    assert_eq!(watched.code, Some(1), "it has no result: {}", watched.value);
    assert_eq!(watched.value["state"], "Expired");
    abandoned.assert_made_good(supply_before).await;
}
