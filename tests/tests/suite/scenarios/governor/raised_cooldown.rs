//! A cooldown that is raised while something critical waits does not keep in who voted against it.

use crate::support::{refused, TestRealm};
use assay_tests::{
    governance::{Governed, ProposalRef, AGAINST},
    Stake,
};
use governor::state::Status;
use stake::error::StakeError;

const DAY: i64 = 86_400;
/// The cooldown when it is decided, and what is left of it for Bob.
const COOLDOWN: i64 = DAY;
const SHORT: i64 = 21_600;

/// The first vote, which sets the cooldown to `raised`, is executed in the second in which the second one is decided;
/// Bob voted against that one.
fn raised(raised: i64) -> (TestRealm, ProposalRef, Stake) {
    let mut realm: TestRealm = Governed::builder()
        .pool(|params| params.cooldown_seconds = COOLDOWN)
        .params(|params| {
            (params.exit_seconds, params.timelock_seconds) = (3_600, 3_600);
        })
        .handed_over()
        .start();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let mut params = realm.world.pool_state().params();
    params.cooldown_seconds = raised;
    let raise = realm.world.pool.set_params(realm.gov.treasury, params);
    let first = realm.executable(&[raise]);
    let action = realm.gov.set_guardian(None);
    let second = realm.propose(&ann, &[action]);
    realm.cast(&second, &bob, AGAINST).expect("votes");
    realm.pass(&second);
    realm.execute(&first, 0).expect("sets the cooldown");
    assert_eq!(realm.world.pool_state().cooldown_seconds, raised);
    let state = realm.proposal(&second);
    assert_eq!(
        (state.exit_seconds, state.executable_at),
        (SHORT, state.ends_at + COOLDOWN + 3_600)
    );
    (realm, second, bob)
}

#[test]
fn whoever_voted_against_is_out_before_it_is_done() {
    let (mut realm, proposal, bob) = raised(30 * DAY);
    let runs = realm.proposal(&proposal).executable_at;
    // The last second in which leaving is in time.
    realm.warp_to(runs - SHORT);
    realm.claim_exit(&proposal, &bob).expect("may leave");
    realm.world.begin_unstake(&bob, 0, 300_000).expect("leaves");
    assert_eq!(realm.world.stake_ticket(&bob, 0).release_at, runs);
    realm.warp_to(runs - 1);
    refused(realm.world.withdraw_stake(&bob, 0), StakeError::CooldownNotOver);
    realm.warp_to(runs);
    realm.world.withdraw_stake(&bob, 0).expect("is out");
    realm.execute(&proposal, 0).expect("is done after that");
    assert_eq!(realm.status(&proposal), Status::Executed);
}

/// Nobody else is: who did not vote against it waits as long as everybody does now.
#[test]
fn the_others_wait_for_as_long_as_it_is_now() {
    let (mut realm, proposal, bob) = raised(30 * DAY);
    let (ann, now) = (realm.ann.clone(), realm.now());
    realm.close_vote(&proposal, &ann).expect("closes");
    realm.world.begin_unstake(&ann, 0, 1).expect("leaves");
    assert_eq!(realm.world.stake_ticket(&ann, 0).release_at, now + 30 * DAY);
    realm.claim_exit(&proposal, &bob).expect("may leave");
    let at = realm.proposal(&proposal).executable_at;
    for (nonce, when, seconds) in [(0, at - 1, SHORT), (1, at, 30 * DAY)] {
        realm.warp_to(when);
        realm.world.begin_unstake(&bob, nonce, 1).expect("leaves");
        let ticket = realm.world.stake_ticket(&bob, nonce);
        assert_eq!(ticket.release_at, when + seconds);
    }
}

/// A right is never worse than having none.
#[test]
fn a_cooldown_that_was_lowered_counts() {
    for (lowered, seconds) in [(SHORT + 1, SHORT), (SHORT, SHORT), (SHORT - 1, SHORT - 1), (1, 1)] {
        let (mut realm, proposal, bob) = raised(lowered);
        realm.claim_exit(&proposal, &bob).expect("may leave");
        realm.world.begin_unstake(&bob, 0, 1).expect("leaves");
        let now = realm.now();
        assert_eq!(realm.world.stake_ticket(&bob, 0).release_at, now + seconds);
    }
}
