//! Streams: two of a realm for one recipient, one for another, one of another realm.

use super::{
    proposals::with_wallets,
    scene::{DAY, HOUR},
};
use crate::lab::{top_bump, Lab};
use assay_client::{
    address,
    governor::{Currency, Governance},
    stake::Vesting,
};
use governor::constants::{STREAM_SEED, STREAM_VAULT_SEED};
use solana_address::Address;
use solana_instruction::Instruction;

/// Base units of a stream.
const AMOUNT: u64 = 1_000_000;
const PURSE: u64 = 100_000_000;

fn currency(lab: &Lab) -> Currency {
    let market = lab.parties.markets[0];
    Currency {
        mint: market.payment_mint,
        token_program: market.token_program,
    }
}

fn next_id(lab: &mut Lab, of: &Governance) -> u64 {
    let realm = of.realm;
    lab.nonce_where(|id| {
        let stream = address::stream(&realm, id);
        top_bump(&governor::ID, &[STREAM_SEED, realm.as_ref(), &id.to_le_bytes()])
            && top_bump(&governor::ID, &[STREAM_VAULT_SEED, stream.as_ref()])
    })
}

fn vesting(lab: &mut Lab) -> Vesting {
    let now = lab.now();
    Vesting {
        amount: AMOUNT,
        start: now,
        cliff: now + HOUR,
        end: now + DAY,
    }
}

/// Realms whose treasuries can sign, with tokens.
fn rich(lab: &mut Lab) -> [Governance; 3] {
    let realms = with_wallets(lab);
    let currency = currency(lab);
    for of in &realms[..2] {
        let account = lab.give(of.treasury, currency.mint, currency.token_program, PURSE);
        lab.call(account, "a treasury's tokens");
    }
    realms
}

pub fn create_stream(lab: &mut Lab) -> Instruction {
    let [a, ..] = rich(lab);
    let (id, vesting) = (next_id(lab, &a), vesting(lab));
    a.create_stream(id, &currency(lab), lab.parties.clients[0], vesting)
}

/// The streams, and what the recipe is about.
fn streams(lab: &mut Lab) -> (Vec<(Governance, u64, Address)>, Currency) {
    let [a, b, _] = rich(lab);
    let currency = currency(lab);
    let [me, other] = [0, 1].map(|n| lab.parties.clients[n]);
    let streams = [
        (a, me, "a stream"),
        (a, me, "another stream of the same recipient"),
        (a, other, "a stream of another recipient"),
        (b, other, "a stream of another realm"),
    ]
    .map(|(of, recipient, name)| {
        let (id, vesting) = (next_id(lab, &of), vesting(lab));
        lab.send(of.create_stream(id, &currency, recipient, vesting));
        let stream = address::stream(&of.realm, id);
        lab.call(stream, name);
        lab.call(address::stream_vault(&stream), format!("vault of {name}"));
        (of, id, recipient)
    });
    (streams.into(), currency)
}

pub fn claim_stream(lab: &mut Lab) -> Instruction {
    let (streams, currency) = streams(lab);
    lab.advance(DAY / 2);
    let (of, id, recipient) = streams[0];
    of.claim_stream(id, &currency, &recipient)
}

pub fn cancel_stream(lab: &mut Lab) -> Instruction {
    let (streams, currency) = streams(lab);
    lab.advance(DAY / 2);
    let (of, id, _) = streams[0];
    of.cancel_stream(id, &currency)
}

pub fn close_stream(lab: &mut Lab) -> Instruction {
    let (streams, currency) = streams(lab);
    lab.advance(2 * DAY);
    for (of, id, recipient) in &streams {
        lab.send(of.claim_stream(*id, &currency, recipient));
    }
    let (of, id, _) = streams[0];
    of.close_stream(id, &currency)
}
