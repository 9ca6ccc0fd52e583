//! Paying rewards out.

use super::{lookup::Held, Plan};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{projection, Holding, Pool, Snapshot, StakePool},
    token,
};
use solana_address::Address;

/// Claims that fit into a transaction, with room to spare.
const PER_TRANSACTION: usize = 6;

/// Base units that a position can claim now.
///
/// # Errors
/// When there is nothing.
pub async fn due(context: &Context, pool: &StakePool, held: &Held) -> anyhow::Result<u64> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let now = context.rpc.unix_time().await?;
    let due = projection::pending(&state, held.operator.as_ref(), &held.position, now);
    ensure!(due > 0, "position {} has nothing to claim", held.address);
    Ok(due)
}

/// Claims of one position.
pub async fn one(context: &Context, pool: &StakePool, held: &Held) -> anyhow::Result<Plan> {
    let due = due(context, pool, held).await?;
    let owner = held.position.owner;
    let open = token::open_associated(&owner, &owner, &pool.reward_mint, &token::TOKEN_PROGRAM);
    let done = format!("claimed at least {}", tokens(due, REWARD_DECIMALS));
    Ok(Plan::new([open, pool.claim(&held.holding())], done))
}

/// Claims of every position of `owner` with something to claim.
pub async fn all(context: &Context, pool: &StakePool, owner: Address) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, pool, Some(&owner)).await?;
    let mut total = 0;
    let mut claims = Vec::new();
    for (address, position) in &snapshot.positions {
        let operator = snapshot.operator_of(position);
        let due = projection::pending(&snapshot.pool, operator, position, snapshot.now);
        if due > 0 {
            total += due;
            claims.push(pool.claim(&Holding::of(*address, position)));
        }
    }
    ensure!(!claims.is_empty(), "no position of {owner} has anything to claim");
    let done = format!(
        "claimed at least {} of {} position{}",
        tokens(total, REWARD_DECIMALS),
        claims.len(),
        if claims.len() == 1 { "" } else { "s" }
    );
    let open = token::open_associated(&owner, &owner, &pool.reward_mint, &token::TOKEN_PROGRAM);
    let with_account = |claims: &[_]| [std::slice::from_ref(&open), claims].concat();
    Ok(Plan {
        transactions: claims.chunks(PER_TRANSACTION).map(with_account).collect(),
        ..Plan::new([], done)
    })
}
