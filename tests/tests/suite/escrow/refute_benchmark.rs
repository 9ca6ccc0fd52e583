use super::finish_benchmark::with_class;
use crate::support::{later, number, refused, who};
use assay_client::stake::Operator;
use assay_tests::Claim;
use escrow::error::EscrowError;
use judge::error::JudgeError;

#[test]
fn one_wrong_number_anywhere_fails_a_benchmark() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.cheat(2, (1, 9));
    world.prove_benchmark(&provider, &claim).expect("proves");
    let stranger = world.add_wallet("stranger");
    world.put_evidence(&stranger, 0, &work.evidence(&claim, 2, (1, 9)));
    let sent = world.refute_benchmark(&provider, &stranger, 0).expect("refutes");
    let benchmark = world.benchmark(&provider);
    assert_eq!(benchmark.failed, 1);
    let event = sent.event("BenchmarkJudged");
    assert_eq!(who(&event, "operator"), provider.operator);
    assert_eq!(
        ["op", "i", "j", "failed"].map(|field| number(&event, field)),
        [2, 1, 9, 1]
    );
    assert_ne!(event["claimed"], event["expected"]);
    world.warp_slots(3);
    world.draw_benchmark(&provider).expect("draws");
    refused(
        world.answer_benchmark(&provider, (&work, &claim), 0),
        EscrowError::BenchmarkStep,
    );
    refused(
        world.refute_benchmark(&provider, &stranger, 0),
        EscrowError::BenchmarkStep,
    );
}

#[test]
fn also_after_every_element_was_shown() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    // Every number is right but the output that it names.
    let claim = Claim {
        output_root: [3; 32],
        ..work.honest()
    };
    world.drawn_benchmark(&provider, &claim);
    world.answer_all(&provider, (&work, &claim));
    assert!(world.benchmark(&provider).has_passed());
    let evidence = work.case(&claim).output().expect("evidence");
    let stranger = world.add_wallet("stranger");
    world.put_evidence(&stranger, 0, &evidence);
    world.refute_benchmark(&provider, &stranger, 0).expect("refutes");
    later(&mut world, 10_000);
    refused(world.finish_benchmark(&provider), EscrowError::BenchmarkStep);
    let operator: Operator = world.state(&provider.operator);
    assert_eq!(operator.class, 0);
}

#[test]
fn a_right_number_refutes_nothing() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    let claim = work.honest();
    world.prove_benchmark(&provider, &claim).expect("proves");
    let stranger = world.add_wallet("stranger");
    for (nonce, evidence) in (0..).zip([
        work.evidence(&claim, 0, (0, 0)),
        work.evidence(&claim, 4, (2, 15)),
        work.case(&claim).trace_length(),
    ]) {
        world.put_evidence(&stranger, nonce, &evidence);
        refused(
            world.refute_benchmark(&provider, &stranger, nonce),
            EscrowError::NothingRefuted,
        );
    }
    let evidence = work.case(&claim).output().expect("evidence");
    world.put_evidence(&stranger, 9, &evidence);
    refused(
        world.refute_benchmark(&provider, &stranger, 9),
        JudgeError::EvidenceHonest,
    );
    assert_eq!(world.benchmark(&provider).failed, 0);
}

#[test]
fn not_before_there_is_a_result() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    // What is zero is the root of nothing, which no evidence opens.
    let stranger = world.add_wallet("stranger");
    world.put_evidence(&stranger, 0, &work.evidence(&work.honest(), 0, (0, 0)));
    let failure = world.refute_benchmark(&provider, &stranger, 0);
    refused(failure, JudgeError::EvidenceOfAnotherTrace);
}
