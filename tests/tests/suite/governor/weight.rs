//! The weight of a vote.

use super::{cast_vote::tally, governed, DAY};
use crate::support::refused;
use assay_client::stake::Vesting;
use assay_tests::{governance::FOR, START};
use governor::error::GovernorError;

#[test]
fn the_weight_is_the_least_since_before_the_vote_began() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    let (more, less) = (realm.clone(), realm.clone());
    let mut more = more;
    more.world.add(&bob, 5_000).expect("adds");
    more.world.set_lock(&bob, 4 * 365 * 86_400).expect("locks");
    more.later(1);
    more.cast(&proposal, &bob, FOR).expect("votes");
    assert_eq!(more.proposal(&proposal).tally, tally(300_000, 0, 0));
    let mut less = less;
    less.world.begin_unstake(&bob, 0, 299_999).expect("takes out");
    less.cast(&proposal, &bob, FOR).expect("votes");
    assert_eq!(less.proposal(&proposal).tally, tally(1, 0, 0));
    realm
        .world
        .begin_unstake(&bob, 0, 300_000)
        .expect("takes all out");
    refused(realm.cast(&proposal, &bob, FOR), GovernorError::NoWeight);
    realm.world.cancel_unstake(&bob, 0).expect("puts it back");
    realm.later(1);
    refused(realm.cast(&proposal, &bob, FOR), GovernorError::NoWeight);
}

#[test]
fn stake_that_vests_has_no_weight() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let funder = realm.ann.owner.clone();
    let vesting = Vesting {
        amount: 100_000,
        start: START,
        cliff: START,
        end: START + 1,
    };
    let (vested, sent) = realm.world.open_vesting(&funder, &funder, vesting);
    sent.expect("vests, though all of it is released");
    realm.later(10);
    assert_eq!(realm.world.pool_state().total_votes, 1_000_000);
    let proposal = realm.propose(&ann, &[]);
    refused(realm.cast(&proposal, &vested, FOR), GovernorError::NoWeight);
    let (_, sent) = realm.try_draft(&vested, 1, assay_tests::governance::text());
    refused(sent, GovernorError::BelowThreshold);
}

/// It counts what the position has by now: what was taken out meanwhile, by a slash, is gone.
#[test]
fn the_weight_is_todays() {
    let mut realm = governed();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let proposal = realm.propose(&ann, &[]);
    realm.cast(&proposal, &bob, FOR).expect("votes");
    realm.later(DAY);
    realm
        .world
        .edit(&bob.address, |position: &mut assay_client::stake::Position| {
            position.remembered[0].weight = 200_000;
        });
    realm.world.edit(
        &realm.world.pool.address.clone(),
        |pool: &mut assay_client::stake::Pool| {
            pool.total_votes -= 100_000;
        },
    );
    assert_eq!(realm.proposal(&proposal).tally, tally(300_000, 0, 0));
    realm.change(&proposal, &bob, FOR).expect("changes");
    assert_eq!(realm.proposal(&proposal).tally, tally(200_000, 0, 0));
}
