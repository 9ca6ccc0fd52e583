//! A provider that says it has hardware which it does not have.

use crate::support::{refused, three, TestWorld};
use assay_client::stake::Operator;
use assay_tests::{benchmark_rules, Chain, Claim, JobRef, Work, BENCHMARK, PRICE};
use escrow::error::EscrowError;
use judge::error::JudgeError;

/// A client whose job asks for the class of the benchmark, and a provider that has not shown it.
fn wanted() -> (TestWorld, JobRef) {
    let mut world = three();
    let terms = world.class_terms();
    world.create_class(terms).expect("creates");
    let job = world.post(|request| request.min_class = benchmark_rules().class);
    (world, job)
}

/// The provider is given neither class nor job, however long it waits, and the client takes back all it paid.
#[track_caller]
fn nothing_gained(mut world: TestWorld, job: &JobRef) {
    let provider = world.provider.clone();
    let late = world.now() + 10_000;
    world.warp_to(late);
    let classes = |world: &mut TestWorld| world.state::<Operator>(&provider.operator).class;
    assert_eq!(classes(&mut world), 0);
    refused(world.accept(job), EscrowError::BelowClass);
    let (before, price) = (world.balances(), i128::from(PRICE));
    world.cancel(job).expect("cancels");
    world.assert_moved(&before, &[("client", price), ("vault 0", -price)]);
}

#[test]
fn a_class_without_a_benchmark() {
    let (mut world, job) = wanted();
    refused(world.accept(&job), EscrowError::BelowClass);
    nothing_gained(world, &job);
}

/// Numbers of the right shapes that another seed gives: the first that is drawn and shown fails it.
#[test]
fn a_result_that_was_made_up() {
    let (mut world, job) = wanted();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = Work::benchmark(&BENCHMARK, &[1; 32]).honest();
    world.drawn_benchmark(&provider, &claim);
    let failed = (0..benchmark_rules().draws as u8).any(|draw| {
        let judged = world.answer_benchmark(&provider, (&work, &claim), draw);
        judged.is_ok() && world.benchmark(&provider).failed == 1
    });
    assert!(failed);
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    nothing_gained(world, &job);
}

#[test]
fn a_root_of_nothing() {
    let (mut world, job) = wanted();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let honest = work.honest();
    let claim = Claim {
        trace_root: [9; 32],
        ..work.honest()
    };
    world.drawn_benchmark(&provider, &claim);
    refused(
        world.answer_benchmark(&provider, (&work, &honest), 0),
        JudgeError::EvidenceOfAnotherTrace,
    );
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    nothing_gained(world, &job);
}

/// The result of an operator that has the hardware follows from another seed.
#[test]
fn a_copied_result() {
    let (mut world, job) = wanted();
    let (honest, copier) = (world.add_operator("honest", 1, 0), world.provider.clone());
    let work = world.seeded_benchmark(&honest);
    let claim = work.honest();
    world.seeded_benchmark(&copier);
    world.drawn_benchmark(&copier, &claim);
    refused(
        world.answer_benchmark(&copier, (&work, &claim), 0),
        JudgeError::EvidenceOperand,
    );
    refused(world.finish_benchmark(&copier), EscrowError::BenchmarkStep);
    nothing_gained(world, &job);
}

/// Slower hardware than the class asks for.
#[test]
fn a_late_result() {
    let (mut world, job) = wanted();
    let provider = world.provider.clone();
    let claim = world.seeded_benchmark(&provider).honest();
    let (due, now) = (world.benchmark(&provider).due_slot(), world.now());
    world.chain.warp(due + 1, now);
    refused(
        world.prove_benchmark(&provider, &claim),
        EscrowError::BenchmarkLate,
    );
    nothing_gained(world, &job);
}

/// A wrong number of one step, which whoever knows where it is may show before the provider shows what was drawn.
#[test]
fn a_wrong_number_of_one_step() {
    let (mut world, job) = wanted();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.cheat(1, (0, 3));
    world.drawn_benchmark(&provider, &claim);
    let challenger = world.party("challenger");
    world.put_evidence(&challenger, 0, &work.evidence(&claim, 1, (0, 3)));
    world
        .refute_benchmark(&provider, &challenger, 0)
        .expect("refutes");
    refused(
        world.answer_benchmark(&provider, (&work, &claim), 0),
        EscrowError::BenchmarkStep,
    );
    nothing_gained(world, &job);
}
