//! `open_exit`: a shorter cooldown for whoever voted against what is going to be done.

use super::{
    backed,
    bonds::{Bonds, BOND},
    staked, COOLDOWN, DAY, YEAR,
};
use crate::support::{later, number, refused, set_pool, who, with};
use anchor_lang::prelude::ProgramError;
use assay_tests::{key, START};
use solana_signer::Signer;
use stake::{
    constants::{MAX_COOLDOWN_SECONDS, MAX_EXIT_SECONDS},
    error::StakeError,
    state::DissentingVote,
};

const SHORT: i64 = COOLDOWN / 4;

#[test]
fn a_quarter_of_the_cooldown_until_it_ends() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    let before = world.balances();
    let sent = world.open_exit(&governor, &ann, START + DAY).expect("opens");
    world.assert_moved(&before, &[]);
    assert_eq!(world.position(&ann).exit_until, START + DAY);
    let event = sent.event("ExitOpened");
    assert_eq!(
        (who(&event, "position"), number(&event, "exit_until")),
        (ann.address, (START + DAY) as u64)
    );
    assert_eq!(number(&event, "exit_seconds"), SHORT as u64);
    for (nonce, now, seconds) in [
        (0, START, SHORT),
        (1, START + DAY - 1, SHORT),
        (2, START + DAY, COOLDOWN),
        (3, START + DAY + 1, COOLDOWN),
    ] {
        world.warp_to(now);
        world.begin_unstake(&ann, nonce, 10).expect("leaves");
        assert_eq!(world.stake_ticket(&ann, nonce).release_at, now + seconds);
    }
    world.warp_to(START + SHORT - 1);
    refused(world.withdraw_stake(&ann, 0), StakeError::CooldownNotOver);
    world.warp_to(START + SHORT);
    world.withdraw_stake(&ann, 0).expect("is gone");
    refused(world.withdraw_stake(&ann, 2), StakeError::CooldownNotOver);
}

#[test]
fn the_longer_one_counts_and_it_has_bounds() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    for until in [
        i64::MIN,
        0,
        START - 1,
        START,
        START + MAX_EXIT_SECONDS + 1,
        i64::MAX,
    ] {
        refused(world.open_exit(&governor, &ann, until), StakeError::BadParameter);
    }
    for (until, expected) in [
        (START + 100, START + 100),
        (START + 1, START + 100),
        (START + MAX_EXIT_SECONDS, START + MAX_EXIT_SECONDS),
    ] {
        world.open_exit(&governor, &ann, until).expect("opens");
        assert_eq!(world.position(&ann).exit_until, expected);
    }
}

/// A vote of all that Ann has, cast now.
fn vote(until: i64, seconds: i64) -> DissentingVote {
    DissentingVote {
        until,
        seconds,
        cast_at: START + 1,
    }
}

#[test]
fn the_cooldown_has_bounds_and_the_shorter_one_counts() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    for seconds in [i64::MIN, -1, MAX_COOLDOWN_SECONDS + 1, i64::MAX] {
        let wrong = vote(START + DAY, seconds);
        refused(
            world.open_exit_for(&governor, &ann, wrong),
            StakeError::BadParameter,
        );
    }
    for seconds in [0, MAX_COOLDOWN_SECONDS] {
        let (mut world, ann) = staked(1_000, 0);
        let governor = world.with_governor();
        world
            .open_exit_for(&governor, &ann, vote(START + DAY, seconds))
            .expect("opens");
        assert_eq!(world.position(&ann).exit_seconds, seconds);
        world.begin_unstake(&ann, 0, 1).expect("leaves");
        let waits = seconds.min(COOLDOWN);
        assert_eq!(world.stake_ticket(&ann, 0).release_at, START + waits);
    }
    for (days, seconds, until, expected) in [(2, 500, 2, 500), (1, 600, 2, 500), (3, 400, 3, 400)] {
        world
            .open_exit_for(&governor, &ann, vote(START + days * DAY, seconds))
            .expect("opens");
        let position = world.position(&ann);
        assert_eq!(
            (position.exit_until, position.exit_seconds),
            (START + until * DAY, expected)
        );
    }
    // One that is over says nothing about the next.
    world.warp_to(START + 3 * DAY);
    world
        .open_exit_for(&governor, &ann, vote(START + 4 * DAY, 700))
        .expect("opens");
    assert_eq!(world.position(&ann).exit_seconds, 700);
}

/// The right has its own time; the pool's counts when it is shorter.
#[test]
fn a_cooldown_that_is_changed_lengthens_no_right() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    world.open_exit(&governor, &ann, START + DAY).expect("opens");
    for (nonce, cooldown, waits) in [(0, 30 * DAY, SHORT), (1, SHORT - 1, SHORT - 1), (2, 1, 1)] {
        set_pool(&mut world, |params| params.cooldown_seconds = cooldown).expect("sets it");
        world.begin_unstake(&ann, nonce, 1).expect("leaves");
        assert_eq!(world.stake_ticket(&ann, nonce).release_at, START + waits);
    }
}

