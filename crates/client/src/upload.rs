//! Bringing a fraud proof onto the chain: more bytes than a transaction holds, written into a buffer of their owner.

use crate::{
    accounts, address,
    escrow::{EscrowMarket, Evidence, EVIDENCE_CHUNK},
    ClientError, Rpc, Transaction,
};
use escrow::constants::EVIDENCE_STEP;
use futures_util::{stream, StreamExt, TryStreamExt};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Writes in flight at one time.
const PARALLEL: usize = 8;
/// Bytes of the account besides the buffer: discriminator and header.
const HEADER: usize = 8 + size_of::<Evidence>();

/// Opens the buffer `nonce` of `owner`, grows it and writes `evidence` into it. What an interrupted call left is
/// used; calling again with the same bytes is harmless.
///
/// # Errors
/// When the chain refuses or cannot be reached; the buffer stays as it is and the call can be repeated.
pub async fn evidence(
    rpc: &Rpc,
    market: &EscrowMarket,
    owner: &Keypair,
    nonce: u64,
    evidence: &[u8],
) -> Result<(), ClientError> {
    let buffer = address::evidence(&owner.pubkey(), nonce);
    let mut account = rpc.account(&buffer).await?;
    // A longer buffer of an earlier proof would end in bytes that are not part of this one.
    let stale = account.as_ref().is_some_and(|account| {
        let written =
            accounts::decode::<Evidence>(buffer, &account.data).map_or(0, |header| header.len as usize);
        written > evidence.len()
    });
    if stale {
        let close = market.close_evidence(owner.pubkey(), nonce);
        Transaction::new(owner, vec![close]).send(rpc).await?;
        account = None;
    }
    let step = EVIDENCE_STEP as usize;
    let mut capacity = match account {
        Some(account) => account.data.len().saturating_sub(HEADER),
        None => {
            let first = evidence.len().min(step);
            let open = market.open_evidence(owner.pubkey(), nonce, first as u32);
            Transaction::new(owner, vec![open]).send(rpc).await?;
            first
        }
    };
    while capacity < evidence.len() {
        let more = (evidence.len() - capacity).min(step);
        let extend = market.extend_evidence(owner.pubkey(), nonce, more as u32);
        Transaction::new(owner, vec![extend]).send(rpc).await?;
        capacity += more;
    }
    let write = |(index, bytes): (usize, &[u8])| {
        let offset = (index * EVIDENCE_CHUNK) as u32;
        let write = market.write_evidence(owner.pubkey(), nonce, offset, bytes);
        async move { Transaction::new(owner, vec![write]).send(rpc).await.map(drop) }
    };
    // Made before they are driven: a stream that borrows the chunks could not be sent to another thread.
    let writes: Vec<_> = evidence.chunks(EVIDENCE_CHUNK).enumerate().map(write).collect();
    stream::iter(writes)
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await
}
