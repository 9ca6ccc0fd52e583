//! Every wrong entry convicts; nothing convicts honest vectors.

use crate::job::every_op;
use crate::trial::{small, wide, Trial};
use assay_proof::pov::{
    add, mul, powers, rho, sigma, vector_root, Commitment, Conviction, Fault, Kind, Reject, Vector, Vectors,
    CHUNK, P,
};
use assay_proof::Source;
use proptest::prelude::*;

/// Tries the entry's own kind and expects to be convicted for exactly what was changed.
fn expect_conviction(trial: &Trial, op: u16, kind: Kind, vector: Vector, index: u32, change: u64) {
    let honest = trial.honest()[usize::from(op)]
        .as_ref()
        .expect("a product")
        .get(vector)[index as usize];
    let wrong = add(honest, change);
    let accused = trial.changed(op, |v| v.get_mut(vector)[index as usize] = wrong);
    let fault = Fault {
        kind,
        op,
        vector,
        index,
    };
    let expected = Ok(Conviction {
        kind,
        op,
        vector,
        index,
        claimed: wrong,
        expected: honest,
    });
    assert_eq!(trial.judge(&accused, &fault), expected, "{fault:?}");
}

#[test]
fn honest_vectors_have_no_convicting_evidence() {
    for (trial, some) in [(small(), 40), (Trial::new(wide()), 2)] {
        let honest = Commitment::new(trial.honest());
        let faults = trial.faults(some);
        assert!(faults.len() > 50);
        for fault in faults {
            assert_eq!(trial.judge(&honest, &fault), Err(Reject::Honest), "{fault:?}");
        }
    }
}

/// `t`, `e`, `z` and `y` are convicted by the entry itself. (Long vectors are tried at some entries.)
#[test]
fn every_wrong_entry_that_one_row_decides_convicts() {
    for (trial, some) in [(small(), 40), (Trial::new(wide()), 2)] {
        for fault in trial.faults(some) {
            let Fault {
                kind,
                op,
                vector,
                index,
            } = fault;
            let own = matches!(
                (kind, vector),
                (Kind::RowSum, Vector::T)
                    | (Kind::Chunk, Vector::E)
                    | (Kind::Product | Kind::Equality, Vector::Z)
                    | (Kind::Result, Vector::Y)
            );
            if own {
                expect_conviction(&trial, op, kind, vector, index, 1);
            }
        }
    }
}

/// Whoever changes `w` and leaves the rest has another σ, which the rows of `t` do not fit.
#[test]
fn every_wrong_entry_of_w_convicts_through_t() {
    let trial = small();
    for op in trial.products() {
        let len = trial.honest()[usize::from(op)]
            .as_ref()
            .expect("a product")
            .get(Vector::W)
            .len();
        for index in (0..len).step_by((len / 16).max(1)) {
            let accused = trial.changed(op, |v| v.get_mut(Vector::W)[index] ^= 1);
            let fault = Fault {
                kind: Kind::RowSum,
                op,
                vector: Vector::T,
                index: 0,
            };
            let conviction = trial.judge(&accused, &fault).expect("a conviction");
            assert_eq!((conviction.kind, conviction.op), (Kind::RowSum, op));
        }
    }
}

/// Makes `t` and `e` fit whatever `w` is.
fn fit(trial: &Trial, op: u16, vectors: &mut Vectors) {
    let seed = trial.roots.seed();
    let layout = Commitment::layouts(&trial.job.spec, &seed)
        .nth(op.into())
        .flatten();
    let layout = layout.expect("a product");
    let (_, b, _) = assay_proof::pov::product(&trial.job.spec.ops[usize::from(op)].op).expect("a product");
    let b = trial.tensor(b);
    let point = sigma(&seed, op, &vector_root(vectors.get(Vector::W)));
    let cols = layout.cols as usize;
    for entry in 0..vectors.get(Vector::T).len() {
        let block = assay_proof::pov::checked_block(&seed, op, &layout, (entry / cols) as u32) as usize;
        let row = b.row(block * cols + entry % cols);
        let terms = row.iter().zip(powers(point));
        vectors.get_mut(Vector::T)[entry] = terms.fold(0, |sum, (&b, power)| {
            add(sum, mul(i64::from(b as i8).rem_euclid(P as i64) as u64, power))
        });
    }
    let t = vectors.get(Vector::T).to_vec();
    let chunks = t.chunks(cols).flat_map(|block| block.chunks(CHUNK as usize));
    let value = |chunk: &[u64]| {
        let terms = chunk.iter().zip(powers(rho(&seed, op)));
        terms.fold(0, |sum, (&t, power)| add(sum, mul(t, power)))
    };
    *vectors.get_mut(Vector::E) = chunks.map(value).collect();
}

