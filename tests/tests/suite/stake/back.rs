use super::{backed, bonds::Bonds, staked, COOLDOWN, DAY, YEAR};
use crate::support::{later, number, refused, set_pool, who};
use assay_client::stake::{Operator, VerifierRegistry, ROLE_PROVIDER};
use assay_tests::{World, BOND, START};
use stake::error::StakeError;

#[test]
fn the_whole_position_becomes_shares() {
    let (mut world, ann) = staked(1_000, 2 * YEAR);
    let provider = world.provider.clone();
    let before = world.balances();
    let sent = world.back(&ann, &provider).expect("backs");
    world.assert_moved(&before, &[]);
    let position = world.position(&ann);
    assert_eq!(
        (position.operator, position.amount, position.shares),
        (provider.operator, 0, 1_000)
    );
    let operator = world.operator(&provider);
    assert_eq!((operator.backing.stake, operator.backing.shares), (1_000, 1_000));
    // Half of the longest lock: 1 + 3/2.
    assert_eq!((operator.backing_weight, operator.weight), (2_500, BOND + 2_500));
    assert_eq!((operator.own_weight, operator.stake()), (BOND, BOND + 1_000));
    let pool = world.pool_state();
    assert_eq!((pool.total_staked, pool.total_weight), (1_000, BOND + 2_500));
    let event = sent.event("OperatorBacked");
    assert_eq!(
        (who(&event, "operator"), who(&event, "position")),
        (provider.operator, ann.address)
    );
    let fields = ["amount", "shares", "backing_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [1_000, 1_000, 1_000]);
}

#[test]
fn a_verifier_weighs_more_in_the_lottery() {
    let mut world: crate::support::TestWorld = World::new().with_verifiers(2);
    let verifier = world.verifiers[1].clone();
    let ann = world.add_staker("ann", 1_000, 4 * YEAR);
    world.back(&ann, &verifier).expect("backs");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    // The lock's bonus is for rewards and votes alone.
    assert_eq!(registry.entries[1].weight, BOND + 1_000);
    world.leave_operator(&ann, &verifier).expect("leaves");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.entries[1].weight, BOND);
}

#[test]
fn one_operator_at_a_time() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    let rival = world.add_operator("rival", ROLE_PROVIDER, BOND);
    refused(world.back(&ann, &rival), StakeError::AlreadyBacking);
    refused(world.back(&ann, &provider), StakeError::AlreadyBacking);
    world.leave_operator(&ann, &provider).expect("leaves");
    later(&mut world, COOLDOWN);
    refused(world.back(&ann, &rival), StakeError::AlreadyBacking);
    world.end_leave(&ann, &provider).expect("left");
    world.back(&ann, &rival).expect("backs another one");
}

#[test]
fn nobody_backs_a_retired_operator() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    world.retire(&provider).expect("retires");
    refused(world.back(&ann, &provider), StakeError::Retired);
}

#[test]
fn nobody_backs_a_jailed_operator_to_the_second() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.world.add_staker("ann", 1_000, 0);
    bonds.cut(10, true);
    let operator = bonds.operator.clone();
    let jailed_until = START + 30 * DAY;
    bonds.world.warp_to(jailed_until - 1);
    refused(bonds.world.back(&ann, &operator), StakeError::Jailed);
    bonds.world.warp_to(jailed_until);
    bonds.world.back(&ann, &operator).expect("out of jail");
}

#[test]
fn at_no_higher_a_commission_than_agreed() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    world.set_commission(&provider, 700).expect("nobody backs it yet");
    refused(world.back_at(&ann, &provider, 0), StakeError::CommissionTooHigh);
    refused(world.back_at(&ann, &provider, 699), StakeError::CommissionTooHigh);
    world.back_at(&ann, &provider, 700).expect("agreed");
}

#[test]
fn what_is_announced_counts_too() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    let bob = world.add_staker("bob", 1_000, 0);
    world.set_commission(&provider, 300).expect("nobody backs it yet");
    world.back_at(&bob, &provider, 300).expect("backs");
    world.set_commission(&provider, 800).expect("announces a rise");
    refused(world.back_at(&ann, &provider, 799), StakeError::CommissionTooHigh);
    later(&mut world, DAY);
    world.set_commission(&provider, 500).expect("announces a fall");
    // The fall has not come yet.
    refused(world.back_at(&ann, &provider, 799), StakeError::CommissionTooHigh);
    later(&mut world, DAY);
    world.back_at(&ann, &provider, 500).expect("it has");
}

#[test]
fn nothing_backs_nobody() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    world.begin_unstake(&ann, 0, 1_000).expect("unstakes");
    refused(world.back(&ann, &provider), StakeError::ZeroAmount);
}

#[test]
fn backing_that_was_slashed_to_nearly_nothing_takes_nobody_in() {
    let mut bonds = Bonds::with(1, |params| params.bond_factor_bps = 10_000).with_paid();
    let ann = bonds.backer("ann", 4_096, 0);
    bonds.cut(1_000, false);
    bonds.cut(4_092, false);
    let operator = bonds.operator.clone();
    let bob = bonds.world.add_staker("bob", 100, 0);
    // A share is worth 1 / 1,024, the least that is taken.
    bonds.world.back(&bob, &operator).expect("backs");
    assert_eq!(bonds.world.position(&bob).shares, 102_400);
    bonds.world.leave_operator(&ann, &operator).expect("leaves");
    bonds.cut(1, false);
    let carl = bonds.world.add_staker("carl", 100, 0);
    refused(bonds.world.back(&carl, &operator), StakeError::BackingWorthless);
}

#[test]
fn backers_of_what_is_worth_nothing_get_out() {
    let mut bonds = Bonds::with(1, |params| params.bond_factor_bps = 10_000).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.cut(2_000, false);
    let operator = bonds.operator.clone();
    assert_eq!(bonds.world.value(&ann), 0);
    let bob = bonds.world.add_staker("bob", 100, 0);
    refused(bonds.world.back(&bob, &operator), StakeError::BackingWorthless);
    bonds.world.leave_operator(&ann, &operator).expect("leaves");
    later(&mut bonds.world, COOLDOWN);
    bonds.world.end_leave(&ann, &operator).expect("left with nothing");
    bonds.world.close_position(&ann).expect("closes");
    bonds.world.back(&bob, &operator).expect("a fresh start");
    assert_eq!(bonds.world.value(&bob), 100);
    let state: Operator = bonds.world.operator(&operator);
    assert_eq!((state.backing.stake, state.backing.shares), (100, 100));
}

#[test]
fn the_saturation_is_that_of_the_pool() {
    let (mut world, ann) = staked(1_000, 0);
    let provider = world.provider.clone();
    set_pool(&mut world, |params| params.saturation = 1).expect("set");
    world.back(&ann, &provider).expect("backs");
    let operator = world.operator(&provider);
    assert_eq!(
        (operator.weight, operator.effective),
        (BOND + 1_000, BOND + 1_000)
    );
}
