//! Evidence that someone bent: it never convicts an honest verifier and never panics.

use crate::job::every_op;
use crate::job::{i8s, Job};
use crate::trial::{small, wide, Trial};
use assay_proof::pov::{
    check, covers, demand, vectors, Accusation, Commitment, Fault, Kind, Reject, Vector, VerifierRoots,
};
use assay_proof::{DType, Op, OpDesc, Shape, Source, Tensor};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::sync::LazyLock;

/// Evidence of every kind about an honest verifier, of each op's first and last entries.
fn about_honest(trial: &Trial) -> Vec<Vec<u8>> {
    let accused = Commitment::new(trial.honest());
    let faults = trial.faults(2);
    let edge = |n: usize| {
        let same = |a: &Fault, b: &Fault| (a.kind, a.op, a.vector) == (b.kind, b.op, b.vector);
        n == 0
            || n + 1 == faults.len()
            || !same(&faults[n], &faults[n - 1])
            || !same(&faults[n], &faults[n + 1])
    };
    let edges = (0..faults.len()).filter(|&n| edge(n));
    edges.map(|n| trial.evidence(&accused, &faults[n])).collect()
}

#[test]
fn no_byte_change_of_evidence_convicts_an_honest_verifier() {
    let trial = Trial::new(every_op(2, 5, 3, 23));
    let all = about_honest(&trial);
    assert!(all.len() > 80);
    for evidence in all {
        assert_eq!(check(&evidence, &trial.roots), Err(Reject::Honest));
        for at in 0..evidence.len() {
            let mut bent = evidence.clone();
            bent[at] ^= 1 << (at % 8);
            assert!(check(&bent, &trial.roots).is_err(), "byte {at} changed");
        }
    }
}

#[test]
fn evidence_cut_or_extended_is_rejected() {
    let trial = Trial::new(every_op(2, 5, 3, 24));
    let accused = trial.changed(0, |v| v.get_mut(Vector::Z)[1] ^= 1);
    let fault = Fault {
        kind: Kind::Product,
        op: 0,
        vector: Vector::Z,
        index: 1,
    };
    let mut roots = trial.roots;
    roots.vectors = accused.root();
    let evidence = trial.evidence(&accused, &fault);
    assert!(check(&evidence, &roots).is_ok());
    for len in 0..evidence.len() {
        assert!(check(&evidence[..len], &roots).is_err(), "cut to {len}");
    }
    let longer = [evidence.as_slice(), &[0]].concat();
    assert_eq!(check(&longer, &roots), Err(Reject::TrailingBytes));
}

/// Evidence is about one verifier of one result of one job.
#[test]
fn evidence_about_another_is_rejected_by_name() {
    let trial = small();
    let accused = trial.changed(0, |v| v.get_mut(Vector::Z)[1] ^= 1);
    let fault = Fault {
        kind: Kind::Product,
        op: 0,
        vector: Vector::Z,
        index: 1,
    };
    let evidence = trial.evidence(&accused, &fault);
    let mut roots = trial.roots;
    assert_eq!(check(&evidence, &roots), Err(Reject::Commitment));
    roots.vectors = accused.root();
    assert!(check(&evidence, &roots).is_ok());
    let mut other = roots;
    other.result.spec = [9; 32];
    assert_eq!(
        check(&evidence, &other),
        Err(Reject::Job(assay_proof::Reject::SpecRoot))
    );
    let mut other = roots;
    other.result.trace = [9; 32];
    assert_eq!(
        check(&evidence, &other),
        Err(Reject::Job(assay_proof::Reject::TraceRoot))
    );
    let mut other = roots;
    other.result.input = [9; 32];
    assert_eq!(
        check(&evidence, &other),
        Err(Reject::Job(assay_proof::Reject::OperandPath(0)))
    );
}

