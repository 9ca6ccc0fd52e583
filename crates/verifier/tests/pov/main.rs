//! Verifiers that prove their work, and ways not to do it.

#[path = "../../../proof/tests/proof/job.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of the proof crate, which use all of it"
)]
mod job;
mod lazy;
#[path = "../../../proof/tests/pov/trial.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of the proof crate, which use all of it"
)]
mod trial;

use crate::job::every_op;
use crate::trial::{wide, Trial};
use assay_proof::pov::{Commitment, Kind, Vector};
use assay_proof::Source;
use assay_verifier::freivalds::Kernel;
use assay_verifier::pov::{audit, prove, Held, Rows};
use proptest::prelude::*;

fn held(trial: &Trial) -> Held<'_> {
    Held {
        inputs: &trial.job.inputs,
        weights: &trial.job.weights,
        results: &trial.job.results,
    }
}

#[test]
fn every_kernel_writes_the_vectors_of_the_reference() {
    for trial in [
        Trial::new(every_op(6, 40, 70, 1)),
        Trial::new(every_op(2, 700, 33, 2)),
        Trial::new(wide()),
    ] {
        let (spec, seed) = (&trial.job.spec, trial.roots.seed());
        for kernel in [Kernel::Scalar, Kernel::detect()] {
            let proven = prove(spec, &seed, &held(&trial), kernel).expect("all rows are held");
            for (op, honest) in (0..).zip(trial.honest()) {
                assert_eq!(proven.vectors(op), honest.as_ref(), "{kernel:?}, op {op}");
            }
            assert_eq!(proven.root(), trial.roots.vectors);
            let fault = audit((spec, &seed), &proven, &held(&trial), kernel);
            assert_eq!(fault, Ok(None));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// One entry of any vector of any product is changed: the audit finds something, and the judge agrees.
    #[test]
    fn any_single_wrong_entry_is_found_and_convicts(
        half_rows in 1u32..5, k in 1u32..80, n in 3u32..90, seed: u64, op: usize, vector in 0usize..5, at: usize,
        bit in 0u32..64,
    ) {
        let trial = Trial::new(every_op(2 * half_rows, k, n, seed));
        let products = trial.products();
        let (op, vector) = (products[op % products.len()], Vector::ALL[vector]);
        let accused = trial.changed(op, |vectors| {
            let entries = vectors.get_mut(vector);
            let at = at % entries.len();
            entries[at] ^= 1 << bit;
        });
        let (spec, seed) = (&trial.job.spec, trial.roots.seed());
        let fault = audit((spec, &seed), &accused, &held(&trial), Kernel::detect());
        let fault = fault.expect("all rows are held").expect("a fault");
        let conviction = trial.judge(&accused, &fault).expect("a conviction");
        prop_assert_eq!((conviction.kind, conviction.op, conviction.index), (fault.kind, op, fault.index));
        if bit >= 61 {
            prop_assert_eq!((fault.kind, fault.vector), (Kind::Range, vector));
        }
    }
}

#[test]
fn rows_that_are_not_held_are_an_error() {
    let trial = Trial::new(every_op(4, 9, 6, 3));
    let (spec, seed) = (&trial.job.spec, trial.roots.seed());
    let without = Held {
        results: &trial.job.results[..6],
        ..held(&trial)
    };
    let error = prove(spec, &seed, &without, Kernel::detect()).expect_err("results are missing");
    assert!(error.0.contains("are outside what is held"), "{error}");
    let honest = Commitment::new(trial.honest());
    assert!(audit((spec, &seed), &honest, &without, Kernel::detect()).is_err());
    assert!(without.rows(Source::Input(0), 3..5).is_err());
    let row = without.rows(Source::Input(0), 2..3);
    assert_eq!(row.expect("inside").as_ref(), trial.job.inputs[0].row(2));
}
