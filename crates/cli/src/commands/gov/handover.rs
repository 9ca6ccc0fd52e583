//! `assay gov handover`: from keys to votes, for good.

use super::subject;
use crate::{commands::authorities::Authorities, context::Context};
use anyhow::{bail, ensure, Context as _};
use assay_client::{accounts, stake::Pool, Transaction};
use assay_migrations::{Loader, PROGRAMS};
use serde_json::json;
use solana_address::Address;
use solana_signer::Signer;
use std::{io::IsTerminal as _, path::Path, process::ExitCode};

/// What has to be typed.
const PHRASE: &str = "hand over";

pub async fn run(context: &Context, yes: bool) -> anyhow::Result<ExitCode> {
    let realm = subject::realm(context).await?;
    let (governance, keypair) = (realm.governance, context.keypair()?);
    ensure!(
        realm.pool.governor_signer == governance.realm,
        "the pool does not know its realm as its governor: `assay gov init` names it"
    );
    if !yes {
        confirm(context, &governance.treasury)?;
    }
    let me = keypair.pubkey();
    let mut told = vec![("pool", pool(context, &keypair, &realm).await?)];
    let loader = Loader {
        rpc: &context.rpc,
        payer: &keypair,
        state_dir: Path::new(""),
        progress: &|_, _, _| {},
    };
    for (name, id) in PROGRAMS {
        let authority = loader.programdata(&id).await?.map(|found| found.authority);
        told.push((
            name,
            match authority {
                None => format!("is not deployed at {id}"),
                Some(None) => "can be upgraded by nobody".to_owned(),
                Some(Some(found)) if found == governance.treasury => "was handed over before".to_owned(),
                Some(Some(found)) if found == me => {
                    loader.hand_over(name, &id, &governance.treasury).await?;
                    "is handed over".to_owned()
                }
                Some(Some(found)) => format!("is {found}'s to hand over: run this with its key"),
            },
        ));
    }
    let complete = Authorities::load(context, &governance.pool).await?.handed_over();
    let value = json!({
        "treasury": governance.treasury.to_string(),
        "complete": complete,
        "outcomes": told.iter().map(|(name, what)| json!({ "name": name, "outcome": what })).collect::<Vec<_>>(),
    });
    context.out.result(&value, || {
        let mut lines: Vec<_> = told
            .iter()
            .map(|(name, what)| format!("{name:<8} {what}"))
            .collect();
        lines.push(match complete {
            true => "everything is handed over: from now on, votes decide".to_owned(),
            false => "not everything is handed over: `assay doctor` says what is left".to_owned(),
        });
        lines.join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Hands the pool over, and with it its markets and AMM tiers, which ask the pool who governs.
async fn pool(
    context: &Context,
    keypair: &solana_keypair::Keypair,
    realm: &assay_client::governor::RealmSnapshot,
) -> anyhow::Result<String> {
    let (governance, me) = (&realm.governance, keypair.pubkey());
    let state: Pool = accounts::fetch(&context.rpc, &governance.pool.address).await?;
    if state.authority == governance.treasury {
        return Ok("was handed over before".to_owned());
    }
    ensure!(
        state.authority == me,
        "the pool is {}'s to hand over, and you sign as {me}: name its key with --keypair",
        state.authority
    );
    Transaction::new(keypair, vec![governance.handover(me)])
        .send(&context.rpc)
        .await?;
    Ok("is handed over, with its markets and AMM tiers".to_owned())
}

fn confirm(context: &Context, treasury: &Address) -> anyhow::Result<()> {
    if context.out.is_json() || !std::io::stdin().is_terminal() {
        bail!("handing over cannot be undone: confirm it with --yes");
    }
    println!(
        "From now on only votes change parameters, spend what the protocol earns, and upgrade the programs:\n\
         the pool's and the programs' authority becomes the treasury, {treasury}.\n\
         There is no way back without a vote. Type `{PHRASE}` to go on:"
    );
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context("nothing could be read")?;
    ensure!(line.trim() == PHRASE, "nothing is handed over");
    Ok(())
}