/// A position that something was put into in the second of the vote or later is not what voted.
#[test]
fn only_for_what_voted() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    let good = vote(START + DAY, SHORT);
    for cast_at in [i64::MIN, START - 1, START] {
        let wrong = DissentingVote { cast_at, ..good };
        refused(
            world.open_exit_for(&governor, &ann, wrong),
            StakeError::NotWhatVoted,
        );
    }
    for cast_at in [START + 1, i64::MAX] {
        let right = DissentingVote { cast_at, ..good };
        world.open_exit_for(&governor, &ann, right).expect("opens");
    }
    // Less than voted is part of it.
    world.warp_to(START + 10);
    world.begin_unstake(&ann, 0, 400).expect("takes out");
    world.open_exit_for(&governor, &ann, good).expect("opens");
    // What is put back has been put in.
    world.cancel_unstake(&ann, 0).expect("puts back");
    refused(
        world.open_exit_for(&governor, &ann, good),
        StakeError::NotWhatVoted,
    );
}

/// What others add moves the price of a share by roundings, and a slash that nobody has seen yet is no growth: neither
/// takes the right away.
#[test]
fn what_happens_to_the_operator_takes_nothing_away() {
    let mut bonds = Bonds::with(1, |params| {
        params.bond_factor_bps = 10_000;
        params.saturation = 1;
    })
    .with_paid();
    let ann = bonds.backer("ann", 4_000_000, 0);
    let eve = bonds.backer("eve", 4_000_000, 0);
    let governor = bonds.world.with_governor();
    let cast_at = bonds.world.now() + 1;
    bonds.cut(BOND + 3_000_000, false);
    let vote = DissentingVote {
        until: cast_at + DAY,
        seconds: SHORT,
        cast_at,
    };
    let opens = |bonds: &mut Bonds| {
        let world = &mut bonds.world;
        world.open_exit_for(&governor, &ann, vote).expect("opens");
        world.position(&ann).counted()
    };
    assert_eq!(opens(&mut bonds), 4_000_000, "nobody has seen the slash");
    bonds.world.sync_position(&ann).expect("anyone may");
    let before = opens(&mut bonds);
    for _ in 0..20 {
        bonds.world.add(&eve, 1).expect("adds");
        bonds.world.sync_position(&ann).expect("anyone may");
    }
    assert!(opens(&mut bonds) > before, "roundings are for those who stay");
}

#[test]
fn what_is_added_gives_it_up() {
    for (mut world, ann) in [staked(1_000, 0), backed(1_000, 0)] {
        let governor = world.with_governor();
        world.open_exit(&governor, &ann, START + DAY).expect("opens");
        world.add(&ann, 1).expect("adds");
        assert_eq!(world.position(&ann).exit_until, 0);
    }
}

/// What is split off has none; what was promised by a lock stays promised.
#[test]
fn it_stays_with_the_position_and_frees_no_lock() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    world.open_exit(&governor, &ann, START + DAY).expect("opens");
    let (half, sent) = world.split(&ann, 400);
    sent.expect("splits");
    assert_eq!(world.position(&half).exit_until, 0);
    assert_eq!(world.position(&ann).exit_until, START + DAY);
    world.set_lock(&ann, YEAR).expect("locks");
    refused(world.begin_unstake(&ann, 0, 1), StakeError::PositionLocked);
}

/// What is leaving its operator is released by whichever comes first.
#[test]
fn what_is_leaving_an_operator_leaves_sooner_too() {
    let (mut world, ann) = backed(1_000, 0);
    let governor = world.with_governor();
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    world.open_exit(&governor, &ann, START + 7 * DAY).expect("opens");
    world.begin_unstake(&ann, 0, 10).expect("takes out");
    assert_eq!(world.stake_ticket(&ann, 0).release_at, START + SHORT);
    later(&mut world, COOLDOWN - 10);
    world.begin_unstake(&ann, 1, 10).expect("takes out");
    assert_eq!(world.stake_ticket(&ann, 1).release_at, START + COOLDOWN);
}

#[test]
fn nobody_but_the_governor() {
    let (mut world, ann) = staked(1_000, 0);
    refused(
        world.open_exit(&key("governor"), &ann, START + 1),
        StakeError::NotGovernor,
    );
    let governor = world.with_governor();
    for by in [
        key("stranger"),
        world.authority.clone(),
        ann.owner.authority.clone(),
    ] {
        refused(world.open_exit(&by, &ann, START + 1), StakeError::NotGovernor);
    }
    let vote = DissentingVote {
        until: START + 1,
        seconds: SHORT,
        cast_at: START + 1,
    };
    let open = world.pool.open_exit(governor.pubkey(), ann.address, vote);
    let mut unsigned = open.clone();
    unsigned.accounts[0].is_signer = false;
    refused(
        world.send(&[unsigned], &[]),
        ProgramError::MissingRequiredSignature,
    );
    let foreign = super::held::elsewhere(&mut world, &ann.owner);
    let swapped = with(open, &ann.address, &foreign.position);
    refused(world.send(&[swapped], &[&governor]), StakeError::WrongPool);
}
