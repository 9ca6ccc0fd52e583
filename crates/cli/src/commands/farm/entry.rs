//! What those who stake LP tokens do.

use super::lookup::Found;
use crate::{
    commands::plan::Plan,
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{Farm, FarmStake, LpFarm, StakePool},
    token,
};
use solana_address::Address;
use solana_instruction::Instruction;
use std::mem::offset_of;

/// Claims that fit into a transaction, with room to spare.
const PER_TRANSACTION: usize = 6;

/// Stakes `amount`, and opens the stake where there is none.
pub async fn stake(context: &Context, at: LpFarm, me: Address, amount: &str) -> anyhow::Result<Plan> {
    let found = Found::find(context, at).await?;
    let units = found.amount(amount)?;
    let balance = context.rpc.token_balance(&at.lp_account(&me)).await?;
    ensure!(
        units <= balance,
        "{me} has {} of these LP tokens, and you want to stake {}",
        found.lp(balance),
        found.lp(units)
    );
    let mut instructions = Vec::new();
    let stake = accounts::find::<FarmStake>(&context.rpc, &at.stake(&me)).await?;
    if stake.is_none() {
        instructions.push(at.open_farm_stake(me));
    }
    instructions.push(at.stake_liquidity(me, units));
    let staked = stake.map_or(0, |stake| stake.amount) + units;
    let mut done = format!("staked {}, {} in all", found.lp(units), found.lp(staked));
    if found.farm.weight == 0 {
        done += "; this farm has ended and earns nothing";
    }
    Ok(Plan::new(instructions, done).with("stake", at.stake(&me).to_string()))
}

/// Takes `amount` out, or all there is.
pub async fn unstake(context: &Context, at: LpFarm, me: Address, amount: &str) -> anyhow::Result<Plan> {
    let found = Found::find(context, at).await?;
    let stake = found.stake(context, &me).await?;
    let units = match amount {
        "all" => stake.amount,
        amount => found.amount(amount)?,
    };
    ensure!(
        units > 0 && units <= stake.amount,
        "{} is staked in this farm, and you ask for {}",
        found.lp(stake.amount),
        found.lp(units)
    );
    let open = token::open_associated(&me, &me, &at.lp_mint, &token::TOKEN_PROGRAM);
    let done = format!(
        "took {} out; {} is still staked",
        found.lp(units),
        found.lp(stake.amount - units)
    );
    Ok(Plan::new([open, at.unstake_liquidity(me, units)], done))
}

/// Claims what was earned in one farm.
pub async fn claim(context: &Context, at: LpFarm, me: Address) -> anyhow::Result<Plan> {
    let found = Found::find(context, at).await?;
    let due = found.pending(&found.stake(context, &me).await?);
    ensure!(due > 0, "there is nothing to claim in the farm of {}", at.lp_mint);
    let done = format!("claimed at least {}", tokens(due, REWARD_DECIMALS));
    Ok(Plan::new(
        [open_reward(&at.pool, &me), at.claim_liquidity(me)],
        done,
    ))
}

/// Claims in every farm of the pool with something to claim.
pub async fn claim_all(context: &Context, pool: &StakePool, me: Address) -> anyhow::Result<Plan> {
    let mine = (offset_of!(FarmStake, owner), me.as_ref());
    let (mut total, mut claims) = (0, Vec::new());
    for (_, stake) in accounts::list::<FarmStake>(&context.rpc, &[mine]).await? {
        let farm: Farm = accounts::fetch(&context.rpc, &stake.farm).await?;
        if farm.pool != pool.address {
            continue;
        }
        let found = Found::find(context, pool.farm(farm.lp_mint)).await?;
        let due = found.pending(&stake);
        if due > 0 {
            total += due;
            claims.push(found.at.claim_liquidity(me));
        }
    }
    ensure!(!claims.is_empty(), "{me} has nothing to claim in any farm");
    let done = format!(
        "claimed at least {} in {} farm{}",
        tokens(total, REWARD_DECIMALS),
        claims.len(),
        if claims.len() == 1 { "" } else { "s" }
    );
    let open = open_reward(pool, &me);
    let with_account = |claims: &[_]| [std::slice::from_ref(&open), claims].concat();
    Ok(Plan {
        transactions: claims.chunks(PER_TRANSACTION).map(with_account).collect(),
        ..Plan::new([], done)
    })
}

/// Closes an empty stake.
pub async fn close(context: &Context, at: LpFarm, me: Address) -> anyhow::Result<Plan> {
    let found = Found::find(context, at).await?;
    let stake = found.stake(context, &me).await?;
    ensure!(
        stake.amount == 0,
        "{} is still staked in this farm: take it out with `assay farm unstake {} all`",
        found.lp(stake.amount),
        at.lp_mint
    );
    ensure!(
        stake.owed == 0,
        "{} is still to be claimed: `assay farm claim {}`",
        tokens(stake.owed, REWARD_DECIMALS),
        at.lp_mint
    );
    Ok(Plan::new([at.close_farm_stake(me)], "closed; the rent is back"))
}

fn open_reward(pool: &StakePool, owner: &Address) -> Instruction {
    token::open_associated(owner, owner, &pool.reward_mint, &token::TOKEN_PROGRAM)
}
