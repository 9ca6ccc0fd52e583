use crate::support::{number, refused, says, seven, two, who, TestWorld, ALREADY_THERE};
use assay_client::{address, escrow::DemandPlace};
use assay_proof::demand::LeafAt;
use assay_tests::{key, Chain, JobRef, Party, Status, START};
use escrow::{constants::MAX_OPEN_DEMANDS, error::EscrowError};
use solana_signer::Signer;

pub const LEAF: LeafAt = leaf(0, 1, 0);
/// Lamports.
pub const BOND: u64 = 1_000_000;

/// What agents that demand are given: for rents and bonds.
const LAMPORTS: u64 = 1_000_000_000;

pub const fn leaf(op: u16, row: u32, leaf: u32) -> LeafAt {
    LeafAt { op, row, leaf }
}

/// A revealed job of the optimistic tier, and somebody who wants to see a leaf of its result.
pub fn curious(world: &mut TestWorld) -> (JobRef, Party) {
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    (job, world.add_wallet("curious"))
}

#[test]
fn anyone_demands_a_leaf_for_a_bond() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    let before = world.lamports(&curious.address());
    let at = leaf(3, 2, 0);
    let sent = world.demand(&curious, &job, at).expect("demands");

    let address = address::demand(&job.address, at);
    let demand = world.demanded(&job, at);
    assert_eq!(
        (demand.job, demand.demander, demand.at()),
        (job.address, curious.address(), at)
    );
    assert_eq!((demand.place, demand.answer_by), (8, START + 60));
    assert!(!demand.is_answered() && demand.answer().is_empty());
    let held = world.lamports(&address);
    assert_eq!(before - world.lamports(&curious.address()), held, "bond and rent");
    let state = world.job(&job);
    assert_eq!(
        (state.demands, state.open_demands),
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 1])
    );
    assert_eq!(state.challenge_until, START + 600, "the window is as it was");

    let event = sent.event("LeafDemanded");
    assert_eq!(who(&event, "demand"), address);
    assert_eq!(who(&event, "demander"), curious.address());
    assert_eq!(
        ["op", "row", "leaf", "answer_by", "bond", "place"].map(|field| number(&event, field)),
        [3, 2, 0, (START + 60) as u64, BOND, 8]
    );
    assert!(held > BOND, "the rent comes on top");
}

#[test]
fn only_while_the_window_is_open_and_one_demand_does_not_prolong_it_for_the_next() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    let until = world.job(&job).challenge_until;
    world.warp_to(until - 1);
    world.demand(&curious, &job, LEAF).expect("in the last second");
    world.warp_to(until);
    refused(
        world.demand(&curious, &job, leaf(0, 2, 0)),
        EscrowError::DeadlinePassed,
    );
    let claim = world.work.honest();
    world.answer(&job, &claim, LEAF).expect("answers");
    refused(
        world.demand(&curious, &job, leaf(0, 2, 0)),
        EscrowError::DeadlinePassed,
    );
}

#[test]
fn a_leaf_is_demanded_once() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    let other = world.client.clone();
    refused(world.demand(&other, &job, LEAF), ALREADY_THERE);
}

#[test]
fn whoever_fills_the_place_of_anyone_keeps_neither_the_client_nor_a_seat_out() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let curious = world.add_wallet("curious");
    for row in 0..u32::from(MAX_OPEN_DEMANDS) {
        world.demand(&curious, &job, leaf(0, row, 0)).expect("demands");
    }
    refused(
        world.demand(&curious, &job, leaf(1, 0, 0)),
        EscrowError::TooManyDemands,
    );
    let client = world.client.authority.clone();
    world
        .demand_in(&client, &job, leaf(1, 0, 0), DemandPlace::Client)
        .expect("the client has room");
    let seated = world.seated(&job, 2);
    world.chain.fund(seated.agent.pubkey(), LAMPORTS);
    let place = DemandPlace::Seat {
        seat: 2,
        operator: seated.operator,
    };
    world
        .demand_in(&seated.agent, &job, leaf(2, 0, 0), place)
        .expect("and so has a seat");
    assert_eq!(
        world.job(&job).open_demands,
        [0, 0, 1, 0, 0, 0, 0, 1, MAX_OPEN_DEMANDS]
    );
    world.answer(&job, &claim, leaf(0, 0, 0)).expect("answers");
    world
        .demand(&curious, &job, leaf(1, 1, 0))
        .expect("an answer makes room");
}

#[test]
fn a_place_is_taken_only_by_whose_it_is() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let stranger = world.add_wallet("stranger");
    let (first, second) = (world.seated(&job, 0), world.seated(&job, 1));
    for by in [&first.agent, &first.authority] {
        world.chain.fund(by.pubkey(), LAMPORTS);
    }
    let seat = |seat, party: &Party| DemandPlace::Seat {
        seat,
        operator: party.operator,
    };
    let wrong = [
        (stranger.authority.clone(), DemandPlace::Client),
        (first.agent.clone(), DemandPlace::Client),
        (stranger.authority.clone(), seat(0, &first)),
        (first.authority.clone(), seat(0, &first)),
        (first.agent.clone(), seat(1, &first)),
        (first.agent.clone(), seat(1, &second)),
        (first.agent.clone(), seat(6, &first)),
        (first.agent.clone(), seat(7, &first)),
        (first.agent.clone(), seat(8, &first)),
        (first.agent.clone(), seat(255, &first)),
    ];
    for (by, place) in wrong {
        refused(world.demand_in(&by, &job, LEAF, place), EscrowError::WrongPlace);
    }
    // A seat's place without its operator, and one that nobody has.
    for place in [0, 9] {
        let mut demand =
            world
                .market
                .demand_leaf(first.agent.pubkey(), job.address, LEAF, DemandPlace::Anyone);
        *demand.data.last_mut().expect("the place") = place;
        refused(world.send(&[demand], &[&first.agent]), EscrowError::WrongPlace);
    }
    world
        .demand_in(&first.agent, &job, LEAF, seat(0, &first))
        .expect("the agent of who sits there");
}

#[test]
fn nobody_settles_while_a_demand_is_open() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    let until = world.job(&job).challenge_until;
    world.warp_to(until - 1);
    world.demand(&curious, &job, LEAF).expect("demands");
    refused(world.accept_result(&job), EscrowError::DemandOpen);
    world.warp_to(until);
    refused(world.settle(&job), EscrowError::DemandOpen);
    world.warp_to(until + 10_000);
    refused(world.settle(&job), EscrowError::DemandOpen);
    refused(world.accept_result(&job), EscrowError::DemandOpen);
    assert_eq!(world.status(&job), Status::Challengeable);
}

#[test]
fn a_provider_does_not_get_its_bond_back_while_a_demand_is_open() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    let curious = world.add_wallet("curious");
    world.demand(&curious, &job, LEAF).expect("demands");
    let final_by = world.job(&job).final_by;
    world.warp_to(final_by + 1);
    refused(world.expire_unattested(&job), EscrowError::DemandOpen);
    world.expire_demand(&job, LEAF).expect("expires");
    assert_eq!(world.status(&job), Status::Convicted);
}

#[test]
fn who_has_not_the_bond_demands_nothing() {
    let mut world = two();
    let (job, _) = curious(&mut world);
    let poor = key("poor");
    world.chain.fund(poor.pubkey(), 10_000_000);
    let failure = world
        .demand_in(&poor, &job, LEAF, DemandPlace::Anyone)
        .expect_err("the rent alone is more");
    says(&failure, "insufficient lamports");
    assert_eq!(world.job(&job).demands, 0);
}
