//! `assay gov simulate`: what actions would change, before anybody votes on them or does them.

use super::subject::Subject;
use crate::context::Context;
use assay_client::{
    simulate::{simulate, Simulation},
    ClientError,
};
use serde_json::{json, Value};
use solana_address::Address;
use solana_instruction::Instruction;
use std::process::ExitCode;

pub async fn run(context: &Context, me: Address, number: u64) -> anyhow::Result<ExitCode> {
    let subject = Subject::load(context, number).await?;
    let next = subject.found.proposal.next_action;
    let left: Vec<_> = subject
        .found
        .actions
        .iter()
        .filter(|action| action.index >= next)
        .map(|action| action.instruction.clone())
        .collect();
    anyhow::ensure!(
        !left.is_empty(),
        "proposal {number} has no action that is still to be done; {}",
        subject.sentence()
    );
    let outcome = Outcome::of(context, &me, &left).await?;
    context.out.result(&outcome.to_json(), || outcome.text())?;
    Ok(match outcome.refusal() {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    })
}

/// What came of the actions: of all of them together, or, where they do not fit into one transaction, of each by itself.
pub struct Outcome {
    runs: Vec<Simulation>,
    together: bool,
}

impl Outcome {
    /// Runs `actions` as `payer`; the treasury counts as having signed.
    pub async fn of(context: &Context, payer: &Address, actions: &[Instruction]) -> anyhow::Result<Self> {
        let rpc = &context.rpc;
        match simulate(rpc, payer, actions, &[]).await {
            Ok(run) => Ok(Self {
                runs: vec![run],
                together: true,
            }),
            Err(ClientError::TooLarge { .. }) if actions.len() > 1 => {
                let mut runs = Vec::with_capacity(actions.len());
                for action in actions {
                    runs.push(simulate(rpc, payer, std::slice::from_ref(action), &[]).await?);
                }
                Ok(Self {
                    runs,
                    together: false,
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    pub fn refusal(&self) -> Option<&ClientError> {
        self.runs.iter().find_map(|run| run.err.as_ref())
    }

    pub fn to_json(&self) -> Value {
        let effects = self.runs.iter().flat_map(|run| &run.effects);
        json!({
            "together": self.together,
            "refusal": self.refusal().map(ToString::to_string),
            "effects": effects.map(|effect| effect.to_json()).collect::<Vec<_>>(),
        })
    }

    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        if !self.together {
            lines.push("the actions do not fit into one transaction; each by itself:".to_owned());
        }
        for run in &self.runs {
            lines.extend(run.effects.iter().map(ToString::to_string));
            lines.extend(
                run.err
                    .iter()
                    .map(|error| format!("as things stand, it would be refused: {error}")),
            );
        }
        if lines.is_empty() {
            lines.push("nothing would change".to_owned());
        }
        lines.join("\n")
    }
}
