use super::{bonded, COOLDOWN, YEAR};
use crate::support::{later, number, refused, TestWorld};
use assay_client::stake::Vesting;
use assay_tests::{key, Party, Stake, START};
use solana_signer::Signer;
use stake::error::StakeError;

const CLIFF: i64 = START + 100;
const END: i64 = START + 1_000;

/// 1,000 units over 1,000 seconds, a cliff after 100.
const VESTING: Vesting = Vesting {
    amount: 1_000,
    start: START,
    cliff: CLIFF,
    end: END,
};

/// A world with a funder of 10,000, and Ann.
fn parties() -> (TestWorld, Party, Party) {
    let mut world = bonded();
    let funder = world.add_wallet("funder");
    world.give_reward(&funder, 10_000);
    let ann = world.add_wallet("ann");
    (world, funder, ann)
}

/// What vests for Ann.
fn vesting() -> (TestWorld, Stake) {
    let (mut world, funder, ann) = parties();
    let (stake, sent) = world.open_vesting(&funder, &ann, VESTING);
    sent.expect("opens");
    (world, stake)
}

#[test]
fn the_funder_pays_and_the_owner_owns() {
    let (mut world, funder, ann) = parties();
    let before = world.balances();
    let (stake, sent) = world.open_vesting(&funder, &ann, VESTING);
    let sent = sent.expect("opens");
    world.assert_moved(&before, &[("funder", -1_000), ("stake vault", 1_000)]);
    let position = world.position(&stake);
    assert_eq!((position.owner, position.kind), (ann.address(), 1));
    assert_eq!((position.vesting, position.amount), (VESTING, 1_000));
    assert_eq!(
        (position.lock_seconds, world.pool_state().total_staked),
        (0, 1_000)
    );
    let event = sent.event("PositionOpened");
    assert_eq!(crate::support::who(&event, "owner"), ann.address());
    let fields = ["amount", "kind", "lock_seconds"];
    assert_eq!(fields.map(|field| number(&event, field)), [1_000, 1, 0]);
    let as_funder = Stake {
        owner: funder,
        ..stake
    };
    refused(
        world.begin_unstake(&as_funder, 0, 1),
        StakeError::NotPositionOwner,
    );
}

#[test]
fn times_must_make_sense() {
    let (mut world, funder, ann) = parties();
    let times = |start, cliff, end| Vesting {
        start,
        cliff,
        end,
        ..VESTING
    };
    let longest = i64::from(u32::MAX);
    for bad in [
        times(0, START, END),
        times(-1, START, END),
        times(i64::MIN, START, END),
        times(START, START - 1, END),
        times(START, END + 1, END),
        times(START, START, START),
        times(START, START, START - 1),
        times(START, START, START + longest + 1),
        times(START, START, i64::MAX),
        times(1, 1, i64::MAX),
    ] {
        refused(world.open_vesting(&funder, &ann, bad).1, StakeError::BadVesting);
    }
    for good in [
        times(1, 1, 2),
        times(START, START, START + 1),
        times(START, START + 1, START + 1),
        times(START, START, START + longest),
        times(i64::MAX - 1, i64::MAX, i64::MAX),
    ] {
        world.open_vesting(&funder, &ann, good).1.expect("opens");
    }
}

#[test]
fn nothing_is_not_vested() {
    let (mut world, funder, ann) = parties();
    let nothing = Vesting { amount: 0, ..VESTING };
    refused(
        world.open_vesting(&funder, &ann, nothing).1,
        StakeError::ZeroAmount,
    );
}

#[test]
fn not_a_unit_before_the_cliff() {
    let (mut world, stake) = vesting();
    world.warp_to(CLIFF - 1);
    refused(world.begin_unstake(&stake, 0, 1), StakeError::NotReleased);
    world.warp_to(CLIFF);
    refused(world.begin_unstake(&stake, 0, 101), StakeError::NotReleased);
    world
        .begin_unstake(&stake, 0, 100)
        .expect("a tenth of the time, a tenth");
    refused(world.begin_unstake(&stake, 1, 1), StakeError::NotReleased);
}

#[test]
fn the_last_unit_at_the_end() {
    let (mut world, stake) = vesting();
    world.warp_to(END - 1);
    refused(world.begin_unstake(&stake, 0, 1_000), StakeError::NotReleased);
    world.begin_unstake(&stake, 0, 999).expect("all but one");
    world.warp_to(END);
    world.begin_unstake(&stake, 1, 1).expect("the last one");
    later(&mut world, COOLDOWN);
    let before = world.balances();
    world.withdraw_stake(&stake, 0).expect("withdraws");
    world.withdraw_stake(&stake, 1).expect("withdraws");
    world.assert_moved(&before, &[("ann", 1_000), ("stake vault", -1_000)]);
    world.close_position(&stake).expect("closes");
}

