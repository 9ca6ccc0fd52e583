//! `assay stake positions`.

use super::{
    arguments::{date, duration},
    percent,
};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::stake::{
    projection::{self, Yearly},
    Position, Snapshot, StakePool, Ticket,
};
use serde_json::{json, Value};
use solana_address::Address;
use std::process::ExitCode;

pub async fn list(context: &Context, pool: &StakePool, owner: Address) -> anyhow::Result<ExitCode> {
    let snapshot = Snapshot::load(&context.rpc, pool, Some(&owner)).await?;
    let views: Vec<_> = snapshot
        .positions
        .iter()
        .map(|(address, position)| View::new(&snapshot, address, position))
        .collect();
    // Of positions that were given away since: the tickets stay with who took them out.
    let others: Vec<_> = snapshot
        .tickets
        .iter()
        .filter(|ticket| ticket.source != ticket.operator)
        .filter(|ticket| views.iter().all(|view| *view.address != ticket.source))
        .collect();
    let value = json!({
        "positions": views.iter().map(View::to_json).collect::<Vec<_>>(),
        "other_tickets": others.iter().map(|ticket| ticket_json(&snapshot, ticket)).collect::<Vec<_>>(),
    });
    context.out.result(&value, || {
        let mut lines = Vec::new();
        if views.is_empty() {
            lines.push(format!("{owner} has no position: `assay stake open` makes one"));
        } else {
            let rows = views.iter().map(View::row).collect();
            let heading = [
                "id", "position", "worth", "operator", "lock", "to claim", "yearly", "tickets",
            ];
            lines.push(table(heading, rows));
        }
        lines.extend(others.iter().map(|ticket| {
            let text = ticket_text(&snapshot, ticket);
            format!("ticket of position {}, given away since: {text}", ticket.source)
        }));
        lines.join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn ticket_json(snapshot: &Snapshot, ticket: &Ticket) -> Value {
    json!({
        "position": ticket.source.to_string(),
        "nonce": ticket.nonce,
        "amount": snapshot.ticket_value(ticket),
        "release_at": ticket.release_at,
    })
}

fn ticket_text(snapshot: &Snapshot, ticket: &Ticket) -> String {
    let left = duration(ticket.release_at - snapshot.now);
    let worth = tokens(snapshot.ticket_value(ticket), REWARD_DECIMALS);
    format!("{}: {worth} in {left}", ticket.nonce)
}

/// A position with all that follows from it.
struct View<'a> {
    snapshot: &'a Snapshot,
    address: &'a Address,
    position: &'a Position,
    value: u64,
    pending: u64,
    yearly: Yearly,
}

impl<'a> View<'a> {
    fn new(snapshot: &'a Snapshot, address: &'a Address, position: &'a Position) -> Self {
        let operator = snapshot.operator_of(position);
        let (pool, now) = (&snapshot.pool, snapshot.now);
        Self {
            snapshot,
            address,
            position,
            value: snapshot.value(position),
            pending: projection::pending(pool, operator, position, now),
            yearly: projection::yearly(pool, operator, position, now),
        }
    }

    fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.snapshot.tickets_of(self.address)
    }

    fn to_json(&self) -> Value {
        let (position, now) = (self.position, self.snapshot.now);
        let operator = position.has_operator().then(|| position.operator.to_string());
        let tickets = self.tickets().map(|ticket| ticket_json(self.snapshot, ticket));
        json!({
            "position": self.address.to_string(),
            "id": position.id,
            "owner": position.owner.to_string(),
            "kind": if position.is_vesting() { "vesting" } else { "free" },
            "value": self.value,
            "unreleased": position.vesting.unreleased(now),
            "operator": operator,
            "leaving_until": position.leaving_until,
            "lock_seconds": position.lock_seconds,
            "lock_ends_at": position.lock_ends_at,
            "voting_until": position.voting_until,
            "voting_weight": position.weight_now(self.snapshot.operator_of(position)),
            "pending_rewards": self.pending,
            "claimed": position.claimed,
            "yearly_reward": self.yearly.reward,
            "yearly_rate": self.yearly.rate(),
            "tickets": tickets.collect::<Vec<_>>(),
        })
    }

    fn row(&self) -> [String; 8] {
        let amount = |units| tokens(units, REWARD_DECIMALS);
        let tickets = self.tickets().map(|ticket| ticket_text(self.snapshot, ticket));
        [
            self.position.id.to_string(),
            self.address.to_string(),
            amount(self.value),
            self.operator(),
            self.lock(),
            amount(self.pending),
            percent(self.yearly.rate()),
            tickets.collect::<Vec<_>>().join("\n"),
        ]
    }

    fn operator(&self) -> String {
        if !self.position.has_operator() {
            return "none".to_owned();
        }
        let left = duration(self.position.leaving_until - self.snapshot.now);
        match self.position.is_leaving() {
            true => format!("{} (leaving, {left})", self.position.operator),
            false => self.position.operator.to_string(),
        }
    }

    fn lock(&self) -> String {
        let (position, now) = (self.position, self.snapshot.now);
        if position.is_vesting() {
            let unreleased = tokens(position.vesting.unreleased(now), REWARD_DECIMALS);
            return format!("{unreleased} vest until {}", date(position.vesting.end));
        }
        match (position.lock_seconds, position.lock_ends_at) {
            (0, _) => "none".to_owned(),
            (seconds, 0) => duration(seconds.into()),
            (_, ends_at) if ends_at > now => format!("ends in {}", duration(ends_at - now)),
            _ => "none".to_owned(),
        }
    }
}