#[test]
fn a_frame_of_another_kind_is_rejected_by_name() {
    let trial = small();
    let accused = Commitment::new(trial.honest());
    let fault = Fault {
        kind: Kind::Range,
        op: 0,
        vector: Vector::W,
        index: 0,
    };
    let evidence = trial.evidence(&accused, &fault);
    let with = |at: usize, value: u8| {
        let mut bent = evidence.clone();
        bent[at] = value;
        check(&bent, &trial.roots)
    };
    assert_eq!(with(7, b'2'), Err(Reject::Magic("ASSAYV01")));
    assert_eq!(with(8, 0), Err(Reject::Kind));
    assert_eq!(with(8, 9), Err(Reject::Kind));
    // Behind magic, kind, and the counts and roots of spec, trace and commitment.
    let op = 9 + (12 + 32) + 2 * (4 + 32);
    assert_eq!(evidence[op..op + 2], [0, 0]);
    assert_eq!(with(op, 0xff), Err(Reject::OpIndex));
    // Op 1 adds a bias: its descriptor is not that of op 0.
    assert_eq!(with(op, 1), Err(Reject::Job(assay_proof::Reject::OpPath)));
    assert_eq!(demand(&evidence, &trial.roots), Err(Reject::Magic("ASSAYD01")));
}

#[test]
fn positions_outside_are_rejected_by_name() {
    let trial = small();
    let accused = Commitment::new(trial.honest());
    for (kind, vector, len) in [(Kind::Range, Vector::Z, 6u32), (Kind::Fold, Vector::W, 1)] {
        let fault = |index| Fault {
            kind,
            op: 0,
            vector,
            index,
        };
        let (first, evidence) = (
            trial.evidence(&accused, &fault(len - 1)),
            trial.evidence(&accused, &fault(0)),
        );
        // The index of entry 0 of z is where it differs from the last one's; that of block 0 is in front of e.
        let e_and_w = {
            let (depth_e, depth_w) = (0, 1);
            256 * (1 + 2) + 32 * (depth_e + depth_w) - 32
        };
        let at = match kind {
            Kind::Fold => evidence.len() - e_and_w - 4,
            _ => first
                .iter()
                .zip(&evidence)
                .position(|(a, b)| a != b)
                .expect("another index"),
        };
        let mut bent = evidence.clone();
        bent[at..at + 4].copy_from_slice(&len.to_le_bytes());
        assert_eq!(check(&bent, &trial.roots), Err(Reject::Position), "{kind:?}");
    }
}

/// Block 2³¹ of two entries each would start where block 0 does, in words of 32 bits.
#[test]
fn a_block_that_does_not_exist_is_rejected_by_name() {
    let trial = Trial::new(wide());
    let accused = Commitment::new(trial.honest());
    let fault = Fault {
        kind: Kind::Fold,
        op: 0,
        vector: Vector::W,
        index: 0,
    };
    let mut evidence = trial.evidence(&accused, &fault);
    // Behind the index come one leaf of e and nine of w, with the path of the latter's range.
    let index = evidence.len() - 4 - 256 - (9 * 256 + 3 * 32);
    assert_eq!(evidence[index..index + 4], [0; 4]);
    evidence[index..index + 4].copy_from_slice(&(1u32 << 31).to_le_bytes());
    assert_eq!(check(&evidence, &trial.roots), Err(Reject::Position));
}

/// Of a large spec a seed covers some ops only, and nobody answers for the others.
#[test]
fn an_op_that_the_seed_does_not_cover_never_convicts() {
    let mut rng = StdRng::seed_from_u64(72);
    let inputs = vec![i8s(&mut rng, 2, 3)];
    let (a, b) = (Source::Input(0), Source::Input(0));
    let desc = OpDesc {
        op: Op::MatMul { a, b, batch: 1 },
        shape: Shape::new(DType::I32, 2, 2),
    };
    let trial = Trial::new(Job::run(inputs, Vec::new(), vec![desc; 400]));
    let seed = trial.roots.seed();
    let is_covered = |op: &u16| covers(&seed, *op, 400);
    assert_eq!(trial.products(), (0..400).filter(is_covered).collect::<Vec<_>>());
    let (inside, outside) = ((0..400).find(is_covered), (0..400).find(|op| !is_covered(op)));
    let mut all = trial.honest();
    for (op, verdict) in [(inside, None), (outside, Some(Reject::NotCovered))] {
        let op = op.expect("a share of 400 ops");
        let x = &trial.job.inputs[0];
        let mut wrong = vectors((op, &desc), &seed, (x, x, &trial.job.results[0])).expect("a product");
        wrong.get_mut(Vector::Y)[0] ^= 1;
        all[usize::from(op)] = Some(wrong);
        let fault = Fault {
            kind: Kind::Result,
            op,
            vector: Vector::Y,
            index: 0,
        };
        assert_eq!(trial.judge(&Commitment::new(all.clone()), &fault).err(), verdict);
    }
}

