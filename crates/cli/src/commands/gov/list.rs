//! `assay gov list`.

use super::{arguments::duration, subject};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::governor::{proposals, Phase, Proposal, Standing};
use serde_json::json;
use std::process::ExitCode;

pub async fn run(context: &Context) -> anyhow::Result<ExitCode> {
    let realm = subject::realm(context).await?;
    let found = proposals(&context.rpc, &realm.governance).await?;
    let phase = |it: &Proposal| Phase::of(it, realm.pool.cooldown_seconds, realm.now);
    let value: Vec<_> = found
        .iter()
        .map(|(address, proposal)| {
            let phase = phase(proposal);
            let standing = Standing::of(proposal);
            json!({
                "number": proposal.number,
                "proposal": address.to_string(),
                "title": String::from_utf8_lossy(proposal.title()),
                "proposer": proposal.proposer.to_string(),
                "state": phase.name(),
                "needs_finalizing": phase.needs_finalizing(),
                "ends_at": phase.ends_at(),
                "actions": proposal.action_count,
                "critical": proposal.is_critical(),
                "for": standing.tally.for_weight,
                "against": standing.tally.against_weight,
                "abstain": standing.tally.abstain_weight,
                "passes": standing.passes,
            })
        })
        .collect();
    context.out.result(&value, || {
        if found.is_empty() {
            return "there is no proposal yet: `assay gov propose` makes one".to_owned();
        }
        let rows = found.iter().map(|(_, proposal)| {
            let phase = phase(proposal);
            let amount = |units| tokens(units, REWARD_DECIMALS);
            let left = phase.ends_at().map(|until| duration(until - realm.now));
            [
                proposal.number.to_string(),
                String::from_utf8_lossy(proposal.title()).into_owned(),
                phase.name().to_owned(),
                left.unwrap_or_default(),
                amount(proposal.tally.for_weight),
                amount(proposal.tally.against_weight),
                amount(proposal.tally.abstain_weight),
            ]
        });
        table(
            ["", "title", "state", "time left", "for", "against", "abstain"],
            rows.collect(),
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
