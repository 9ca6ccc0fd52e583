//! `assay stake show` and `assay stake list`.

use super::{arguments::Percent, lookup, percent};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{
    accounts, address,
    stake::{projection, BondLedger, Operator, Pool, StakePool, Ticket, ROLE_PROVIDER, ROLE_VERIFIER},
};
use serde_json::json;
use solana_address::Address;
use std::process::ExitCode;

pub async fn show(context: &Context, pool: &StakePool, named: Address) -> anyhow::Result<ExitCode> {
    let (address, operator) = lookup::operator(context, pool, named).await?;
    let ledger: BondLedger = accounts::fetch(&context.rpc, &address::ledger(&address)).await?;
    let tickets = accounts::list::<Ticket>(&context.rpc, &[(0, address.as_ref())]).await?;
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let now = context.rpc.unix_time().await?;
    let earning = Earning::of(&state, &operator, now);
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
        "backing": operator.backing.stake,
        "weight": earning.operator.weight,
        "effective_weight": earning.operator.effective,
        "commission_bps": operator.commission(now),
        "announced_commission_bps": earning.announced(),
        "commission_at": earning.operator.commission_at,
        "pending_rewards": earning.pending,
        "earned": {
            "bond": earning.operator.earned_bond,
            "commission": earning.operator.earned_commission,
            "work": earning.operator.earned_work,
        },
        "backers_yearly_rate": earning.rate,
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
            ["backing".to_owned(), amount(operator.backing.stake)],
            [
                "weight".to_owned(),
                format!(
                    "{}, of which {} earns",
                    amount(earning.operator.weight),
                    amount(earning.operator.effective)
                ),
            ],
            ["commission".to_owned(), earning.commission()],
            ["to claim".to_owned(), amount(earning.pending)],
            ["yearly for backers".to_owned(), percent(earning.rate)],
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
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let now = context.rpc.unix_time().await?;
    let value: Vec<_> = operators
        .iter()
        .map(|(address, operator)| {
            let earning = Earning::of(&state, operator, now);
            json!({
                "operator": address.to_string(),
                "authority": operator.authority.to_string(),
                "roles": role_names(operator.roles),
                "own_bond": operator.own_bond,
                "locked": operator.locked,
                "backing": operator.backing.stake,
                "weight": earning.operator.weight,
                "commission_bps": operator.commission(now),
                "pending_rewards": earning.pending,
                "backers_yearly_rate": earning.rate,
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
                let earning = Earning::of(&state, operator, now);
                [
                    address.to_string(),
                    role_names(operator.roles).join(", "),
                    tokens(operator.own_bond, REWARD_DECIMALS),
                    tokens(operator.locked, REWARD_DECIMALS),
                    tokens(operator.backing.stake, REWARD_DECIMALS),
                    tokens(earning.operator.weight, REWARD_DECIMALS),
                    earning.commission(),
                    tokens(earning.pending, REWARD_DECIMALS),
                    percent(earning.rate),
                    operator.reputation(now).to_string(),
                ]
            })
            .collect();
        let heading = [
            "operator",
            "roles",
            "bond",
            "locked",
            "backing",
            "weight",
            "commission",
            "to claim",
            "yearly for backers",
            "reputation",
        ];
        table(heading, rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What an operator earns, brought up to date.
struct Earning {
    operator: Operator,
    /// Base units.
    pending: u64,
    /// What a token without a lock would earn in a year, as a part of it.
    rate: f64,
}

impl Earning {
    fn of(pool: &Pool, operator: &Operator, now: i64) -> Self {
        let token = 10_u64.pow(REWARD_DECIMALS.into());
        let yearly = projection::yearly_if_backed(pool, operator, token, 0, now);
        Self {
            pending: projection::pending_operator(pool, operator, now),
            operator: projection::collected(pool, operator, now).1,
            rate: yearly.map_or(0.0, |yearly| yearly.rate()),
        }
    }

    /// The commission that is announced and not in effect.
    fn announced(&self) -> Option<u16> {
        (self.operator.commission_at > 0).then_some(self.operator.next_commission_bps)
    }

    fn commission(&self) -> String {
        let bps = self.operator.commission_bps;
        let now = Percent { bps };
        match self.announced() {
            Some(bps) => format!("{now}, announced {}", Percent { bps }),
            None => now.to_string(),
        }
    }
}

fn role_names(roles: u8) -> Vec<&'static str> {
    [(ROLE_PROVIDER, "provider"), (ROLE_VERIFIER, "verifier")]
        .into_iter()
        .filter_map(|(bit, name)| (roles & bit != 0).then_some(name))
        .collect()
}
