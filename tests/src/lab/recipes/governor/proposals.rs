//! Realms, and proposals from the draft to the rent.

use super::scene::{params, DAY, FOR};
use crate::lab::{Lab, Scene};
use assay_client::governor::{stage, Governance};
use solana_address::Address;
use solana_instruction::Instruction;

pub fn create_realm(lab: &mut Lab) -> Instruction {
    let (guardian, now) = (lab.wallet("guardian"), lab.now());
    let of = Governance::new(lab.parties.pools[0]);
    lab.call(of.treasury, "treasury of realm A");
    of.create_realm(lab.parties.governors[0], params(), Some((guardian, now + DAY)))
}

pub fn handover(lab: &mut Lab) -> Instruction {
    let [a, ..] = lab.realms();
    a.handover(lab.parties.governors[0])
}

/// Realms whose treasuries are wallets: the program signs for them only when a vote says so.
pub fn with_wallets(lab: &mut Lab) -> [Governance; 3] {
    let mut realms = lab.realms();
    for (of, name) in realms
        .iter_mut()
        .zip(["a treasury", "another treasury", "a third treasury"])
    {
        let treasury = lab.wallet(name);
        of.treasury = treasury;
        lab.change(&of.realm, |realm: &mut governor::state::Realm| {
            realm.treasury = treasury;
        });
    }
    realms
}

pub fn set_params(lab: &mut Lab) -> Instruction {
    let [a, ..] = with_wallets(lab);
    a.set_params(params())
}

pub fn set_guardian(lab: &mut Lab) -> Instruction {
    let [a, ..] = with_wallets(lab);
    let (guardian, now) = (lab.wallet("next guardian"), lab.now());
    a.set_guardian(Some((guardian, now + DAY)))
}

pub fn create_proposal(lab: &mut Lab) -> Instruction {
    let (_, proposers) = lab.assembly();
    let (of, proposer) = proposers[0];
    lab.propose(&of, &proposer).1
}

pub fn add_action(lab: &mut Lab) -> Instruction {
    let scene = lab.drafted();
    let draft = scene.first();
    let bytes = stage(&lab.voted(&draft, false)).expect("small");
    draft
        .of
        .add_action(draft.proposer.owner, draft.address, 0, &bytes, None)
}

pub fn remove_action(lab: &mut Lab) -> Instruction {
    let draft = lab.staged(false).first();
    draft.of.remove_action(draft.proposer.owner, draft.address, 0)
}

pub fn submit(lab: &mut Lab) -> Instruction {
    let draft = lab.staged(false).first();
    draft.of.submit(&draft.proposer, draft.address)
}

pub fn cancel(lab: &mut Lab) -> Instruction {
    let draft = lab.submitted(false).first();
    draft.of.cancel(draft.proposer.owner, draft.address)
}

pub fn finalize(lab: &mut Lab) -> Instruction {
    let draft = lab.cast(false, FOR).first();
    lab.advance(5 * DAY);
    draft.of.finalize(draft.address)
}

pub fn execute_action(lab: &mut Lab) -> Instruction {
    let draft = lab.decided(false, FOR).first();
    lab.advance(2 * DAY);
    lab.execute(&draft, false)
}

pub fn veto(lab: &mut Lab) -> Instruction {
    let scene: Scene = lab.decided(false, FOR);
    let draft = scene.first();
    let (guardian, content): (Address, _) = (lab.wallet("guardian"), scene.content(lab, &draft));
    draft.of.veto(guardian, draft.address, content)
}

pub fn reclaim_deposit(lab: &mut Lab) -> Instruction {
    let draft = lab.executed().first();
    draft.of.reclaim_deposit(draft.address, draft.proposer.owner)
}

pub fn close_action(lab: &mut Lab) -> Instruction {
    let draft = lab.executed().first();
    draft.of.close_action(draft.proposer.owner, draft.address, 0)
}

pub fn close_proposal(lab: &mut Lab) -> Instruction {
    let scene = lab.executed();
    let payer = lab.wallet("the records' payer");
    for (draft, holding) in scene.pairs() {
        lab.send(draft.of.close_vote(draft.address, holding.position, payer));
    }
    for draft in scene.drafts {
        let owner = draft.proposer.owner;
        lab.send(draft.of.close_action(owner, draft.address, 0));
        lab.send(draft.of.reclaim_deposit(draft.address, owner));
    }
    let draft = scene.first();
    draft.of.close_proposal(draft.proposer.owner, draft.address)
}
