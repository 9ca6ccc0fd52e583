//! Verifiers that attest without having checked: each is convicted.

use crate::held;
use crate::job::every_op;
use crate::trial::Trial;
use assay_proof::pov::{
    add, mul, powers, sigma, vector_root, vectors, Commitment, Conviction, Kind, Vector, Vectors, P,
};
use assay_proof::Hash;
use assay_verifier::freivalds::Kernel;
use assay_verifier::pov::audit;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

fn trial() -> Trial {
    Trial::new(every_op(6, 40, 70, 50))
}

/// Audits the commitment and puts what is found before the judge.
fn convicted(trial: &Trial, accused: &Commitment) -> Conviction {
    let (spec, seed) = (&trial.job.spec, trial.roots.seed());
    let fault = audit((spec, &seed), accused, &held(trial), Kernel::detect());
    let fault = fault.expect("all rows are held").expect("a fault");
    let conviction = trial.judge(accused, &fault).expect("a conviction");
    assert_eq!((conviction.kind, conviction.op), (fault.kind, fault.op));
    assert_ne!(conviction.claimed, conviction.expected);
    conviction
}

/// All entries replaced, the lengths kept.
fn filled(trial: &Trial, mut entry: impl FnMut() -> u64) -> Commitment {
    let mut all = trial.honest();
    for vectors in all.iter_mut().flatten() {
        for vector in Vector::ALL {
            vectors.get_mut(vector).fill_with(&mut entry);
        }
    }
    Commitment::new(all)
}

/// Zeros fit each other; that they do not fit the job shows in `t`.
#[test]
fn zeros() {
    let trial = trial();
    let conviction = convicted(&trial, &filled(&trial, || 0));
    assert_eq!(
        (conviction.kind, conviction.vector, conviction.claimed),
        (Kind::RowSum, Vector::T, 0)
    );
}

#[test]
fn random_vectors() {
    let trial = trial();
    let mut rng = StdRng::seed_from_u64(51);
    let conviction = convicted(&trial, &filled(&trial, || rng.random_range(0..P)));
    assert_eq!(conviction.kind, Kind::RowSum);
}

/// The honest vectors of one operator, posted by another.
#[test]
fn vectors_of_another_verifier() {
    let trial = trial();
    let other = Trial::of(every_op(6, 40, 70, 50), [77; 32]);
    assert_ne!(trial.roots.seed(), other.roots.seed());
    assert_eq!(trial.roots.result, other.roots.result);
    let copied = Commitment::new(other.honest());
    assert_eq!(convicted(&other, &filled(&other, || 0)).kind, Kind::RowSum);
    convicted(&trial, &copied);
}

/// The honest vectors of the same operator for the same spec on other inputs, and for another posting of the job.
#[test]
fn vectors_of_another_job() {
    let trial = trial();
    let mut job = every_op(6, 40, 70, 50);
    let changed = job.inputs[0].get(0, 0) ^ 1;
    job.inputs[0].set(0, 0, changed);
    let job = crate::job::Job::run(job.inputs, job.weights, job.spec.ops);
    let other = Trial::new(job);
    assert_eq!(trial.roots.seed(), other.roots.seed());
    convicted(&trial, &Commitment::new(other.honest()));

    let mut again = Trial::new(every_op(6, 40, 70, 50));
    again.roots.job = [9; 32];
    convicted(&again, &Commitment::new(trial.honest()));
    let mut redrawn = Trial::new(every_op(6, 40, 70, 50));
    redrawn.roots.beacon = [9; 32];
    convicted(&redrawn, &Commitment::new(trial.honest()));
}

/// A commitment to nothing has no leaves; a shorter one is convicted for its length.
#[test]
fn no_vectors() {
    let trial = trial();
    let conviction = convicted(&trial, &Commitment::new(Vec::new()));
    assert_eq!((conviction.kind, conviction.claimed), (Kind::Length, 0));
}

/// Vectors of some other model: they fit each other in every equation that the chain can read, but not the weights.
#[test]
fn vectors_of_other_weights() {
    let trial = trial();
    let mut other = every_op(6, 40, 70, 50);
    let changed = other.weights[0].get(69, 39) ^ 1;
    other.weights[0].set(69, 39, changed);
    let seed = trial.roots.seed();
    let made = |job: &crate::job::Job, op: u16| -> Option<Vectors> {
        let operands = job.operands(op.into());
        let result = &trial.job.results[usize::from(op)];
        vectors(
            (op, &job.spec.ops[usize::from(op)]),
            &seed,
            (operands[0], operands[1], result),
        )
    };
    let mut all = trial.honest();
    all[0] = made(&other, 0);
    let conviction = convicted(&trial, &Commitment::new(all));
    // Row 69 of B is all that is wrong.
    assert_eq!(
        (conviction.kind, conviction.op, conviction.index),
        (Kind::RowSum, 0, 69)
    );
}

/// A `w` of few entries would make every product cheap. `t` is honest for its σ, and cannot hide it.
#[test]
fn a_sparse_w() {
    let trial = trial();
    let seed = trial.roots.seed();
    let accused = trial.changed(0, |vectors| {
        vectors.get_mut(Vector::W)[1..].fill(0);
        let w_root: Hash = vector_root(vectors.get(Vector::W));
        let point = sigma(&seed, 0, &w_root);
        let b = &trial.job.weights[0];
        for (j, t) in vectors.get_mut(Vector::T).iter_mut().enumerate() {
            let terms = b.row(j).iter().zip(powers(point));
            let in_field = |b: u8| i64::from(b as i8).rem_euclid(P as i64) as u64;
            *t = terms.fold(0, |sum, (&b, power)| add(sum, mul(in_field(b), power)));
        }
        let rho = assay_proof::pov::rho(&seed, 0);
        let terms = vectors.get(Vector::T).iter().zip(powers(rho));
        let e = terms.fold(0, |sum, (&t, power)| add(sum, mul(t, power)));
        vectors.get_mut(Vector::E)[0] = e;
    });
    let conviction = convicted(&trial, &accused);
    assert_eq!((conviction.kind, conviction.vector), (Kind::Fold, Vector::W));
}

/// Whoever accepts a wrong product has no `z` and `y` that pass: neither honest ones nor one copied to the other.
#[test]
fn acceptance_of_a_wrong_product() {
    let mut job = every_op(6, 40, 70, 52);
    let wrong = job.results[0].get(2, 2) ^ 1;
    job.results[0].set(2, 2, wrong);
    let trial = Trial::new(job);
    let conviction = convicted(&trial, &Commitment::new(trial.honest()));
    assert_eq!(
        (conviction.kind, conviction.op, conviction.index),
        (Kind::Equality, 0, 2)
    );
    let only_results = trial.changed(0, |v| {
        let y = v.get(Vector::Y).to_vec();
        v.get_mut(Vector::Z).copy_from_slice(&y);
    });
    assert_eq!(convicted(&trial, &only_results).kind, Kind::Product);
    let only_operands = trial.changed(0, |v| {
        let z = v.get(Vector::Z).to_vec();
        v.get_mut(Vector::Y).copy_from_slice(&z);
    });
    assert_eq!(convicted(&trial, &only_operands).kind, Kind::Result);
}
