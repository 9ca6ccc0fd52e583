//! Who pays for a slash: the own bond, then what of it is cooling down, then all backers alike.

use super::{
    bonds::{Bonds, BOND},
    COOLDOWN, DAY,
};
use crate::support::{later, near, number};
use assay_tests::{Chain, Stake, START};

/// An operator with a bond of 1,000 and all of its stake lockable, where nobody is too large.
fn bonds() -> Bonds {
    let bonds = Bonds::with(1, |params| {
        params.bond_factor_bps = 10_000;
        params.saturation = 1;
    });
    bonds.with_paid()
}

fn values(bonds: &mut Bonds, stakes: &[&Stake]) -> Vec<u64> {
    stakes.iter().map(|stake| bonds.world.value(stake)).collect()
}

#[test]
fn backers_lose_nothing_while_the_own_bond_lasts() {
    let mut bonds = bonds();
    let ann = bonds.backer("ann", 500, 0);
    bonds.cut(BOND, false);
    assert_eq!(values(&mut bonds, &[&ann]), [500]);
    let operator = bonds.operator.clone();
    assert_eq!(bonds.world.operator(&operator).own_bond, 0);
    bonds.cut(1, false);
    assert_eq!(values(&mut bonds, &[&ann]), [499]);
}

#[test]
fn beyond_it_all_lose_alike_whoever_is_leaving_too() {
    let mut bonds = bonds();
    let operator = bonds.operator.clone();
    let stays = bonds.backer("stays", 4_000, 0);
    let leaves = bonds.backer("leaves", 2_000, 0);
    let takes = bonds.backer("takes", 2_000, 0);
    bonds.world.leave_operator(&leaves, &operator).expect("leaves");
    bonds.world.begin_unstake(&takes, 0, 1_000).expect("unstakes");
    // 5,000 of 8,000 stay; the bond is 1,000, and a quarter of the backing goes beyond it.
    bonds.cut(BOND + 2_000, false);
    assert_eq!(
        values(&mut bonds, &[&stays, &leaves, &takes]),
        [3_000, 1_500, 750]
    );
    later(&mut bonds.world, COOLDOWN);
    let before = bonds.world.balances();
    bonds.world.withdraw_stake(&takes, 0).expect("withdraws");
    bonds
        .world
        .assert_moved(&before, &[("takes", 750), ("stake vault", -750)]);
    bonds.world.end_leave(&leaves, &operator).expect("left");
    assert_eq!(bonds.world.position(&leaves).amount, 1_500);
    assert_eq!(values(&mut bonds, &[&stays, &takes]), [3_000, 750]);
}

#[test]
fn the_event_says_what_was_the_backers() {
    let mut bonds = bonds();
    bonds.backer("ann", 500, 0);
    let job = super::bonds::job(7);
    bonds.lock(0, job, 1_200).expect("locks");
    let before = bonds.world.balances();
    let sent = bonds
        .slash(0, job, super::bonds::Cut::conviction(1_200))
        .expect("slashes");
    bonds.world.assert_moved(
        &before,
        &[
            ("challenger", 600),
            ("client", 300),
            ("stake vault", -1_200),
            ("supply", -300),
        ],
    );
    let event = sent.event("BondSlashed");
    let fields = ["amount", "from_backers", "bond_before", "bond_after", "burnt"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [1_200, 200, BOND, 0, 300]
    );
    let pool = bonds.world.pool_state();
    assert_eq!(
        (pool.total_staked, pool.total_bond, pool.total_slashed),
        (300, 0, 1_200)
    );
}

#[test]
fn the_own_tickets_are_hit_before_the_backers() {
    let mut bonds = bonds();
    let operator = bonds.operator.clone();
    let ann = bonds.backer("ann", 2_000, 0);
    bonds.world.begin_unbond(&operator, 0, 400).expect("unbonds");
    bonds.world.begin_unbond(&operator, 1, 200).expect("unbonds");
    // 400 are bonded and 600 cool down: half of those pay.
    bonds.cut(700, false);
    assert_eq!(values(&mut bonds, &[&ann]), [2_000]);
    let state = bonds.world.operator(&operator);
    assert_eq!((state.own_bond, state.cooling.stake), (0, 300));
    bonds.cut(350, false);
    assert_eq!(values(&mut bonds, &[&ann]), [1_950]);
    later(&mut bonds.world, COOLDOWN);
    let before = bonds.world.balances();
    bonds.world.withdraw(&operator, 0).expect("worth nothing");
    bonds.world.withdraw(&operator, 1).expect("worth nothing");
    bonds.world.assert_moved(&before, &[]);
}

