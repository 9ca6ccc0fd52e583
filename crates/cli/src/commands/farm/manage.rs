//! What the pool's authority does.

use super::lookup::Found;
use crate::{commands::plan::Plan, context::Context};
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{Farm, LpFarm, Pool},
};
use solana_address::Address;

pub async fn create(context: &Context, at: &LpFarm, me: Address, weight: u64) -> anyhow::Result<Plan> {
    let pool: Pool = accounts::fetch(&context.rpc, &at.pool.address).await?;
    require_authority(&pool, &me)?;
    let taken = accounts::find::<Farm>(&context.rpc, &at.address).await?;
    ensure!(
        taken.is_none(),
        "there is a farm of {} already: `assay farm set-weight` changes what it counts for",
        at.lp_mint
    );
    let done = format!(
        "made a farm that counts for {weight} of {}",
        pool.farm_weight + weight
    );
    Ok(Plan::new([at.create_farm(me, weight)], done).with("farm", at.address.to_string()))
}

pub async fn set_weight(context: &Context, at: &LpFarm, me: Address, weight: u64) -> anyhow::Result<Plan> {
    let found = Found::find(context, *at).await?;
    require_authority(&found.pool, &me)?;
    let others = found.pool.farm_weight.saturating_sub(found.farm.weight);
    let done = match weight {
        0 => "the farm has ended; what is staked in it can be taken out at any time".to_owned(),
        _ => format!("the farm counts for {weight} of {}", others + weight),
    };
    Ok(Plan::new([at.set_farm_weight(me, weight)], done))
}

fn require_authority(pool: &Pool, me: &Address) -> anyhow::Result<()> {
    ensure!(
        pool.authority == *me,
        "the pool's farms are its authority's, {}, and you sign as {me}: name its key with --keypair",
        pool.authority
    );
    Ok(())
}
