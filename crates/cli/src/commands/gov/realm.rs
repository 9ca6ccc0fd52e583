//! `assay gov show` without a number: the realm, and what its treasury has.

use super::{params, subject, trading::label};
use crate::{
    commands::authorities::{guardian_text, Authorities, Authority},
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{
    amm,
    token::{TokenAccount, TOKEN_2022_PROGRAM, TOKEN_PROGRAM},
};
use serde_json::json;
use solana_address::Address;
use std::process::ExitCode;

/// Where a token account names its owner.
const OWNER_AT: usize = 32;

pub async fn show(context: &Context) -> anyhow::Result<ExitCode> {
    let snapshot = subject::realm(context).await?;
    let (governance, realm) = (&snapshot.governance, &snapshot.realm);
    let held = Authorities::load(context, &governance.pool).await?;
    let lamports = context.rpc.lamports(&governance.treasury).await?;
    let balances = balances(context, &governance.treasury).await?;
    let guardian = (realm.guardian != Address::default()).then(|| realm.guardian.to_string());
    let value = json!({
        "realm": governance.realm.to_string(),
        "pool": governance.pool.address.to_string(),
        "treasury": governance.treasury.to_string(),
        "governs": held.is_governed(),
        "handed_over": held.handed_over(),
        "proposals": realm.proposals,
        "params": params::to_json(&realm.params),
        "total_votes": snapshot.pool.total_votes,
        "threshold": snapshot.threshold(),
        "quorum": realm.params.quorum(snapshot.pool.total_votes),
        "guardian": guardian,
        "guardian_until": realm.guardian_until,
        "guardian_in_office": snapshot.guardian_in_office(),
        "lamports": lamports,
        "tokens": balances.iter().map(|it| json!({
            "mint": it.mint.to_string(), "amount": it.amount, "decimals": it.decimals,
        })).collect::<Vec<_>>(),
        "authorities": held.all.iter().map(Authority::to_json).collect::<Vec<_>>(),
    });
    context.out.result(&value, || {
        let amount = |units| tokens(units, REWARD_DECIMALS);
        let mut rows = vec![
            ["realm".to_owned(), governance.realm.to_string()],
            ["treasury".to_owned(), governance.treasury.to_string()],
            ["it has".to_owned(), format!("{} SOL", tokens(lamports, 9))],
        ];
        rows.extend(balances.iter().map(|it| {
            let name = label(&governance.pool, &it.mint);
            [
                "it has".to_owned(),
                format!("{} {name}", tokens(it.amount, it.decimals)),
            ]
        }));
        rows.push(["governor of the pool".to_owned(), held.governor_text()]);
        rows.push(["guardian".to_owned(), guardian_text(realm, snapshot.now)]);
        rows.extend(held.all.iter().map(|it| [it.name.clone(), it.text()]));
        rows.push(["proposals so far".to_owned(), realm.proposals.to_string()]);
        rows.push(["all voting weight".to_owned(), amount(snapshot.pool.total_votes)]);
        rows.push(["weight to propose now".to_owned(), amount(snapshot.threshold())]);
        rows.extend(params::rows(&realm.params));
        table(["", ""], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Tokens of one mint.
struct Balance {
    mint: Address,
    amount: u64,
    decimals: u8,
}

async fn balances(context: &Context, owner: &Address) -> anyhow::Result<Vec<Balance>> {
    let mut found: Vec<TokenAccount> = Vec::new();
    for program in [TOKEN_PROGRAM, TOKEN_2022_PROGRAM] {
        let of_owner: (usize, &[u8]) = (OWNER_AT, owner.as_ref());
        for (address, data) in context.rpc.program_accounts(&program, &[of_owner]).await? {
            if TokenAccount::is_one(&data) {
                found.push(TokenAccount::decode(address, &data)?);
            }
        }
    }
    found.retain(|account| account.amount > 0);
    let mints: Vec<_> = found.iter().map(|account| account.mint).collect();
    let decimals = match mints.is_empty() {
        true => Vec::new(),
        false => amm::mints(&context.rpc, &mints).await?,
    };
    Ok(found
        .iter()
        .zip(decimals)
        .map(|(account, mint)| Balance {
            mint: account.mint,
            amount: account.amount,
            decimals: mint.decimals,
        })
        .collect())
}
