//! The sums of Linears, which are shown uncommitted: wrong ones cost the verifier time and convict nobody.

use crate::job::every_op;
use crate::provider::{Provider, Sums, Way};
use assay_proof::{ConvictionKind, Op};
use assay_verifier::Soundness;

const WAYS: [Way; 2] = [Way::Full, Way::Sampled(1000)];
const LIES: [Sums; 5] = [
    Sums::WrongAt(3, 0),
    Sums::WrongAt(5, 69),
    Sums::Wrong,
    Sums::Cut,
    Sums::Withheld,
];

fn provider() -> Provider {
    // More rows than wrong sums that are looked into one by one.
    Provider::honest(every_op(40, 300, 70, 1))
}

fn linears(provider: &Provider) -> Vec<usize> {
    let ops = provider.job.spec.ops.iter().enumerate();
    ops.filter(|(_, desc)| matches!(desc.op, Op::Linear { .. }))
        .map(|(op, _)| op)
        .collect()
}

#[test]
fn wrong_sums_beside_right_results_are_no_fraud() {
    let mut provider = provider();
    for sums in LIES {
        provider.sums = sums;
        for way in WAYS {
            provider.expect_accept(way);
        }
    }
}

/// The provider lies about the sums of the very row whose result is wrong, and of others.
#[test]
fn wrong_results_are_proven_whatever_the_sums() {
    let mut provider = provider();
    let honest = provider.job.results.clone();
    for op in linears(&provider) {
        for (i, j) in [(3, 0), (5, 2)] {
            let mut results = honest.clone();
            let changed = results[op].get(i, j) ^ 1;
            results[op].set(i, j, changed);
            provider.commit(results);
            for sums in LIES.into_iter().chain([Sums::Honest]) {
                provider.sums = sums;
                for way in WAYS {
                    let conviction = provider.expect_fraud(way, ConvictionKind::Element, op);
                    let at = (conviction.i as usize, conviction.j as usize);
                    assert_eq!(at, (i, j), "op {op}, {sums:?}, {way:?}");
                }
            }
        }
    }
}

/// Sums that fit a wrong result are not the product.
#[test]
fn sums_of_a_wrong_result_do_not_pass() {
    let mut provider = provider();
    let op = linears(&provider)[3];
    let Op::Linear { mult, shift, .. } = provider.job.spec.ops[op].op else {
        panic!("a Linear");
    };
    // Its result is wide enough to follow the sums: 7 / 2^24 of each.
    assert_eq!((mult, shift), (assay_proof::Mult::Scalar(7), 24));
    let mut results = provider.job.results.clone();
    let changed = results[op].get(3, 0) + 1;
    results[op].set(3, 0, changed);
    provider.commit(results);
    provider.sums = Sums::Raised(3, 0, (1 << 24) / 7 + 1);
    for way in WAYS {
        let conviction = provider.expect_fraud(way, ConvictionKind::Element, op);
        assert_eq!((conviction.i, conviction.j), (3, 0));
    }
}

/// The verifier asks for no sums that it computes sooner itself.
#[test]
fn sums_of_short_products_are_not_asked_for() {
    let mut provider = Provider::honest(every_op(6, 90, 70, 1));
    provider.sums = Sums::Wrong;
    let report = provider.expect_accept(Way::Full);
    let exact = provider.job.spec.ops.len() as u32 - 3;
    assert_eq!(report.soundness, Soundness::Full { matmuls: 3, exact });
    assert!(provider.sums_asked.lock().unwrap().is_empty());
}