#[test]
fn without_a_cliff_it_flows_from_the_start() {
    let (mut world, funder, ann) = parties();
    let (stake, sent) = world.open_vesting(
        &funder,
        &ann,
        Vesting {
            cliff: START,
            ..VESTING
        },
    );
    sent.expect("opens");
    refused(world.begin_unstake(&stake, 0, 1), StakeError::NotReleased);
    world.warp_to(START + 1);
    refused(world.begin_unstake(&stake, 0, 2), StakeError::NotReleased);
    world.begin_unstake(&stake, 0, 1).expect("one per second");
}

#[test]
fn what_a_slash_took_comes_off_what_is_released() {
    let mut bonds = super::bonds::Bonds::new(1).with_paid();
    let funder = bonds.world.add_wallet("funder");
    bonds.world.give_reward(&funder, 1_000);
    let ann = bonds.world.add_wallet("ann");
    let (stake, sent) = bonds.world.open_vesting(&funder, &ann, VESTING);
    sent.expect("opens");
    let operator = bonds.operator.clone();
    bonds
        .world
        .back(&stake, &operator)
        .expect("vesting stake earns, too");
    bonds.cut(1_000, false);
    bonds.cut(300, false);
    assert_eq!(bonds.world.value(&stake), 700);
    // Half is released, and 300 of that half is gone.
    bonds.world.warp_to(START + 500);
    refused(bonds.world.begin_unstake(&stake, 0, 201), StakeError::NotReleased);
    bonds.world.begin_unstake(&stake, 0, 200).expect("the rest of it");
}

#[test]
fn it_earns_and_can_leave() {
    let (mut world, stake) = vesting();
    let provider = world.provider.clone();
    world.back(&stake, &provider).expect("backs");
    world.next_epoch();
    later(&mut world, 3_600);
    world.claim(&stake).expect("earned something");
    world.leave_operator(&stake, &provider).expect("leaves");
    later(&mut world, COOLDOWN);
    world.end_leave(&stake, &provider).expect("left");
    assert_eq!(world.position(&stake).amount, 1_000);
}

#[test]
fn it_has_neither_lock_nor_vote_and_is_not_for_sale() {
    let (mut world, stake) = vesting();
    let governor = world.with_governor();
    let bob = world.add_wallet("bob");
    let ann = stake.owner.clone();
    world.give_reward(&ann, 100);
    let (free, sent) = world.open(&ann, 50, YEAR);
    sent.expect("opens");
    refused(world.set_lock(&stake, YEAR), StakeError::PositionVesting);
    refused(world.release_lock(&stake), StakeError::NoLock);
    refused(world.split(&stake, 1).1, StakeError::PositionVesting);
    refused(world.merge(&stake, &free), StakeError::PositionVesting);
    refused(world.merge(&free, &stake), StakeError::PositionVesting);
    refused(world.transfer_position(&stake, &bob), StakeError::PositionVesting);
    refused(world.add(&stake, 1), StakeError::PositionVesting);
    refused(
        world.hold_vote(&governor, &stake, START + 10),
        StakeError::PositionVesting,
    );
    world.warp_to(END + 1);
    // What is released votes once it is taken out.
    assert_eq!(world.voting_weight(&stake, END + 1), 0);
    refused(world.transfer_position(&stake, &bob), StakeError::PositionVesting);
}

#[test]
fn it_has_no_vote_whatever_has_happened_to_it_since() {
    let (mut world, stake) = vesting();
    let provider = world.provider.clone();
    world.back(&stake, &provider).expect("backs");
    assert_eq!(world.voting_weight(&stake, START + 1), 0);
    world.warp_to(CLIFF + 200);
    world
        .begin_unstake(&stake, 0, 10)
        .expect("unstakes what is released");
    assert_eq!(world.voting_weight(&stake, CLIFF + 201), 0);
}

#[test]
fn a_stranger_takes_nothing_out() {
    let (mut world, stake) = vesting();
    world.warp_to(END);
    let stranger = world.add_wallet("stranger");
    assert_ne!(stranger.address(), key("ann").pubkey());
    let stolen = Stake {
        owner: stranger,
        ..stake
    };
    refused(world.begin_unstake(&stolen, 0, 1), StakeError::NotPositionOwner);
}
