//! Votes, and what comes of them for who cast them.

use super::scene::{AGAINST, FOR};
use crate::lab::{top_bump, Lab};
use assay_client::address;
use governor::constants::DELEGATION_SEED;
use solana_address::Address;
use solana_instruction::Instruction;

pub fn cast_vote(lab: &mut Lab) -> Instruction {
    let scene = lab.submitted(false);
    let (draft, holding) = (scene.first(), scene.voter());
    let content = scene.content(lab, &draft);
    draft
        .of
        .cast_vote(holding.owner, draft.address, &holding, FOR, content)
}

pub fn change_vote(lab: &mut Lab) -> Instruction {
    let scene = lab.cast(false, FOR);
    let (draft, holding) = (scene.first(), scene.voter());
    let content = scene.content(lab, &draft);
    draft
        .of
        .change_vote(holding.owner, draft.address, &holding, AGAINST, content)
}

pub fn withdraw_vote(lab: &mut Lab) -> Instruction {
    let scene = lab.cast(false, FOR);
    let (draft, holding) = (scene.first(), scene.voter());
    let payer = lab.wallet("the records' payer");
    draft
        .of
        .withdraw_vote(holding.owner, draft.address, &holding, payer)
}

pub fn close_vote(lab: &mut Lab) -> Instruction {
    let scene = lab.decided(false, FOR);
    let (draft, holding) = (scene.first(), scene.voter());
    let payer = lab.wallet("the records' payer");
    draft.of.close_vote(draft.address, holding.position, payer)
}

pub fn claim_exit(lab: &mut Lab) -> Instruction {
    let scene = lab.decided(true, AGAINST);
    let (draft, holding) = (scene.first(), scene.voter());
    let payer = lab.wallet("the records' payer");
    draft.of.claim_exit(draft.address, holding.position, payer)
}

/// Two owners in realm A, the first of them in realm B, too.
fn owners(lab: &mut Lab) -> ([assay_client::governor::Governance; 3], [Address; 2]) {
    let realms = lab.realms();
    let owners = ["an owner", "another owner"].map(|name| {
        lab.wallet_where(name, |owner| {
            let seeds = [DELEGATION_SEED, realms[0].realm.as_ref(), owner.as_ref()];
            top_bump(&governor::ID, &seeds)
        })
    });
    (realms, owners)
}

pub fn delegate(lab: &mut Lab) -> Instruction {
    let ([a, ..], [owner, _]) = owners(lab);
    let to = lab.parties.clients[1];
    a.delegate(owner, to)
}

pub fn undelegate(lab: &mut Lab) -> Instruction {
    let ([a, b, _], [owner, other]) = owners(lab);
    let to = lab.parties.clients[1];
    for (of, owner, name) in [
        (a, owner, "a delegation"),
        (a, other, "a delegation of another owner"),
        (b, owner, "a delegation of the same owner in another realm"),
    ] {
        lab.send(of.delegate(owner, to));
        lab.call(address::delegation(&of.realm, &owner), name);
    }
    a.undelegate(owner)
}
