//! `assay job post --pay-with`, in a token that is not the market's.

use super::client::market_of_another_mint;
use crate::support::{World, PRICE, TOKEN};
use assay_client::{
    amm::{create_config, AmmPool, Fees, LaunchTerms, PoolMint},
    token::{self, NATIVE_MINT, TOKEN_PROGRAM},
};
use solana_address::Address;
use solana_signer::Signer;

const SOL: u64 = 1_000_000_000;
const TIER: u16 = 77;

fn mint(address: Address) -> PoolMint {
    PoolMint {
        address,
        token_program: TOKEN_PROGRAM,
    }
}

/// A fee tier without a share for the protocol.
async fn open_tier(world: &World) {
    let fees = Fees {
        surcharge_seconds: 60,
        observation_seconds: 1,
        fee_bps: 30,
        protocol_bps: 0,
        burn_bps: 0,
        creator_bps: 0,
        surcharge_share_bps: 0,
        surcharge_most_bps: 0,
        launch_bps: 0,
        launch_hours: 0,
    };
    let me = world.client.pubkey();
    let create = create_config(&world.market.pool, me, TIER, fees);
    world.send(&world.client, vec![create]).await;
}

/// A pool of the client's, in which `amount` of the mint stand against `reward` reward tokens.
async fn open_pool(world: &World, other: Address, amount: u64, reward: u64) -> AmmPool {
    let stake = world.market.pool;
    let config = assay_client::address::fee_config(&stake.address, TIER);
    let pool = AmmPool::new(stake, config, mint(other), mint(stake.reward_mint));
    let mut amounts = [reward; 2];
    amounts[pool.side_of(&other).expect("its mint") as usize] = amount;
    let launch = LaunchTerms {
        opens_at: 0,
        seconds: 0,
        fee_bps: 0,
        cap_bps: 0,
    };
    let me = world.client.pubkey();
    let create = pool.initialize_pool(me, amounts, launch, false, i64::MAX);
    world.send(&world.client, vec![create]).await;
    pool
}

async fn wrap(world: &World, lamports: u64) {
    let me = world.client.pubkey();
    let mut instructions = vec![token::open_associated(&me, &me, &NATIVE_MINT, &TOKEN_PROGRAM)];
    instructions.extend(token::wrap(&me, lamports));
    world.send(&world.client, instructions).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_paid_in_sol() {
    let world = World::new(|_| ()).await;
    let me = world.client.pubkey();
    open_tier(&world).await;
    // A SOL is worth a thousand reward tokens.
    wrap(&world, 10 * SOL).await;
    let pool = open_pool(&world, NATIVE_MINT, 10 * SOL, 10_000 * TOKEN).await;
    let (before, lamports) = (
        world.tokens(&me).await,
        world.rpc.lamports(&me).await.expect("a balance"),
    );
    let job = world
        .post(&["--pay-with", "sol", "--slippage", "1%", "--tier", "optimistic"])
        .await;
    let state = world.job(&job).await;
    assert_eq!((state.price, state.vault_balance), (PRICE.1, PRICE.1));
    let vault = world.rpc.token_balance(&assay_client::address::vault(&job)).await;
    assert_eq!(vault.expect("a vault"), PRICE.1);
    assert_eq!(
        world.tokens(&me).await,
        before,
        "not one reward token of the client's"
    );
    let sold = world
        .rpc
        .token_balance(&pool.vaults[pool.side_of(&NATIVE_MINT).expect("its mint") as usize])
        .await
        .expect("a vault")
        - 10 * SOL;
    // A tenth of a SOL, a hundredth more for the trade's own effect, and the fee.
    assert!((101_000_000..101_500_000).contains(&sold), "{sold}");
    let spent = lamports - world.rpc.lamports(&me).await.expect("a balance");
    assert!(
        (sold..sold + SOL / 50).contains(&spent),
        "{spent}: what was sold, rent and the fee; nothing stays wrapped"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_paid_through_two_pools() {
    let world = World::new(|_| ()).await;
    let me = world.client.pubkey();
    open_tier(&world).await;
    wrap(&world, 10 * SOL).await;
    open_pool(&world, NATIVE_MINT, 10 * SOL, 10_000 * TOKEN).await;
    let market = market_of_another_mint(&world).await;
    let payment = market.payment_mint;
    let more = token::mint_to(&payment, &market.payment_account(&me), &me, 50_000 * TOKEN);
    world.send(&world.client, vec![more]).await;
    open_pool(&world, payment, 50_000 * TOKEN, 10_000 * TOKEN).await;
    let units = |account: Address| {
        let rpc = &world.rpc;
        async move { rpc.token_balance(&account).await.expect("a balance") }
    };
    let before = units(market.payment_account(&me)).await;
    let content = world.folder("content");
    let content = content.to_str().expect("UTF-8");
    let mint = payment.to_string();
    let post = [
        "job",
        "post",
        content,
        "--price",
        PRICE.0,
        "--payment-mint",
        &mint,
    ];
    let posted = world
        .assay(&[&post[..], &["--pay-with", "sol", "--slippage", "1%"]].concat())
        .await;
    let posted = posted.done();
    assert_eq!(posted["sold"]["pools"].as_array().map(Vec::len), Some(2));
    assert_eq!(posted["sold"]["mint"], NATIVE_MINT.to_string());
    let job: Address = posted["job"].as_str().expect("an address").parse().expect("one");
    assert_eq!(units(assay_client::address::vault(&job)).await, PRICE.1);
    assert_eq!(units(market.payment_account(&me)).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_sold_is_said_and_nothing_is_posted() {
    let world = World::new(|_| ()).await;
    let me = world.client.pubkey();
    open_tier(&world).await;
    wrap(&world, SOL).await;
    open_pool(&world, NATIVE_MINT, SOL, 50 * TOKEN).await;
    let before = (
        world.tokens(&me).await,
        world.rpc.lamports(&me).await.expect("a balance"),
    );
    let content = world.folder("content");
    let content = content.to_str().expect("UTF-8");
    let post = ["job", "post", content, "--price", PRICE.0, "--pay-with"];
    let nobody = Address::new_from_array([7; 32]).to_string();
    for (mint, code, says) in [
        (nobody.as_str(), 6, "no pool of this suite trades"),
        // 100 reward tokens out of a pool that has 50.
        ("sol", 5, "More than the pool holds"),
    ] {
        let answer = world.assay(&[&post[..], &[mint]].concat()).await;
        answer.refused(code, &[says]);
    }
    let after = (
        world.tokens(&me).await,
        world.rpc.lamports(&me).await.expect("a balance"),
    );
    assert_eq!(after, before);
}
