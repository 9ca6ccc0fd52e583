use super::finish_benchmark::with_class;
use crate::support::{later, number, refused};
use assay_tests::{Chain, START, START_SLOT};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn the_roots_are_kept_and_the_elements_are_of_a_slot_to_come() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let claim = world.seeded_benchmark(&provider).honest();
    let sent = world.prove_benchmark(&provider, &claim).expect("proves");
    let benchmark = world.benchmark(&provider);
    assert_eq!(
        (benchmark.trace_root, benchmark.output_root),
        (claim.trace_root, claim.output_root)
    );
    assert_eq!(
        (benchmark.draw_slot, benchmark.answer_by),
        (START_SLOT + 5, START + 60)
    );
    let event = sent.event("BenchmarkProven");
    assert_eq!(
        ["draw_slot", "answer_by"].map(|field| number(&event, field)),
        [START_SLOT + 5, (START + 60) as u64]
    );
}

#[test]
fn in_the_last_slot_and_not_in_the_next() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let claim = world.seeded_benchmark(&provider).honest();
    world.chain.warp(START_SLOT + 103, START);
    refused(
        world.prove_benchmark(&provider, &claim),
        EscrowError::BenchmarkLate,
    );
    world.chain.warp(START_SLOT + 102, START);
    world.prove_benchmark(&provider, &claim).expect("the last slot");
}

/// The time runs from the slot that decides the seed: everybody can compute it from then on.
#[test]
fn who_has_the_seed_drawn_late_has_no_more_time() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    world.warp_slots(103);
    world.draw_benchmark(&provider).expect("the seed");
    let work = assay_tests::Work::benchmark(&assay_tests::BENCHMARK, &world.benchmark(&provider).seed);
    refused(
        world.prove_benchmark(&provider, &work.honest()),
        EscrowError::BenchmarkLate,
    );
}

#[test]
fn once_and_not_before_the_seed() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    let claim = world.work.honest();
    refused(
        world.prove_benchmark(&provider, &claim),
        EscrowError::BenchmarkStep,
    );
    world.warp_slots(3);
    world.draw_benchmark(&provider).expect("the seed");
    world.prove_benchmark(&provider, &claim).expect("proves");
    refused(
        world.prove_benchmark(&provider, &claim),
        EscrowError::BenchmarkStep,
    );
    later(&mut world, 3);
    world.draw_benchmark(&provider).expect("the elements");
    refused(
        world.prove_benchmark(&provider, &claim),
        EscrowError::BenchmarkStep,
    );
}

#[test]
fn only_its_own_agent_proves() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let stranger = world.add_operator("stranger", 1, 0);
    let claim = world.seeded_benchmark(&provider).honest();
    for by in [&provider.authority, &stranger.agent] {
        let prove = world.pool.prove_benchmark(
            by.pubkey(),
            provider.operator,
            claim.trace_root,
            claim.output_root,
        );
        refused(world.send(&[prove], &[by]), EscrowError::NotAgent);
    }
    let mut prove = world.pool.prove_benchmark(
        stranger.agent.pubkey(),
        provider.operator,
        claim.trace_root,
        claim.output_root,
    );
    prove.accounts[1].pubkey = stranger.operator;
    refused(
        world.send(&[prove], &[&stranger.agent]),
        EscrowError::WrongBenchmark,
    );
}
