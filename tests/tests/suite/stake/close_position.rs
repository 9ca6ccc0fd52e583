use super::{backed, staked, COOLDOWN, DAY};
use crate::support::{later, refused, who, MISSING};
use assay_client::stake::Position;
use assay_tests::START;
use stake::error::StakeError;

#[test]
fn an_empty_one_gives_its_rent_back() {
    let mut world = super::bonded();
    let ann = world.add_wallet("ann");
    world.give_reward(&ann, 1_000);
    let lamports = world.lamports(&ann.address());
    let (stake, sent) = world.open(&ann, 1_000, 0);
    sent.expect("opens");
    world.begin_unstake(&stake, 0, 1_000).expect("unstakes");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&stake, 0).expect("withdraws");
    let before = world.balances();
    let sent = world.close_position(&stake).expect("closes");
    world.assert_moved(&before, &[]);
    assert_eq!(world.lamports(&ann.address()), lamports);
    assert!(world.find::<Position>(&stake.address).is_none());
    let event = sent.event("PositionClosed");
    assert_eq!(
        (who(&event, "position"), who(&event, "owner")),
        (stake.address, ann.address())
    );
    refused(world.close_position(&stake), MISSING);
    refused(world.add(&stake, 1), MISSING);
}

#[test]
fn not_while_anything_is_in_it() {
    let (mut world, ann) = staked(1_000, 0);
    refused(world.close_position(&ann), StakeError::PositionInUse);
    world.begin_unstake(&ann, 0, 999).expect("unstakes");
    refused(world.close_position(&ann), StakeError::PositionInUse);
    world.begin_unstake(&ann, 1, 1).expect("unstakes");
    refused(world.close_position(&ann), StakeError::PositionInUse);
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
    refused(world.close_position(&ann), StakeError::PositionInUse);
    world.withdraw_stake(&ann, 1).expect("withdraws");
    world.close_position(&ann).expect("empty");
}

#[test]
fn not_before_its_rewards_are_claimed() {
    let (mut world, ann) = backed(100_000_000, 0);
    world.next_epoch();
    later(&mut world, DAY / 2);
    world.begin_unstake(&ann, 0, 100_000_000).expect("unstakes");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
    refused(world.close_position(&ann), StakeError::PositionInUse);
    world.claim(&ann).expect("claims");
    world.close_position(&ann).expect("empty");
}

#[test]
fn not_while_it_votes() {
    let (mut world, ann) = staked(1_000, 0);
    let governor = world.with_governor();
    world.begin_unstake(&ann, 0, 1_000).expect("unstakes");
    let until = START + COOLDOWN + 100;
    world.hold_vote(&governor, &ann, until).expect("holds");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
    world.warp_to(until - 1);
    refused(world.close_position(&ann), StakeError::PositionInUse);
    world.warp_to(until);
    world.close_position(&ann).expect("the voting is over");
}

#[test]
fn what_comes_back_to_life_starts_from_nothing() {
    let (mut world, ann) = staked(1_000, 0);
    let born = world.now();
    world.begin_unstake(&ann, 0, 1_000).expect("unstakes");
    later(&mut world, COOLDOWN);
    world.withdraw_stake(&ann, 0).expect("withdraws");
    world.close_position(&ann).expect("closes");
    let open = world.pool.open_position(ann.owner.address(), ann.id, 5, 0);
    world.send(&[open], &[&ann.owner.authority]).expect("opens again");
    let position = world.position(&ann);
    assert_eq!(
        (position.amount, position.claimed, position.opened_at),
        (5, 0, born + COOLDOWN)
    );
    assert_eq!(world.voting_weight(&ann, born + COOLDOWN), 0);
}
