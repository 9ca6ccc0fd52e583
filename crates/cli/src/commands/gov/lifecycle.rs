//! What leads a proposal from one state to the next.

use super::{
    arguments::{date, duration, PositionName},
    subject::{outcome, proposing, Subject},
    Plan,
};
use crate::context::Context;
use ::governor::constants::LOADER;
use anyhow::{bail, ensure, Context as _};
use assay_client::{events, governor::Phase, idl, pack, stake::Holding, Transaction};
use serde_json::json;
use solana_address::Address;
use std::process::ExitCode;

pub async fn submit(
    context: &Context,
    me: Address,
    number: u64,
    position: Option<PositionName>,
) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    subject.require(subject.phase == Phase::Draft)?;
    subject.require_proposer(&me)?;
    for action in &subject.found.actions {
        let text = idl::describe(&action.instruction).text();
        context.out.say(format!("action {}: {text}", action.index));
    }
    let chosen = proposing(context, &subject.realm, &me, position).await?;
    let holding = Holding::of(chosen.address, &chosen.position);
    let submit = subject.realm.governance.submit(&holding, subject.found.address);
    let length = duration(subject.realm.realm.params.voting_seconds.into());
    let actions = subject.found.proposal.action_count;
    let done =
        format!("the vote on proposal {number} is open for {length}; what it does is {actions} actions");
    Ok(Plan::new([submit], done).with("number", number))
}

pub async fn cancel(context: &Context, me: Address, number: u64) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    subject.require_proposer(&me)?;
    subject.require(matches!(subject.phase, Phase::Draft | Phase::Open { .. }))?;
    let proposal = &subject.found.proposal;
    let deposit = match subject.phase == Phase::Draft || proposal.has_quorum() {
        true => format!("`assay gov close {number}` pays the deposit back"),
        false => "the deposit is forfeited, because the vote has no quorum".to_owned(),
    };
    let cancel = subject.realm.governance.cancel(me, subject.found.address);
    Ok(Plan::new(
        [cancel],
        format!("proposal {number} is cancelled; {deposit}"),
    ))
}

pub async fn finalize(context: &Context, number: u64) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    subject.require(subject.phase.needs_finalizing())?;
    let finalize = subject.realm.governance.finalize(subject.found.address);
    let done = match subject.phase {
        Phase::Undecided { becomes } => format!("proposal {number} is {}", outcome(becomes)),
        _ => format!("proposal {number} is expired"),
    };
    Ok(Plan::new([finalize], done))
}

pub async fn veto(context: &Context, me: Address, number: u64) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    subject.require(!matches!(subject.phase, Phase::Draft | Phase::Over(_)))?;
    let (realm, proposal) = (&subject.realm.realm, &subject.found.proposal);
    let guardian = realm.guardian;
    ensure!(
        guardian != Address::default(),
        "nobody may veto: the realm has no guardian"
    );
    ensure!(
        guardian == me,
        "only the guardian, {guardian}, may veto, and you sign as {me}: name its key with --keypair"
    );
    ensure!(
        subject.realm.guardian_in_office(),
        "the guardian's term ended at {}; it vetoes nothing any more",
        date(realm.guardian_until)
    );
    ensure!(
        !proposal.is_about_guardian(),
        "proposal {number} does nothing but name the guardian, which is not the guardian's to veto"
    );
    let veto = subject
        .realm
        .governance
        .veto(me, subject.found.address, proposal.content);
    Ok(Plan::new(
        [veto],
        format!("proposal {number} is vetoed, and its deposit forfeited"),
    ))
}

/// Does all that is left, as much at once as fits into a transaction. Replacing a program is a transaction of its own:
/// the loader lets nobody call it in the same one.
pub async fn execute(context: &Context, me: Address, number: u64) -> anyhow::Result<ExitCode> {
    let subject = Subject::load(context, number).await?;
    let Phase::Executable { until } = subject.phase else {
        bail!("{}", subject.sentence());
    };
    let next = subject.found.proposal.next_action;
    let (mut transactions, mut together) = (Vec::new(), Vec::new());
    for action in subject.found.actions.iter().filter(|action| action.index >= next) {
        let execute =
            subject
                .realm
                .governance
                .execute_action(subject.found.address, action.index, &action.bytes);
        let execute = execute.with_context(|| format!("action {}", action.index))?;
        if action.instruction.program_id == LOADER {
            transactions.extend(pack(&me, std::mem::take(&mut together))?);
            transactions.push(vec![execute]);
        } else {
            together.push(execute);
        }
    }
    transactions.extend(pack(&me, together)?);
    let keypair = context.keypair()?;
    let total: usize = transactions.iter().map(Vec::len).sum();
    let (mut done, mut receipts) = (0, Vec::new());
    let spinner = context.out.spinner("executing");
    for transaction in transactions {
        let count = transaction.len();
        let sent = Transaction::new(&keypair, transaction).send(&context.rpc).await;
        receipts.push(sent.with_context(|| {
            let first = usize::from(next) + done;
            format!(
                "action {first} of proposal {number}; {done} of {total} were done now, and the rest can be tried again until {}",
                date(until)
            )
        })?);
        done += count;
    }
    spinner.finish_and_clear();
    let signatures: Vec<_> = receipts.iter().map(|it| it.signature.to_string()).collect();
    let logs = receipts.iter().flat_map(|it| events::decode_logs(&it.logs));
    let message = format!("proposal {number} is executed: {done} actions done");
    let value = json!({
        "message": message,
        "executed": done,
        "signatures": signatures,
        "events": logs.map(|event| event.to_json()).collect::<Vec<_>>(),
    });
    context
        .out
        .result(&value, || format!("{message}\n  {}", signatures.join("\n  ")))?;
    Ok(ExitCode::SUCCESS)
}
