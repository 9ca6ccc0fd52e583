//! What a command sends, and what it answers when that is done.

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
}

impl Plan {
    /// One transaction.
    pub fn new(instructions: impl Into<Vec<Instruction>>, done: impl Into<String>) -> Self {
        Self {
            transactions: vec![instructions.into()],
            done: done.into(),
            fields: Map::new(),
        }
    }

    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }
}

pub async fn send(context: &Context, plan: Plan) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let spinner = context.out.spinner("sending");
    let mut receipts = Vec::new();
    for instructions in plan.transactions {
        let transaction = Transaction::new(&keypair, instructions);
        receipts.push(transaction.send(&context.rpc).await?);
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
