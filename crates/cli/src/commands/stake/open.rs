//! Opening positions.

use super::{
    arguments::{duration, Amount, Lock, Moment},
    back, lookup, Plan,
};
use crate::context::Context;
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{Position, StakePool, Vesting},
};
use rand::Rng as _;
use solana_address::Address;

/// Stakes for oneself, and backs an operator at once where one is named.
pub async fn position(
    context: &Context,
    pool: &StakePool,
    me: Address,
    amount: Amount,
    lock: Option<Lock>,
    backing: back::Optional,
) -> anyhow::Result<Plan> {
    lookup::require_tokens(context, pool, &me, amount).await?;
    let id = new_id(context, pool).await?;
    let lock = lock.map_or(0, |lock| lock.seconds);
    let mut instructions = vec![pool.open_position(me, id, amount.base_units, lock)];
    let mut done = format!("staked {amount} in position {id}");
    if let Some(named) = backing.operator {
        let now = context.rpc.unix_time().await?;
        let operator = lookup::operator(context, pool, named).await?;
        let max = back::require(&operator, backing.max_commission, now)?;
        instructions.push(pool.back(me, pool.position(id), operator.0, max.bps));
        done += ", which";
        done += &back::sentence(context, pool, &operator, (amount.base_units, lock), now).await?;
    } else {
        done += &format!("; it earns once it backs an operator: `assay stake back {id} OPERATOR`");
    }
    Ok(Plan::position(pool, id, instructions, done))
}

/// Stakes for `owner` what is released bit by bit.
pub async fn vesting(
    context: &Context,
    pool: &StakePool,
    me: Address,
    owner: Address,
    amount: Amount,
    [start, cliff, end]: [Moment; 3],
) -> anyhow::Result<Plan> {
    lookup::require_tokens(context, pool, &me, amount).await?;
    let start = start.from(context.rpc.unix_time().await?)?;
    let vesting = Vesting {
        amount: amount.base_units,
        start,
        cliff: cliff.from(start)?,
        end: end.from(start)?,
    };
    ensure!(
        vesting.validate().is_ok(),
        "vesting needs start <= cliff <= end, with the end after the start and at most 136 years later; these are {start}, {} and {}",
        vesting.cliff,
        vesting.end
    );
    let id = new_id(context, pool).await?;
    let open = pool.open_vesting(me, id, owner, vesting);
    let length = duration(vesting.end - start);
    let done = format!("staked {amount} for {owner} in position {id}, released over {length}");
    Ok(Plan::position(pool, id, [open], done))
}

/// An id that no position of the pool has. Short, because people type it.
pub async fn new_id(context: &Context, pool: &StakePool) -> anyhow::Result<u64> {
    loop {
        let id = rand::rng().random::<u32>().into();
        let taken = accounts::find::<Position>(&context.rpc, &pool.position(id)).await?;
        if taken.is_none() {
            return Ok(id);
        }
    }
}
