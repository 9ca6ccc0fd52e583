use super::{
    effect::{Change, Effect, State},
    Digest,
};
use anchor_lang::Discriminator;
use bytemuck::Zeroable;
use serde_json::json;
use solana_account::Account;
use solana_address::Address;

const ADDRESS: Address = Address::new_from_array([7; 32]);

fn account(owner: Address, data: Vec<u8>) -> Account {
    Account {
        lamports: 1,
        data,
        owner,
        ..Account::default()
    }
}

fn between(before: Account, after: Account) -> Option<Effect> {
    Effect::between(ADDRESS, None, State::of(before), State::of(after))
}

fn ledger(amount: u64) -> Account {
    let mut ledger = stake::state::BondLedger::zeroed();
    ledger.locks[3].amount = amount;
    let tag = stake::state::BondLedger::DISCRIMINATOR;
    account(stake::ID, [tag, bytemuck::bytes_of(&ledger)].concat())
}

#[test]
fn what_stays_as_it_is_is_no_effect() {
    assert_eq!(between(ledger(5), ledger(5)), None);
    let nothing = Account::default();
    assert_eq!(
        between(nothing.clone(), nothing),
        None,
        "nor what was never there"
    );
}

#[test]
fn the_innermost_field_that_differs_is_named() {
    let effect = between(ledger(5), ledger(9)).expect("a lock differs");
    assert_eq!(
        effect.to_string(),
        format!("locks[3].amount of bond ledger {ADDRESS}: 5 → 9")
    );
    assert_eq!(
        effect.to_json(),
        json!({
            "address": ADDRESS.to_string(),
            "role": null,
            "type": "bond ledger",
            "changes": [{ "kind": "field", "name": "locks[3].amount", "before": 5, "after": 9 }],
        })
    );
}

#[test]
fn data_nobody_can_read_is_told_by_its_length_and_hash() {
    let effect = between(account(ADDRESS, vec![1]), account(ADDRESS, vec![1, 2])).expect("it differs");
    let sha256 = |data: &[u8]| solana_sha256_hasher::hash(data).to_bytes();
    let before = Digest {
        len: 1,
        sha256: sha256(&[1]),
    };
    let after = Digest {
        len: 2,
        sha256: sha256(&[1, 2]),
    };
    assert_eq!(effect.changes, [Change::Data { before, after }]);
    assert!(
        effect.to_string().contains("2 bytes with SHA-256 a12871fe"),
        "{effect}"
    );
    // What lies behind the fields counts, too.
    let mut longer = ledger(5);
    longer.data.push(0);
    let effect = between(ledger(5), longer).expect("it is longer");
    assert!(
        matches!(effect.changes.as_slice(), [Change::Data { .. }]),
        "{effect}"
    );
}

#[test]
fn an_account_that_becomes_another_programs_says_whose() {
    let effect = between(account(ADDRESS, vec![]), account(stake::ID, vec![])).expect("it differs");
    assert_eq!(
        effect.to_string(),
        format!("program that owns account {ADDRESS}: {ADDRESS} → {}", stake::ID)
    );
}