/// Whoever also makes `t` and `e` fit the wrong `w` is convicted by the equation.
#[test]
fn every_wrong_entry_of_w_that_all_else_fits_convicts_by_the_equation() {
    for trial in [small(), Trial::new(wide())] {
        for op in trial.products() {
            let seed = trial.roots.seed();
            let layout = Commitment::layouts(&trial.job.spec, &seed)
                .nth(op.into())
                .flatten();
            let layout = layout.expect("a product");
            let len = layout.entries(Vector::W);
            for index in (0..len).step_by((len / 3).max(1) as usize) {
                let accused = trial.changed(op, |v| {
                    v.get_mut(Vector::W)[index as usize] ^= 1;
                    fit(&trial, op, v);
                });
                let mut fault = Fault {
                    kind: Kind::RowSum,
                    op,
                    vector: Vector::T,
                    index: 0,
                };
                assert_eq!(trial.judge(&accused, &fault), Err(Reject::Honest));
                fault = Fault {
                    kind: Kind::Fold,
                    vector: Vector::W,
                    index: index / layout.inner,
                    ..fault
                };
                let conviction = trial.judge(&accused, &fault).expect("a conviction");
                assert_eq!((conviction.kind, conviction.index), (Kind::Fold, fault.index));
            }
        }
    }
}

/// An entry of p or more is congruent to an honest one, yet another number: it convicts, and nothing is derived from
/// it.
#[test]
fn an_entry_that_is_not_reduced_convicts_for_its_range_only() {
    let trial = small();
    let op = trial.products()[0];
    for vector in Vector::ALL {
        let accused = trial.changed(op, |v| v.get_mut(vector)[0] += P);
        let claimed = accused.vectors(op).expect("a product").get(vector)[0];
        let fault = |kind, vector| Fault {
            kind,
            op,
            vector,
            index: 0,
        };
        let conviction = trial.judge(&accused, &fault(Kind::Range, vector));
        let expected = Conviction {
            kind: Kind::Range,
            op,
            vector,
            index: 0,
            claimed,
            expected: claimed - P,
        };
        assert_eq!(conviction, Ok(expected));
        let derived = match vector {
            Vector::W => fault(Kind::Fold, Vector::W),
            Vector::T => fault(Kind::Chunk, Vector::E),
            Vector::E => fault(Kind::Fold, Vector::W),
            Vector::Y => fault(Kind::Equality, Vector::Z),
            Vector::Z => continue,
        };
        assert_eq!(trial.judge(&accused, &derived), Err(Reject::NotReduced(vector)));
        if vector == Vector::W {
            let product = fault(Kind::Product, Vector::Z);
            assert_eq!(trial.judge(&accused, &product), Err(Reject::NotReduced(vector)));
        }
    }
}

#[test]
fn a_commitment_of_another_length_convicts() {
    let trial = small();
    let ops = trial.job.spec.ops.len() as u64;
    let fault = Fault {
        kind: Kind::Length,
        op: 0,
        vector: Vector::W,
        index: 0,
    };
    let mut short = trial.honest();
    short.pop();
    let mut long = trial.honest();
    long.push(None);
    for (all, claimed) in [(short, ops - 1), (long, ops + 1)] {
        let conviction = trial.judge(&Commitment::new(all), &fault).expect("a conviction");
        assert_eq!(
            (conviction.kind, conviction.claimed, conviction.expected),
            (Kind::Length, claimed, ops)
        );
    }
}

