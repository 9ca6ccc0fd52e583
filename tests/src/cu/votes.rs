//! What the governor is measured with besides its recipes: an action that is more than a transfer, votes by delegates and
//! by what backs an operator, and many votes and proposals.

use super::figure::{Case, SET_PAUSE};
use crate::{
    chain::Chain,
    lab::{governor_recipes, Lab, Recipe},
};
use anchor_lang::Discriminator;
use assay_client::{
    governor::{Action, Ballot, Delegation, Proposal, Stream, VoteRecord},
    stake::Position,
};
use solana_instruction::Instruction;

/// Proposals, actions, votes, positions, delegations and streams on the chain.
const CROWDS: [(u64, &str); 3] = [
    (1, "1 vote, proposal"),
    (100, "100 votes, proposals"),
    (10_000, "10,000 votes, proposals"),
];
const DAY: i64 = 86_400;
const FOR: Ballot = Ballot {
    for_bps: 10_000,
    against_bps: 0,
    abstain_bps: 0,
};

/// Every case.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("execute_action", SET_PAUSE, |lab| {
            let draft = lab.decided(true, FOR).first();
            lab.send(draft.of.handover(lab.parties.governors[0]));
            lab.advance(4 * DAY);
            lab.execute(&draft, true)
        }),
        case("cast_vote", "by a delegate", |lab| {
            let scene = lab.submitted(false);
            let (draft, holding) = (scene.first(), scene.voter());
            let delegate = lab.parties.clients[1];
            lab.send(draft.of.delegate(holding.owner, delegate));
            let content = scene.content(lab, &draft);
            draft
                .of
                .cast_vote(delegate, draft.address, &holding, FOR, content)
        }),
        case("cast_vote", "by what backs an operator", |lab| {
            let scene = lab.submitted(false);
            let (draft, mut holding) = (scene.first(), scene.voter());
            let operator = lab.parties.providers[0].address;
            lab.send(draft.of.pool.back(holding.owner, holding.position, operator, 0));
            holding.operator = Some(operator);
            let content = scene.content(lab, &draft);
            draft
                .of
                .cast_vote(holding.owner, draft.address, &holding, FOR, content)
        }),
        case("cast_vote", "everything at once", |lab| {
            let scene = lab.submitted(false);
            let (draft, mut holding) = (scene.first(), scene.voter());
            let (delegate, operator) = (lab.parties.clients[1], lab.parties.providers[0].address);
            lab.send(draft.of.pool.set_lock(&holding, DAY as u32));
            lab.send(draft.of.pool.back(holding.owner, holding.position, operator, 0));
            holding.operator = Some(operator);
            lab.send(draft.of.delegate(holding.owner, delegate));
            let content = scene.content(lab, &draft);
            let ballot = Ballot {
                for_bps: 3_333,
                against_bps: 3_333,
                abstain_bps: 3_334,
            };
            lab.advance(3 * DAY - 2 * 3_600);
            draft
                .of
                .cast_vote(delegate, draft.address, &holding, ballot, content)
        }),
    ];
    for Recipe { instruction, .. } in governor_recipes() {
        for (count, name) in CROWDS {
            cases.push(case(instruction, name, move |lab| {
                lab.one_vote_among(count, instruction)
            }));
        }
    }
    cases
}

fn case(instruction: &'static str, case: &str, prepare: impl Fn(&mut Lab) -> Instruction + 'static) -> Case {
    Case {
        program: "governor",
        instruction,
        case: case.to_owned(),
        prepare: Box::new(prepare),
    }
}

impl Lab {
    /// The instruction of a recipe of the governor, with `count` of each account that it names and everybody has.
    ///
    /// # Panics
    /// When there is no such recipe.
    fn one_vote_among(&mut self, count: u64, instruction: &str) -> Instruction {
        let recipes = governor_recipes();
        let recipe = recipes.iter().find(|recipe| recipe.instruction == instruction);
        let instruction = (recipe.expect("a recipe").prepare)(self);
        for meta in &instruction.accounts {
            let account = self.chain.account(&meta.pubkey).unwrap_or_default();
            let kinds = [
                Proposal::DISCRIMINATOR,
                Action::DISCRIMINATOR,
                VoteRecord::DISCRIMINATOR,
                Delegation::DISCRIMINATOR,
                Stream::DISCRIMINATOR,
                Position::DISCRIMINATOR,
            ];
            if kinds.iter().any(|kind| account.data.starts_with(kind)) {
                self.copy(&meta.pubkey, count);
            }
        }
        instruction
    }
}
