//! `assay doctor`: what works, what does not, and what to do about it.

use super::authorities::{guardian_text, Authorities};
use crate::{
    context::{Context, Globals},
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{stake::StakePool, Rpc};
use serde::Serialize;
use solana_signer::Signer;
use std::process::ExitCode;

/// Lamports below which transactions soon cannot be paid for: about a thousand of them.
const LOW_LAMPORTS: u64 = 10_000_000;

#[derive(Serialize)]
struct Check {
    name: String,
    ok: bool,
    detail: String,
}

pub async fn run(globals: &Globals) -> anyhow::Result<ExitCode> {
    let context = Context::new(globals)?;
    let checks = examine(&context).await;
    let healthy = checks.iter().all(|check| check.ok);
    context.out.result(&checks, || {
        let rows = checks
            .iter()
            .map(|check| {
                let mark = if check.ok { "ok" } else { "FAILED" };
                [mark.to_owned(), check.name.clone(), check.detail.clone()]
            })
            .collect();
        table(["", "check", "detail"], rows)
    })?;
    Ok(if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn examine(context: &Context) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut note = |name: &str, result: Result<String, String>| {
        let ok = result.is_ok();
        let detail = result.unwrap_or_else(|reason| reason);
        let name = name.to_owned();
        checks.push(Check { name, ok, detail });
        ok
    };
    let rpc = &context.rpc;
    let keypair = context.keypair();
    note(
        "keypair",
        match &keypair {
            Ok(keypair) => Ok(keypair.pubkey().to_string()),
            Err(error) => Err(format!("{error:#}")),
        },
    );
    if !note("cluster", version(rpc).await) {
        return checks;
    }
    for (name, id) in assay_migrations::PROGRAMS {
        note(name, program(rpc, name, id).await);
    }
    let pool = context.pool().await;
    note(
        "pool",
        match &pool {
            Ok(pool) => Ok(format!("{} of mint {}", pool.address, pool.reward_mint)),
            Err(error) => Err(format!("{error:#}")),
        },
    );
    if let Ok(pool) = &pool {
        for (name, result) in governed(context, pool).await {
            note(&name, result);
        }
    }
    if let Ok(keypair) = &keypair {
        let me = keypair.pubkey();
        let lamports = rpc.lamports(&me).await;
        note(
            "SOL",
            match lamports {
                Ok(lamports) if lamports >= LOW_LAMPORTS => Ok(tokens(lamports, 9)),
                Ok(lamports) => Err(format!(
                    "{} pays for few transactions: send some to {me}, or run `assay init` on a test cluster",
                    tokens(lamports, 9)
                )),
                Err(error) => Err(error.to_string()),
            },
        );
        if let Ok(pool) = &pool {
            let balance = rpc.token_balance(&pool.reward_account(&me)).await;
            note(
                "reward tokens",
                balance
                    .map(|units| tokens(units, REWARD_DECIMALS))
                    .map_err(|error| error.to_string()),
            );
        }
    }
    checks
}

/// Who holds which authority. That a key does is for people to know, and nothing that failed.
async fn governed(context: &Context, pool: &StakePool) -> Vec<(String, Result<String, String>)> {
    let told = async {
        let held = Authorities::load(context, pool).await?;
        let mut told = vec![("governor of the pool".to_owned(), held.governor_text())];
        told.extend(held.all.iter().map(|it| (it.name.clone(), it.text())));
        if let Some(realm) = &held.realm {
            let now = context.rpc.unix_time().await?;
            told.push(("guardian".to_owned(), guardian_text(realm, now)));
        }
        let summary = match (held.handed_over(), held.realm.is_some()) {
            (true, _) => format!(
                "handed over: treasury {} holds everything",
                held.governance.treasury
            ),
            (false, true) => "not handed over: `assay gov handover` leaves everything to votes".to_owned(),
            (false, false) => "there is no realm, and keys decide".to_owned(),
        };
        told.push(("governance".to_owned(), summary));
        anyhow::Ok(told)
    };
    match told.await {
        Ok(told) => told
            .into_iter()
            .map(|(name, detail)| (name, Ok(detail)))
            .collect(),
        Err(error) => vec![("governance".to_owned(), Err(format!("{error:#}")))],
    }
}

async fn version(rpc: &Rpc) -> Result<String, String> {
    let version = rpc.named(rpc.inner().get_version().await);
    version
        .map(|version| format!("{} runs {}", rpc.cluster().rpc_url, version.solana_core))
        .map_err(|error| error.to_string())
}

async fn program(rpc: &Rpc, name: &str, id: solana_address::Address) -> Result<String, String> {
    match rpc.account(&id).await {
        Ok(Some(account)) if account.executable => Ok(id.to_string()),
        Ok(_) => Err(format!(
            "{name} is not deployed at {id}: run `cargo xtask deploy --url {}`",
            rpc.cluster().rpc_url
        )),
        Err(error) => Err(error.to_string()),
    }
}
