//! The pool's voting weight is that of its positions; [`assay_tests::World`] compares them after every transaction.

use super::{bonded, COOLDOWN, YEAR};
use crate::support::{later, refused, INSUFFICIENT_FUNDS};
use assay_client::stake::Vesting;
use assay_tests::START;
use stake::error::StakeError;

#[test]
fn it_follows_every_step_of_a_position() {
    let mut world = bonded();
    let provider = world.provider.clone();
    let ann = world.add_staker("ann", 1_000, 0);
    let votes = |world: &mut crate::support::TestWorld| world.pool_state().total_votes;
    assert_eq!(votes(&mut world), 1_000);
    let bob = world.add_staker("bob", 1_000, 4 * YEAR);
    assert_eq!(votes(&mut world), 5_000);
    world.add(&ann, 500).expect("adds");
    assert_eq!(votes(&mut world), 5_500);
    world.set_lock(&ann, 4 * YEAR).expect("locks");
    assert_eq!(votes(&mut world), 10_000);
    world.release_lock(&ann).expect("releases");
    assert_eq!(votes(&mut world), 5_500, "a lock that runs out has no bonus");
    let (half, sent) = world.split(&ann, 700);
    sent.expect("splits");
    assert_eq!(votes(&mut world), 5_500);
    world.back(&half, &provider).expect("backs");
    world.leave_operator(&half, &provider).expect("leaves");
    later(&mut world, COOLDOWN);
    world.end_leave(&half, &provider).expect("left");
    assert_eq!(votes(&mut world), 5_500);
    world.merge(&ann, &half).expect("merges");
    assert_eq!(votes(&mut world), 5_500);
    world.transfer_position(&bob, &provider).expect("gives away");
    assert_eq!(votes(&mut world), 5_500);
    later(&mut world, 5 * i64::from(YEAR));
    world.begin_unstake(&ann, 0, 1_500).expect("takes out");
    assert_eq!(votes(&mut world), 4_000);
    world.cancel_unstake(&ann, 0).expect("puts back");
    assert_eq!(votes(&mut world), 5_500);
    world.begin_unstake(&ann, 0, 1_500).expect("takes out");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
    world.close_position(&ann).expect("closes");
    assert_eq!(votes(&mut world), 4_000);
}

#[test]
fn what_vests_is_not_among_it() {
    let mut world = bonded();
    let ann = world.add_wallet("ann");
    world.give_reward(&ann, 1_000);
    let vesting = Vesting {
        amount: 1_000,
        start: START,
        cliff: START,
        end: START + 100,
    };
    let (stake, sent) = world.open_vesting(&ann, &ann, vesting);
    sent.expect("vests");
    assert_eq!(world.pool_state().total_votes, 0);
    later(&mut world, 50);
    world.begin_unstake(&stake, 0, 500).expect("what is released");
    world.sync_position(&stake).expect("syncs");
    assert_eq!(world.pool_state().total_votes, 0);
}

/// More than there is is refused by the token program, however little room all voting weight has for it.
#[test]
fn what_does_not_exist_is_not_counted() {
    let mut world = bonded();
    let ann = world.add_staker("ann", 1_000, 0);
    world.add_staker("bob", 1_000, 4 * YEAR);
    let most = u64::MAX - world.pool_state().total_staked;
    refused(world.add(&ann, most), INSUFFICIENT_FUNDS);
    refused(world.open(&ann.owner, most, 0).1, INSUFFICIENT_FUNDS);
    refused(world.add(&ann, most + 1), StakeError::Overflow);
    assert_eq!(world.pool_state().total_votes, 5_000);
}
