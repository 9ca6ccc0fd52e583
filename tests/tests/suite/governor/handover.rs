use super::{governed, other_realm, TestRealm, WRONG_ADDRESS};
use crate::support::{refused, who, with};
use anchor_lang::prelude::ProgramError;
use assay_tests::governance::Governed;
use governor::error::GovernorError;
use solana_signer::Signer;
use stake::error::StakeError;

#[test]
fn the_treasury_becomes_the_pools_authority_for_good() {
    let mut realm = governed();
    let authority = realm.world.authority.clone();
    let sent = realm.hand_over().expect("hands over");
    assert_eq!(realm.world.pool_state().authority, realm.gov.treasury);
    let event = sent.event("HandedOver");
    assert_eq!(
        ["pool", "authority_before", "authority_after"].map(|field| who(&event, field)),
        [realm.world.pool.address, authority.pubkey(), realm.gov.treasury]
    );
    refused(realm.hand_over(), StakeError::NotPoolAuthority);
    let pause = realm.world.pool.set_pause(authority.pubkey(), 1);
    refused(
        realm.send_all(&[pause], &[&authority]),
        StakeError::NotPoolAuthority,
    );
}

#[test]
fn only_by_the_authority() {
    let mut realm = governed();
    let ann = realm.ann.owner.clone();
    let handover = realm.gov.handover(ann.address());
    refused(realm.send(handover, &ann), StakeError::NotPoolAuthority);
    let mut unsigned = realm.gov.handover(realm.world.authority.pubkey());
    unsigned.accounts[0].is_signer = false;
    refused(
        realm.send_freely(unsigned),
        ProgramError::MissingRequiredSignature,
    );
}

#[test]
fn not_to_a_realm_that_the_pool_does_not_know() {
    let mut realm: TestRealm = Governed::builder().without_governor().start();
    refused(realm.hand_over(), StakeError::NotGovernor);
    let authority = realm.world.authority.pubkey();
    assert_eq!(realm.world.pool_state().authority, authority);
}

#[test]
fn realm_treasury_and_pool_belong_together() {
    let mut realm = governed();
    let authority = realm.world.authority.clone();
    let other = other_realm(&mut realm);
    let handover = realm.gov.handover(authority.pubkey());
    let cases = [
        (realm.gov.treasury, other.gov.treasury, GovernorError::NotTreasury),
        (realm.gov.treasury, authority.pubkey(), GovernorError::NotTreasury),
        (
            realm.world.pool.address,
            other.gov.pool.address,
            GovernorError::WrongRealm,
        ),
        (realm.gov.realm, other.gov.realm, GovernorError::NotTreasury),
    ];
    for (ours, theirs, error) in cases {
        let swapped = with(handover.clone(), &ours, &theirs);
        refused(realm.send_all(&[swapped], &[&authority]), error);
    }
    let impostor = with(handover, &stake::ID, &amm::ID);
    refused(realm.send_all(&[impostor], &[&authority]), WRONG_ADDRESS);
}

/// Past the governor nobody has both signatures.
#[test]
fn the_pool_is_not_handed_to_anybody_else() {
    let mut realm = governed();
    let authority = realm.world.authority.clone();
    let pool = realm.world.pool;
    // Both of the keys are the authority's own.
    let own = pool.handover(authority.pubkey(), authority.pubkey(), authority.pubkey());
    refused(realm.send_all(&[own], &[&authority]), StakeError::NotGovernor);
    for slot in [2, 3] {
        let mut unsigned = pool.handover(authority.pubkey(), realm.gov.realm, realm.gov.treasury);
        for meta in &mut unsigned.accounts[2..] {
            meta.is_signer = false;
        }
        unsigned.accounts[slot].pubkey = authority.pubkey();
        unsigned.accounts[slot].is_signer = true;
        refused(
            realm.send_all(&[unsigned], &[&authority]),
            ProgramError::MissingRequiredSignature,
        );
    }
}

/// A vote cannot take the pool away from votes.
#[test]
fn the_treasury_hands_over_to_nobody() {
    let mut realm: TestRealm = Governed::builder().handed_over().start();
    let (treasury, pool) = (realm.gov.treasury, realm.world.pool);
    let mut again = pool.handover(treasury, treasury, treasury);
    let proposal = realm.executable(&[again.clone()]);
    refused(realm.execute(&proposal, 0), StakeError::NotGovernor);
    again.accounts[2].pubkey = realm.gov.realm;
    let ann = realm.ann.clone();
    let draft = realm.draft(&ann);
    refused(realm.add_action(&draft, 0, &again), GovernorError::ForeignSigner);
    let rename = pool.set_governor(treasury, treasury);
    let proposal = realm.executable(&[rename]);
    refused(realm.execute(&proposal, 0), StakeError::GovernorSet);
}
