use super::finish_benchmark::with_class;
use crate::support::{later, number, refused, who, TestWorld};
use assay_client::{address, escrow::Benchmark};
use assay_tests::{Claim, Party, Work, BENCHMARK, START};
use escrow::error::EscrowError;
use judge::error::JudgeError;
use solana_sha256_hasher::hashv;

/// A provider that has proven this claim of what it was asked for, and has had the elements drawn.
fn drawn(claim: impl FnOnce(&Work) -> Claim) -> (TestWorld, Party, Work, Claim) {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = claim(&work);
    world.drawn_benchmark(&provider, &claim);
    (world, provider, work, claim)
}

#[test]
fn the_last_element_shown_starts_the_time_for_refuting() {
    let (mut world, provider, work, claim) = drawn(Work::honest);
    for (draw, answered) in [(1, 0b010), (0, 0b011)] {
        let sent = world
            .answer_benchmark(&provider, (&work, &claim), draw)
            .expect("answers");
        let benchmark = world.benchmark(&provider);
        assert_eq!((benchmark.answered, benchmark.refute_by), (answered, 0));
        let event = sent.event("BenchmarkJudged");
        let (op, i, j) = benchmark.element(draw);
        assert_eq!(who(&event, "operator"), provider.operator);
        assert_eq!(
            ["op", "i", "j", "answered", "failed"].map(|field| number(&event, field)),
            [op.into(), i.into(), j.into(), answered, 0]
        );
        assert_eq!(event["claimed"], event["expected"]);
    }
    later(&mut world, 5);
    world
        .answer_benchmark(&provider, (&work, &claim), 2)
        .expect("answers");
    let benchmark = world.benchmark(&provider);
    assert_eq!((benchmark.answered, benchmark.refute_by), (0b111, START + 35));
    assert!(benchmark.has_passed());
    // Once more changes nothing.
    later(&mut world, 5);
    let shown = world
        .pool
        .answer_benchmark(provider.operator, 2, (&provider.address(), 2));
    world.send(&[shown], &[]).expect("it is still right");
    assert_eq!(world.benchmark(&provider).refute_by, START + 35);
}

#[test]
fn the_element_drawn_and_no_other() {
    let (mut world, provider, work, claim) = drawn(Work::honest);
    let benchmark = world.benchmark(&provider);
    let (op, i, j) = benchmark.element(0);
    let others = [((op + 1) % 5, i, j), (op, (i + 1) % 3, j), (op, i, (j + 1) % 16)];
    for (nonce, (op, i, j)) in (10..).zip(others) {
        let evidence = work.evidence(&claim, op, (i, j));
        let sent = world.answer_draw_with(&provider, 0, nonce, &evidence);
        refused(sent, EscrowError::WrongElement);
    }
    let evidence = work.evidence(&claim, op, (i, j));
    refused(
        world.answer_draw_with(&provider, 1, 20, &evidence),
        EscrowError::WrongElement,
    );
    let beyond = benchmark.element(3);
    let evidence = work.evidence(&claim, beyond.0, (beyond.1, beyond.2));
    refused(
        world.answer_draw_with(&provider, 3, 21, &evidence),
        EscrowError::WrongElement,
    );
    assert_eq!(world.benchmark(&provider).answered, 0);
}

/// The judge's word on the trace's length is about op 0, row 0 and column 0, too.
#[test]
fn a_right_trace_length_is_no_element() {
    let (mut world, provider, work, claim) = drawn(Work::honest);
    let address = address::benchmark(&provider.operator);
    world.edit::<Benchmark>(&address, |benchmark| {
        while benchmark.element(0) != (0, 0, 0) {
            benchmark.sample = hashv(&[&benchmark.sample]).to_bytes();
        }
    });
    let evidence = work.case(&claim).trace_length();
    refused(
        world.answer_draw_with(&provider, 0, 9, &evidence),
        EscrowError::WrongElement,
    );
    world
        .answer_benchmark(&provider, (&work, &claim), 0)
        .expect("the element itself");
}

#[test]
fn who_made_its_result_up_cannot_show_it() {
    // A trace of the right shapes, of other numbers.
    let (mut world, provider, work, claim) = drawn(|_| Work::benchmark(&BENCHMARK, &[1; 32]).honest());
    for draw in 0..3 {
        let sent = world.answer_benchmark(&provider, (&work, &claim), draw);
        let wrong = world.benchmark(&provider).failed == 1;
        if wrong {
            assert!(sent.is_ok(), "the wrong number was judged");
            break;
        }
    }
    let benchmark = world.benchmark(&provider);
    assert_eq!(
        benchmark.failed, 1,
        "its numbers are not those that its operands give"
    );
    refused(
        world.answer_benchmark(&provider, (&work, &claim), 2),
        EscrowError::BenchmarkStep,
    );
    later(&mut world, 10_000);
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
}

#[test]
fn a_root_of_nothing_is_shown_by_nothing() {
    let (mut world, provider, work, _) = drawn(|work| Claim {
        trace_root: [9; 32],
        ..work.honest()
    });
    let sent = world.answer_benchmark(&provider, (&work, &work.honest()), 0);
    refused(sent, JudgeError::EvidenceOfAnotherTrace);
    assert_eq!(world.benchmark(&provider).answered, 0);
}

#[test]
fn who_copies_another_operators_root_cannot_show_it() {
    let mut world = with_class();
    let (honest, copier) = (world.provider.clone(), world.add_operator("copier", 1, 0));
    let work = world.seeded_benchmark(&honest);
    let claim = work.honest();
    world.seeded_benchmark(&copier);
    world.drawn_benchmark(&honest, &claim);
    world.drawn_benchmark(&copier, &claim);
    let shown = |world: &mut TestWorld, nonce| {
        let (op, i, j) = world.benchmark(&copier).element(0);
        let evidence = work.evidence(&claim, op, (i, j));
        world.answer_draw_with(&copier, 0, nonce, &evidence)
    };
    refused(shown(&mut world, 0), JudgeError::EvidenceOperand);
    world.answer_all(&honest, (&work, &claim));
    assert!(world.benchmark(&honest).has_passed());
    assert_eq!(world.benchmark(&copier).answered, 0);
}

#[test]
fn in_the_last_second_and_not_in_the_next() {
    let (mut world, provider, work, claim) = drawn(Work::honest);
    world.warp_to(START + 60);
    world
        .answer_benchmark(&provider, (&work, &claim), 0)
        .expect("in time");
    world.warp_to(START + 61);
    refused(
        world.answer_benchmark(&provider, (&work, &claim), 1),
        EscrowError::BenchmarkLate,
    );
}

#[test]
fn not_before_the_elements_are_drawn() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.honest();
    world.prove_benchmark(&provider, &claim).expect("proves");
    refused(
        world.answer_benchmark(&provider, (&work, &claim), 0),
        EscrowError::BenchmarkStep,
    );
}

#[test]
fn anybody_may_send_what_the_judge_decides() {
    let (mut world, provider, work, claim) = drawn(Work::honest);
    let stranger = world.add_wallet("stranger");
    let (op, i, j) = world.benchmark(&provider).element(0);
    let evidence = work.evidence(&claim, op, (i, j));
    world.put_evidence(&stranger, 4, &evidence);
    let answer = world
        .pool
        .answer_benchmark(provider.operator, 0, (&stranger.address(), 4));
    world.send(&[answer], &[]).expect("it is right");
    assert_eq!(world.benchmark(&provider).answered, 1);
}
