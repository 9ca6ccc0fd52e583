//! The bytes of an action.

use super::add_action::drafted;
use crate::support::refused;
use governor::{error::GovernorError, state::hash_of};

/// `addresses` different addresses and `metas` accounts, all of them of the last address.
fn bytes(addresses: u8, metas: u8) -> Vec<u8> {
    let mut bytes = vec![addresses, metas];
    for n in 0..addresses {
        bytes.extend([n + 100; 32]);
    }
    for _ in 0..metas {
        bytes.extend([addresses.saturating_sub(1), 2]);
    }
    bytes
}

#[test]
fn bytes_that_are_no_instruction_are_refused() {
    let (realm, _, proposal) = drafted();
    let mut twice = bytes(2, 0);
    twice.copy_within(2..34, 34);
    let whole = bytes(3, 4);
    let mut beyond = bytes(2, 1);
    beyond[66] = 2;
    let mut flags = bytes(2, 1);
    flags[67] = 4;
    let mut more_flags = bytes(2, 1);
    more_flags[67] = 0x80;
    let mut refusals = vec![
        ("nothing", vec![]),
        ("one byte", vec![1]),
        ("no address", vec![0, 0]),
        (
            "no address but data",
            bytes(0, 0).into_iter().chain([1; 40]).collect(),
        ),
        ("33 addresses", bytes(33, 0)),
        ("49 accounts", bytes(2, 49)),
        ("255 of both", vec![255; 600]),
        ("an address twice", twice),
        ("an account that has no address", beyond),
        ("an unknown flag", flags),
        ("another unknown flag", more_flags),
    ];
    for len in [2, 33, 34, 97, 98, 99, 105] {
        refusals.push(("truncated", whole[..len].to_vec()));
    }
    for (what, bytes) in refusals {
        println!("{what}: {} bytes", bytes.len());
        let mut realm = realm.clone();
        let sent = realm.add_bytes(&proposal, 0, &bytes, None);
        refused(sent, GovernorError::BadAction);
        assert_eq!(realm.proposal(&proposal).staged, 0);
    }
}

#[test]
fn the_longest_that_are_allowed() {
    let (realm, _, proposal) = drafted();
    for bytes in [
        bytes(1, 0),
        bytes(32, 0),
        bytes(1, 48),
        bytes(32, 48),
        bytes(3, 4),
        // All that follows is data.
        bytes(3, 4).into_iter().chain([7; 300]).collect(),
    ] {
        let mut realm = realm.clone();
        realm
            .add_bytes(&proposal, 0, &bytes, None)
            .expect("an instruction");
        assert_eq!(realm.proposal(&proposal).actions[0], hash_of(&bytes));
    }
}
