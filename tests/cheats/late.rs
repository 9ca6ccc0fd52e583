//! A provider that holds a job and does not do it in time.

use crate::support::{refused, three, TestWorld, EXPIRED};
use assay_tests::{JobRef, Status};
use escrow::error::EscrowError;

/// The client has its money and most of the penalty, the provider the rest of its bond.
#[track_caller]
fn expired(world: &mut TestWorld, job: &JobRef, before: &assay_tests::Balances) {
    world.expire(job).expect("expires");
    over(world, job, before);
}

#[track_caller]
fn over(world: &mut TestWorld, job: &JobRef, before: &assay_tests::Balances) {
    world.assert_moved(before, &EXPIRED);
    assert_eq!(world.status(job), Status::Expired);
    world.close_job(job).expect("nothing is left");
}

#[test]
fn never_committing() {
    let mut world = three();
    let before = world.balances();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    let until = world.job(&job).commit_by;
    world.warp_to(until);
    refused(world.expire(&job), EscrowError::DeadlineNotPassed);
    world.warp_to(until + 1);
    expired(&mut world, &job, &before);
}

#[test]
fn a_late_commit() {
    let mut world = three();
    let claim = world.work.honest();
    let before = world.balances();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    let until = world.job(&job).commit_by;
    world.warp_to(until + 1);
    refused(world.commit(&job, &claim), EscrowError::DeadlinePassed);
    expired(&mut world, &job, &before);
}

#[test]
fn a_stale_reveal() {
    let mut world = three();
    let claim = world.work.honest();
    let before = world.balances();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    let until = world.job(&job).reveal_by;
    world.warp_to(until + 1);
    refused(world.reveal(&job, &claim), EscrowError::DeadlinePassed);
    expired(&mut world, &job, &before);
}

#[test]
fn a_missed_heartbeat() {
    let mut world = three();
    let before = world.balances();
    let job = world.post(|request| request.heartbeat_seconds = 20);
    world.accept(&job).expect("accepts");
    let now = world.now();
    world.warp_to(now + 20);
    refused(world.abort(&job), EscrowError::DeadlineNotPassed);
    world.warp_to(now + 21);
    world.abort(&job).expect("the client ends it");
    over(&mut world, &job, &before);
}
