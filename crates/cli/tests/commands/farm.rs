//! `assay farm`: LP tokens earn the liquidity share of the emission.

use crate::support::{Answer, World};
use assay_client::{
    accounts,
    stake::{FarmStake, LpFarm, Pool},
    token, write_keypair,
};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::PathBuf, time::Duration};

/// One LP token.
const LP: u64 = 1_000_000_000;
/// What the farmer of these tests has, whole LP tokens.
const WALLET: u64 = 100;

/// A chain with an LP mint on it and somebody who has some of it. The client of the world is the pool's authority.
struct Farming {
    world: World,
    farm: LpFarm,
    mint: String,
    farmer: Keypair,
    key: PathBuf,
}

impl Farming {
    async fn new() -> Self {
        let world = World::new(|_| ()).await;
        let (farmer, key) = (Keypair::new(), world.folder("farmer.json"));
        write_keypair(&farmer, &key).expect("written");
        world
            .give(&farmer.pubkey(), world.market.pool.reward_mint, 1)
            .await;
        let lp = Self::mint(&world, &farmer.pubkey()).await;
        let farm = world.market.pool.farm(lp);
        Self {
            world,
            farm,
            mint: lp.to_string(),
            farmer,
            key,
        }
    }

    /// A mint of nine decimals, as an exchange would make one.
    async fn mint(world: &World, owner: &Address) -> Address {
        let (mint, payer) = (Keypair::new(), world.client.pubkey());
        let account = token::associated(owner, &mint.pubkey(), &token::TOKEN_PROGRAM);
        let instructions = vec![
            solana_system_interface::instruction::create_account(
                &payer,
                &mint.pubkey(),
                10_000_000,
                token::MINT_LEN as u64,
                &token::TOKEN_PROGRAM,
            ),
            token::initialize_mint(&mint.pubkey(), &payer, 9),
            token::open_associated(&payer, owner, &mint.pubkey(), &token::TOKEN_PROGRAM),
            token::mint_to(&mint.pubkey(), &account, &payer, WALLET * LP),
        ];
        assay_client::Transaction::new(&world.client, instructions)
            .signed_by(&mint)
            .send(&world.rpc)
            .await
            .expect("a mint");
        mint.pubkey()
    }

    /// As the farmer.
    async fn farm(&self, arguments: &[&str]) -> Answer {
        let arguments = [&["farm"], arguments].concat();
        self.world.assay_as(&self.key, &arguments).await
    }

    /// As the authority.
    async fn manage(&self, arguments: &[&str]) -> Answer {
        self.world.assay(&[&["farm"], arguments].concat()).await
    }

    async fn tokens(&self, account: &Address) -> u64 {
        self.world.rpc.token_balance(account).await.expect("a balance")
    }

