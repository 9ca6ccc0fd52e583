//! Backing an operator.

use super::{
    arguments::{duration, Percent},
    lookup::{self, Held},
    percent, Plan,
};
use crate::context::Context;
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{projection, Operator, Pool, StakePool},
};
use solana_address::Address;

#[derive(clap::Args)]
pub struct Optional {
    /// Back this operator with it: its authority or its account
    #[arg(long = "back", value_name = "OPERATOR")]
    pub operator: Option<Address>,
    /// Highest commission to accept, now and announced [default: the operator's]
    #[arg(long, value_name = "PERCENT", requires = "operator")]
    pub max_commission: Option<Percent>,
}

/// Backs the operator that is named, after the position has left another one.
pub async fn plan(
    context: &Context,
    pool: &StakePool,
    held: &Held,
    named: Address,
    max: Option<Percent>,
) -> anyhow::Result<Plan> {
    let now = context.rpc.unix_time().await?;
    let (address, position) = (held.address, &held.position);
    let operator = lookup::operator(context, pool, named).await?;
    let max = require(&operator, max, now)?;
    let mut instructions = Vec::new();
    if position.has_operator() {
        ensure!(
            position.is_leaving(),
            "position {address} backs operator {}: leave it first with `assay stake unback`",
            position.operator
        );
        ensure!(
            now >= position.leaving_until,
            "position {address} is still leaving operator {}: wait for another {}",
            position.operator,
            duration(position.leaving_until - now)
        );
        instructions.push(pool.end_leave(address, position.operator));
    }
    instructions.push(pool.back(position.owner, address, operator.0, max.bps));
    let lock = match position.lock_ends_at {
        0 => position.lock_seconds,
        _ => 0,
    };
    let sentence = sentence(context, pool, &operator, (held.value(), lock), now).await?;
    let done = format!("position {address}{sentence}");
    Ok(Plan::new(instructions, done))
}

/// Requires an operator to take backers in, and returns the highest commission to accept: `max`, or what it takes now or
/// has announced, so that a rise in between is refused.
pub fn require(
    (address, operator): &(Address, Operator),
    max: Option<Percent>,
    now: i64,
) -> anyhow::Result<Percent> {
    ensure!(
        operator.retired == 0,
        "operator {address} is retired: back another one"
    );
    ensure!(
        now >= operator.jailed_until,
        "operator {address} is jailed for another {}: back another one",
        duration(operator.jailed_until - now)
    );
    let highest = Percent {
        bps: operator.highest_commission(),
    };
    let max = max.unwrap_or(highest);
    ensure!(
        highest.bps <= max.bps,
        "operator {address} takes or has announced a commission of {highest}, and you accept {max}"
    );
    Ok(max)
}

/// The end of a sentence about `amount`, locked for `lock` seconds, that backs an operator from now on.
pub async fn sentence(
    context: &Context,
    pool: &StakePool,
    (address, operator): &(Address, Operator),
    (amount, lock): (u64, u32),
    now: i64,
) -> anyhow::Result<String> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let yearly = projection::yearly_if_backed(&state, operator, amount, lock, now);
    let rate = percent(yearly.map_or(0.0, |yearly| yearly.rate()));
    Ok(format!(
        " backs operator {address}; at today's emission it earns {rate} a year"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_client::stake::Operator;

    /// The operator that starts as all zeros, after `change`.
    fn operator(change: impl FnOnce(&mut Operator)) -> (Address, Operator) {
        let mut operator: Operator = bytemuck::Zeroable::zeroed();
        change(&mut operator);
        (Address::default(), operator)
    }

    fn refused(operator: &(Address, Operator), max: Option<Percent>, word: &str) {
        let error = require(operator, max, 100).expect_err(word).to_string();
        assert!(error.contains(word), "{error}");
    }

    #[test]
    fn no_more_is_accepted_than_what_is_taken_and_announced_now() {
        let rising = operator(|operator| {
            (operator.commission_bps, operator.next_commission_bps) = (500, 800);
            operator.commission_at = 1_000;
        });
        let accepted = |max| require(&rising, max, 100).expect("in service").bps;
        assert_eq!((accepted(None), accepted(Some(Percent { bps: 900 }))), (800, 900));
        refused(&rising, Some(Percent { bps: 799 }), "commission of 8 %");
    }

    #[test]
    fn nobody_backs_who_may_not_work() {
        let jailed = operator(|operator| operator.jailed_until = 160);
        refused(&jailed, None, "jailed for another 1m");
        refused(&operator(|operator| operator.retired = 1), None, "retired");
        let free = operator(|operator| operator.jailed_until = 100);
        assert_eq!(require(&free, None, 100).expect("free again").bps, 0);
    }
}
