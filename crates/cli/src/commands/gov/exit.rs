//! `assay gov exit`: leaving because of what was decided.

use super::{
    arguments::{date, duration},
    subject::Subject,
    Plan,
};
use crate::context::Context;
use anyhow::ensure;
use assay_client::{
    accounts, address,
    governor::{may_exit, positions_of, Phase, VoteRecord},
    pack,
};
use serde_json::json;
use solana_address::Address;

pub async fn plan(context: &Context, me: Address, number: u64) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    let proposal = &subject.found.proposal;
    ensure!(
        proposal.is_critical(),
        "proposal {number} changes nothing about stake; nobody needs to leave because of it"
    );
    let Phase::TimeLocked { until } = subject.phase else {
        anyhow::bail!("the time to exit is the time lock: {}", subject.sentence());
    };
    let governance = &subject.realm.governance;
    let mut instructions = Vec::new();
    let (mut lines, mut exits) = (Vec::new(), Vec::new());
    let cooldown = subject.realm.pool.cooldown_seconds.min(proposal.exit_seconds);
    for staked in positions_of(&context.rpc, &governance.pool, &[me]).await? {
        let at = address::vote_record(&subject.found.address, &staked.address);
        let Some(record) = accounts::find::<VoteRecord>(&context.rpc, &at).await? else {
            continue;
        };
        let id = staked.position.id;
        if !may_exit(proposal, &record.tally) {
            lines.push(format!(
                "position {id} did not vote against it alone, and may not exit"
            ));
            continue;
        }
        if staked.position.grown_at >= record.cast_at {
            lines.push(format!(
                "position {id} was added to after it voted: it leaves with the whole cooldown"
            ));
            continue;
        }
        instructions.push(governance.claim_exit(subject.found.address, staked.address, record.payer));
        let lock = match staked.position.lock_seconds {
            0 => String::new(),
            seconds => format!("; its lock of {} stays", duration(seconds.into())),
        };
        lines.push(format!(
            "position {id} waits for {} instead of {} when it is taken out until {}: `assay stake unstake {id} all`{lock}",
            duration(cooldown),
            duration(subject.realm.pool.cooldown_seconds),
            date(until)
        ));
        exits.push(json!({ "id": id, "position": staked.address.to_string(), "until": until }));
    }
    ensure!(
        !instructions.is_empty(),
        "{me} has no position that voted against proposal {number}, and nothing else, and has not exited{}",
        lines.iter().map(|line| format!("\n{line}")).collect::<String>()
    );
    Ok(Plan {
        transactions: pack(&me, instructions)?,
        ..Plan::new([], lines.join("\n")).with("exits", exits)
    })
}
