use super::{backed, staked, DAY, YEAR};
use crate::support::{later, refused, who};
use assay_tests::{Stake, START};
use solana_address::Address;
use stake::error::StakeError;

#[test]
fn the_new_owner_has_everything_and_the_old_one_nothing() {
    let (mut world, ann) = backed(100_000_000, YEAR);
    let bob = world.add_wallet("bob");
    world.next_epoch();
    later(&mut world, DAY / 2);
    let before = world.balances();
    let sent = world.transfer_position(&ann, &bob).expect("gives away");
    world.assert_moved(&before, &[]);
    let position = world.position(&ann);
    assert_eq!(
        (position.owner, position.shares, position.lock_seconds),
        (bob.address(), 100_000_000, YEAR)
    );
    assert!(position.rewards > 0);
    let event = sent.event("PositionTransferred");
    assert_eq!(who(&event, "position"), ann.address);
    assert_eq!(
        (who(&event, "owner_before"), who(&event, "owner_after")),
        (ann.owner.address(), bob.address())
    );
    refused(world.claim(&ann), StakeError::NotPositionOwner);
    refused(world.release_lock(&ann), StakeError::NotPositionOwner);
    let bobs = Stake { owner: bob, ..ann };
    let rewards = world.position(&bobs).rewards;
    let before = world.balances();
    world.claim(&bobs).expect("claims");
    assert_eq!(world.balances().of("bob") - before.of("bob"), rewards);
    world.release_lock(&bobs).expect("releases");
}

#[test]
fn not_while_it_votes() {
    let (mut world, ann) = staked(1_000, 0);
    let bob = world.add_wallet("bob");
    let governor = world.with_governor();
    world.hold_vote(&governor, &ann, START + 100).expect("holds");
    world.warp_to(START + 99);
    refused(world.transfer_position(&ann, &bob), StakeError::PositionVoting);
    world.warp_to(START + 100);
    world.transfer_position(&ann, &bob).expect("the voting is over");
}

#[test]
fn not_to_nobody() {
    let (mut world, ann) = staked(1_000, 0);
    let holding = world.holding(&ann);
    let transfer = world.pool.transfer_position(&holding, Address::default());
    refused(
        world.send(&[transfer], &[&ann.owner.authority]),
        StakeError::BadParameter,
    );
}

#[test]
fn to_oneself_changes_nothing() {
    let (mut world, ann) = staked(1_000, 0);
    let owner = ann.owner.clone();
    world.transfer_position(&ann, &owner).expect("gives away");
    assert_eq!(world.position(&ann).owner, owner.address());
}
