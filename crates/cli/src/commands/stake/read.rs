//! `assay stake show` and `assay stake list`.

use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{
    accounts, address,
    stake::{BondLedger, Operator, StakePool, Ticket, ROLE_PROVIDER, ROLE_VERIFIER},
};
use serde_json::json;
use solana_address::Address;
use solana_signer::Signer;
use std::process::ExitCode;

pub async fn show(
    context: &Context,
    pool: &StakePool,
    authority: Option<Address>,
) -> anyhow::Result<ExitCode> {
    let authority = match authority {
        Some(authority) => authority,
        None => context.keypair()?.pubkey(),
    };
    let address = pool.operator(&authority);
    let operator: Operator = accounts::fetch(&context.rpc, &address).await?;
    let ledger: BondLedger = accounts::fetch(&context.rpc, &address::ledger(&address)).await?;
    let tickets = accounts::list::<Ticket>(&context.rpc, &[(0, address.as_ref())]).await?;
    let now = context.rpc.unix_time().await?;
    let amount = |units| tokens(units, REWARD_DECIMALS);
    let value = json!({
        "operator": address.to_string(),
        "authority": operator.authority.to_string(),
        "agent": operator.agent.to_string(),
        "endpoint": operator.endpoint_str(),
        "roles": role_names(operator.roles),
        "own_bond": operator.own_bond,
        "locked": operator.locked,
        "cooling": operator.cooling.stake,
        "reputation": operator.reputation(now),
        "settled_jobs": operator.settled_jobs,
        "failed_jobs": operator.failed_jobs,
        "convictions": operator.convictions,
        "jailed_until": operator.jailed_until,
        "retired": operator.retired == 1,
        "locks": ledger.locks.iter().filter(|lock| lock.amount > 0).map(|lock| json!({
            "job": lock.job.to_string(), "amount": lock.amount,
        })).collect::<Vec<_>>(),
        "tickets": tickets.iter().map(|(_, ticket)| json!({
            "nonce": ticket.nonce, "amount": ticket.amount, "release_at": ticket.release_at,
        })).collect::<Vec<_>>(),
    });
    context.out.result(&value, || {
        let mut rows = vec![
            ["operator".to_owned(), address.to_string()],
            ["agent".to_owned(), operator.agent.to_string()],
            ["endpoint".to_owned(), operator.endpoint_str().to_owned()],
            ["roles".to_owned(), role_names(operator.roles).join(", ")],
            ["bond".to_owned(), amount(operator.own_bond)],
            ["locked".to_owned(), amount(operator.locked)],
            ["reputation".to_owned(), operator.reputation(now).to_string()],
        ];
        rows.extend(tickets.iter().map(|(_, ticket)| {
            let left = (ticket.release_at - now).max(0);
            [
                format!("ticket {}", ticket.nonce),
                format!("{}, withdrawable in {left} s", amount(ticket.amount)),
            ]
        }));
        table(["", ""], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

pub async fn list(context: &Context, pool: &StakePool) -> anyhow::Result<ExitCode> {
    let matching: [(usize, &[u8]); 1] = [(0, pool.address.as_ref())];
    let mut operators = accounts::list::<Operator>(&context.rpc, &matching).await?;
    operators.sort_by_key(|(_, operator)| std::cmp::Reverse(operator.own_bond));
    let now = context.rpc.unix_time().await?;
    let value: Vec<_> = operators
        .iter()
        .map(|(address, operator)| {
            json!({
                "operator": address.to_string(),
                "authority": operator.authority.to_string(),
                "roles": role_names(operator.roles),
                "own_bond": operator.own_bond,
                "locked": operator.locked,
                "class": operator.class,
                "price_floor": operator.price_floor,
                "reputation": operator.reputation(now),
                "endpoint": operator.endpoint_str(),
            })
        })
        .collect();
    context.out.result(&value, || {
        let rows = operators
            .iter()
            .map(|(address, operator)| {
                [
                    address.to_string(),
                    role_names(operator.roles).join(", "),
                    tokens(operator.own_bond, REWARD_DECIMALS),
                    tokens(operator.locked, REWARD_DECIMALS),
                    operator.reputation(now).to_string(),
                ]
            })
            .collect();
        table(["operator", "roles", "bond", "locked", "reputation"], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn role_names(roles: u8) -> Vec<&'static str> {
    [(ROLE_PROVIDER, "provider"), (ROLE_VERIFIER, "verifier")]
        .into_iter()
        .filter_map(|(bit, name)| (roles & bit != 0).then_some(name))
        .collect()
}
