//! What the rest of the suite relies on the local chain to do, asked over its RPC as any client
//! would.

use assay_localnet::{Localnet, LocalnetError};
use futures_util::StreamExt;
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_keypair::Keypair;
use solana_message::{v0, VersionedMessage};
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client::nonblocking::rpc_client::RpcClient;
use solana_rpc_client_api::config::{RpcTransactionLogsConfig, RpcTransactionLogsFilter};
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::time::{Duration, Instant};

const CLOCK: Address = Address::from_str_const("SysvarC1ock11111111111111111111111111111111");
const SLOT_HASHES: Address = Address::from_str_const("SysvarS1otHashes111111111111111111111111111");
const LAMPORTS: u64 = 5_000_000_000;

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
            .wallet(payer.pubkey(), LAMPORTS)
            .start()
            .await
            .expect("the chain starts");
        let rpc = RpcClient::new_with_commitment(chain.rpc_url().to_owned(), CommitmentConfig::confirmed());
        Self { chain, rpc, payer }
    }

    async fn transfer(&self, to: &Address, lamports: u64) -> VersionedTransaction {
        let instructions = [
            ComputeBudgetInstruction::set_compute_unit_limit(1_000),
            ComputeBudgetInstruction::set_compute_unit_price(1),
            solana_system_interface::instruction::transfer(&self.payer.pubkey(), to, lamports),
        ];
        let blockhash = self.rpc.get_latest_blockhash().await.expect("a blockhash");
        let message =
            v0::Message::try_compile(&self.payer.pubkey(), &instructions, &[], blockhash).expect("a message");
        VersionedTransaction::try_new(VersionedMessage::V0(message), &[&self.payer])
            .expect("a signed transaction")
    }

    /// The chain's slot and Unix time, from its clock.
    async fn clock(&self) -> (u64, i64) {
        let data = self.rpc.get_account_data(&CLOCK).await.expect("the clock");
        let word = |at: usize| data[at..at + 8].try_into().expect("eight bytes");
        (u64::from_le_bytes(word(0)), i64::from_le_bytes(word(32)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn time_passes_on_chain_as_it_does_off_chain() {
    let world = World::new().await;
    let wall = Instant::now();
    let (first_slot, first_time) = world.clock().await;
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    let (last_slot, last_time) = world.clock().await;
    let (slots, seconds) = (last_slot - first_slot, last_time - first_time);
    println!("{slots} slots and {seconds} s in {:?}", wall.elapsed());
    assert!((40..=90).contains(&slots), "{slots} slots of 50 ms in 3.5 s");
    assert!((2..=5).contains(&seconds), "{seconds} s in 3.5 s");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hash_of_every_recent_slot_is_kept() {
    let world = World::new().await;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    let data = world
        .rpc
        .get_account_data(&SLOT_HASHES)
        .await
        .expect("the slot hashes");
    let (slot, _) = world.clock().await;
    let count = u64::from_le_bytes(data[..8].try_into().expect("eight bytes"));
    let entries: Vec<(u64, [u8; 32])> = data[8..]
        .chunks_exact(40)
        .take(count as usize)
        .map(|entry| {
            let (key, hash) = entry.split_at(8);
            (
                u64::from_le_bytes(key.try_into().expect("eight bytes")),
                hash.try_into().expect("a hash"),
            )
        })
        .collect();
    println!(
        "{count} entries, {} bytes, newest {} at slot {slot}",
        data.len(),
        entries[0].0
    );
    assert!(entries.len() >= 10, "{} entries", entries.len());
    assert!(
        entries[0].0.abs_diff(slot) <= 5,
        "newest {} at {slot}",
        entries[0].0
    );
    for pair in entries.windows(2) {
        assert_eq!(
            pair[0].0,
            pair[1].0 + 1,
            "slots are in falling order without gaps"
        );
        assert_ne!(pair[0].1, pair[1].1, "hashes differ");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_versioned_transaction_is_simulated_with_its_compute_units_then_confirmed() {
    let world = World::new().await;
    let to = Address::new_unique();
    let transaction = world.transfer(&to, 1_000_000_000).await;
    let simulated = world
        .rpc
        .simulate_transaction(&transaction)
        .await
        .expect("a simulation")
        .value;
    println!("simulated: {:?} {:?}", simulated.units_consumed, simulated.err);
    assert_eq!(simulated.err, None);
    assert_eq!(simulated.units_consumed, Some(450));

    let begun = Instant::now();
    world
        .rpc
        .send_and_confirm_transaction(&transaction)
        .await
        .expect("a confirmation");
    println!("confirmed in {:?}", begun.elapsed());
    assert_eq!(
        world.rpc.get_balance(&to).await.expect("a balance"),
        1_000_000_000
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_are_told_of_accounts_and_logs() {
    let world = World::new().await;
    let to = Address::new_unique();
    let pubsub = PubsubClient::new(world.chain.ws_url()).await.expect("a socket");
    let (mut accounts, _) = pubsub.account_subscribe(&to, None).await.expect("accounts");
    let filter = RpcTransactionLogsFilter::Mentions(vec![to.to_string()]);
    let config = RpcTransactionLogsConfig {
        commitment: Some(CommitmentConfig::confirmed()),
    };
    let (mut logs, _) = pubsub.logs_subscribe(filter, config).await.expect("logs");
    let (mut slots, _) = pubsub.slot_subscribe().await.expect("slots");

    let transaction = world.transfer(&to, 1_000_000_000).await;
    let begun = Instant::now();
    world.rpc.send_transaction(&transaction).await.expect("sent");
    let wait = Duration::from_secs(5);
    let account = tokio::time::timeout(wait, accounts.next())
        .await
        .expect("the account changes within five seconds")
        .expect("a notification");
    println!("account after {:?}", begun.elapsed());
    assert_eq!(account.value.lamports, 1_000_000_000);
    let log = tokio::time::timeout(wait, logs.next())
        .await
        .expect("the logs arrive within five seconds")
        .expect("a notification");
    println!("logs after {:?}: {:?}", begun.elapsed(), log.value.logs);
    assert_eq!(log.value.signature, transaction.signatures[0].to_string());
    assert!(log.value.logs.iter().any(|line| line.ends_with("success")));
    assert!(slots.next().await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn fixed_ports_are_used_refused_when_taken_and_let_go() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let refused = Localnet::builder().ports(port, 0).start().await;
    match refused {
        Err(LocalnetError::Port { port: named, .. }) => assert_eq!(named, port),
        other => panic!("expected the port to be refused, got {other:?}"),
    }
    drop(taken);

    let chain = Localnet::builder()
        .ports(port, 0)
        .start()
        .await
        .expect("the chain starts");
    assert_eq!(chain.rpc_url(), format!("http://127.0.0.1:{port}"));
    tokio::task::spawn_blocking(move || chain.stop())
        .await
        .expect("a thread")
        .expect("the chain stops");
    std::net::TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
}