/// The two cheap ways to a `z`: without the operands from the result, and without the result from the operands. Both
/// pass as long as the provider is honest, and one of them is caught when it is not.
#[test]
fn who_accepts_a_wrong_product_is_convicted_whichever_side_it_computed() {
    let mut job = every_op(6, 40, 70, 22);
    let wrong = job.results[0].get(3, 5) ^ 1;
    job.results[0].set(3, 5, wrong);
    let trial = Trial::new(job);
    let fault = |kind, vector| Fault {
        kind,
        op: 0,
        vector,
        index: 3,
    };
    let product = fault(Kind::Product, Vector::Z);
    let result = fault(Kind::Result, Vector::Y);
    let equality = fault(Kind::Equality, Vector::Z);
    let from_result = trial.changed(0, |v| v.get_mut(Vector::Z)[3] = v.get(Vector::Y)[3]);
    let from_operands = trial.changed(0, |v| v.get_mut(Vector::Y)[3] = v.get(Vector::Z)[3]);
    let both = Commitment::new(trial.honest());
    let kinds = |accused: &Commitment| {
        let verdicts = [product, result, equality].map(|fault| trial.judge(accused, &fault));
        verdicts.map(|verdict| verdict.map(|conviction| conviction.kind))
    };
    let honest = Err(Reject::Honest);
    assert_eq!(kinds(&from_result), [Ok(Kind::Product), honest, honest]);
    assert_eq!(kinds(&from_operands), [honest, Ok(Kind::Result), honest]);
    assert_eq!(kinds(&both), [honest, honest, Ok(Kind::Equality)]);
}

/// The sums of a Linear are not what it commits to.
#[test]
fn a_linear_is_not_convicted_by_equality() {
    let trial = Trial::new(wide());
    let accused = Commitment::new(trial.honest());
    let fault = Fault {
        kind: Kind::Equality,
        op: 1,
        vector: Vector::Z,
        index: 0,
    };
    assert_eq!(fault.tensor(&trial.job.spec), None);
    assert_eq!(trial.judge(&accused, &fault), Err(Reject::OpIndex));
}

#[test]
fn vectors_survive_their_bytes() {
    let trial = Trial::new(wide());
    let (spec, seed) = (&trial.job.spec, trial.roots.seed());
    let honest = Commitment::new(trial.honest());
    let bytes = honest.to_bytes();
    let read = Commitment::parse(spec, &seed, &bytes).expect("the right number of bytes");
    assert_eq!(read.root(), honest.root());
    assert_eq!(read.to_bytes(), bytes);
    for len in [0, bytes.len() - 1] {
        let error = Commitment::parse(spec, &seed, &bytes[..len]).err();
        let expected = bytes.len() as u64;
        assert_eq!(
            error,
            Some(assay_proof::pov::FormatError::Length { found: len, expected })
        );
    }
    assert!(Commitment::parse(spec, &seed, &[bytes.as_slice(), &[0]].concat()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Sizes around and across leaves, any entry that one row decides, any wrong value.
    #[test]
    fn any_wrong_entry_of_any_size_convicts(
        half_rows in 1u32..40, k in 1u32..300, n in 3u32..150, seed: u64, pick: u32, change in 1..P,
    ) {
        let trial = Trial::new(every_op(2 * half_rows, k, n, seed));
        let honest = trial.honest();
        for op in trial.products() {
            let vectors = honest[usize::from(op)].as_ref().expect("a product");
            for (kind, vector) in [
                (Kind::RowSum, Vector::T),
                (Kind::Chunk, Vector::E),
                (Kind::Product, Vector::Z),
                (Kind::Result, Vector::Y),
            ] {
                let index = pick % vectors.get(vector).len() as u32;
                expect_conviction(&trial, op, kind, vector, index, change);
            }
        }
    }
}

/// A verifier cannot be accused with a tensor that is not the job's.
#[test]
fn evidence_needs_the_tensor_it_opens() {
    let trial = small();
    let case = trial.case();
    let accused = Commitment::new(trial.honest());
    let accusation = assay_proof::pov::Accusation::new(&case, trial.roots.seed(), &accused);
    let fault = Fault {
        kind: Kind::Product,
        op: 0,
        vector: Vector::Z,
        index: 0,
    };
    assert_eq!(fault.tensor(&trial.job.spec), Some(Source::Input(0)));
    let expected = trial.job.inputs[0].shape();
    for tensor in [None, Some(&trial.job.weights[0])] {
        let found = tensor.map(assay_proof::Tensor::shape);
        let error = assay_proof::pov::AccusationError::Tensor { found, expected };
        assert_eq!(accusation.evidence(&fault, tensor), Err(error));
    }
    let outside = Fault { index: 6, ..fault };
    let error = accusation.evidence(&outside, Some(&trial.job.inputs[0]));
    let position = assay_proof::pov::AccusationError::Position {
        op: 0,
        vector: Vector::Z,
        index: 6,
        len: 6,
    };
    assert_eq!(error, Err(position));
}
