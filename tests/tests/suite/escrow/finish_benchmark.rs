use crate::support::{later, number, other_pool, refused, says, two, who, with, TestWorld};
use assay_client::{address, escrow::Benchmark, stake::Operator};
use assay_tests::Party;
use escrow::error::EscrowError;
use solana_address::Address;
use solana_signer::Signer;
use stake::error::StakeError;

/// A client, a provider, and a class of hardware.
pub fn with_class() -> TestWorld {
    let mut world = two();
    let terms = world.class_terms();
    world.create_class(terms).expect("creates");
    world
}

/// A provider that has shown every element drawn.
fn answered() -> (TestWorld, Party) {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.honest();
    world.drawn_benchmark(&provider, &claim);
    world.answer_all(&provider, (&work, &claim));
    (world, provider)
}

fn class(world: &mut TestWorld, operator: &Address) -> u16 {
    world.state::<Operator>(operator).class
}

#[test]
fn who_ran_the_benchmark_in_time_has_the_class_and_may_take_jobs_of_it() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let job = world.post(|request| request.min_class = 7);
    refused(world.accept(&job), EscrowError::BelowClass);
    let work = world.seeded_benchmark(&provider);
    let claim = work.honest();
    world.drawn_benchmark(&provider, &claim);
    world.answer_all(&provider, (&work, &claim));
    refused(world.accept(&job), EscrowError::BelowClass);
    later(&mut world, 31);

    let benchmark = address::benchmark(&provider.operator);
    let agent = provider.agent.pubkey();
    let (rent, before) = (world.lamports(&benchmark), world.lamports(&agent));
    let sent = world.finish_benchmark(&provider).expect("finishes");
    assert_eq!(world.lamports(&agent), before + rent);
    assert!(world.find::<Benchmark>(&benchmark).is_none());
    assert_eq!(class(&mut world, &provider.operator), 7);
    let event = sent.event("BenchmarkFinished");
    assert_eq!(who(&event, "operator"), provider.operator);
    assert_eq!(number(&event, "class"), 7);
    let event = sent.event("ClassSet");
    assert_eq!(who(&event, "operator"), provider.operator);
    assert_eq!(
        ["class_before", "class_after"].map(|field| number(&event, field)),
        [0, 7]
    );
    let more = world.post(|request| request.min_class = 8);
    refused(world.accept(&more), EscrowError::BelowClass);
    world.accept(&job).expect("its class");
}

#[test]
fn not_before_everybody_had_time_to_refute() {
    let (mut world, provider) = answered();
    let until = world.now() + 30;
    assert_eq!(world.benchmark(&provider).refute_by, until);
    for at in [until - 30, until] {
        world.warp_to(at);
        let failure = refused(world.finish_benchmark(&provider), EscrowError::WindowOpen);
        says(&failure, &format!("until {until}"));
    }
    assert_eq!(class(&mut world, &provider.operator), 0);
    world.warp_to(until + 1);
    world.finish_benchmark(&provider).expect("finishes");
}

#[test]
fn not_before_every_element_was_shown() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    world.warp_slots(3);
    world.draw_benchmark(&provider).expect("the seed");
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    let work = assay_tests::Work::benchmark(&assay_tests::BENCHMARK, &world.benchmark(&provider).seed);
    let claim = work.honest();
    world.drawn_benchmark(&provider, &claim);
    for draw in 0..2 {
        world
            .answer_benchmark(&provider, (&work, &claim), draw)
            .expect("answers");
        refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    }
    later(&mut world, 10_000);
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    assert_eq!(class(&mut world, &provider.operator), 0);
}

#[test]
fn a_benchmark_serves_the_operator_that_ran_it() {
    let (mut world, provider) = answered();
    later(&mut world, 31);
    let other = world.add_operator("other", 1, 0);
    let benchmark = world.benchmark(&provider);
    let finish = world.pool.finish_benchmark(&benchmark);
    let astray = with(finish.clone(), &provider.operator, &other.operator);
    refused(world.send(&[astray], &[]), EscrowError::WrongBenchmark);
    let thief = with(finish.clone(), &provider.agent.pubkey(), &other.address());
    refused(world.send(&[thief], &[]), EscrowError::WrongBenchmark);
    let others = other_pool(&mut world, "other pool").address;
    let astray = with(finish.clone(), &world.pool.address, &others);
    refused(world.send(&[astray], &[]), StakeError::WrongPool);
    world.send(&[finish], &[]).expect("its own");
    assert_eq!(class(&mut world, &other.operator), 0);
}
