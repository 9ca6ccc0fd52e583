//! Building, pricing, sending and confirming transactions.

use crate::{
    rpc::PriorityFee,
    simulate::node::{self, MAX_COMPUTE_UNITS},
    ClientError, Rpc,
};
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_rpc_client_api::config::RpcSendTransactionConfig;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::time::{Duration, Instant};

/// What is asked for on top of the measured need: the state may change before it lands.
const HEADROOM_PERCENT: u64 = 15;
const HEADROOM_UNITS: u64 = 1_000;
/// Limit and price, which come first in every transaction that is sent.
const BUDGET_INSTRUCTIONS: usize = 2;
/// How often the network is asked whether the transaction has landed, at first and at most.
const FIRST_POLL: Duration = Duration::from_millis(20);
const LONGEST_POLL: Duration = Duration::from_millis(400);
/// A leader forgets what it cannot place, so the same bytes are sent again this often.
const RESEND_EVERY: Duration = Duration::from_secs(2);
/// How many blockhashes are tried before giving up, each living for about a minute.
const ATTEMPTS: usize = 3;

/// A transaction that landed.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub signature: Signature,
    pub slot: u64,
    /// Compute units that it took; as simulated just before sending where the node keeps no record of transactions.
    pub units: u64,
    /// Logs, likewise; events are decoded from them.
    pub logs: Vec<String>,
}

/// A signer that tasks on several threads may share.
pub type SyncSigner = dyn Signer + Send + Sync;

/// Instructions with their signers, ready to be sent.
pub struct Transaction<'a> {
    instructions: Vec<Instruction>,
    payer: &'a SyncSigner,
    signers: Vec<&'a SyncSigner>,
    tables: Vec<AddressLookupTableAccount>,
}

impl<'a> Transaction<'a> {
    /// A transaction paid for and signed by `payer`.
    pub fn new(payer: &'a SyncSigner, instructions: Vec<Instruction>) -> Self {
        Self {
            instructions,
            payer,
            signers: vec![payer],
            tables: Vec::new(),
        }
    }

    /// Adds a signer; one that has signed already is not added again.
    #[must_use]
    pub fn signed_by(mut self, signer: &'a SyncSigner) -> Self {
        if self.signers.iter().all(|s| s.pubkey() != signer.pubkey()) {
            self.signers.push(signer);
        }
        self
    }

    /// Shortens the transaction with address look-up tables.
    #[must_use]
    pub fn with_tables(mut self, tables: Vec<AddressLookupTableAccount>) -> Self {
        self.tables = tables;
        self
    }

    /// Simulates the transaction, prices it, sends it, and waits until it is confirmed.
    ///
    /// # Errors
    /// [`ClientError::Program`] with the program's sentence when it refuses, and nothing has been
    /// sent then; [`ClientError::Expired`] when the network drops it.
    pub async fn send(&self, rpc: &Rpc) -> Result<Receipt, ClientError> {
        let simulated = self.simulate(rpc).await?;
        let budget = self.budget(rpc, simulated.units).await?;
        let mut signature = Signature::default();
        for _attempt in 0..ATTEMPTS {
            let (blockhash, last_valid_height) = latest_blockhash(rpc).await?;
            let transaction = self.sign(&budget, blockhash)?;
            signature = transaction.signatures[0];
            if let Some(slot) = self.deliver(rpc, &transaction, last_valid_height).await? {
                // Between simulating and landing time goes on, and amounts that grow with it.
                let landed = rpc.landed(&signature).await.ok().flatten();
                let (units, logs) =
                    landed.map_or((simulated.units, simulated.logs), |it| (it.units, it.logs));
                return Ok(Receipt {
                    signature,
                    slot,
                    units,
                    logs,
                });
            }
        }
        Err(ClientError::Expired {
            signature,
            attempts: ATTEMPTS,
        })
    }

    /// Runs the transaction without sending it. The receipt's signature and slot are empty.
    ///
    /// # Errors
    /// [`ClientError::Program`] when a program refuses it.
    pub async fn simulate(&self, rpc: &Rpc) -> Result<Receipt, ClientError> {
        let limit = node::widest_limit();
        let instructions = self.behind(&limit);
        let transaction = node::unsigned(&self.payer.pubkey(), &instructions, &self.tables)?;
        let ran = node::run(rpc, &transaction, &[]).await?;
        match ran.err {
            Some(error) => Err(node::refusal(error, &self.instructions, limit.len(), ran.logs)),
            None => Ok(Receipt {
                signature: Signature::default(),
                slot: 0,
                units: ran.units,
                logs: ran.logs,
            }),
        }
    }

