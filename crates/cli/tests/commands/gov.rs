//! `assay gov`, on real programs: from the realm to what a vote does. Hours pass at once by moving the chain's clock.

mod bad;
mod exits;
mod proposals;
mod realm;
mod treasury;
mod votes;

use crate::support::{Answer, World, TOKEN};
use assay_client::{
    accounts,
    governor::{Governance, Proposal, Realm, Status},
    stake::Pool,
    write_keypair,
};
use serde_json::Value;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::PathBuf, time::Duration};

/// What each voter has, whole tokens.
const WALLET: u64 = 1_000;
/// Seconds of the local configuration.
const HOUR: u64 = 3_600;

/// Somebody with a key.
struct Wallet {
    keypair: Keypair,
    key: PathBuf,
}

impl Wallet {
    fn address(&self) -> String {
        self.keypair.pubkey().to_string()
    }
}

/// A chain with a realm, and two who stake: Ann 600 and Bob 300.
struct Governed {
    world: World,
    governance: Governance,
    ann: Wallet,
    bob: Wallet,
}

impl Governed {
    async fn new() -> Self {
        let world = World::new(|_| ()).await;
        let governance = Governance::new(world.market.pool);
        let ann = wallet(&world, "ann").await;
        let bob = wallet(&world, "bob").await;
        let governed = Self {
            world,
            governance,
            ann,
            bob,
        };
        governed.stake(&governed.ann, "600").await;
        governed.stake(&governed.bob, "300").await;
        // What was staked in the moment a vote begins has no weight in it.
        governed.pass(2).await;
        governed
    }

    /// After the handover.
    async fn handed_over() -> Self {
        let governed = Self::new().await;
        governed.world.assay(&["gov", "handover", "--yes"]).await.done();
        governed
    }

    async fn gov(&self, wallet: &Wallet, arguments: &[&str]) -> Answer {
        let arguments = [&["gov"], arguments].concat();
        self.world.assay_as(&wallet.key, &arguments).await
    }

    /// Stakes and returns the position's id.
    async fn stake(&self, wallet: &Wallet, amount: &str) -> String {
        let opened = self.world.assay_as(&wallet.key, &["stake", "open", amount]).await;
        opened.done()["id"].as_u64().expect("an id").to_string()
    }

    /// Lets so many seconds pass.
    async fn pass(&self, seconds: u64) {
        let by = Duration::from_secs(seconds);
        self.world.chain.advance_clock(by).await.expect("the clock moves");
    }

    /// Ann proposes, and the answer is the proposal's number.
    async fn propose(&self, arguments: &[&str]) -> String {
        let about = ["propose", "--title", "A title"];
        let proposed = self.gov(&self.ann, &[&about, arguments].concat()).await.done();
        proposed["number"].as_u64().expect("a number").to_string()
    }

    /// Ann and Bob vote for it, and it is decided and can be executed.
    async fn carry(&self, number: &str) {
        for voter in [&self.ann, &self.bob] {
            self.gov(voter, &["vote", number, "for"]).await.done();
        }
        self.decide(number).await;
        self.pass(2 * HOUR).await;
    }

    /// The vote is over and finalized.
    async fn decide(&self, number: &str) {
        self.pass(2 * HOUR).await;
        self.gov(&self.bob, &["finalize", number]).await.done();
    }

    async fn show(&self, number: &str) -> Value {
        self.gov(&self.bob, &["show", number]).await.done()
    }

    async fn proposal(&self, number: u64) -> Proposal {
        let address = self.governance.proposal(number);
        accounts::fetch(&self.world.rpc, &address)
            .await
            .expect("a proposal")
    }

    async fn status(&self, number: u64) -> Status {
        self.proposal(number).await.status()
    }

    async fn realm(&self) -> Realm {
        accounts::fetch(&self.world.rpc, &self.governance.realm)
            .await
            .expect("a realm")
    }

    async fn pool(&self) -> Pool {
        accounts::fetch(&self.world.rpc, &self.governance.pool.address)
            .await
            .expect("a pool")
    }

    async fn lamports(&self, of: &Address) -> u64 {
        self.world.rpc.lamports(of).await.expect("a balance")
    }

    /// The treasury gets this much from the deployer.
    async fn fund(&self, lamports: u64, units: u64) {
        let (treasury, mint) = (self.governance.treasury, self.world.market.pool.reward_mint);
        self.world.give(&treasury, mint, units).await;
        let from = self.world.client.pubkey();
        let transfer = solana_system_interface::instruction::transfer(&from, &treasury, lamports);
        self.world.send(&self.world.client, vec![transfer]).await;
    }
}

async fn wallet(world: &World, name: &str) -> Wallet {
    let (keypair, key) = (Keypair::new(), world.folder(&format!("{name}.json")));
    write_keypair(&keypair, &key).expect("written");
    let mint = world.market.pool.reward_mint;
    world.give(&keypair.pubkey(), mint, WALLET * TOKEN).await;
    Wallet { keypair, key }
}

/// The outcomes of a vote's positions, in their order.
fn outcomes(answer: &Value) -> Vec<&str> {
    let votes = answer["votes"].as_array().expect("votes");
    votes
        .iter()
        .map(|vote| vote["outcome"].as_str().expect("a word"))
        .collect()
}
