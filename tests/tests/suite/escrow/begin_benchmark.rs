use super::finish_benchmark::with_class;
use crate::support::{number, other_pool, refused, who, with, ALREADY_THERE};
use assay_client::address;
use assay_tests::{Chain, START_SLOT};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn the_seed_is_of_a_slot_to_come() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let sent = world.begin_benchmark(&provider).expect("begins");
    let benchmark = world.benchmark(&provider);
    assert_eq!(
        (benchmark.operator, benchmark.payer),
        (provider.operator, provider.agent.pubkey())
    );
    assert_eq!(
        (benchmark.seed_slot, benchmark.due_slot()),
        (START_SLOT + 2, START_SLOT + 102)
    );
    assert!(!benchmark.is_seeded() && !benchmark.is_proven() && !benchmark.is_drawn());
    assert!(!benchmark.has_passed());
    assert_eq!(
        bytemuck::bytes_of(&benchmark.terms),
        bytemuck::bytes_of(&world.class_terms())
    );
    let event = sent.event("BenchmarkBegun");
    assert_eq!(who(&event, "operator"), provider.operator);
    assert_eq!(
        ["class", "seed_slot"].map(|field| number(&event, field)),
        [7, START_SLOT + 2]
    );
}

#[test]
fn an_operator_is_at_one_benchmark_at_a_time() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    refused(world.begin_benchmark(&provider), ALREADY_THERE);
}

#[test]
fn its_agent_begins_it_and_nobody_else() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let stranger = world.add_operator("stranger", 1, 0);
    world.chain.fund(stranger.agent.pubkey(), 1_000_000_000);
    for by in [&provider.authority, &stranger.agent, &stranger.authority] {
        let begin = world.pool.begin_benchmark(by.pubkey(), provider.operator, 7);
        refused(world.send(&[begin], &[by]), EscrowError::NotAgent);
    }
}

#[test]
fn of_a_class_of_its_own_pool() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let other = other_pool(&mut world, "other");
    let (authority, terms) = (world.authority.clone(), world.class_terms());
    let create = other.create_benchmark_class(authority.pubkey(), terms);
    world.send(&[create], &[&authority]).expect("creates");
    let agent = provider.agent.clone();
    world.chain.fund(agent.pubkey(), 1_000_000_000);
    let begin = world.pool.begin_benchmark(agent.pubkey(), provider.operator, 7);
    let own = address::benchmark_class(&world.pool.address, 7);
    let others = address::benchmark_class(&other.address, 7);
    let astray = with(begin, &own, &others);
    refused(world.send(&[astray], &[&agent]), EscrowError::WrongBenchmark);
}
