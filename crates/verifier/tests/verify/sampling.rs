//! Some rows of every op: what is drawn, what is opened, and what that is worth.

use crate::job::{every_op, i8s};
use crate::provider::{Provider, Way};
use assay_proof::{check, input_root, ConvictionKind, JobSpec, LeafSet, Roots, Shape, Tensor};
use assay_verifier::{
    plan, verify, Group, Mode, OpeningError, Openings, Part, Sampling, Soundness, TraceEntry, Verdict,
    VerifierKey, VerifyError, WeightsError,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

/// A provider that shows openings alone.
struct OpeningsOnly<'a>(&'a Provider);

impl Openings for OpeningsOnly<'_> {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        self.0.trace()
    }

    fn tensor(&self, op: usize, _: Shape) -> Result<Tensor, OpeningError> {
        panic!("all of op {op} was asked for");
    }

    fn leaves(&self, op: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        self.0.leaves(op, shape, leaves)
    }

    fn sums(&self, op: usize, _: Shape) -> Result<Tensor, OpeningError> {
        panic!("all sums of op {op} were asked for");
    }

    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError> {
        self.0.row_sums(op, rows, cols)
    }
}

/// A key whose products' weights are not in memory, and how often they were loaded.
fn slim_key(provider: &Provider) -> (VerifierKey, Arc<AtomicUsize>) {
    let mut key = provider.key();
    let (weights, loads) = (provider.job.weights.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = loads.clone();
    key.release_weights(Box::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok(weights.clone())
    }));
    (key, loads)
}

#[test]
fn an_honest_trace_is_accepted_from_openings_and_folded_weights_alone() {
    let provider = Provider::honest(every_op(40, 300, 70, 1));
    let (key, loads) = slim_key(&provider);
    let plan = plan(
        key.spec(),
        Mode::Sampled { draws: 3 },
        &mut StdRng::seed_from_u64(1),
    );
    let report = verify(&key, &provider.commitment(), &OpeningsOnly(&provider), &plan).unwrap();
    assert_eq!(report.verdict, Verdict::Accept);
    assert_eq!(loads.load(Ordering::Relaxed), 0, "no weight was loaded");
    let all: u64 = provider.job.results.iter().map(|t| t.shape().bytes()).sum();
    assert!(
        report.shown_bytes < all,
        "{} of {all} bytes shown",
        report.shown_bytes
    );
}

/// Weights are loaded to locate and to prove, once, and only then.
#[test]
fn a_wrong_product_is_located_with_weights_loaded_for_it() {
    let mut provider = Provider::honest(every_op(40, 300, 70, 1));
    let honest = provider.job.results.clone();
    // A MatMul and a Linear.
    for op in [0, 25] {
        let mut results = honest.clone();
        for i in 0..40 {
            let changed = results[op].get(i, 11) ^ 1;
            results[op].set(i, 11, changed);
        }
        provider.commit(results);
        let (key, loads) = slim_key(&provider);
        let report = provider.try_report(&key, Way::Sampled(3)).unwrap();
        let Verdict::Fraud(proof) = report.verdict else {
            panic!("op {op}: {:?}", report.verdict);
        };
        assert_eq!((proof.conviction.op, proof.conviction.j), (op as u16, 11));
        assert_eq!(loads.load(Ordering::Relaxed), 1);
        let roots = Roots {
            spec: provider.job.spec.spec_root(),
            input: input_root(&provider.job.input_roots()),
            trace: provider.trace_root(),
            output: provider.output,
        };
        assert_eq!(check(&proof.evidence, &roots), Ok(proof.conviction));
    }
}

