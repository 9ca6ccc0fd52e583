//! Taking stake out of positions.

use super::{
    arguments::{Amount, Part, PositionName},
    lookup::Held,
    new_nonce, Plan,
};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::ensure;
use assay_client::{
    accounts, address,
    stake::{StakePool, Ticket},
    token,
};
use solana_address::Address;

/// Starts the cooldown of part of a position.
pub async fn unstake(context: &Context, pool: &StakePool, held: &Held, part: Part) -> anyhow::Result<Plan> {
    let now = context.rpc.unix_time().await?;
    let released = held.value().saturating_sub(held.position.vesting.unreleased(now));
    let amount = match part {
        Part::Of(amount) => amount,
        Part::All => Amount { base_units: released },
    };
    held.require(amount)?;
    ensure!(
        amount.base_units > 0 && amount.base_units <= released,
        "{} can be taken out of position {} now",
        tokens(released, REWARD_DECIMALS),
        held.address
    );
    let nonce = new_nonce(context).await?;
    let begin = pool.begin_unstake(&held.holding(), nonce, amount.base_units);
    let done = format!("ticket {nonce} holds {amount}; withdraw it after the cooldown");
    Ok(Plan::new([begin], done).with("nonce", nonce))
}

/// Pays out a ticket of a position, or of one's own bond where no position is named.
pub async fn withdraw(
    context: &Context,
    pool: &StakePool,
    me: Address,
    nonce: u64,
    position: Option<PositionName>,
) -> anyhow::Result<Plan> {
    let (owner, withdraw) = match position {
        None => (me, pool.withdraw_bond(me, nonce)),
        Some(name) => {
            let position = Held::find(context, pool, name).await?.address;
            let ticket: Ticket = accounts::fetch(&context.rpc, &address::ticket(&position, nonce)).await?;
            let operator = (ticket.operator != Address::default()).then_some(ticket.operator);
            (
                ticket.owner,
                pool.withdraw(ticket.owner, position, operator, nonce),
            )
        }
    };
    let open = token::open_associated(&me, &owner, &pool.reward_mint, &token::TOKEN_PROGRAM);
    Ok(Plan::new(
        [open, withdraw],
        format!("ticket {nonce} is withdrawn"),
    ))
}