    /// Sends the same bytes until they land or their blockhash expires. Returns the slot.
    async fn deliver(
        &self,
        rpc: &Rpc,
        transaction: &VersionedTransaction,
        last_valid_height: u64,
    ) -> Result<Option<u64>, ClientError> {
        let signature = transaction.signatures[0];
        // It has just been simulated, and a node's own retries would outlive this function.
        let config = RpcSendTransactionConfig {
            skip_preflight: true,
            max_retries: Some(0),
            ..RpcSendTransactionConfig::default()
        };
        let mut poll = FIRST_POLL;
        let mut sent_at = None::<Instant>;
        loop {
            if sent_at.is_none_or(|at| at.elapsed() >= RESEND_EVERY) {
                let sent = rpc
                    .inner()
                    .send_transaction_with_config(transaction, config)
                    .await;
                match (sent, sent_at) {
                    (Err(failure), None) => {
                        let url = &rpc.cluster().rpc_url;
                        return Err(ClientError::from_rpc(url, failure));
                    }
                    // It may have landed already, which the next poll tells.
                    (Err(_), Some(_)) | (Ok(_), _) => sent_at = Some(Instant::now()),
                }
            }
            tokio::time::sleep(poll).await;
            poll = (poll * 3 / 2).min(LONGEST_POLL);
            let statuses = rpc.inner().get_signature_statuses(&[signature]).await;
            let status = rpc.named(statuses)?.value.into_iter().next().flatten();
            if let Some(status) = status {
                if let Some(error) = status.err {
                    // The state changed after the simulation. What the programs said is on chain.
                    let landed = rpc.landed(&signature).await.ok().flatten();
                    let logs = landed.map(|landed| landed.logs).unwrap_or_default();
                    return Err(node::refusal(
                        error,
                        &self.instructions,
                        BUDGET_INSTRUCTIONS,
                        logs,
                    ));
                }
                if status.satisfies_commitment(CommitmentConfig::confirmed()) {
                    return Ok(Some(status.slot));
                }
            } else if rpc.named(rpc.inner().get_block_height().await)? > last_valid_height {
                return Ok(None);
            }
        }
    }

    async fn budget(&self, rpc: &Rpc, units: u64) -> Result<[Instruction; BUDGET_INSTRUCTIONS], ClientError> {
        let wanted = units + units * HEADROOM_PERCENT / 100 + HEADROOM_UNITS;
        let limit = wanted.min(u64::from(MAX_COMPUTE_UNITS)) as u32;
        let price = match rpc.priority_fee() {
            PriorityFee::None => 0,
            PriorityFee::Fixed(price) => price,
            PriorityFee::Recent { cap } => self.recent_price(rpc).await?.min(cap),
        };
        Ok([
            ComputeBudgetInstruction::set_compute_unit_limit(limit),
            ComputeBudgetInstruction::set_compute_unit_price(price),
        ])
    }

    /// The 75th percentile of what was paid lately for writing the same accounts.
    async fn recent_price(&self, rpc: &Rpc) -> Result<u64, ClientError> {
        let mut writable: Vec<Address> = self
            .instructions
            .iter()
            .flat_map(|instruction| &instruction.accounts)
            .filter(|meta| meta.is_writable)
            .map(|meta| meta.pubkey)
            .collect();
        writable.sort_unstable();
        writable.dedup();
        let fees = rpc.inner().get_recent_prioritization_fees(&writable).await;
        let mut prices: Vec<u64> = rpc
            .named(fees)?
            .into_iter()
            .map(|fee| fee.prioritization_fee)
            .collect();
        prices.sort_unstable();
        Ok(prices.get(prices.len() * 3 / 4).copied().unwrap_or(0))
    }

    /// The instructions, the budget's first.
    fn behind(&self, budget: &[Instruction]) -> Vec<Instruction> {
        budget.iter().chain(&self.instructions).cloned().collect()
    }

    fn sign(&self, budget: &[Instruction], blockhash: Hash) -> Result<VersionedTransaction, ClientError> {
        let instructions = self.behind(budget);
        let message = v0::Message::try_compile(&self.payer.pubkey(), &instructions, &self.tables, blockhash)
            .map_err(|error| ClientError::Signing(error.to_string()))?;
        let signers: Vec<&dyn Signer> = self.signers.iter().map(|s| *s as &dyn Signer).collect();
        VersionedTransaction::try_new(VersionedMessage::V0(message), &signers)
            .map_err(|error| ClientError::Signing(error.to_string()))
    }
}

async fn latest_blockhash(rpc: &Rpc) -> Result<(Hash, u64), ClientError> {
    let response = rpc
        .inner()
        .get_latest_blockhash_with_commitment(CommitmentConfig::confirmed())
        .await;
    rpc.named(response)
}