/// A provider commits to an operand, or a result, with rows and columns exchanged: nothing follows for a verifier.
#[test]
fn a_tensor_of_another_shape_never_convicts() {
    let honest = small();
    let op = honest.products().into_iter().find(|&op| {
        let operands = honest.job.spec.ops[usize::from(op)].op.operands();
        matches!(operands[0], Source::Op(_))
    });
    let op = op.expect("a product of results");
    let Source::Op(a) = honest.job.spec.ops[usize::from(op)].op.operands()[0] else {
        unreachable!("the operand is a result");
    };
    let header = |t: &Tensor| [t.shape().to_bytes().as_slice(), &t.tree().merkle_root()].concat();
    for (kind, vector, forged_op) in [(Kind::Product, Vector::Z, a), (Kind::Result, Vector::Y, op)] {
        let tensor = &honest.job.results[usize::from(forged_op)];
        let shape = tensor.shape();
        let exchanged = Shape::new(shape.dtype, shape.cols, shape.rows);
        let forged = Tensor::new(exchanged, tensor.data().to_vec()).expect("as many bytes");
        let mut trace = honest.job.trace();
        trace[usize::from(forged_op)] = forged.root();
        let case = honest.job.case(&trace);
        let accused = Commitment::new(honest.honest());
        let roots = VerifierRoots {
            result: honest.job.roots(&trace),
            ..honest.roots
        };
        let fault = Fault {
            kind,
            op,
            vector,
            index: 0,
        };
        let accusation = Accusation::new(&case, roots.seed(), &accused);
        let mut evidence = accusation.evidence(&fault, Some(tensor)).expect("evidence");
        let (from, to) = (header(tensor), header(&forged));
        let at = evidence
            .windows(from.len())
            .position(|w| w == from)
            .expect("a header");
        evidence[at..at + to.len()].copy_from_slice(&to);
        assert_eq!(check(&evidence, &roots), Err(Reject::TensorShape), "{kind:?}");
    }
}

#[test]
fn an_operand_declared_otherwise_is_rejected_by_name() {
    let trial = small();
    let accused = Commitment::new(trial.honest());
    let fault = Fault {
        kind: Kind::Fold,
        op: 0,
        vector: Vector::W,
        index: 0,
    };
    let mut evidence = trial.evidence(&accused, &fault);
    let declared = trial.job.inputs[0].shape().to_bytes();
    let at = evidence
        .windows(9)
        .position(|w| w == declared)
        .expect("the operand's descriptor");
    evidence[at + 5] += 1;
    assert_eq!(check(&evidence, &trial.roots), Err(Reject::Declared));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn arbitrary_bytes_are_rejected_without_a_panic(bytes: Vec<u8>) {
        static HONEST: LazyLock<Trial> = LazyLock::new(|| Trial::new(wide()));
        let roots = &HONEST.roots;
        prop_assert!(check(&bytes, roots).is_err());
        prop_assert!(check(&[b"ASSAYV01".as_slice(), &bytes].concat(), roots).is_err());
        prop_assert!(demand(&[b"ASSAYD01".as_slice(), &bytes].concat(), roots).is_err());
    }

    #[test]
    fn several_changed_bytes_never_convict_an_honest_verifier(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8), which: usize,
    ) {
        static HONEST: LazyLock<(Trial, Vec<Vec<u8>>)> = LazyLock::new(|| {
            let trial = Trial::new(every_op(2, 5, 3, 25));
            let all = about_honest(&trial);
            (trial, all)
        });
        let (trial, all) = &*HONEST;
        let mut bent = all[which % all.len()].clone();
        for (at, value) in changes {
            let len = bent.len();
            bent[at % len] = value;
        }
        prop_assert!(check(&bent, &trial.roots).is_err());
    }
}
