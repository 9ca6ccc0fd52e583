use super::{other_realm, TestRealm, DAY};
use crate::support::{number, refused, who, with, ALREADY_THERE};
use assay_client::governor::RealmParams;
use assay_tests::{
    governance::{realm_params, rent, Governed},
    key, START,
};
use governor::{
    error::GovernorError,
    state::{Realm, Status},
};
use solana_address::Address;
use solana_signer::Signer;

fn unborn() -> TestRealm {
    Governed::builder().without_realm().start()
}

#[test]
fn the_pools_authority_makes_its_realm() {
    let mut realm = unborn();
    let before = realm.purses();
    let sent = realm.create_realm(realm_params()).expect("a realm");
    realm.assert_paid(&before, &[("authority", -i128::from(rent::<Realm>()))]);
    let state = realm.realm();
    let until = START + 100 + 365 * DAY;
    assert_eq!(state.stake_pool, realm.world.pool.address);
    assert_eq!(state.treasury, realm.gov.treasury);
    assert_eq!(
        (state.guardian, state.guardian_until),
        (realm.guardian.address(), until)
    );
    assert_eq!((state.proposals, state.params), (0, realm_params()));
    let event = sent.event("RealmCreated");
    for (field, address) in [
        ("realm", realm.gov.realm),
        ("stake_pool", realm.world.pool.address),
        ("treasury", realm.gov.treasury),
        ("guardian", realm.guardian.address()),
    ] {
        assert_eq!(who(&event, field), address, "{field}");
    }
    assert_eq!(number(&event, "guardian_until"), until as u64);
    assert_params(&sent.event("RealmParamsSet"), &realm_params());
}

/// Asserts that the event says these.
#[track_caller]
pub fn assert_params(event: &serde_json::Value, params: &RealmParams) {
    for (field, value) in [
        ("deposit", params.deposit),
        ("voting_seconds", params.voting_seconds.into()),
        ("late_seconds", params.late_seconds.into()),
        ("extension_seconds", params.extension_seconds.into()),
        ("timelock_seconds", params.timelock_seconds.into()),
        ("exit_seconds", params.exit_seconds.into()),
        ("execution_seconds", params.execution_seconds.into()),
        ("threshold_bps", params.threshold_bps.into()),
        ("quorum_bps", params.quorum_bps.into()),
        ("approval_bps", params.approval_bps.into()),
        ("critical_approval_bps", params.critical_approval_bps.into()),
    ] {
        assert_eq!(number(event, field), value, "{field}");
    }
}

/// Parameters at both ends of each bound, with whether they are within.
pub fn at_the_bounds() -> Vec<(&'static str, RealmParams, bool)> {
    let mut all = Vec::new();
    let mut try_it = |what, ok, change: &dyn Fn(&mut RealmParams)| {
        let mut params = realm_params();
        change(&mut params);
        all.push((what, params, ok));
    };
    for (deposit, ok) in [
        (0, false),
        (999_999, false),
        (1_000_000, true),
        (10_000_000_000, true),
        (10_000_000_001, false),
        (u64::MAX, false),
    ] {
        try_it("deposit", ok, &|params| params.deposit = deposit);
    }
    for (seconds, ok) in [
        (3_599, false),
        (3_600, true),
        (30 * 86_400, true),
        (30 * 86_400 + 1, false),
        (u32::MAX, false),
    ] {
        try_it("voting", ok, &|params| {
            params.voting_seconds = seconds;
            params.late_seconds = 0;
        });
        try_it("time lock", ok, &|params| params.timelock_seconds = seconds);
        try_it("exit", ok, &|params| params.exit_seconds = seconds);
    }
    for (seconds, ok) in [(0, true), (259_200, true), (259_201, false), (u32::MAX, false)] {
        try_it("late", ok, &|params| params.late_seconds = seconds);
    }
    for (seconds, ok) in [(0, true), (7 * 86_400, true), (7 * 86_400 + 1, false)] {
        try_it("extension", ok, &|params| params.extension_seconds = seconds);
    }
    for (seconds, ok) in [
        (86_399, false),
        (86_400, true),
        (30 * 86_400, true),
        (30 * 86_400 + 1, false),
    ] {
        try_it("execution", ok, &|params| params.execution_seconds = seconds);
    }
    for (bps, ok) in [(0, true), (500, true), (501, false), (u16::MAX, false)] {
        try_it("threshold", ok, &|params| params.threshold_bps = bps);
    }
    for (bps, ok) in [(99, false), (100, true), (5_000, true), (5_001, false)] {
        try_it("quorum", ok, &|params| params.quorum_bps = bps);
    }
    for (approval, critical, ok) in [
        (4_999, 6_000, false),
        (5_000, 5_000, true),
        (6_000, 6_000, true),
        (6_001, 6_000, false),
        (9_000, 9_000, true),
        (5_000, 9_001, false),
        (9_001, 9_001, false),
    ] {
        try_it("approval", ok, &|params| {
            params.approval_bps = approval;
            params.critical_approval_bps = critical;
        });
    }
    all
}

