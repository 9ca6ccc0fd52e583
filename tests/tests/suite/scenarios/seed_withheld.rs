use crate::support::{refused, seven};
use assay_tests::{Status, Verdict, START};
use escrow::error::EscrowError;

/// A client that withholds its seed delays the draw by seconds and no more.
#[test]
fn the_slot_hash_decides_alone_after_a_while() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.warp_to(START + 30);
    refused(world.try_draw(&job, None), EscrowError::SeedPending);
    world.warp_to(START + 31);
    world.try_draw(&job, None).expect("draws");
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    assert_eq!(world.status(&job), Status::Settled);
}

/// It cannot look at the committee its seed would give, and wait for another one: the longest wait the program
/// allows is shorter than the time the deciding hash can be read.
#[test]
fn the_deciding_hash_outlives_the_longest_wait_for_the_seed() {
    let mut world = seven();
    crate::support::set_market(&mut world, |params| params.seed_seconds = 180).expect("the longest wait");
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.warp_to(START + 181);
    world.try_draw(&job, None).expect("draws");
    assert_eq!(world.job(&job).round, 1, "no other slot was fixed");
}
