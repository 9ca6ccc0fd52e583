//! What most commands end in: transactions to send, and an answer.

use crate::context::Context;
use anyhow::Context as _;
use assay_client::{events, Receipt, Transaction};
use serde_json::{json, Map, Value};
use solana_instruction::Instruction;
use std::process::ExitCode;

/// What is to be sent, and what to say when it is done.
pub struct Plan {
    pub transactions: Vec<Vec<Instruction>>,
    pub done: String,
    /// What else a program wants to know.
    pub fields: Map<String, Value>,
    /// What to say when only the first of the transactions went through.
    pub interrupted: Option<String>,
}

impl Plan {
    /// One transaction.
    pub fn new(instructions: impl Into<Vec<Instruction>>, done: impl Into<String>) -> Self {
        Self {
            transactions: vec![instructions.into()],
            done: done.into(),
            fields: Map::new(),
            interrupted: None,
        }
    }

    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }
}

/// Sends all of it, one transaction after the other, and answers what happened.
pub async fn send(context: &Context, plan: Plan) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let spinner = context.out.spinner("sending");
    let (mut receipts, total) = (Vec::new(), plan.transactions.len());
    for instructions in plan.transactions {
        let sent = Transaction::new(&keypair, instructions).send(&context.rpc).await;
        receipts.push(match receipts.len() {
            0 => sent?,
            before => sent.with_context(|| {
                let hint = plan.interrupted.as_deref().unwrap_or("try the rest again");
                format!("{before} of {total} transactions went through; {hint}")
            })?,
        });
    }
    spinner.finish_and_clear();
    report(context, &receipts, &plan.done, plan.fields)?;
    Ok(ExitCode::SUCCESS)
}

fn report(
    context: &Context,
    receipts: &[Receipt],
    done: &str,
    fields: Map<String, Value>,
) -> anyhow::Result<()> {
    let last = receipts.last().context("nothing was sent")?;
    let signatures: Vec<_> = receipts
        .iter()
        .map(|receipt| receipt.signature.to_string())
        .collect();
    let mut value = json!({
        "signature": last.signature.to_string(),
        "signatures": signatures,
        "slot": last.slot,
        "compute_units": receipts.iter().map(|receipt| receipt.units).sum::<u64>(),
        "message": done,
        "events": receipts
            .iter()
            .flat_map(|receipt| events::decode_logs(&receipt.logs))
            .map(|event| event.to_json())
            .collect::<Vec<_>>(),
    });
    if let Some(object) = value.as_object_mut() {
        object.extend(fields);
    }
    context
        .out
        .result(&value, || format!("{done}\n  {}", signatures.join("\n  ")))
}
