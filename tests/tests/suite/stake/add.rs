use super::{backed, bonded, staked, COOLDOWN, YEAR};
use crate::support::{later, number, refused, who, TestWorld, INSUFFICIENT_FUNDS};
use assay_client::stake::{Operator, VerifierRegistry};
use assay_tests::{World, BOND};
use stake::error::StakeError;

#[test]
fn a_position_that_backs_nobody_grows() {
    let (mut world, ann) = staked(1_000, YEAR);
    let before = world.balances();
    let sent = world.add(&ann, 30).expect("adds");
    world.assert_moved(&before, &[("ann", -30), ("stake vault", 30)]);
    let position = world.position(&ann);
    assert_eq!(
        (position.amount, position.shares, position.lock_seconds),
        (1_030, 0, YEAR)
    );
    assert_eq!(world.pool_state().total_staked, 1_030);
    let event = sent.event("StakeAdded");
    assert_eq!(who(&event, "position"), ann.address);
    let fields = ["amount", "value_before", "value_after"];
    assert_eq!(fields.map(|field| number(&event, field)), [30, 1_000, 1_030]);
}

#[test]
fn a_backing_one_buys_shares_with_the_locks_weight() {
    let (mut world, ann) = backed(1_000, 4 * YEAR);
    world.add(&ann, 30).expect("adds");
    let position = world.position(&ann);
    assert_eq!(
        (position.amount, position.shares, position.weight()),
        (0, 1_030, 4_120)
    );
    let operator = world.operator(&world.provider.clone());
    assert_eq!((operator.backing.stake, operator.backing.shares), (1_030, 1_030));
    assert_eq!((operator.backing_weight, operator.weight), (4_120, BOND + 4_120));
    assert_eq!(operator.stake(), BOND + 1_030);
}

#[test]
fn shares_of_a_slashed_backing_are_bought_at_their_price() {
    let mut bonds = super::bonds::Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.cut(1_000, false);
    bonds.cut(600, false);
    bonds.world.add(&ann, 101).expect("adds");
    // 1,000 shares are worth 400: 101 buys 252.5.
    let position = bonds.world.position(&ann);
    assert_eq!(position.shares, 1_252);
    assert_eq!(bonds.world.value(&ann), 501);
}

#[test]
fn the_lottery_weight_follows() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let verifier = world.verifiers[0].clone();
    let ann = world.add_staker("ann", 1_000, 0);
    world.back(&ann, &verifier).expect("backs");
    world.add(&ann, 5).expect("adds");
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    assert_eq!(registry.entries[0].weight, BOND + 1_005);
}

#[test]
fn amounts_from_one_unit_to_all_there_is() {
    for (mut world, ann) in [staked(1_000, 0), backed(1_000, 0)] {
        refused(world.add(&ann, 0), StakeError::ZeroAmount);
        refused(world.add(&ann, 1_001), INSUFFICIENT_FUNDS);
        refused(world.add(&ann, u64::MAX), StakeError::Overflow);
        refused(world.add(&ann, u64::MAX - 999), StakeError::Overflow);
        world.add(&ann, 1).expect("one unit");
        world.add(&ann, 999).expect("the rest");
        assert_eq!(world.value(&ann), 2_000);
    }
}

#[test]
fn the_largest_amount_that_could_fit_is_not_there() {
    let (mut world, ann) = staked(1_000, 0);
    refused(world.add(&ann, u64::MAX - 1_000), INSUFFICIENT_FUNDS);
}

#[test]
fn nobody_adds_to_what_is_leaving() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    world.leave_operator(&ann, &provider).expect("leaves");
    refused(world.add(&ann, 1), StakeError::StillLeaving);
    later(&mut world, COOLDOWN);
    refused(world.add(&ann, 1), StakeError::StillLeaving);
    world.end_leave(&ann, &provider).expect("left");
    world.add(&ann, 1).expect("backs nobody");
}

#[test]
fn nobody_backs_a_retired_or_jailed_operator_more() {
    let (mut world, ann) = backed(1_000, 0);
    let provider = world.provider.clone();
    let until = world.now() + 100;
    world.edit::<Operator>(&provider.operator, |operator| operator.jailed_until = until);
    world.warp_to(until - 1);
    refused(world.add(&ann, 1), StakeError::Jailed);
    world.warp_to(until);
    world.add(&ann, 1).expect("out of jail");
    world.retire(&provider).expect("retires");
    refused(world.add(&ann, 1), StakeError::Retired);
}

#[test]
fn an_amount_below_the_price_of_a_share_still_buys_many() {
    // A share never costs more than a unit, so nothing rounds to no share.
    let mut bonds = super::bonds::Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.cut(1_000, false);
    bonds.cut(1, false);
    bonds.world.add(&ann, 1).expect("adds");
    assert_eq!(bonds.world.position(&ann).shares, 1_001);
}

#[test]
fn worthless_backing_takes_nothing_more_in() {
    let mut bonds = super::bonds::Bonds::with(1, |params| params.bond_factor_bps = 10_000).with_paid();
    let ann = bonds.backer("ann", 4_096, 0);
    bonds.cut(1_000, false);
    bonds.cut(4_093, false);
    // 4,096 shares are worth 3.
    refused(bonds.world.add(&ann, 5), StakeError::BackingWorthless);
}

#[test]
fn a_position_that_is_not_there_takes_nothing() {
    let mut world = bonded();
    let ann = world.add_wallet("ann");
    world.give_reward(&ann, 10);
    let ghost = world.next_stake(&ann);
    refused(world.add(&ghost, 1), crate::support::MISSING);
}
