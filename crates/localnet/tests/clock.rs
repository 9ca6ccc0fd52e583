//! Time that passes at once.

use assay_localnet::{Localnet, LocalnetError};
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_message::{v0, VersionedMessage};
use solana_rpc_client::nonblocking::rpc_client::RpcClient;
use solana_rpc_client_api::request::RpcRequest;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::time::Duration;

const CLOCK: Address = Address::from_str_const("SysvarC1ock11111111111111111111111111111111");
const DAY: i64 = 86_400;

struct World {
    chain: Localnet,
    rpc: RpcClient,
    payer: Keypair,
}

impl World {
    async fn new() -> Self {
        let payer = Keypair::new();
        let chain = Localnet::builder()
            .slot_time(Duration::from_millis(50))
            .wallet(payer.pubkey(), 5_000_000_000)
            .start()
            .await
            .expect("the chain starts");
        let rpc = RpcClient::new_with_commitment(chain.rpc_url().to_owned(), CommitmentConfig::confirmed());
        Self { chain, rpc, payer }
    }

    /// The chain's slot and Unix time, from the clock that programs read.
    async fn clock(&self) -> (u64, i64) {
        let data = self.rpc.get_account_data(&CLOCK).await.expect("the clock");
        let word = |at: usize| data[at..at + 8].try_into().expect("eight bytes");
        (u64::from_le_bytes(word(0)), i64::from_le_bytes(word(32)))
    }

    /// Sends lamports and waits until they are there.
    async fn pay(&self, to: &Address) {
        let pay = solana_system_interface::instruction::transfer(&self.payer.pubkey(), to, 1_000_000_000);
        let blockhash = self.rpc.get_latest_blockhash().await.expect("a blockhash");
        let message = v0::Message::try_compile(&self.payer.pubkey(), &[pay], &[], blockhash);
        let message = VersionedMessage::V0(message.expect("a message"));
        let transaction = VersionedTransaction::try_new(message, &[&self.payer]).expect("signed");
        self.rpc
            .send_and_confirm_transaction(&transaction)
            .await
            .expect("it lands");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_pass_at_once_and_the_chain_goes_on_from_there() {
    let world = World::new().await;
    let (mut slot, mut time) = world.clock().await;
    for days in [1, 3, 60] {
        let by = Duration::from_secs((days * DAY) as u64);
        let said = world.chain.advance_clock(by).await.expect("it moves");
        let (slot_then, time_then) = world.clock().await;
        let passed = time_then - time;
        assert!(
            (days * DAY..days * DAY + 5).contains(&passed),
            "{days} days: {passed} s"
        );
        assert!(
            (said..said + 3).contains(&time_then),
            "it said {said}, and it is {time_then}"
        );
        assert!(slot_then > slot);
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        let (slot_later, time_later) = world.clock().await;
        assert!(
            (1..=5).contains(&(time_later - time_then)),
            "seconds last as long as before"
        );
        assert!(slot_later > slot_then + 10, "slots go on");
        // Transactions land as before, each in a time of its own.
        world.pay(&Address::new_from_array([days as u8; 32])).await;
        (slot, time) = world.clock().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_stops_where_it_is_told_to_and_never_goes_back() {
    let world = World::new().await;
    let (_, now) = world.clock().await;
    let target = now + 7 * DAY;
    assert_eq!(world.chain.set_clock(target).await.expect("it moves"), target);
    let (_, then) = world.clock().await;
    assert!((target..target + 3).contains(&then), "{then} is not {target}");

    let back = world.chain.set_clock(now).await;
    assert!(
        matches!(back, Err(LocalnetError::BackInTime { now, asked }) if asked < now),
        "{back:?}"
    );
    let (_, still) = world.clock().await;
    assert!(still >= then, "and nothing has happened");
    let endless = world.chain.advance_clock(Duration::MAX).await;
    assert!(matches!(endless, Err(LocalnetError::Clock { .. })), "{endless:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_moves_the_clock_over_rpc() {
    let world = World::new().await;
    let (_, now) = world.clock().await;
    let travel = RpcRequest::Custom {
        method: "surfnet_timeTravel",
    };
    let target = (now + DAY) * 1_000;
    let to = format!(r#"[{{ "absoluteTimestamp": {target} }}]"#);
    let to = to.parse().expect("JSON");
    let _answer: std::collections::BTreeMap<String, Option<u64>> =
        world.rpc.send(travel, to).await.expect("it moves");
    let (_, then) = world.clock().await;
    assert!((now + DAY..now + DAY + 3).contains(&then), "{}", then - now);
}