#[test]
fn weights_that_cannot_be_loaded_leave_a_wrong_product_undecided() {
    let mut provider = Provider::honest(every_op(40, 300, 70, 1));
    let mut results = provider.job.results.clone();
    results[0] = {
        let data = results[0].data().iter().map(|byte| byte ^ 1).collect();
        Tensor::new(results[0].shape(), data).unwrap()
    };
    provider.commit(results);
    let mut key = provider.key();
    key.release_weights(Box::new(|| Err("connection refused".into())));
    let error = provider.try_report(&key, Way::Sampled(1)).unwrap_err();
    let unreadable = WeightsError::Unreadable("connection refused".into());
    assert!(
        matches!(&error, VerifyError::Weights { op: 0, reason, .. } if *reason == unreadable),
        "{error}"
    );
    let other = i8s(&mut StdRng::seed_from_u64(1), 70, 300);
    let mut weights = provider.job.weights.clone();
    weights[0] = other;
    let mut key = provider.key();
    key.release_weights(Box::new(move || Ok(weights.clone())));
    let error = provider.try_report(&key, Way::Sampled(1)).unwrap_err();
    assert!(
        matches!(
            &error,
            VerifyError::Weights {
                reason: WeightsError::Root { weight: 0 },
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn openings_that_do_not_lead_to_the_root_are_missing() {
    let mut provider = Provider::honest(every_op(6, 300, 70, 1));
    provider.bends_openings = true;
    let all: Vec<Part> = (0..provider.job.results.len()).map(Part::Rows).collect();
    provider.expect_missing(Way::Sampled(2), &all);
}

#[test]
fn a_row_that_is_not_drawn_is_not_seen() {
    let mut provider = Provider::honest(every_op(40, 300, 70, 1));
    let mut results = provider.job.results.clone();
    let last = results.len() - 1;
    // One row of 70 of the last op, which nothing depends on.
    for i in 0..70 {
        let mut bent = results.clone();
        let changed = bent[last].get(i, 0) ^ 1;
        bent[last].set(i, 0, changed);
        provider.commit(bent.clone());
        let report = provider.report(Way::Sampled(1));
        if report.verdict == Verdict::Accept {
            let error = report.soundness.error_probability().unwrap();
            // One row wrong in the op of most rows is what passes most likely.
            assert!((error - 1399.0 / 1400.0).abs() < 1e-9, "{error}");
            results = bent;
            break;
        }
    }
    provider.commit(results);
    // Enough draws see all of it.
    provider.expect_fraud(Way::Sampled(70), ConvictionKind::Element, last);
}

/// Frequency of detection against the bound, over many secret plans.
#[test]
fn wrong_rows_escape_as_often_as_said() {
    let mut provider = Provider::honest(every_op(40, 90, 70, 1));
    let mut results = provider.job.results.clone();
    for i in (0..40).step_by(4) {
        let changed = results[2].get(i, 1) ^ 1;
        results[2].set(i, 1, changed);
    }
    provider.commit(results);
    let key = provider.key();
    let mut escaped = 0;
    for seed in 0..400 {
        let plan = plan(
            key.spec(),
            Mode::Sampled { draws: 3 },
            &mut StdRng::seed_from_u64(seed),
        );
        let report = verify(&key, &provider.commitment(), &provider, &plan).unwrap();
        match report.verdict {
            Verdict::Accept => escaped += 1,
            Verdict::Fraud(proof) => assert_eq!((proof.conviction.op, proof.conviction.i % 4), (2, 0)),
            Verdict::Unavailable(missing) => panic!("{missing:?}"),
        }
    }
    // (1 − 1/4)^3 of 400 is 169, standard deviation 10.
    assert!((130..210).contains(&escaped), "{escaped}");
}

#[test]
fn what_sampling_is_worth_is_said_by_group() {
    let sampling = Sampling {
        draws: 16,
        groups: vec![
            Group {
                rows: 4,
                ops: 2,
                products: 1,
                draws: 4,
            },
            Group {
                rows: 4096,
                ops: 90,
                products: 36,
                draws: 16,
            },
        ],
    };
    let one_in_p = 1.0 / (2f64.powi(61) - 1.0);
    assert!((sampling.groups[0].escape_probability(0.5) - one_in_p).abs() < 1e-30);
    assert!((sampling.escape_probability(0.5) - 0.5f64.powi(16)).abs() < 1e-15);
    let soundness = Soundness::Sampled(sampling);
    let least = (1.0 - 1.0 / 4096f64).powi(16);
    assert!((soundness.error_probability().unwrap() - least).abs() < 1e-12);
    assert_eq!(
        soundness.to_string(),
        "16 rows of each of 92 ops were checked, drawn in secret after the commitment; a result that is wrong in 1 % of \
         the rows of some op would pass with probability at most 8.5e-1, in 10 % with 1.9e-1, in half with 1.5e-5; by \
         group: 2 ops of 4 rows (all checked), 90 ops of 4096 rows"
    );
}

#[test]
fn ids_outside_the_table_are_the_jobs_error() {
    let good = every_op(6, 90, 70, 1);
    let mut weights = good.weights.clone();
    weights[4].set(1, 2, 6);
    let mut spec: JobSpec = good.spec.clone();
    spec.weights[4].root = weights[4].root();
    let error = VerifierKey::new(&spec, weights, &mut StdRng::seed_from_u64(1)).err();
    let error = error.expect("refused").to_string();
    assert!(
        error.contains("id 6 at position 5 is outside a table of 6 rows"),
        "{error}"
    );
}
