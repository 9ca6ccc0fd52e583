//! Proposals cost a threshold and a deposit, which nobody gets out of.

use crate::support::{refused, TestRealm};
use assay_tests::governance::{rent, text, AGAINST};
use governor::{error::GovernorError, state::Proposal};

#[test]
fn dust_proposes_nothing() {
    let mut realm = crate::support::realm();
    let eve = realm.add_voter("eve", 9_999, 0);
    realm.later(1);
    refused(realm.try_draft(&eve, 0, text()).1, GovernorError::BelowThreshold);
    assert_eq!(realm.realm().proposals, 0);
}

/// Twenty votes that nobody takes part in: the treasury is twenty deposits richer, and the spammer has the rents.
#[test]
fn every_vote_that_nobody_wants_pays_the_treasury() {
    let mut realm = crate::support::realm();
    let (bob, cyd) = (realm.bob.clone(), realm.cyd.clone());
    let before = realm.purses();
    let mut spam = Vec::new();
    for _ in 0..20 {
        spam.push(realm.propose(&cyd, &[realm.pay(cyd.address, 1)]));
    }
    let rents = 20 * i128::from(rent::<Proposal>());
    let actions = 20 * action_rent(&realm);
    realm.assert_paid(&before, &[("cyd", -20_000_000_000 - rents - actions)]);
    // One is voted down, by three times as many as would make the quorum.
    realm.cast(&spam[0], &bob, AGAINST).expect("votes");
    realm.later(3 * 86_400);
    let treasury = realm.gov.treasury;
    for proposal in &spam {
        realm.finalize(proposal).expect("decides");
        refused(realm.reclaim(proposal), GovernorError::NotProposer);
        refused(realm.close_proposal(proposal), GovernorError::ProposalInUse);
        realm.reclaim_to(proposal, treasury).expect("is forfeited");
        realm.close_action(proposal, 0).expect("closes");
    }
    realm.close_vote(&spam[0], &bob).expect("closes");
    for proposal in &spam {
        realm.close_proposal(proposal).expect("closes");
    }
    realm.assert_paid(&before, &[("cyd", -20_000_000_000), ("treasury", 20_000_000_000)]);
}

fn action_rent(realm: &TestRealm) -> i128 {
    let bytes = assay_client::governor::stage(&realm.pay(realm.cyd.address, 1)).expect("fits");
    TestRealm::action_rent(&bytes).into()
}