#[test]
fn a_ticket_of_the_bond_that_is_half_slashed_pays_half() {
    let mut bonds = bonds();
    let operator = bonds.operator.clone();
    bonds.backer("ann", 2_000, 0);
    bonds.world.begin_unbond(&operator, 0, 400).expect("unbonds");
    bonds.cut(800, false);
    later(&mut bonds.world, COOLDOWN);
    let before = bonds.world.balances();
    bonds.world.withdraw(&operator, 0).expect("withdraws");
    bonds
        .world
        .assert_moved(&before, &[("operator", 200), ("stake vault", -200)]);
}

#[test]
fn another_operators_backers_are_not_touched() {
    let mut bonds = bonds();
    bonds.backer("ann", 500, 0);
    let guilty = bonds.operator.clone();
    let rival = bonds.world.add_operator("rival", 1, 700);
    bonds.turn_to(&rival);
    let bob = bonds.backer("bob", 300, 0);
    let before = bonds
        .world
        .chain
        .account(&rival.operator)
        .expect("the rival")
        .data;
    bonds.turn_to(&guilty);
    bonds.cut(BOND + 500, true);
    let after = bonds
        .world
        .chain
        .account(&rival.operator)
        .expect("the rival")
        .data;
    assert_eq!(before, after);
    assert_eq!(values(&mut bonds, &[&bob]), [300]);
}

#[test]
fn a_position_that_left_in_time_is_out_of_reach() {
    let mut bonds = bonds();
    let operator = bonds.operator.clone();
    let ann = bonds.backer("ann", 500, 0);
    bonds.backer("bob", 500, 0);
    bonds.world.leave_operator(&ann, &operator).expect("leaves");
    later(&mut bonds.world, COOLDOWN);
    bonds.world.end_leave(&ann, &operator).expect("left");
    bonds.cut(BOND + 500, true);
    assert_eq!(values(&mut bonds, &[&ann]), [500]);
}

#[test]
fn rounding_never_leaves_less_than_is_owed() {
    let mut bonds = bonds();
    let operator = bonds.operator.clone();
    let stakes: Vec<Stake> = ["a", "b", "c"]
        .iter()
        .map(|name| bonds.backer(name, 333, 0))
        .collect();
    bonds.cut(BOND + 100, false);
    // 899 for 999 shares: each has 299.67.
    for stake in &stakes {
        assert_eq!(bonds.world.value(stake), 299);
        bonds.world.leave_operator(stake, &operator).expect("leaves");
    }
    later(&mut bonds.world, COOLDOWN);
    let mut out = 0;
    for stake in &stakes {
        bonds.world.end_leave(stake, &operator).expect("left");
        out += bonds.world.position(stake).amount;
    }
    assert_eq!(out, 899, "the last one takes what rounding left");
}

/// Convicted in mid epoch: nothing more is earned until the jail is over and somebody syncs.
#[test]
fn the_backers_of_a_convict_stop_earning_and_earn_again_after_the_jail() {
    let mut bonds = bonds();
    let convict = bonds.operator.clone();
    let ann = bonds.backer("ann", 1_000, 0);
    let rival = bonds.world.add_operator("rival", 1, 2_000);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    bonds.world.sync(&convict).expect("syncs");
    bonds.cut(10, true);
    bonds.world.claim(&ann).expect("claims");
    let earned = bonds.world.position(&ann).claimed;
    near(earned, super::STREAM / 8, 2);
    later(&mut bonds.world, DAY / 2);
    crate::support::refused(bonds.world.claim(&ann), stake::error::StakeError::NothingToClaim);
    // The rest of the epoch is the other one's: a quarter while both earned, all of it after.
    bonds.world.claim_operator(&rival).expect("claims");
    near(
        bonds.world.operator(&rival).earned_bond,
        super::STREAM / 4 + super::STREAM / 2,
        3,
    );
    let jail = bonds.world.operator(&convict).jailed_until;
    assert_eq!(jail, START + DAY + DAY / 2 + 30 * DAY);
    bonds.world.warp_to(jail);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    bonds.world.sync(&convict).expect("weighs again from now on");
    crate::support::refused(bonds.world.claim(&ann), stake::error::StakeError::NothingToClaim);
    later(&mut bonds.world, DAY / 2);
    bonds.world.claim(&ann).expect("earns again");
}

#[test]
fn a_missed_deadline_does_not_stop_the_earning() {
    let mut bonds = bonds();
    let ann = bonds.backer("ann", 1_000, 0);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    bonds.cut(500, false);
    later(&mut bonds.world, DAY / 2);
    bonds.world.claim(&ann).expect("claims");
    // Half of it before, two thirds after: the own bond is half as large.
    near(
        bonds.world.position(&ann).claimed,
        super::STREAM / 4 + super::STREAM / 3,
        4,
    );
}
