use super::{governed, other_realm, BEGAN};
use crate::support::{number, refused, who, with, ALREADY_THERE};
use assay_client::{governor::ProposalText, stake::ROLE_PROVIDER};
use assay_tests::{
    governance::{rent, text, Governed},
    BOND,
};
use governor::{
    error::GovernorError,
    state::{Proposal, Status},
};
use solana_address::Address;
use stake::error::StakeError;

#[test]
fn a_draft_costs_deposit_and_rent() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let before = realm.purses();
    let (proposal, sent) = realm.try_draft(&ann, 0, text());
    let sent = sent.expect("a draft");
    realm.assert_paid(
        &before,
        &[("ann", -1_000_000_000 - i128::from(rent::<Proposal>()))],
    );
    let state = realm.proposal(&proposal);
    assert_eq!(state.realm, realm.gov.realm);
    assert_eq!(state.proposer, ann.owner.address());
    assert_eq!((state.number, state.deposit), (0, 1_000_000_000));
    assert_eq!((state.created_at, state.started_at), (BEGAN, 0));
    assert_eq!(state.status(), Status::Draft);
    assert_eq!(state.content, [0; 32]);
    assert_eq!(state.title(), b"Pay the auditors");
    assert_eq!(state.uri(), b"https://example.org/1");
    assert_eq!(state.text_hash, [7; 32]);
    assert_eq!(realm.realm().proposals, 1);
    let event = sent.event("ProposalCreated");
    assert_eq!(
        (
            who(&event, "realm"),
            who(&event, "proposal"),
            who(&event, "proposer")
        ),
        (realm.gov.realm, proposal.address, ann.owner.address())
    );
    assert_eq!(
        (number(&event, "number"), number(&event, "deposit")),
        (0, 1_000_000_000)
    );
}

#[test]
fn texts_have_bounds() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let mut next = 0;
    for (title, uri, ok) in [
        (0, 0, false),
        (0, 128, false),
        (1, 0, true),
        (80, 128, true),
        (81, 0, false),
        (1, 129, false),
        (200, 200, false),
    ] {
        println!("a title of {title} bytes, a URI of {uri}");
        let text = ProposalText {
            hash: [1; 32],
            title: vec![b't'; title],
            uri: vec![b'u'; uri],
        };
        let (proposal, sent) = realm.try_draft(&ann, next, text);
        if ok {
            sent.expect("a draft");
            let state = realm.proposal(&proposal);
            assert_eq!(
                (state.title(), state.uri()),
                (&vec![b't'; title][..], &vec![b'u'; uri][..])
            );
            next += 1;
        } else {
            refused(sent, GovernorError::BadText);
            assert_eq!(realm.realm().proposals, next);
        }
    }
}

#[test]
fn proposals_are_numbered_without_gaps() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    for wrong in [1, 2, u64::MAX] {
        refused(realm.try_draft(&ann, wrong, text()).1, GovernorError::WrongNumber);
    }
    realm.draft(&ann);
    refused(realm.try_draft(&bob, 0, text()).1, ALREADY_THERE);
    let second = realm.draft(&bob);
    assert_eq!((second.number, realm.realm().proposals), (1, 2));
}

/// The number of a proposal that was closed is not given again: its votes and signatures stay its own.
#[test]
fn a_number_is_not_used_twice() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    realm.cancel(&proposal).expect("gives up");
    realm.reclaim(&proposal).expect("pays back");
    realm.close_proposal(&proposal).expect("closes");
    refused(realm.try_draft(&ann, 0, text()).1, GovernorError::WrongNumber);
}

#[test]
fn the_threshold_is_met_to_the_unit() {
    // One hundredth of all weight, rounded up: of 1,010,101 that is 10,102, and of 1,010,102 too.
    for (weight, ok) in [(10_101, false), (10_102, true)] {
        let mut realm = governed();
        let dan = realm.add_voter("dan", weight, 0);
        realm.later(1);
        let (_, sent) = realm.try_draft(&dan, 0, text());
        if ok {
            sent.expect("a draft");
        } else {
            let failure = refused(sent, GovernorError::BelowThreshold);
            crate::support::says(&failure, "10102");
        }
    }
}

#[test]
fn without_a_threshold_one_unit_proposes_and_nothing_does_not() {
    let mut realm: super::TestRealm = Governed::builder()
        .params(|params| params.threshold_bps = 0)
        .start();
    let dan = realm.add_voter("dan", 1, 0);
    refused(realm.try_draft(&dan, 0, text()).1, GovernorError::BelowThreshold);
    realm.later(1);
    realm.draft(&dan);
    let cyd = realm.cyd.clone();
    realm.world.begin_unstake(&cyd, 0, 100_000).expect("leaves");
    refused(realm.try_draft(&cyd, 1, text()).1, GovernorError::BelowThreshold);
}

#[test]
fn a_lock_counts_and_backing_does_not_matter() {
    let mut realm = governed();
    let provider = realm.world.add_operator("provider", ROLE_PROVIDER, BOND);
    // 2,600 locked for four years weigh 10,400.
    let dan = realm.add_voter("dan", 2_600, 4 * 365 * 86_400);
    realm.later(1);
    realm.world.back(&dan, &provider).expect("backs");
    realm.draft(&dan);
    let holding = realm.world.holding(&dan);
    for operator in [
        None,
        Some(realm.world.add_operator("rival", ROLE_PROVIDER, BOND).operator),
    ] {
        let beside = assay_client::stake::Holding { operator, ..holding };
        let create = realm.gov.create_proposal(&beside, 1, text());
        refused(realm.send(create, &dan.owner), StakeError::WrongOperator);
    }
    realm.world.leave_operator(&dan, &provider).expect("leaves");
    realm.draft(&dan);
}

#[test]
fn nobody_proposes_with_somebody_elses_weight() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let mut holding = realm.world.holding(&ann);
    holding.owner = bob.owner.address();
    realm
        .delegate(&ann.owner, bob.owner.address())
        .expect("lets Bob vote, not propose");
    let create = realm.gov.create_proposal(&holding, 0, text());
    refused(realm.send(create, &bob.owner), GovernorError::NotVoter);
}

#[test]
fn realm_pool_and_position_belong_together() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let other = other_realm(&mut realm);
    realm.later(1);
    let holding = realm.world.holding(&ann);
    let create = realm.gov.create_proposal(&holding, 0, text());
    let pool = realm.world.pool.address;
    for (ours, theirs) in [(pool, other.gov.pool.address), (ann.address, other.position)] {
        let swapped = with(create.clone(), &ours, &theirs);
        refused(realm.send(swapped, &ann.owner), GovernorError::WrongRealm);
    }
    let elsewhere = with(create, &pool, &other.gov.pool.address);
    let elsewhere = with(elsewhere, &ann.address, &other.position);
    refused(realm.send(elsewhere, &ann.owner), GovernorError::WrongRealm);
}

#[test]
fn lamports_that_are_there_before_it_do_not_hinder_it() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let address: Address = realm.gov.proposal(0);
    assay_tests::Chain::fund(&mut realm.world.chain, address, 1_000_000);
    let before = realm.purses();
    let (proposal, sent) = realm.try_draft(&ann, 0, text());
    sent.expect("a draft");
    realm.assert_paid(
        &before,
        &[("ann", 1_000_000 - 1_000_000_000 - i128::from(rent::<Proposal>()))],
    );
    assert_eq!(realm.status(&proposal), Status::Draft);
}
