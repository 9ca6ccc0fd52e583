//! `assay gov close`: what a proposal that is over still holds goes back to whose it is.

use super::{subject::Subject, Plan};
use crate::{context::Context, output::tokens};
use anyhow::ensure;
use assay_client::{
    governor::{votes, Phase},
    pack,
};
use solana_address::Address;

pub async fn plan(context: &Context, me: Address, number: u64) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    subject.require(matches!(subject.phase, Phase::Over(_)))?;
    let (governance, address) = (&subject.realm.governance, subject.found.address);
    let proposal = &subject.found.proposal;
    let proposer = proposal.proposer;
    let records = votes(&context.rpc, &address).await?;
    let mut instructions: Vec<_> = records
        .iter()
        .map(|(_, record)| governance.close_vote(address, record.position, record.payer))
        .collect();
    let actions = &subject.found.actions;
    instructions.extend(
        actions
            .iter()
            .map(|action| governance.close_action(proposer, address, action.index)),
    );
    let mut done = format!("closed {} votes and {} actions", records.len(), actions.len());
    if proposal.deposit > 0 {
        let (receiver, whose) = match proposal.deposit_safe {
            0 => (governance.treasury, "the treasury, to which it is forfeited"),
            _ => (proposer, "the proposer"),
        };
        instructions.push(governance.reclaim_deposit(address, receiver));
        done += &format!(
            "; the deposit of {} SOL went to {whose}",
            tokens(proposal.deposit, 9)
        );
    }
    if proposer == me {
        instructions.push(governance.close_proposal(me, address));
        done += "; the proposal is closed, and its rent is back";
    } else {
        done += &format!("; the proposal itself is {proposer}'s to close");
    }
    ensure!(
        !instructions.is_empty(),
        "proposal {number} holds nothing any more; {proposer} can close it"
    );
    Ok(Plan {
        transactions: pack(&me, instructions)?,
        ..Plan::new([], done)
            .with("closed_votes", records.len())
            .with("closed_actions", actions.len())
            .with("closed_proposal", proposer == me)
    })
}
