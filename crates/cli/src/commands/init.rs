//! `assay init`: a keypair, some SOL where it is free, and a token account.

use crate::context::Context;
use anyhow::Context as _;
use assay_client::{token, write_keypair, ClientError, KeypairError, Transaction};
use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{process::ExitCode, time::Duration};

/// What a test cluster is asked for.
const AIRDROP_LAMPORTS: u64 = 2_000_000_000;
/// Below this it is asked.
const ENOUGH_LAMPORTS: u64 = 100_000_000;
const AIRDROP_POLLS: usize = 60;

pub async fn run(context: &Context) -> anyhow::Result<ExitCode> {
    let path = &context.config.keypair_path;
    let (keypair, created) = match assay_client::read_keypair(path) {
        Ok(keypair) => (keypair, false),
        Err(KeypairError::Missing { .. }) => {
            let keypair = Keypair::new();
            write_keypair(&keypair, path).map_err(ClientError::from)?;
            (keypair, true)
        }
        Err(error) => return Err(ClientError::from(error).into()),
    };
    let me = keypair.pubkey();
    let what = if created { "created" } else { "found" };
    context
        .out
        .say(format!("{what} keypair {me} in {}", path.display()));

    let lamports = fund(context, &keypair).await?;
    let pool = context.pool().await?;
    let open = token::open_associated(&me, &me, &pool.reward_mint, &token::TOKEN_PROGRAM);
    let account = pool.reward_account(&me);
    if context.rpc.account(&account).await?.is_none() {
        Transaction::new(&keypair, vec![open]).send(&context.rpc).await?;
    }
    let value = json!({
        "address": me.to_string(),
        "keypair": path,
        "created": created,
        "lamports": lamports,
        "reward_mint": pool.reward_mint.to_string(),
        "reward_account": account.to_string(),
    });
    context.out.result(&value, || {
        format!("reward tokens go to {account}\nready; check everything with `assay doctor`")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Asks the cluster for SOL when there is little, and waits until it has arrived.
async fn fund(context: &Context, keypair: &Keypair) -> anyhow::Result<u64> {
    let (rpc, me) = (&context.rpc, keypair.pubkey());
    let lamports = rpc.lamports(&me).await?;
    if lamports >= ENOUGH_LAMPORTS {
        return Ok(lamports);
    }
    let asked = rpc.inner().request_airdrop(&me, AIRDROP_LAMPORTS).await;
    rpc.named(asked)
        .with_context(|| format!("{me} has no SOL, and this cluster gives none away: send it some"))?;
    for _poll in 0..AIRDROP_POLLS {
        let lamports = rpc.lamports(&me).await?;
        if lamports >= ENOUGH_LAMPORTS {
            return Ok(lamports);
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    anyhow::bail!("the SOL asked for has not arrived within 15 s: try again, or send some to {me}")
}
