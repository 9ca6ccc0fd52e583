//! `hold_vote` and `release_vote`.

use super::{backed, staked, COOLDOWN};
use crate::support::{later, refused, with};
use anchor_lang::prelude::ProgramError;
use assay_tests::{key, START};
use solana_address::Address;
use solana_signer::Signer;
use stake::{constants::MAX_VOTE_SECONDS, error::StakeError};

#[test]
fn the_governor_holds_and_lets_go() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    let before = world.balances();
    let sent = world.hold_vote(&governor, &ann, START + 100).expect("holds");
    world.assert_moved(&before, &[]);
    let position = world.position(&ann);
    assert_eq!((position.votes, position.voting_until), (1, START + 100));
    assert!(sent.events().is_empty(), "the governor logs the vote");
    world
        .hold_vote(&governor, &ann, START + 50)
        .expect("another vote");
    let position = world.position(&ann);
    assert_eq!((position.votes, position.voting_until), (2, START + 100));
    world.release_vote(&governor, &ann, START).expect("lets go");
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionVoting);
    let sent = world.release_vote(&governor, &ann, START).expect("lets go");
    assert!(sent.events().is_empty());
    let position = world.position(&ann);
    assert_eq!((position.votes, position.voting_until), (0, 0));
    world.begin_unstake(&ann, 0, 1).expect("free");
    world
        .release_vote(&governor, &ann, START)
        .expect("nothing is left to let go of");
    assert_eq!(world.position(&ann).votes, 0);
}

#[test]
fn at_most_for_sixty_days_and_never_into_the_past() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    for until in [
        i64::MIN,
        -1,
        0,
        START - 1,
        START,
        START + MAX_VOTE_SECONDS + 1,
        i64::MAX,
    ] {
        refused(world.hold_vote(&governor, &ann, until), StakeError::BadParameter);
    }
    world.hold_vote(&governor, &ann, START + 1).expect("one second");
    world
        .hold_vote(&governor, &ann, START + MAX_VOTE_SECONDS)
        .expect("sixty days");
}

#[test]
fn a_governor_that_forgets_to_let_go_holds_nobody_for_longer() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    for _ in 0..3 {
        world.hold_vote(&governor, &ann, START + 100).expect("holds");
    }
    world.warp_to(START + 100);
    world.begin_unstake(&ann, 0, 1).expect("free");
    world.hold_vote(&governor, &ann, START + 200).expect("holds");
    assert_eq!(world.position(&ann).votes, 1, "what was forgotten does not count");
}

#[test]
fn nobody_but_the_governor() {
    let (mut world, ann) = staked(1_000, 0);
    let nobody = key("governor");
    refused(world.hold_vote(&nobody, &ann, START + 1), StakeError::NotGovernor);
    world.with_governor();
    for by in [
        key("stranger"),
        world.authority.clone(),
        ann.owner.authority.clone(),
    ] {
        refused(world.hold_vote(&by, &ann, START + 1), StakeError::NotGovernor);
        refused(world.release_vote(&by, &ann, START), StakeError::NotGovernor);
    }
    let mut unsigned = world.pool.hold_vote(nobody.pubkey(), ann.address, START + 1);
    unsigned.accounts[0].is_signer = false;
    refused(
        world.send(&[unsigned], &[]),
        ProgramError::MissingRequiredSignature,
    );
    let zeros = world.pool.hold_vote(Address::default(), ann.address, START + 1);
    let mut zeros = zeros;
    zeros.accounts[0].is_signer = false;
    refused(world.send(&[zeros], &[]), ProgramError::MissingRequiredSignature);
}

#[test]
fn the_governor_of_another_pool_holds_nothing_here() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    let foreign = super::held::elsewhere(&mut world, &ann.owner);
    let hold = world.pool.hold_vote(governor.pubkey(), ann.address, START + 1);
    let swapped = with(hold.clone(), &ann.address, &foreign.position);
    refused(world.send(&[swapped], &[&governor]), StakeError::WrongPool);
    let pool = world.pool.address;
    let swapped = with(hold, &pool, &foreign.pool.address);
    refused(world.send(&[swapped], &[&governor]), StakeError::NotGovernor);
}

#[test]
fn a_vote_stops_what_would_vote_twice_and_nothing_else() {
    let (mut world, ann) = backed(1_000_000, 0);
    let provider = world.provider.clone();
    let governor = world.with_governor();
    world.next_epoch();
    later(&mut world, 3_600);
    let until = world.now() + MAX_VOTE_SECONDS;
    world.hold_vote(&governor, &ann, until).expect("holds");
    world.add(&ann, 1).expect("adds");
    world.claim(&ann).expect("claims");
    world.set_lock(&ann, 1).expect("locks");
    world.leave_operator(&ann, &provider).expect("leaves");
    later(&mut world, COOLDOWN);
    world.end_leave(&ann, &provider).expect("left");
    world.back(&ann, &provider).expect("backs");
}

/// Each vote says since when it has held: one that was over before those of now began frees nobody from them.
#[test]
fn a_vote_of_before_lets_go_of_nothing() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    world.hold_vote(&governor, &ann, START + 100).expect("holds");
    assert_eq!(world.position(&ann).voting_since, START);
    world.warp_to(START + 50);
    world.hold_vote(&governor, &ann, START + 100).expect("holds");
    assert_eq!(
        world.position(&ann).voting_since,
        START,
        "as long as one holds, they are one row"
    );
    world.warp_to(START + 100);
    world.hold_vote(&governor, &ann, START + 300).expect("holds");
    let position = world.position(&ann);
    assert_eq!((position.votes, position.voting_since), (1, START + 100));
    for since in [i64::MIN, START, START + 50, START + 99] {
        world.release_vote(&governor, &ann, since).expect("says nothing");
        let position = world.position(&ann);
        assert_eq!((position.votes, position.voting_until), (1, START + 300));
        refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionVoting);
    }
    world.release_vote(&governor, &ann, START + 100).expect("its own");
    assert_eq!(world.position(&ann).votes, 0);
    world.begin_unstake(&ann, 0, 1).expect("free");
}
