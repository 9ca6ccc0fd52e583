use super::{backed, bonds::Bonds, held::elsewhere, DAY, STREAM};
use crate::support::{later, near, number, refused, who, with};
use assay_client::stake::{Holding, ROLE_PROVIDER};
use assay_tests::BOND;
use stake::error::StakeError;

/// A slash changes no position: until somebody looks at it, it counts with what it had.
#[test]
fn after_a_slash_it_takes_what_was_lost_out_of_all_weight() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 4 * 365 * 86_400);
    later(&mut bonds.world, 100);
    bonds.cut(1_000, false);
    bonds.cut(400, false);
    assert_eq!(bonds.world.value(&ann), 600);
    assert_eq!(bonds.world.pool_state().total_votes, 4_000);
    let before = bonds.world.balances();
    let sent = bonds.world.sync_position(&ann).expect("anyone may");
    bonds.world.assert_moved(&before, &[]);
    assert_eq!(bonds.world.pool_state().total_votes, 2_400);
    assert_eq!(bonds.world.position(&ann).counted(), 2_400);
    let event = sent.event("PositionSynced");
    assert_eq!(who(&event, "position"), ann.address);
    assert_eq!(
        ["weight", "rewards", "total_votes"].map(|field| number(&event, field)),
        [2_400, 0, 2_400]
    );
    bonds.world.sync_position(&ann).expect("a second time");
    assert_eq!(bonds.world.pool_state().total_votes, 2_400);
}

#[test]
fn it_collects_what_was_earned() {
    let (mut world, ann) = backed(100_000_000, 0);
    world.next_epoch();
    later(&mut world, DAY);
    let before = world.balances();
    let sent = world.sync_position(&ann).expect("syncs");
    world.assert_moved(&before, &[]);
    let rewards = world.position(&ann).rewards;
    assert!(rewards > 0);
    assert_eq!(number(&sent.event("PositionSynced"), "rewards"), rewards);
    // Half of the stake, but for the commission.
    near(rewards, STREAM / 2, STREAM / 10);
    world.claim(&ann).expect("claims");
    world.assert_moved(
        &before,
        &[("ann", rewards.into()), ("reward vault", -i128::from(rewards))],
    );
}

#[test]
fn a_vote_or_a_lock_does_not_keep_anybody_from_it() {
    let (mut world, ann) = backed(1_000, 365 * 86_400);
    let governor = world.with_governor();
    let until = world.now() + DAY;
    world.hold_vote(&governor, &ann, until).expect("holds");
    world.sync_position(&ann).expect("syncs");
    assert_eq!(world.position(&ann).votes, 1);
    assert_eq!(world.position(&ann).counted(), 1_750);
}

#[test]
fn beside_its_own_operator_and_in_its_own_pool() {
    let (mut world, ann) = backed(1_000, 0);
    let rival = world.add_operator("rival", ROLE_PROVIDER, BOND);
    let right = world.holding(&ann);
    for operator in [None, Some(rival.operator)] {
        let sync = world.pool.sync_position(&Holding { operator, ..right });
        refused(world.send(&[sync], &[]), StakeError::WrongOperator);
    }
    let foreign = elsewhere(&mut world, &ann.owner);
    let sync = world.pool.sync_position(&right);
    for (ours, theirs) in [
        (ann.address, foreign.position),
        (world.pool.registry, foreign.pool.registry),
        (world.pool.address, foreign.pool.address),
    ] {
        let swapped = with(sync.clone(), &ours, &theirs);
        refused(world.send(&[swapped], &[]), StakeError::WrongPool);
    }
}
