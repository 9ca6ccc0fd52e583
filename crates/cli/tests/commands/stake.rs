//! `assay stake` for those who back operators, and `assay report`.

use crate::support::{Answer, Operator, Role, World, BOND, TOKEN};
use assay_client::{accounts, stake::Pool, write_keypair};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::PathBuf, time::Duration};

/// What the staker of these tests has, whole tokens.
const WALLET: u64 = 1_000;

/// A chain with a provider on it and somebody who stakes.
struct Staking {
    world: World,
    provider: Operator,
    owner: Keypair,
    key: PathBuf,
}

impl Staking {
    async fn new() -> Self {
        let world = World::new(|config| config.pool.cooldown_seconds = 4).await;
        let provider = Operator::new(&world, "worker", Role::Provider).await;
        let (owner, key) = (Keypair::new(), world.folder("staker.json"));
        write_keypair(&owner, &key).expect("written");
        let mint = world.market.pool.reward_mint;
        world.give(&owner.pubkey(), mint, WALLET * TOKEN).await;
        Self {
            world,
            provider,
            owner,
            key,
        }
    }

    async fn stake(&self, arguments: &[&str]) -> Answer {
        let arguments = [&["stake"], arguments].concat();
        self.world.assay_as(&self.key, &arguments).await
    }

    /// Opens a position and returns its id.
    async fn open(&self, arguments: &[&str]) -> String {
        let opened = self.stake(&[&["open"], arguments].concat()).await.done();
        opened["id"].as_u64().expect("an id").to_string()
    }

    async fn positions(&self) -> Vec<Value> {
        let listed = self.stake(&["positions"]).await.done();
        listed["positions"].as_array().expect("a list").clone()
    }

    /// The one position there is.
    async fn only(&self) -> Value {
        let mut positions = self.positions().await;
        assert_eq!(positions.len(), 1, "{positions:?}");
        positions.remove(0)
    }

    async fn balance(&self) -> u64 {
        self.world.tokens(&self.owner.pubkey()).await
    }

    async fn pool(&self) -> Pool {
        let address = self.world.market.pool.address;
        accounts::fetch(&self.world.rpc, &address)
            .await
            .expect("the pool")
    }

