//! A proposal on its way to the chain: said first, then sent.

use crate::{
    commands::{
        gov::{actions::Prepared, simulate::Outcome},
        plan::{send, Plan},
    },
    context::Context,
};
use anyhow::Context as _;
use assay_client::{
    governor::{stage, ProposalText, RealmSnapshot, StakedPosition},
    idl, pack,
    stake::Holding,
};
use serde_json::Value;
use solana_instruction::Instruction;
use std::process::ExitCode;

pub struct Draft {
    pub realm: RealmSnapshot,
    /// The proposer's, with enough weight.
    pub position: StakedPosition,
    pub text: ProposalText,
    pub actions: Vec<Prepared>,
    pub submit: bool,
}

impl Draft {
    pub async fn send(self, context: &Context) -> anyhow::Result<ExitCode> {
        let (number, me) = (self.realm.realm.proposals, self.position.position.owner);
        let actions: Vec<_> = self.actions.iter().map(|it| it.instruction.clone()).collect();
        for (index, action) in actions.iter().enumerate() {
            let text = idl::describe(action).text();
            context.out.say(format!("action {index}: {text}"));
        }
        let instructions = self.instructions(number)?;
        let simulated = match actions.is_empty() {
            true => None,
            false => {
                let outcome = Outcome::of(context, &me, &actions).await?;
                context.out.say(outcome.text());
                Some(outcome.to_json())
            }
        };
        let transactions = pack(&me, instructions).context(
            "an action is created within one transaction, and one of these does not fit: it names too many accounts",
        )?;
        let done = match self.submit {
            true => format!("proposal {number} is open for voting: `assay gov vote {number} for`"),
            false => format!("proposal {number} is a draft: `assay gov submit {number}` begins its vote"),
        };
        let described = actions
            .iter()
            .map(|it| Value::Object(idl::describe(it).to_json()));
        let plan = Plan {
            transactions,
            interrupted: Some(format!(
                "proposal {number} may be a draft without all of its actions: `assay gov show {number}` shows what is there, and `assay gov cancel {number}` gives it up"
            )),
            ..Plan::new([], done)
        };
        let plan = plan
            .with("number", number)
            .with("proposal", self.realm.governance.proposal(number).to_string())
            .with("actions", described.collect::<Vec<_>>())
            .with("simulation", simulated.unwrap_or_default());
        send(context, plan).await
    }

    /// All that is sent, in its order.
    fn instructions(&self, number: u64) -> anyhow::Result<Vec<Instruction>> {
        let governance = &self.realm.governance;
        let holding = Holding::of(self.position.address, &self.position.position);
        let (me, proposal) = (holding.owner, governance.proposal(number));
        let mut all: Vec<_> = self.actions.iter().flat_map(|it| it.before.clone()).collect();
        all.push(governance.create_proposal(&holding, number, self.text.clone()));
        for (index, action) in (0..).zip(&self.actions) {
            let staged = stage(&action.instruction).with_context(|| format!("action {index}"))?;
            all.push(governance.add_action(me, proposal, index, &staged, action.buffer));
        }
        if self.submit {
            all.push(governance.submit(&holding, proposal));
        }
        Ok(all)
    }
}
