//! The difference between what an account was and what it is.

use crate::idl::{self, DecodedAccount, Fields, Value};
use solana_account::Account;
use solana_address::Address;
use std::collections::HashMap;

/// What changes about one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub address: Address,
    /// What the instruction calls it, for example `treasury`.
    pub role: Option<String>,
    /// What it is, for example `fee config`, where its data can be decoded.
    pub what: Option<String>,
    /// At least one.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Created {
        owner: Address,
        lamports: u64,
        /// What it holds, where that can be decoded.
        fields: Option<Fields>,
    },
    Closed {
        lamports: u64,
    },
    Lamports {
        before: u64,
        after: u64,
    },
    /// A balance of tokens, base units.
    Tokens {
        mint: Address,
        /// `None` for a mint that is not on the chain yet.
        decimals: Option<u8>,
        before: u64,
        after: u64,
    },
    /// The program that owns the account.
    Owner {
        before: Address,
        after: Address,
    },
    /// A field, `fees.fee_bps` or `locks[3].amount`.
    Field {
        name: String,
        before: Value,
        after: Value,
    },
    /// Bytes that are no fields, the ELF of a program for example, or data that cannot be decoded.
    Data {
        before: Digest,
        after: Digest,
    },
}

/// Bytes, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    pub len: usize,
    pub sha256: [u8; 32],
}

impl Digest {
    fn of(data: &[u8]) -> Self {
        Self {
            len: data.len(),
            sha256: solana_sha256_hasher::hash(data).to_bytes(),
        }
    }
}

/// An account at one moment.
pub(super) struct State {
    account: Account,
    decoded: Option<DecodedAccount>,
}

impl State {
    /// `None` for an account without lamports, which is none.
    pub(super) fn of(account: Account) -> Option<Self> {
        let decoded = idl::decode_account(&account.owner, &account.data);
        (account.lamports > 0).then_some(Self { account, decoded })
    }

    /// Mint and balance of a token account.
    fn tokens(&self) -> Option<(Address, u64)> {
        let decoded = self
            .decoded
            .as_ref()
            .filter(|decoded| decoded.name == idl::TOKEN_ACCOUNT)?;
        let fields = &decoded.fields;
        match (fields.get("mint")?, fields.get("amount")?) {
            (Value::Address(mint), Value::Unsigned(amount)) => Some((*mint, *amount)),
            _ => None,
        }
    }
}

impl Effect {
    /// What changes between two states, or `None` when nothing does.
    pub(super) fn between(
        address: Address,
        role: Option<String>,
        before: Option<State>,
        after: Option<State>,
    ) -> Option<Self> {
        let mut changes = Vec::new();
        match (&before, &after) {
            (None, None) => {}
            (None, Some(after)) => changes.push(Change::Created {
                owner: after.account.owner,
                lamports: after.account.lamports,
                fields: after.decoded.as_ref().map(|decoded| decoded.fields.clone()),
            }),
            (Some(before), None) => changes.push(Change::Closed {
                lamports: before.account.lamports,
            }),
            (Some(before), Some(after)) => changed(before, after, &mut changes),
        }
        let tokens = |state: &Option<State>| state.as_ref().and_then(State::tokens);
        let (old, new) = (tokens(&before), tokens(&after));
        if let Some((mint, _)) = new.or(old) {
            let amount = |found: Option<(Address, u64)>| match found {
                Some((of, amount)) if of == mint => amount,
                _ => 0,
            };
            let (before, after) = (amount(old), amount(new));
            if before != after {
                changes.push(Change::Tokens {
                    mint,
                    decimals: None,
                    before,
                    after,
                });
            }
        }
        let decoded = [after, before]
            .into_iter()
            .flatten()
            .find_map(|state| state.decoded);
        (!changes.is_empty()).then(|| Self {
            address,
            role,
            what: decoded.map(|decoded| decoded.what()),
            changes,
        })
    }

    /// The mints whose tokens move here.
    pub(super) fn mints(&self) -> impl Iterator<Item = Address> + '_ {
        self.changes.iter().filter_map(|change| match change {
            Change::Tokens { mint, .. } => Some(*mint),
            _ => None,
        })
    }

    /// Says in which decimals tokens are counted.
    pub(super) fn scale(&mut self, known: &HashMap<Address, u8>) {
        for change in &mut self.changes {
            if let Change::Tokens { mint, decimals, .. } = change {
                *decimals = known.get(mint).copied();
            }
        }
    }
}

/// Changes of an account that was there and still is, without its tokens.
fn changed(before: &State, after: &State, changes: &mut Vec<Change>) {
    let (old, new) = (&before.account, &after.account);
    if old.lamports != new.lamports {
        changes.push(Change::Lamports {
            before: old.lamports,
            after: new.lamports,
        });
    }
    if old.owner != new.owner {
        changes.push(Change::Owner {
            before: old.owner,
            after: new.owner,
        });
    }
    let data = |before: &[u8], after: &[u8]| {
        (before != after).then(|| Change::Data {
            before: Digest::of(before),
            after: Digest::of(after),
        })
    };
    match (&before.decoded, &after.decoded) {
        (Some(was), Some(is)) if (&was.program, &was.name) == (&is.program, &is.name) => {
            for (name, before) in was.fields.iter() {
                // The balance of a token account is told with its mint.
                if name == "amount" && after.tokens().is_some() {
                    continue;
                }
                if let Some(after) = is.fields.get(name) {
                    compare(name.to_owned(), before, after, changes);
                }
            }
            changes.extend(data(&was.rest, &is.rest));
        }
        _ => changes.extend(data(&old.data, &new.data)),
    }
}

/// Finds the innermost values that differ.
fn compare(name: String, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    match (before, after) {
        (Value::Struct(was), Value::Struct(is)) => {
            for ((field, before), (_, after)) in was.iter().zip(is.iter()) {
                compare(format!("{name}.{field}"), before, after, changes);
            }
        }
        (Value::List(was), Value::List(is)) if was.len() == is.len() => {
            for (at, (before, after)) in was.iter().zip(is).enumerate() {
                compare(format!("{name}[{at}]"), before, after, changes);
            }
        }
        (before, after) if before == after => {}
        (before, after) => changes.push(Change::Field {
            name,
            before: before.clone(),
            after: after.clone(),
        }),
    }
}
