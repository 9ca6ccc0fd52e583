//! Demands for leaves, and answers to them.

use crate::trial::{small, wide, Trial};
use assay_proof::pov::{
    answer, demand, write_demand, AccusationError, Commitment, Demand, Reject, Vector, MAX_DEMAND_LEAVES,
};

fn demanded(trial: &Trial, op: u16, vector: Vector, leaves: (u32, u32)) -> Demand {
    let request = write_demand(&trial.case(), op, vector, leaves).expect("such leaves");
    demand(&request, &trial.roots).expect("a demand")
}

#[test]
fn every_leaf_of_every_vector_can_be_demanded_and_shown() {
    let trial = small();
    let honest = Commitment::new(trial.honest());
    for op in trial.products() {
        for vector in Vector::ALL {
            let all = demanded(&trial, op, vector, (0, 1)).leaves;
            let single = (0..all).map(|leaf| (leaf, 1));
            for leaves in single.chain([(0, all)]) {
                let demand = demanded(&trial, op, vector, leaves);
                assert_eq!(
                    (demand.op, demand.vector, demand.leaf, demand.count),
                    (op, vector, leaves.0, leaves.1)
                );
                let shown = honest.answer(&demand).expect("such leaves");
                assert_eq!(answer(&shown, &demand, &honest.root()), Ok(()));
            }
        }
    }
}

#[test]
fn leaves_that_nobody_has_cannot_be_demanded() {
    let trial = small();
    let case = trial.case();
    let op = trial.products()[0];
    let request = write_demand(&case, op, Vector::T, (0, 1)).expect("such leaves");
    let with = |at: usize, value: u32| {
        let mut bent = request.clone();
        bent[at..at + 4].copy_from_slice(&value.to_le_bytes());
        demand(&bent, &trial.roots)
    };
    let leaves = demanded(&trial, op, Vector::T, (0, 1)).leaves;
    let (leaf, count) = (request.len() - 8, request.len() - 4);
    assert!(with(leaf, leaves - 1).is_ok());
    assert_eq!(with(leaf, leaves), Err(Reject::Position));
    assert_eq!(with(leaf, u32::MAX), Err(Reject::Position));
    assert_eq!(with(count, leaves + 1), Err(Reject::Position));
    assert_eq!(with(count, 0), Err(Reject::Position));
    let not_a_product = write_demand(&case, 1, Vector::T, (0, 1));
    assert_eq!(not_a_product, Err(AccusationError::NoVectors { op: 1 }));
}

#[test]
fn no_more_is_demanded_than_an_answer_can_hold() {
    let job = {
        use crate::job::{i8s, Job};
        use assay_proof::{DType, Op, OpDesc, Shape, Source};
        use rand::{rngs::StdRng, SeedableRng};
        let mut rng = StdRng::seed_from_u64(71);
        let inputs = vec![i8s(&mut rng, 1, 1), i8s(&mut rng, 20_000, 1)];
        let op = Op::MatMul {
            a: Source::Input(0),
            b: Source::Input(1),
            batch: 1,
        };
        let shape = Shape::new(DType::I32, 1, 20_000);
        Job::run(inputs, Vec::new(), vec![OpDesc { op, shape }])
    };
    let trial = Trial::new(job);
    let case = trial.case();
    let most = write_demand(&case, 0, Vector::T, (7, MAX_DEMAND_LEAVES)).expect("such leaves");
    assert_eq!(demand(&most, &trial.roots).map(|d| d.leaves), Ok(625));
    let more = write_demand(&case, 0, Vector::T, (7, MAX_DEMAND_LEAVES + 1)).expect("such leaves");
    assert_eq!(demand(&more, &trial.roots), Err(Reject::Position));
}

#[test]
fn only_what_was_demanded_answers() {
    let trial = Trial::new(wide());
    let honest = Commitment::new(trial.honest());
    let mut all = trial.honest();
    all[0].as_mut().expect("a product").get_mut(Vector::T)[40] ^= 1;
    let other = Commitment::new(all);
    let right = demanded(&trial, 0, Vector::T, (1, 1));
    let shown = honest.answer(&right).expect("such leaves");
    assert_eq!(answer(&shown, &right, &honest.root()), Ok(()));
    assert_eq!(answer(&shown, &right, &other.root()), Err(Reject::Commitment));
    let elsewhere = Demand { leaf: 2, ..right };
    assert_eq!(
        answer(&shown, &elsewhere, &honest.root()),
        Err(Reject::Vector(Vector::T))
    );
    let longer = Demand { count: 2, ..right };
    assert_eq!(
        answer(&shown, &longer, &honest.root()),
        Err(Reject::Vector(Vector::T))
    );
    let vector = Demand {
        vector: Vector::W,
        ..right
    };
    assert!(answer(&shown, &vector, &honest.root()).is_err());
    let op = Demand { op: 2, ..right };
    assert_eq!(answer(&shown, &op, &honest.root()), Err(Reject::Entry));
    for len in 0..shown.len() {
        assert!(
            answer(&shown[..len], &right, &honest.root()).is_err(),
            "cut to {len}"
        );
    }
    let extended = [shown.as_slice(), &[0]].concat();
    assert_eq!(
        answer(&extended, &right, &honest.root()),
        Err(Reject::TrailingBytes)
    );
    for at in 0..shown.len() {
        let mut bent = shown.clone();
        bent[at] ^= 1;
        assert!(
            answer(&bent, &right, &honest.root()).is_err(),
            "byte {at} changed"
        );
    }
}

/// Nobody can open what has no vectors, nor a root that is made up.
#[test]
fn a_commitment_to_nothing_answers_nothing() {
    let trial = small();
    let op = trial.products()[0];
    let mut all = trial.honest();
    all[usize::from(op)] = None;
    let without = Commitment::new(all);
    let demand = demanded(&trial, op, Vector::Z, (0, 1));
    assert_eq!(without.answer(&demand), None);
    let shown = Commitment::new(trial.honest())
        .answer(&demand)
        .expect("such leaves");
    assert_eq!(answer(&shown, &demand, &without.root()), Err(Reject::Commitment));
    assert_eq!(answer(&shown, &demand, &[7; 32]), Err(Reject::Commitment));
}