#[test]
fn parameters_have_bounds() {
    let realm = unborn();
    for (what, params, ok) in at_the_bounds() {
        println!("{what}");
        let mut realm = realm.clone();
        let sent = realm.create_realm(params);
        if ok {
            sent.expect("within the bounds");
            assert_eq!(realm.realm().params, params);
        } else {
            refused(sent, GovernorError::BadParameter);
        }
    }
}

#[test]
fn a_guardian_has_a_term_of_at_most_a_year() {
    let realm = unborn();
    let now = START + 100;
    let (somebody, treasury) = (key("guardian").pubkey(), realm.gov.treasury);
    for (guardian, until, ok) in [
        (somebody, now, false),
        (somebody, now + 1, true),
        (somebody, now + 365 * DAY, true),
        (somebody, now + 365 * DAY + 1, false),
        (somebody, 0, false),
        (somebody, i64::MIN, false),
        (somebody, i64::MAX, false),
        (Address::default(), 0, true),
        (Address::default(), now + 1, false),
        (treasury, now + 1, false),
    ] {
        println!("{guardian} until {until}");
        let mut realm = realm.clone();
        let authority = realm.world.authority.clone();
        let create = realm
            .gov
            .create_realm(authority.pubkey(), realm_params(), Some((guardian, until)));
        let sent = realm.send_all(&[create], &[&authority]);
        if ok {
            sent.expect("a realm");
            let state = realm.realm();
            assert_eq!((state.guardian, state.guardian_until), (guardian, until));
        } else {
            refused(sent, GovernorError::BadParameter);
        }
    }
}

#[test]
fn nobody_else_makes_it_and_nobody_twice() {
    let mut realm = unborn();
    let stranger = realm.add_wallet("stranger");
    let create = realm.gov.create_realm(stranger.address(), realm_params(), None);
    refused(realm.send(create, &stranger), GovernorError::NotAuthority);
    let other = other_realm(&mut realm);
    let authority = realm.world.authority.clone();
    let create = realm.gov.create_realm(authority.pubkey(), realm_params(), None);
    for (ours, theirs) in [
        (realm.gov.realm, other.gov.realm),
        (realm.gov.treasury, other.gov.treasury),
        (realm.gov.treasury, stranger.address()),
    ] {
        let swapped = with(create.clone(), &ours, &theirs);
        assert!(realm.send_all(&[swapped], &[&authority]).is_err());
    }
    realm.create_realm(realm_params()).expect("a realm");
    refused(realm.create_realm(realm_params()), ALREADY_THERE);
}

#[test]
fn a_realm_that_the_pool_does_not_know_counts_no_votes() {
    let mut realm: TestRealm = Governed::builder().without_governor().start();
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[]);
    let cast = realm.cast(&proposal, &ann, assay_tests::governance::FOR);
    refused(cast, stake::error::StakeError::NotGovernor);
    assert_eq!(realm.status(&proposal), Status::Voting);
}
