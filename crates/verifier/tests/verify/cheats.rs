//! One scenario per way to cheat.

use crate::job::{every_op, i8s, Job};
use crate::provider::{Provider, Way, THOROUGH};
use assay_proof::{ConvictionKind, DType, Op, OpDesc, Shape, Source, Tensor};
use assay_verifier::{
    plan, verify, Commitment, KeyError, Mode, Part, Soundness, Verdict, VerifierKey, VerifyError,
    WeightsError,
};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::SeedableRng;

fn job() -> Job {
    every_op(6, 300, 70, 1)
}

#[test]
fn an_honest_trace_is_accepted_and_fetched_once() {
    for way in THOROUGH {
        let provider = Provider::honest(job());
        provider.expect_accept(way);
        assert!(!provider.asked_twice(), "{way:?}");
    }
}

#[test]
fn the_bound_counts_the_products() {
    let report = Provider::honest(job()).report(Way::Full);
    let soundness = report.soundness;
    // 3 MatMuls, and 4 Linears of 300 products an element; the fifth is short and recomputed.
    let matmuls = 7;
    let exact = job().spec.ops.len() as u32 - matmuls;
    assert_eq!(soundness, Soundness::Full { matmuls, exact });
    let bound = soundness.error_probability().unwrap();
    assert!((bound - 7.0 / 2f64.powi(61)).abs() < 1e-30);
    assert!(
        soundness.to_string().contains("at most 7 in 2^61 - 1 (3.0e-18)"),
        "{soundness}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// One wrong element anywhere, in every op, is proven at its place.
    #[test]
    fn a_wrong_element_of_any_op_is_proven(seed: u64, pick: u64, change in 1i32..255) {
        let mut provider = Provider::honest(every_op(6, 90, 70, seed));
        for op in 0..provider.job.results.len() {
            let honest = provider.job.results.clone();
            let shape = honest[op].shape();
            let at = pick % shape.elements();
            let i = (at / u64::from(shape.cols)) as u32;
            let j = (at % u64::from(shape.cols)) as u32;
            let mut results = honest.clone();
            let expected = honest[op].get(i as usize, j as usize);
            results[op].set(i as usize, j as usize, expected.wrapping_add(change));
            let claimed = results[op].get(i as usize, j as usize);
            provider.commit(results);
            for way in THOROUGH {
                let conviction = provider.expect_fraud(way, ConvictionKind::Element, op);
                prop_assert_eq!((conviction.i, conviction.j), (i, j));
                prop_assert_eq!(conviction.claimed, i64::from(claimed));
                prop_assert_eq!(conviction.expected, i64::from(expected));
            }
        }
    }
}

#[test]
fn wrong_weights_are_proven_in_the_product() {
    let honest = job();
    let mut weights = honest.weights.clone();
    weights[0] = i8s(&mut StdRng::seed_from_u64(5), 70, 300);
    let ops = honest.spec.ops.clone();
    let other = Job::run(honest.inputs.clone(), weights, ops);
    let mut provider = Provider::honest(honest);
    provider.commit(other.results);
    for way in THOROUGH {
        provider.expect_fraud(way, ConvictionKind::Element, 0);
    }
}

#[test]
fn a_wrong_input_is_proven_in_the_product() {
    let honest = job();
    let mut inputs = honest.inputs.clone();
    let changed = inputs[0].get(3, 299) ^ 1;
    inputs[0].set(3, 299, changed);
    let other = Job::run(inputs, honest.weights.clone(), honest.spec.ops.clone());
    let mut provider = Provider::honest(honest);
    provider.commit(other.results);
    for way in THOROUGH {
        let conviction = provider.expect_fraud(way, ConvictionKind::Element, 0);
        assert_eq!(conviction.i, 3);
    }
}

#[test]
fn swapped_results_are_proven() {
    let mut provider = Provider::honest(job());
    let mut results = provider.job.results.clone();
    results.swap(2, 3);
    provider.commit(results);
    for way in THOROUGH {
        provider.expect_fraud(way, ConvictionKind::Element, 2);
    }
}

#[test]
fn a_result_of_another_shape_is_proven_by_its_header() {
    let mut provider = Provider::honest(job());
    let mut results = provider.job.results.clone();
    let flat = Shape::new(DType::I8, 1, 6 * 70);
    results[4] = Tensor::new(flat, results[4].data().to_vec()).unwrap();
    provider.commit(results);
    for way in THOROUGH {
        let conviction = provider.expect_fraud(way, ConvictionKind::Header, 4);
        assert_eq!((conviction.claimed, conviction.expected), (1, 6));
    }
}

#[test]
fn a_truncated_or_extended_trace_is_proven() {
    let mut provider = Provider::honest(job());
    let ops = provider.job.results.len() as i64;
    let mut results = provider.job.results.clone();
    results.push(results[0].clone());
    provider.commit(results);
    for way in THOROUGH {
        let conviction = provider.expect_fraud(way, ConvictionKind::TraceLength, 0);
        assert_eq!((conviction.claimed, conviction.expected), (ops + 1, ops));
    }
    let mut results = provider.job.results.clone();
    results.pop();
    provider.commit(results);
    for way in THOROUGH {
        let conviction = provider.expect_fraud(way, ConvictionKind::TraceLength, 0);
        assert_eq!((conviction.claimed, conviction.expected), (ops - 1, ops));
    }
}

#[test]
fn an_output_that_is_not_the_last_result_is_proven() {
    let mut provider = Provider::honest(job());
    provider.output = provider.entries[0].root;
    let last = provider.job.results.len() - 1;
    for way in THOROUGH {
        provider.expect_fraud(way, ConvictionKind::Output, last);
    }
}

#[test]
fn what_is_withheld_is_named() {
    let mut provider = Provider::honest(job());
    provider.served[3] = None;
    provider.served[7] = None;
    provider.expect_missing(Way::Full, &[Part::Tensor(3), Part::Tensor(7)]);
    provider.expect_missing(Way::Sampled(2), &[Part::Rows(3), Part::Rows(7)]);
    // What has the right root need not be shown.
    provider.expect_accept(Way::Replay);
    provider.serves_trace = false;
    for way in THOROUGH {
        provider.expect_missing(way, &[Part::Trace]);
    }
}

#[test]
fn served_data_that_was_not_committed_to_is_missing() {
    let mut provider = Provider::honest(job());
    let mut forged = provider.job.results[5].clone();
    let changed = forged.get(0, 0) ^ 1;
    forged.set(0, 0, changed);
    provider.served[5] = Some(forged);
    provider.expect_missing(Way::Sampled(2), &[Part::Rows(5)]);
    provider.expect_missing(Way::Full, &[Part::Tensor(5)]);
    let report = provider.report(Way::Full);
    let Verdict::Unavailable(missing) = report.verdict else {
        panic!("unavailable");
    };
    assert!(missing[0]
        .to_string()
        .starts_with("the result of op 5: what was served hashes to"));
}

#[test]
fn a_trace_that_was_not_committed_to_is_missing() {
    let mut provider = Provider::honest(job());
    let committed = provider.trace_root();
    provider.entries.swap(0, 1);
    assert_ne!(provider.trace_root(), committed);
    // The chain holds the root of the honest order.
    let mut rng = StdRng::seed_from_u64(3);
    let spec = &provider.job.spec;
    let key = VerifierKey::new(spec, provider.job.weights.clone(), &mut rng).unwrap();
    let commitment = Commitment {
        inputs: &provider.job.inputs,
        input_root: assay_proof::input_root(&provider.job.input_roots()),
        trace_root: committed,
        output_root: provider.output,
    };
    let plan = plan(spec, Mode::Full, &mut rng);
    let report = verify(&key, &commitment, &provider, &plan).unwrap();
    let Verdict::Unavailable(missing) = report.verdict else {
        panic!("unavailable");
    };
    assert_eq!(missing[0].part, Part::Trace);
}

#[test]
fn a_wrong_number_outweighs_withheld_data() {
    let mut provider = Provider::honest(job());
    let mut results = provider.job.results.clone();
    let last = results.len() - 1;
    results[last].set(69, 5, 0x7fff);
    provider.commit(results);
    provider.served[3] = None;
    for way in THOROUGH {
        provider.expect_fraud(way, ConvictionKind::Element, last);
    }
}

#[test]
fn a_tensor_listed_with_an_absurd_size_is_not_fetched() {
    let mut provider = Provider::honest(job());
    provider.entries[2].shape = Shape::new(DType::I32, 1 << 20, 1 << 10);
    provider.expect_missing(Way::Full, &[Part::Tensor(2)]);
    assert!(!provider.asked.lock().unwrap().contains(&2));
}

#[test]
fn a_job_with_wrong_weights_inputs_or_plan_is_the_callers_error() {
    let good = job();
    let mut rng = StdRng::seed_from_u64(4);
    let mut weights = good.weights.clone();
    weights[1].set(0, 0, 5);
    let error = VerifierKey::new(&good.spec, weights, &mut rng).err();
    assert_eq!(error, Some(KeyError::Weights(WeightsError::Root { weight: 1 })));
    let error = VerifierKey::new(&good.spec, Vec::new(), &mut rng).err();
    let expected = good.weights.len();
    assert_eq!(
        error,
        Some(KeyError::Weights(WeightsError::Count { given: 0, expected }))
    );

    let key = VerifierKey::new(&good.spec, good.weights.clone(), &mut rng).unwrap();
    let provider = Provider::honest(job());
    let commitment = Commitment {
        inputs: &good.inputs[..1],
        input_root: assay_proof::input_root(&good.input_roots()),
        trace_root: provider.trace_root(),
        output_root: provider.output,
    };
    let full = plan(&good.spec, Mode::Full, &mut rng);
    let error = verify(&key, &commitment, &provider, &full).err();
    assert_eq!(error, Some(VerifyError::Inputs));

    let ops = good.spec.ops.len();
    let mut shorter = good.spec.clone();
    shorter.ops.pop();
    let other = plan(&shorter, Mode::Full, &mut rng);
    let error = verify(&key, &commitment, &provider, &other).err();
    assert_eq!(
        error,
        Some(VerifyError::Plan {
            plan: ops - 1,
            key: ops
        })
    );
}

#[test]
fn a_bias_out_of_range_is_the_jobs_error() {
    let mut good = job();
    good.weights[1].set(0, 3, 1 << 30);
    good.spec.weights[1].root = good.weights[1].root();
    let error = VerifierKey::new(&good.spec, good.weights, &mut StdRng::seed_from_u64(4)).err();
    assert_eq!(
        error,
        Some(KeyError::Bias {
            op: 1,
            value: 1 << 30
        })
    );
}

/// Products of all kinds of operands, batched, with wrong elements in later blocks.
#[test]
fn batched_products_of_weights_and_results_are_located() {
    let mut rng = StdRng::seed_from_u64(6);
    let (x, w) = (i8s(&mut rng, 12, 40), i8s(&mut rng, 20, 40));
    let product = |a, b, rows, cols| OpDesc {
        op: Op::MatMul { a, b, batch: 4 },
        shape: Shape::new(DType::I32, rows, cols),
    };
    let (input, weight) = (Source::Input(0), Source::Weight(0));
    let ops = vec![
        product(input, weight, 12, 5),
        product(weight, input, 20, 3),
        product(input, input, 12, 3),
    ];
    let mut provider = Provider::honest(Job::run(vec![x], vec![w], ops));
    for way in THOROUGH {
        provider.expect_accept(way);
    }
    for (op, i, j) in [(0, 11, 4), (1, 7, 2), (2, 3, 0)] {
        let mut results = provider.job.results.clone();
        let changed = results[op].get(i, j) - 1;
        results[op].set(i, j, changed);
        provider.commit(results);
        for way in THOROUGH {
            let conviction = provider.expect_fraud(way, ConvictionKind::Element, op);
            assert_eq!((conviction.i, conviction.j), (i as u32, j as u32));
        }
    }
}
