//! One impostor, and all there are of an instruction.

use super::{
    kind::{foreign, mistyped, Kind},
    Subject,
};
use assay_client::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use solana_account::Account;
use solana_address::Address;
use solana_sdk_ids::{system_program, sysvar};
use solana_sha256_hasher::hashv;

/// Ways to pass the wrong account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    /// One of the same type that is another's.
    Other,
    /// One with the same data that another program owns.
    Foreign,
    /// One with the same data that is of another type.
    Mistyped,
    /// One that is not there, or not any more.
    Vacant,
    /// A sysvar or a program, or one that looks like it.
    LookAlike,
    /// Without its signature.
    Unsigned,
    /// Without leave to write to it.
    ReadOnly,
    /// Another account of the same instruction.
    Twice,
}

impl Class {
    pub const ALL: [Self; 8] = [
        Self::Other,
        Self::Foreign,
        Self::Mistyped,
        Self::Vacant,
        Self::LookAlike,
        Self::Unsigned,
        Self::ReadOnly,
        Self::Twice,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Other => "another's",
            Self::Foreign => "foreign",
            Self::Mistyped => "mistyped",
            Self::Vacant => "vacant",
            Self::LookAlike => "look-alike",
            Self::Unsigned => "unsigned",
            Self::ReadOnly => "read-only",
            Self::Twice => "twice",
        }
    }
}

/// What is done to the honest instruction.
#[derive(Clone)]
pub enum Change {
    /// Another address in the slot.
    Address(Address),
    /// Another address in the slot, at which this account is put first.
    Planted(Address, Account),
    /// Another account at the address.
    Replaced(Account),
    NoSignature,
    NoWrite,
}

/// One impostor.
#[derive(Clone)]
pub struct Trial {
    pub class: Class,
    pub slot: usize,
    /// Who the impostor is.
    pub impostor: String,
    pub change: Change,
}

/// An address at which nothing is.
pub fn fresh(what: &str) -> Address {
    Address::new_from_array(hashv(&[b"impostor", what.as_bytes()]).to_bytes())
}

/// Every impostor of every account of the instruction.
pub fn trials(subject: &Subject) -> Vec<Trial> {
    (0..subject.slots.len())
        .flat_map(|slot| trials_of(subject, slot))
        .collect()
}

fn trials_of(subject: &Subject, slot: usize) -> Vec<Trial> {
    let meta = &subject.honest.accounts[slot];
    let kind = &subject.kinds[slot];
    let here = subject.account(&meta.pubkey);
    let mut trials = Vec::new();
    let mut add = |class, impostor: String, change| {
        trials.push(Trial {
            class,
            slot,
            impostor,
            change,
        });
    };

    for other in subject.others(kind) {
        add(Class::Other, subject.lab.name(&other), Change::Address(other));
    }
    if let Some(account) = here
        .as_ref()
        .filter(|here| !here.data.is_empty() && !kind.is_fixed())
    {
        let copy = Change::Planted(fresh("a copy"), foreign(account));
        add(Class::Foreign, "a copy".into(), copy);
        // A mint never changes hands: at its address there cannot be another program's account.
        if *kind != Kind::Mint {
            let itself = Change::Replaced(foreign(account));
            add(Class::Foreign, "itself".into(), itself);
        }
        if matches!(kind, Kind::State(_)) {
            let itself = Change::Replaced(mistyped(account));
            add(Class::Mistyped, "itself".into(), itself);
        }
        add(
            Class::Vacant,
            "itself, closed".into(),
            Change::Replaced(Account::default()),
        );
    }
    add(Class::Vacant, "nothing".into(), Change::Address(fresh("nothing")));
    for (name, address) in KNOWN {
        if !subject.names(&address) {
            add(Class::LookAlike, name.into(), Change::Address(address));
        }
    }
    if let Some(account) = here.filter(|_| kind.is_fixed()) {
        let copy = Change::Planted(fresh("a look-alike"), account);
        add(Class::LookAlike, "a copy".into(), copy);
    }
    if meta.is_signer {
        add(Class::Unsigned, "itself".into(), Change::NoSignature);
    }
    if meta.is_writable {
        add(Class::ReadOnly, "itself".into(), Change::NoWrite);
    }
    for (n, other) in subject.honest.accounts.iter().enumerate() {
        let suits = subject.kinds[n] == *kind || other.is_writable;
        if suits && other.pubkey != meta.pubkey {
            let name = subject.slots[n].name.clone();
            add(Class::Twice, name, Change::Address(other.pubkey));
        }
    }
    trials
}

/// Sysvars and programs that everybody can name.
const KNOWN: [(&str, Address); 11] = [
    ("the clock sysvar", sysvar::clock::ID),
    ("the rent sysvar", sysvar::rent::ID),
    ("the slot hashes sysvar", sysvar::slot_hashes::ID),
    ("the system program", system_program::ID),
    ("the token program", TOKEN_PROGRAM),
    ("the Token-2022 program", TOKEN_2022_PROGRAM),
    ("the stake program", stake::ID),
    ("the escrow program", escrow::ID),
    ("the AMM program", amm::ID),
    ("the governor program", governor::ID),
    ("the judge program", judge::ID),
];
