//! `assay gov delegate`, `undelegate` and `delegations`.

use super::{subject, Plan};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use anyhow::{bail, ensure};
use assay_client::governor::{delegation_of, delegations_to, positions_of};
use serde_json::json;
use solana_address::Address;
use std::process::ExitCode;

pub async fn delegate(context: &Context, me: Address, delegate: Address) -> anyhow::Result<Plan> {
    ensure!(delegate != me, "{me} is you; nobody delegates to themselves");
    let governance = subject::realm(context).await?.governance;
    ensure!(
        delegate != governance.treasury && delegate != Address::default(),
        "{delegate} never votes; name somebody's wallet"
    );
    let mut instructions = vec![governance.delegate(me, delegate)];
    match delegation_of(&context.rpc, &governance, &me).await? {
        Some(now) if now.delegate == delegate => bail!("{me} delegates to {delegate} already"),
        Some(_) => instructions.insert(0, governance.undelegate(me)),
        None => {}
    }
    let done = format!(
        "{delegate} votes with all positions of {me} from now on, unless {me} does; votes that were cast stay"
    );
    Ok(Plan::new(instructions, done).with("delegate", delegate.to_string()))
}

pub async fn undelegate(context: &Context, me: Address) -> anyhow::Result<Plan> {
    let governance = subject::realm(context).await?.governance;
    let Some(now) = delegation_of(&context.rpc, &governance, &me).await? else {
        bail!("{me} delegates to nobody");
    };
    let done = format!(
        "{} votes for {me} no more; what it voted stays until you change it",
        now.delegate
    );
    Ok(Plan::new([governance.undelegate(me)], done))
}

pub async fn list(context: &Context, owner: Address) -> anyhow::Result<ExitCode> {
    let governance = subject::realm(context).await?.governance;
    let to = delegation_of(&context.rpc, &governance, &owner).await?;
    let from = delegations_to(&context.rpc, &governance, &owner).await?;
    let mut delegators = Vec::with_capacity(from.len());
    for delegation in &from {
        let positions = positions_of(&context.rpc, &governance.pool, &[delegation.owner]).await?;
        let weight: u64 = positions
            .iter()
            .map(|it| it.position.weight_now(it.operator.as_ref()))
            .sum();
        delegators.push((delegation.owner, positions.len(), weight));
    }
    let value = json!({
        "owner": owner.to_string(),
        "delegate": to.map(|to| to.delegate.to_string()),
        "from": delegators.iter().map(|(owner, positions, weight)| json!({
            "owner": owner.to_string(), "positions": positions, "weight": weight,
        })).collect::<Vec<_>>(),
    });
    context.out.result(&value, || {
        let first = match to {
            Some(to) => format!("{owner} delegates to {}", to.delegate),
            None => format!("{owner} delegates to nobody"),
        };
        if delegators.is_empty() {
            return format!("{first}, and nobody to {owner}");
        }
        let rows = delegators.iter().map(|(from, positions, weight)| {
            [
                from.to_string(),
                positions.to_string(),
                tokens(*weight, REWARD_DECIMALS),
            ]
        });
        format!(
            "{first}\n{}",
            table(["from", "positions", "weight"], rows.collect())
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