    /// Ends the epoch when its time is over.
    async fn advance(&self) {
        let address = self.world.market.pool.address;
        let pool: Pool = accounts::fetch(&self.world.rpc, &address)
            .await
            .expect("the pool");
        while self.world.rpc.unix_time().await.expect("the time") < pool.epoch_ends_at() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.world.assay(&["stake", "advance-epoch"]).await.done();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn liquidity_earns_and_comes_out_to_the_unit() {
    let farming = Farming::new().await;
    let (mint, me) = (farming.mint.as_str(), farming.farmer.pubkey());
    let created = farming.manage(&["create", mint, "--weight", "300"]).await;
    assert_eq!(created.event("FarmCreated")["weight"], 300);
    let farm = created.done()["farm"].clone();
    assert_eq!(farm, farming.farm.address.to_string());

    let staked = farming.farm(&["stake", mint, "60.5"]).await;
    assert_eq!(staked.event("FarmStakeOpened")["owner"], me.to_string());
    assert_eq!(staked.event("LiquidityStaked")["amount"], 60_500_000_000_u64);
    staked.done();
    let more = farming.farm(&["stake", mint, "0.000000001"]).await;
    assert_eq!(more.event("LiquidityStaked")["amount_after"], 60_500_000_001_u64);
    more.done();
    farming.advance().await;
    farming.advance().await;

    let listed = farming.farm(&["list"]).await.done();
    assert_eq!(listed[0]["lp_mint"], mint);
    assert_eq!(
        (&listed[0]["weight"], &listed[0]["staked"]),
        (&300.into(), &60_500_000_001_u64.into())
    );
    assert!(listed[0]["epoch_stream"].as_u64().is_some_and(|units| units > 0));
    let shown = farming.farm(&["show", mint]).await.done();
    let due = shown["stake"]["pending_rewards"].as_u64().expect("an amount");
    assert!(due > 0, "{shown}");
    assert_eq!(shown["stake"]["amount"], 60_500_000_001_u64);

    let reward = farming.world.market.pool.reward_account(&me);
    let before = farming.tokens(&reward).await;
    let claimed = farming.farm(&["claim", mint]).await;
    let paid = claimed.event("LiquidityClaimed")["amount"]
        .as_u64()
        .expect("an amount");
    claimed.done();
    assert!(paid >= due, "{paid} {due}");
    assert_eq!(farming.tokens(&reward).await, before + paid);

    // Ended: nothing more is earned from here on, and everything comes out.
    farming.manage(&["set-weight", mint, "0"]).await.done();
    farming.farm(&["claim", "--all"]).await;
    farming.farm(&["unstake", mint, "all"]).await.done();
    assert_eq!(farming.tokens(&farming.farm.lp_account(&me)).await, WALLET * LP);
    farming
        .farm(&["claim", mint])
        .await
        .refused(1, &["nothing to claim", mint]);
    let everywhere = farming.farm(&["claim", "--all"]).await;
    everywhere.refused(1, &["nothing to claim", &me.to_string()]);
    farming.farm(&["close", mint]).await.done();
    let stake = accounts::find::<FarmStake>(&farming.world.rpc, &farming.farm.stake(&me)).await;
    assert!(stake.expect("an answer").is_none(), "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_done_is_said_before_anything_is_sent() {
    let farming = Farming::new().await;
    let mint = farming.mint.as_str();
    for arguments in [
        ["stake", mint, "1"].as_slice(),
        &["unstake", mint, "1"],
        &["claim", mint],
        &["close", mint],
        &["show", mint],
    ] {
        let answer = farming.farm(arguments).await;
        answer.refused(6, &["no farm", "assay farm list"]);
    }
    let answer = farming.manage(&["set-weight", mint, "1"]).await;
    answer.refused(6, &["no farm"]);
    let listed = farming.farm(&["list"]).await.done();
    assert_eq!(listed.as_array().map(Vec::len), Some(0));

    let theirs = farming.farm(&["create", mint, "--weight", "1"]).await;
    theirs.refused(1, &["authority", &farming.world.client.pubkey().to_string()]);
    farming.manage(&["create", mint, "--weight", "1"]).await.done();
    let twice = farming.manage(&["create", mint, "--weight", "1"]).await;
    twice.refused(1, &["already", "set-weight"]);
    let theirs = farming.farm(&["set-weight", mint, "2"]).await;
    theirs.refused(1, &["authority", "--keypair"]);

    let unopened = farming.farm(&["unstake", mint, "1"]).await;
    unopened.refused(6, &["no stake in the farm", "assay farm stake"]);
    for (amount, words) in [
        ("0", ["zero", "more"]),
        ("0.0000000001", ["at most 9 decimals", "0.0000000001"]),
        ("-1", ["at most 9 decimals", "-1"]),
        ("lots", ["at most 9 decimals", "lots"]),
        ("100.1", ["has 100", "stake 100.1"]),
    ] {
        let stake = farming.farm(&["stake", mint, "--", amount]).await;
        stake.refused(1, &words);
    }
    farming.farm(&["stake", mint, "7"]).await.done();
    for (amount, words) in [
        ("0", ["zero", "more"]),
        ("7.5", ["7 is staked", "ask for 7.5"]),
        ("7.0000000001", ["at most 9 decimals", "7.0000000001"]),
    ] {
        let unstake = farming.farm(&["unstake", mint, amount]).await;
        unstake.refused(1, &words);
    }
    let close = farming.farm(&["close", mint]).await;
    close.refused(1, &["7 is still staked", "unstake"]);
    // The program has the last word: a mint that is none.
    let wallet = farming.farmer.pubkey().to_string();
    let bad = farming.manage(&["create", &wallet, "--weight", "1"]).await;
    bad.refused(5, &["LP mint", "freeze"]);
}
