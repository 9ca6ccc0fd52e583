//! A verifier who attested has a bond locked for the job, too, and chooses its slot: no instruction may take that bond
//! for the provider's, or the verifier would be paid the price or slashed for the provider's number.

use crate::support::{refused, seven, two, TestWorld};
use assay_client::stake::ROLE_PROVIDER;
use assay_tests::{JobRef, Party, Verdict, BOND};
use escrow::error::EscrowError;

/// A job with a wrong number, and a verifier that holds its lock in the provider's slot.
fn attested(world: &mut TestWorld, attest: impl FnOnce(&mut TestWorld, &JobRef)) -> (JobRef, Party, Party) {
    let claim = world.work.cheat(0, (1, 2));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    attest(world, &job);
    let challenger = world.add_wallet("challenger");
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    world.put_evidence(&challenger, 0, &evidence);
    let state = world.job(&job);
    assert_eq!(state.seats[0].lock_slot, state.lock_slot);
    let verifier = world.seated(&job, 0);
    (job, verifier, challenger)
}

#[test]
fn a_verifier_is_neither_paid_nor_convicted_as_the_provider() {
    let mut world = seven();
    let (job, verifier, challenger) =
        attested(&mut world, |world, job| world.attest_all(job, Verdict::Accept));
    let (market, client) = (world.market, world.client.clone());
    let before = world.balances();

    let (by, who) = (challenger.address(), verifier.address());
    let convict = market.convict(job.address, client.address(), who, by, 0);
    refused(world.send(&[convict], &[]), EscrowError::WrongOperator);
    let accept = market.accept_result(client.address(), job.address, who);
    refused(
        world.send(&[accept], &[&client.authority]),
        EscrowError::WrongOperator,
    );
    world.warp_past_window(&job);
    let settle = market.settle(job.address, who);
    refused(world.send(&[settle], &[]), EscrowError::WrongOperator);

    world.assert_moved(&before, &[]);
    world
        .convict(&job, &challenger, 0)
        .expect("the provider is convicted");
}

#[test]
fn nor_is_its_bond_given_back_for_the_providers() {
    let mut world = seven();
    let (job, verifier, _) = attested(&mut world, |world, job| {
        world.attest(job, 0, Verdict::Unavailable).expect("attests");
    });
    let state = world.job(&job);
    world.warp_to(state.final_by.max(state.attest_by) + 1);
    let (market, client) = (world.market, world.client.address());
    let expire = market.expire_unattested(job.address, client, verifier.address());
    refused(world.send(&[expire], &[]), EscrowError::WrongOperator);
    world.expire_unattested(&job).expect("the provider gets its bond");
}

#[test]
fn nobody_else_pays_for_a_missed_deadline() {
    let mut world = two();
    let job = world.post(|_| {});
    let other = world.add_operator("other", ROLE_PROVIDER, BOND);
    world.accept(&job).expect("accepts");
    let commit_by = world.job(&job).commit_by;
    world.warp_to(commit_by + 1);
    let (market, client) = (world.market, world.client.clone());
    let expire = market.expire(job.address, client.address(), other.address());
    refused(world.send(&[expire], &[]), EscrowError::WrongOperator);
    let abort = market.abort(client.address(), job.address, other.address());
    refused(
        world.send(&[abort], &[&client.authority]),
        EscrowError::WrongOperator,
    );
    world.expire(&job).expect("the provider pays");
}
