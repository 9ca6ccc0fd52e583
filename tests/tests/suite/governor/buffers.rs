//! What an upgrade needs: a buffer that nobody can write to any more.

use super::{governed, other_realm, TestRealm};
use crate::support::refused;
use assay_client::governor::stage;
use assay_tests::{key, Chain};
use governor::error::GovernorError;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_sdk_ids::{bpf_loader_upgradeable as loader, sysvar};
use solana_signer::Signer;

fn upgrade(realm: &TestRealm, buffer: Address) -> Instruction {
    let address = |n| Address::new_from_array([n; 32]);
    Instruction {
        program_id: loader::ID,
        accounts: vec![
            AccountMeta::new(address(50), false),
            AccountMeta::new(address(51), false),
            AccountMeta::new(buffer, false),
            AccountMeta::new(realm.gov.treasury, false),
            AccountMeta::new_readonly(sysvar::rent::ID, false),
            AccountMeta::new_readonly(sysvar::clock::ID, false),
            AccountMeta::new_readonly(realm.gov.treasury, true),
        ],
        data: 3u32.to_le_bytes().to_vec(),
    }
}

/// An account of the loader: the number of its state, its authority, some bytes.
fn loaded(state: u8, authority: Option<Address>, owner: Address) -> Account {
    let mut data = vec![state, 0, 0, 0, u8::from(authority.is_some())];
    data.extend(authority.unwrap_or_default().to_bytes());
    data.extend([1; 64]);
    Account {
        lamports: 10_000_000,
        data,
        owner,
        ..Account::default()
    }
}

#[test]
fn the_buffer_is_the_treasurys_before_anybody_votes() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    let proposal = realm.draft(&ann);
    let at = key("buffer").pubkey();
    let bytes = stage(&upgrade(&realm, at)).expect("fits");
    let treasury = realm.gov.treasury;
    // What is left of an authority that was taken away.
    let mut left = loaded(1, Some(treasury), loader::ID);
    left.data[4] = 0;
    let mut short = loaded(1, Some(treasury), loader::ID);
    short.data.truncate(37);
    for (what, account, ok) in [
        ("the treasury's", loaded(1, Some(treasury), loader::ID), true),
        (
            "the proposer's",
            loaded(1, Some(ann.owner.address()), loader::ID),
            false,
        ),
        (
            "another treasury's",
            loaded(1, Some(other.gov.treasury), loader::ID),
            false,
        ),
        ("nobody's", loaded(1, None, loader::ID), false),
        ("nobody's any more", left, false),
        ("a program's data", loaded(3, Some(treasury), loader::ID), false),
        ("nothing yet", loaded(0, Some(treasury), loader::ID), false),
        (
            "another program's",
            loaded(1, Some(treasury), key("loader").pubkey()),
            false,
        ),
        ("empty", short, false),
    ] {
        println!("{what}");
        let mut realm = realm.clone();
        realm.world.chain.set_account(at, account);
        let sent = realm.add_bytes(&proposal, 0, &bytes, Some(at));
        if ok {
            sent.expect("a buffer that nobody changes");
            assert_eq!(realm.proposal(&proposal).critical, 1);
        } else {
            refused(sent, GovernorError::BadBuffer);
        }
    }
}

#[test]
fn no_other_buffer_is_shown_in_its_place() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    let [named, shown] = ["named", "shown"].map(|name| key(name).pubkey());
    let treasury = realm.gov.treasury;
    let by_ann = loaded(1, Some(ann.owner.address()), loader::ID);
    realm.world.chain.set_account(named, by_ann);
    let by_treasury = loaded(1, Some(treasury), loader::ID);
    realm.world.chain.set_account(shown, by_treasury);
    let bytes = stage(&upgrade(&realm, named)).expect("fits");
    for buffer in [None, Some(shown), Some(treasury)] {
        refused(
            realm.add_bytes(&proposal, 0, &bytes, buffer),
            GovernorError::BadBuffer,
        );
    }
}

/// Only an upgrade has a buffer to look at: everything else goes without.
#[test]
fn what_is_no_upgrade_needs_none() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    let mut set_authority = upgrade(&realm, key("new authority").pubkey());
    set_authority.data = 4u32.to_le_bytes().to_vec();
    realm
        .add_action(&proposal, 0, &set_authority)
        .expect("no upgrade");
    let mut elsewhere = upgrade(&realm, key("buffer").pubkey());
    elsewhere.program_id = stake::ID;
    realm.add_action(&proposal, 1, &elsewhere).expect("no loader");
    // The loader refuses it when it is executed.
    let mut short = upgrade(&realm, key("buffer").pubkey());
    short.accounts.truncate(2);
    realm.add_action(&proposal, 2, &short).expect("names no buffer");
}
