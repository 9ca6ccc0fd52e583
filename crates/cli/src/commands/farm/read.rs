//! `assay farm list` and `assay farm show`.

use super::lookup::Found;
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{
    accounts,
    stake::{farm::epoch_stream, Farm, FarmStake, LpFarm, Pool, StakePool},
};
use serde_json::{json, Value};
use solana_address::Address;
use std::{cmp::Reverse, process::ExitCode};

pub async fn list(context: &Context, pool: &StakePool) -> anyhow::Result<ExitCode> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let of_pool: (usize, &[u8]) = (std::mem::offset_of!(Farm, pool), pool.address.as_ref());
    let mut farms = accounts::list::<Farm>(&context.rpc, &[of_pool]).await?;
    farms.sort_by_key(|(address, farm)| (Reverse(farm.weight), *address));
    let value: Vec<_> = farms
        .iter()
        .map(|(address, farm)| to_json(&state, address, farm))
        .collect();
    context.out.result(&value, || {
        if farms.is_empty() {
            return "the pool has no farm".to_owned();
        }
        let rows = farms
            .iter()
            .map(|(_, farm)| {
                [
                    farm.lp_mint.to_string(),
                    format!("{} of {}", farm.weight, state.farm_weight),
                    tokens(farm.staked, farm.decimals),
                    tokens(epoch_stream(&state, farm), REWARD_DECIMALS),
                ]
            })
            .collect();
        table(["LP mint", "weight", "staked", "streamed in the epoch"], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

pub async fn show(context: &Context, at: &LpFarm, owner: Address) -> anyhow::Result<ExitCode> {
    let found = Found::find(context, *at).await?;
    let stake = accounts::find::<FarmStake>(&context.rpc, &at.stake(&owner)).await?;
    let due = stake.map_or(0, |stake| found.pending(&stake));
    let mut value = to_json(&found.pool, &at.address, &found.farm);
    value["owner"] = owner.to_string().into();
    value["stake"] = stake.map_or(Value::Null, |stake| {
        json!({
            "address": at.stake(&owner).to_string(),
            "amount": stake.amount,
            "pending_rewards": due,
        })
    });
    context.out.result(&value, || {
        let reward = |units| tokens(units, REWARD_DECIMALS);
        let mut rows = vec![
            ["farm".to_owned(), at.address.to_string()],
            ["LP mint".to_owned(), at.lp_mint.to_string()],
            [
                "weight".to_owned(),
                format!("{} of {}", found.farm.weight, found.pool.farm_weight),
            ],
            ["staked".to_owned(), found.lp(found.farm.staked)],
            [
                "streamed in the epoch".to_owned(),
                reward(epoch_stream(&found.pool, &found.farm)),
            ],
        ];
        if let Some(stake) = stake {
            rows.push([format!("staked by {owner}"), found.lp(stake.amount)]);
            rows.push(["to claim".to_owned(), reward(due)]);
        }
        table(["", ""], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn to_json(pool: &Pool, address: &Address, farm: &Farm) -> Value {
    json!({
        "farm": address.to_string(),
        "lp_mint": farm.lp_mint.to_string(),
        "weight": farm.weight,
        "total_weight": pool.farm_weight,
        "staked": farm.staked,
        "decimals": farm.decimals,
        "epoch_stream": epoch_stream(pool, farm),
    })
}
