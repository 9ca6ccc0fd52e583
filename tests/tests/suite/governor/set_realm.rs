//! `set_params` and `set_guardian`.

use super::{
    create_realm::{assert_params, at_the_bounds},
    governed, other_realm, DAY,
};
use crate::support::{number, refused, who, with};
use anchor_lang::prelude::ProgramError;
use assay_tests::{
    governance::{realm_params, FOR},
    key,
};
use governor::{error::GovernorError, state::Status};
use solana_address::Address;
use solana_signer::Signer;

#[test]
fn a_vote_sets_parameters_for_the_votes_to_come() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let mut params = realm_params();
    (params.voting_seconds, params.late_seconds, params.deposit) = (3_600, 60, 1_000_000);
    params.quorum_bps = 101;
    let proposal = realm.executable(&[realm.gov.set_params(params)]);
    let under_way = realm.propose(&ann, &[]);
    let sent = realm.execute(&proposal, 0).expect("does it");
    assert_params(&sent.event("RealmParamsSet"), &params);
    assert_eq!(realm.realm().params, params);
    let old = realm.proposal(&under_way);
    assert_eq!(
        (old.params, old.ends_at),
        (realm_params(), old.started_at + 3 * DAY),
        "what is voted on keeps its rules"
    );
    let next = realm.propose(&ann, &[]);
    let next = realm.proposal(&next);
    assert_eq!(
        (next.params, next.deposit, next.quorum, next.ends_at),
        (params, 1_000_000, 10_100, next.started_at + 3_600)
    );
}

/// What is out of bounds fails when it is executed, and the proposal stays as it was.
#[test]
fn parameters_out_of_bounds_are_not_set() {
    let realm = governed();
    for (what, params, ok) in at_the_bounds().into_iter().step_by(3) {
        println!("{what}");
        let mut realm = realm.clone();
        let proposal = realm.executable(&[realm.gov.set_params(params)]);
        let sent = realm.execute(&proposal, 0);
        if ok {
            sent.expect("within the bounds");
            assert_eq!(realm.realm().params, params);
        } else {
            refused(sent, GovernorError::BadParameter);
            assert_eq!(realm.realm().params, realm_params());
            assert_eq!(realm.status(&proposal), Status::Queued);
        }
    }
}

#[test]
fn a_vote_names_the_guardian() {
    let mut realm = governed();
    let (new, now) = (key("new guardian").pubkey(), realm.now());
    // Executed after three days of voting and the time lock of something critical.
    let executed = now + 3 * DAY + 8 * DAY + 7;
    for (guardian, ok) in [
        (Some((new, executed)), false),
        (Some((new, executed + 1)), true),
        (Some((new, executed + 365 * DAY)), true),
        (Some((new, executed + 365 * DAY + 1)), false),
        (Some((realm.gov.treasury, executed + 1)), false),
        (Some((Address::default(), executed + 1)), false),
        (None, true),
    ] {
        let mut realm = realm.clone();
        let old = realm.realm();
        let proposal = realm.executable(&[realm.gov.set_guardian(guardian)]);
        assert_eq!(realm.now(), executed);
        let sent = realm.execute(&proposal, 0);
        let state = realm.realm();
        if ok {
            let event = sent.expect("within the bounds").event("GuardianSet");
            let (guardian, until) = guardian.unwrap_or_default();
            assert_eq!((state.guardian, state.guardian_until), (guardian, until));
            assert_eq!(
                (
                    who(&event, "realm"),
                    who(&event, "guardian"),
                    number(&event, "guardian_until")
                ),
                (realm.gov.realm, guardian, until as u64)
            );
        } else {
            refused(sent, GovernorError::BadParameter);
            assert_eq!(
                (state.guardian, state.guardian_until),
                (old.guardian, old.guardian_until)
            );
        }
    }
}

#[test]
fn nobody_but_the_treasury() {
    let mut realm = governed();
    let ann = realm.ann.owner.clone();
    let other = other_realm(&mut realm);
    for instruction in [realm.gov.set_params(realm_params()), realm.gov.set_guardian(None)] {
        let mut unsigned = instruction.clone();
        unsigned.accounts[0].is_signer = false;
        refused(
            realm.send_freely(unsigned),
            ProgramError::MissingRequiredSignature,
        );
        let by_ann = with(instruction, &realm.gov.treasury, &ann.address());
        refused(realm.send(by_ann, &ann), GovernorError::NotTreasury);
    }
    // Nor the treasury of this realm for another one.
    let theirs = with(realm.gov.set_guardian(None), &realm.gov.realm, &other.gov.realm);
    let proposal = realm.executable(&[theirs]);
    refused(realm.execute(&proposal, 0), GovernorError::NotTreasury);
}

#[test]
fn a_realm_without_a_guardian_has_nobody_who_vetoes() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.executable(&[realm.gov.set_guardian(None)]);
    realm.execute(&proposal, 0).expect("nobody");
    let next = realm.propose(&ann, &[]);
    realm.cast(&next, &ann, FOR).expect("votes");
    refused(realm.veto(&next), GovernorError::NotGuardian);
}
