//! Filling a buffer: only what it does not hold yet is written.

use super::{BufferKey, Loader};
use crate::MigrationError;
use assay_client::Transaction;
use futures_util::future::join_all;
use solana_address::Address;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_loader_v3_interface::{
    instruction::{close, create_buffer, write},
    state::UpgradeableLoaderState,
};
use solana_message::{v0, VersionedMessage};
use solana_rpc_client_api::config::RpcSendTransactionConfig;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::{ops::Range, time::Duration};

/// Bytes of a write that fit into a packet beside one signature and the accounts of a write.
const CHUNK: usize = 960;
/// Transactions on their way at one time, with one blockhash.
const IN_FLIGHT: usize = 32;
/// How often missing chunks are sent again before giving up, each time with a new blockhash.
const ROUNDS: usize = 30;
/// How often the buffer is read while writes land, and for how many polls nothing may have landed
/// before what is missing counts as dropped.
const SETTLE_POLL: Duration = Duration::from_millis(250);
const MAX_IDLE_POLLS: usize = 16;
/// A write costs about 2,600 compute units for every KiB.
const WRITE_COMPUTE_UNITS: u32 = 10_000;

impl Loader<'_> {
    /// Makes the buffer hold the ELF of the program `name` and returns how many writes that took.
    pub(super) async fn fill(
        &self,
        key: &BufferKey,
        name: &str,
        elf: &[u8],
    ) -> Result<usize, MigrationError> {
        let total = elf.len().div_ceil(CHUNK);
        let mut written = self.prepare(key, elf.len()).await?;
        let mut writes = 0;
        for round in 0.. {
            let missing = missing_chunks(elf, &written);
            (self.progress)(name, total - missing.len(), total);
            if missing.is_empty() {
                break;
            }
            if round == ROUNDS {
                return Err(MigrationError::WritesDropped {
                    name: name.to_owned(),
                    missing: missing.len(),
                    total,
                });
            }
            writes += missing.len();
            self.send_writes(&key.pubkey(), elf, &missing).await?;
            written = self.settle(key, name, elf, missing.len()).await?;
        }
        Ok(writes)
    }

    /// Waits for as long as writes keep landing, and returns what the buffer holds then.
    async fn settle(
        &self,
        key: &BufferKey,
        name: &str,
        elf: &[u8],
        mut missing: usize,
    ) -> Result<Vec<u8>, MigrationError> {
        let total = elf.len().div_ceil(CHUNK);
        let mut idle_polls = 0;
        loop {
            tokio::time::sleep(SETTLE_POLL).await;
            let written = self.contents(&key.pubkey()).await?.unwrap_or_default();
            let left = missing_chunks(elf, &written).len();
            idle_polls = if left < missing { 0 } else { idle_polls + 1 };
            missing = left;
            (self.progress)(name, total - left, total);
            if left == 0 || idle_polls == MAX_IDLE_POLLS {
                return Ok(written);
            }
        }
    }

    /// Creates the buffer, or returns what an interrupted run has written into it. A buffer of
    /// another size belongs to another build: it is closed, and its rent comes back.
    async fn prepare(&self, key: &BufferKey, len: usize) -> Result<Vec<u8>, MigrationError> {
        let payer = self.payer.pubkey();
        if let Some(written) = self.contents(&key.pubkey()).await? {
            if written.len() == len {
                return Ok(written);
            }
            let close = close(&key.pubkey(), &payer, &payer);
            Transaction::new(self.payer, vec![close]).send(self.rpc).await?;
        }
        let rent = self.rent(UpgradeableLoaderState::size_of_buffer(len)).await?;
        let create = create_buffer(&payer, &key.pubkey(), &payer, rent, len)
            .map_err(|error| MigrationError::Instruction(error.to_string()))?;
        Transaction::new(self.payer, create)
            .signed_by(key.signer())
            .send(self.rpc)
            .await?;
        Ok(vec![0; len])
    }

    /// What the buffer holds, or `None` when there is no such account.
    async fn contents(&self, buffer: &Address) -> Result<Option<Vec<u8>>, MigrationError> {
        let account = self.rpc.account(buffer).await?;
        let metadata = UpgradeableLoaderState::size_of_buffer_metadata();
        Ok(account.map(|account| account.data.get(metadata..).unwrap_or_default().to_vec()))
    }

    /// Sends every missing chunk once. A node that refuses one is asked again in the next round.
    async fn send_writes(
        &self,
        buffer: &Address,
        elf: &[u8],
        missing: &[Range<usize>],
    ) -> Result<(), MigrationError> {
        let config = RpcSendTransactionConfig {
            skip_preflight: true,
            max_retries: Some(3),
            ..RpcSendTransactionConfig::default()
        };
        // A slow node takes longer for all of them than a blockhash lives.
        for batch in missing.chunks(IN_FLIGHT) {
            let blockhash = self.rpc.inner().get_latest_blockhash().await;
            let blockhash = self.rpc.named(blockhash)?;
            let transactions = batch
                .iter()
                .map(|chunk| self.write_transaction(buffer, elf, chunk, blockhash))
                .collect::<Result<Vec<_>, _>>()?;
            let sent = transactions
                .iter()
                .map(|transaction| self.rpc.inner().send_transaction_with_config(transaction, config));
            let sent = join_all(sent).await;
            // Dropped writes show in the buffer. Only when none was taken is something else wrong.
            if sent.iter().all(Result::is_err) {
                if let Some(Err(failure)) = sent.into_iter().next() {
                    self.rpc.named(Err(failure))?;
                }
            }
        }
        Ok(())
    }

    fn write_transaction(
        &self,
        buffer: &Address,
        elf: &[u8],
        chunk: &Range<usize>,
        blockhash: Hash,
    ) -> Result<VersionedTransaction, MigrationError> {
        let payer = self.payer.pubkey();
        let instructions: [Instruction; 2] = [
            ComputeBudgetInstruction::set_compute_unit_limit(WRITE_COMPUTE_UNITS),
            write(buffer, &payer, chunk.start as u32, elf[chunk.clone()].to_vec()),
        ];
        let message = v0::Message::try_compile(&payer, &instructions, &[], blockhash)
            .map_err(|error| MigrationError::Instruction(error.to_string()))?;
        VersionedTransaction::try_new(VersionedMessage::V0(message), &[self.payer])
            .map_err(|error| MigrationError::Instruction(error.to_string()))
    }
}

/// The chunks of the ELF that the buffer does not hold.
fn missing_chunks(elf: &[u8], written: &[u8]) -> Vec<Range<usize>> {
    (0..elf.len())
        .step_by(CHUNK)
        .map(|start| start..elf.len().min(start + CHUNK))
        .filter(|chunk| written.get(chunk.clone()) != Some(&elf[chunk.clone()]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_buffer_lacks_is_missing() {
        let elf: Vec<u8> = (0..CHUNK * 2 + 5).map(|at| (at % 251 + 1) as u8).collect();
        assert_eq!(missing_chunks(&elf, &[]).len(), 3);
        assert_eq!(missing_chunks(&elf, &vec![0; elf.len()]).len(), 3);
        assert!(missing_chunks(&elf, &elf).is_empty());
        let mut written = elf.clone();
        written[CHUNK] ^= 1;
        assert_eq!(missing_chunks(&elf, &written), vec![CHUNK..2 * CHUNK]);
        let last = 2 * CHUNK..elf.len();
        assert_eq!(missing_chunks(&elf, &elf[..2 * CHUNK + 1]), vec![last]);
    }
}