    /// Waits until the chain's clock has reached `time`.
    async fn until(&self, time: i64) {
        while self.world.rpc.unix_time().await.expect("the time") < time {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends the epoch when its time is over.
    async fn advance(&self) -> Value {
        self.until(self.pool().await.epoch_ends_at()).await;
        self.stake(&["advance-epoch"]).await.done()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_that_backs_an_operator_earns_and_is_paid() {
    let staking = Staking::new().await;
    let authority = staking.provider.authority.to_string();
    let before = staking.balance().await;
    let opened = staking
        .stake(&["open", "300", "--lock", "4y", "--back", &authority])
        .await;
    let backed = opened.event("OperatorBacked");
    assert_eq!(backed["operator"], staking.provider.address.to_string());
    assert_eq!(opened.event("PositionOpened")["amount"], 300 * TOKEN);
    let id = opened.done()["id"].as_u64().expect("an id").to_string();
    assert_eq!(staking.balance().await, before - 300 * TOKEN);
    let position = staking.only().await;
    assert_eq!(position["voting_weight"], 4 * 300 * TOKEN);
    assert_eq!(position["pending_rewards"], 0);
    staking
        .stake(&["claim", &id])
        .await
        .refused(1, &["nothing to claim"]);
    let all = staking.stake(&["claim", "--all"]).await;
    all.refused(1, &["no position", &staking.owner.pubkey().to_string()]);

    let advanced = staking.advance().await;
    let begun = &advanced["events"][0];
    assert_eq!(
        (&begun["epoch"], &begun["stream"]),
        (&1.into(), &(400 * TOKEN).into())
    );
    // What is streamed in an epoch stays when the next one begins.
    staking.advance().await;
    let position = staking.only().await;
    // Of 400 tokens an epoch, 1,200 of 2,200 parts: 300 locked for four years beside a bond of 1,000.
    let due = position["pending_rewards"].as_u64().expect("an amount");
    assert!(due >= 400 * TOKEN * 1_200 / 2_200 - 2, "{due}");
    assert!(position["yearly_rate"].as_f64().is_some_and(|rate| rate > 0.0));
    let before = staking.balance().await;
    let claimed = staking.stake(&["claim", &id]).await;
    let told = claimed.event("RewardsClaimed")["amount"]
        .as_u64()
        .expect("an amount");
    claimed.done();
    let paid = staking.balance().await - before;
    assert!(due <= told && told <= paid, "{due} {told} {paid}");
    assert_eq!(staking.only().await["claimed"], paid);

    // The rest of the stream goes into the position.
    staking.advance().await;
    staking.stake(&["compound", &id]).await.done();
    let value = staking.only().await["value"].as_u64().expect("an amount");
    assert!(value > 300 * TOKEN, "{value}");
    let pool = staking.pool().await;
    let vault = staking.world.market.pool.reward_vault;
    let vault = staking.world.rpc.token_balance(&vault).await.expect("a balance");
    assert_eq!(vault, pool.rewards, "the vault holds what was not paid out");

    let shown = staking.stake(&["show", &authority]).await.done();
    let address = staking.provider.address.to_string();
    assert_eq!(
        staking.stake(&["show", &address]).await.done()["operator"],
        shown["operator"]
    );
    assert_eq!(shown["backing"], value);
    assert!(
        shown["pending_rewards"].as_u64().is_some_and(|due| due > 0),
        "{shown}"
    );
    let listed = staking.stake(&["list"]).await.done();
    assert_eq!(listed[0]["backing"], value);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_positions_are_claimed_in_as_many_transactions_as_it_takes() {
    let staking = Staking::new().await;
    let operator = staking.provider.address.to_string();
    let id = staking.open(&["70", "--back", &operator]).await;
    for _ in 0..6 {
        staking.stake(&["split", &id, "10"]).await.done();
    }
    staking.open(&["10"]).await;
    staking.advance().await;
    staking.advance().await;
    let due = staking
        .positions()
        .await
        .iter()
        .map(|it| it["pending_rewards"].as_u64())
        .sum::<Option<u64>>();
    let before = staking.balance().await;
    let claimed = staking.stake(&["claim", "--all"]).await.done();
    assert_eq!(claimed["signatures"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        claimed["events"].as_array().map(Vec::len),
        Some(7),
        "one backs nobody"
    );
    let paid = staking.balance().await - before;
    assert!(due.is_some_and(|due| due > 0 && due <= paid), "{due:?} {paid}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_is_split_merged_moved_and_taken_out() {
    let staking = Staking::new().await;
    let id = staking.open(&["100"]).await;
    staking.stake(&["add", &id, "20"]).await.done();
    let split = staking.stake(&["split", &id, "50"]).await.done();
    let other = split["id"].as_u64().expect("an id").to_string();
    let values: Vec<_> = staking
        .positions()
        .await
        .iter()
        .map(|it| it["value"].clone())
        .collect();
    assert!(
        values.contains(&(70 * TOKEN).into()) && values.contains(&(50 * TOKEN).into()),
        "{values:?}"
    );
    staking.stake(&["merge", &id, &other]).await.done();
    assert_eq!(staking.only().await["value"], 120 * TOKEN);

    let operator = staking.provider.address.to_string();
    staking.stake(&["back", &id, &operator]).await.done();
    staking.stake(&["unback", &id]).await.done();
    let leaving = staking.only().await["leaving_until"].as_i64().expect("a time");
    staking.stake(&["free", &id]).await.refused(5, &["still leaving"]);
    staking.until(leaving).await;
    staking.stake(&["free", &id]).await.done();
    assert_eq!(staking.only().await["operator"], Value::Null);

    let taken = staking.stake(&["unstake", &id, "all"]).await.done();
    let nonce = taken["nonce"].as_u64().expect("a number").to_string();
    staking.stake(&["cancel-unstake", &id, &nonce]).await.done();
    assert_eq!(staking.only().await["value"], 120 * TOKEN);
    let taken = staking.stake(&["unstake", &id, "all"]).await.done();
    let nonce = taken["nonce"].as_u64().expect("a number").to_string();
    let withdraw = ["withdraw", &nonce, "--position", &id];
    staking.stake(&withdraw).await.refused(5, &["cooldown"]);
    let position = staking.only().await;
    assert_eq!(position["tickets"][0]["amount"], 120 * TOKEN);
    staking
        .until(position["tickets"][0]["release_at"].as_i64().expect("a time"))
        .await;
    staking.stake(&withdraw).await.done();
    staking.stake(&["close-position", &id]).await.done();
    assert_eq!(staking.balance().await, WALLET * TOKEN, "to the unit");
    assert!(staking.positions().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locks_vesting_and_commission_do_what_they_say() {
    let staking = Staking::new().await;
    let id = staking.open(&["100", "--lock", "1s"]).await;
    staking.stake(&["lock", &id, "3s"]).await.done();
    staking
        .stake(&["lock", &id, "2s"])
        .await
        .refused(5, &["never shorter"]);
    staking
        .stake(&["unstake", &id, "1"])
        .await
        .refused(5, &["locked"]);
    staking.stake(&["unlock", &id]).await.done();
    let ends = staking.only().await["lock_ends_at"].as_i64().expect("a time");
    staking.until(ends).await;
    staking.stake(&["unstake", &id, "40"]).await.done();
    let stranger = Keypair::new().pubkey().to_string();
    staking.stake(&["transfer", &id, &stranger]).await.done();
    let left = staking.stake(&["positions"]).await.done();
    assert_eq!(left["positions"], Value::Array(Vec::new()));
    assert_eq!(left["other_tickets"][0]["amount"], 40 * TOKEN, "the tickets stay");
    let given = staking.stake(&["positions", "--owner", &stranger]).await.done();
    assert_eq!(given["positions"][0]["id"].to_string(), id);

    let owner = staking.owner.pubkey().to_string();
    let vest = ["vest", "10", "--owner", &owner, "--cliff", "1h", "--end", "2h"];
    staking.stake(&vest).await.done();
    let position = staking.only().await;
    assert_eq!(
        (&position["kind"], &position["voting_weight"]),
        (&"vesting".into(), &0.into())
    );
    assert_eq!(position["unreleased"], 10 * TOKEN);
    let vesting = position["id"].to_string();
    staking
        .stake(&["unstake", &vesting, "all"])
        .await
        .refused(1, &["0 can be taken out"]);
    let backwards = ["vest", "10", "--owner", &owner, "--cliff", "3h", "--end", "2h"];
    staking
        .stake(&backwards)
        .await
        .refused(1, &["start <= cliff <= end"]);

    // The client of the world is an operator here.
    let world = &staking.world;
    let agent = Keypair::new().pubkey().to_string();
    world
        .assay(&["stake", "register", "--agent", &agent])
        .await
        .done();
    world.assay(&["stake", "commission", "7.5"]).await.done();
    let mine = world.assay(&["stake", "show"]).await.done();
    assert_eq!(mine["commission_bps"], 750);
    world
        .assay(&["stake", "commission", "31"])
        .await
        .refused(1, &["31 %", "limit", "30 %"]);
    world
        .assay(&["stake", "claim-operator"])
        .await
        .refused(1, &["nothing to claim"]);
    let operator = mine["operator"].as_str().expect("an address");
    staking.stake(&["sync", operator]).await.done();
    let cheaper = ["back", &vesting, operator, "--max-commission", "7"];
    staking
        .stake(&cheaper)
        .await
        .refused(1, &["7.5 %", "you accept 7 %"]);
    world.assay(&["stake", "retire"]).await.done();
    staking
        .stake(&["back", &vesting, operator])
        .await
        .refused(1, &["retired"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_done_is_said_before_anything_is_sent() {
    let staking = Staking::new().await;
    let id = staking.open(&["100"]).await;
    let too_much = staking.stake(&["open", "901"]).await;
    too_much.refused(1, &["has 900", "want to stake 901"]);
    for command in ["unstake", "split"] {
        let answer = staking.stake(&[command, &id, "100.5"]).await;
        answer.refused(1, &["is worth 100", "ask for 100.5"]);
    }
    let theirs = staking.world.assay(&["stake", "unstake", &id, "1"]).await;
    theirs.refused(
        1,
        &["belongs to", &staking.owner.pubkey().to_string(), "--keypair"],
    );
    staking.stake(&["claim", "7"]).await.refused(6, &["no position"]);
    staking
        .stake(&["unback", &id])
        .await
        .refused(1, &["backs no operator"]);
    let wallet = staking.owner.pubkey().to_string();
    let no_operator = staking.stake(&["back", &id, &wallet]).await;
    no_operator.refused(6, &["no operator", &wallet, "assay stake list"]);
    let nobody = Keypair::new().pubkey().to_string();
    staking
        .stake(&["back", &id, &nobody])
        .await
        .refused(6, &["no operator", &nobody]);
    let address = staking.only().await["position"]
        .as_str()
        .expect("an address")
        .to_owned();
    staking
        .stake(&["merge", &id, &address])
        .await
        .refused(1, &["with itself"]);
    staking.advance().await;
    staking.stake(&["pool"]).await.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_measures_who_holds_what() {
    let staking = Staking::new().await;
    let report = staking.world.assay(&["report"]).await.done();
    assert_eq!(report["stake"]["holders"], 1, "the provider's bond");
    assert_eq!(
        (&report["votes"]["holders"], &report["votes"]["nakamoto"]),
        (&0.into(), &0.into())
    );
    assert_eq!(report["income"]["total"], 0);

    let operator = staking.provider.address.to_string();
    staking.open(&["600"]).await;
    staking
        .open(&["400", "--lock", "730d", "--back", &operator])
        .await;
    staking.advance().await;
    staking.advance().await;
    let report = staking.world.assay(&["report"]).await.done();
    let stake = &report["stake"];
    assert_eq!(
        (&stake["holders"], &stake["total"]),
        (&2.into(), &(2 * BOND).into())
    );
    assert_eq!((&stake["gini"], &stake["nakamoto"]), (&0.0.into(), &2.into()));
    assert_eq!(stake["top10"], 1.0);
    // 2 of 4 years give one and a half times 400 on top.
    let votes = &report["votes"];
    assert_eq!(
        (&votes["total"], &votes["nakamoto"]),
        (&(1_600 * TOKEN).into(), &1.into())
    );
    let income = &report["income"];
    assert_eq!(income["holders"], 1);
    assert!(
        income["total"]
            .as_u64()
            .is_some_and(|total| total >= 200 * TOKEN - 2),
        "{income}"
    );
    assert_eq!(report["settled"]["holders"], 0);
}
