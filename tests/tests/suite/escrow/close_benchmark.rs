use super::finish_benchmark::with_class;
use crate::support::{refused, who, with};
use assay_client::{address, escrow::Benchmark};
use assay_tests::{Chain, START, START_SLOT};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn without_a_result_after_the_last_slot() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    let address = address::benchmark(&provider.operator);
    let agent = provider.agent.pubkey();
    let (rent, before) = (world.lamports(&address), world.lamports(&agent));
    for slot in [START_SLOT, START_SLOT + 102] {
        world.chain.warp(slot, START);
        refused(world.close_benchmark(&provider), EscrowError::DeadlineNotPassed);
    }
    world.chain.warp(START_SLOT + 103, START);
    let sent = world.close_benchmark(&provider).expect("closes");
    assert_eq!(world.lamports(&agent), before + rent);
    assert!(world.find::<Benchmark>(&address).is_none());
    let event = sent.event("BenchmarkClosed");
    assert_eq!(who(&event, "operator"), provider.operator);
    world.begin_benchmark(&provider).expect("another");
}

#[test]
fn without_every_answer_after_the_last_second() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.honest();
    world.drawn_benchmark(&provider, &claim);
    world
        .answer_benchmark(&provider, (&work, &claim), 0)
        .expect("answers");
    let slot = world.chain.clock().slot;
    for at in [START, START + 60] {
        world.chain.warp(slot + 1_000, at);
        refused(world.close_benchmark(&provider), EscrowError::DeadlineNotPassed);
    }
    world.warp_to(START + 61);
    world.close_benchmark(&provider).expect("closes");
}

#[test]
fn who_has_failed_waits_as_long_before_it_can_begin_again() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.cheat(1, (0, 3));
    world.prove_benchmark(&provider, &claim).expect("proves");
    world.put_evidence(&provider, 0, &work.evidence(&claim, 1, (0, 3)));
    world.refute_benchmark(&provider, &provider, 0).expect("refutes");
    world.warp_to(START + 60);
    refused(world.close_benchmark(&provider), EscrowError::DeadlineNotPassed);
    world.warp_to(START + 61);
    world.close_benchmark(&provider).expect("closes");
}

#[test]
fn one_that_passed_when_nobody_has_finished_it_for_a_day() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.honest();
    world.drawn_benchmark(&provider, &claim);
    world.answer_all(&provider, (&work, &claim));
    let until = world.benchmark(&provider).refute_by + 86_400;
    world.warp_to(until);
    refused(world.close_benchmark(&provider), EscrowError::DeadlineNotPassed);
    world.warp_to(until + 1);
    world.close_benchmark(&provider).expect("closes");
}

#[test]
fn the_rent_is_whose_it_was() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    world.warp_slots(103);
    let benchmark = world.benchmark(&provider);
    let close = world.pool.close_benchmark(&benchmark);
    let thief = with(close, &provider.agent.pubkey(), &provider.address());
    refused(world.send(&[thief], &[]), EscrowError::WrongBenchmark);
}
