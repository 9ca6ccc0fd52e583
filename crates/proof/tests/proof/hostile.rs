//! Evidence that someone bent: it never convicts an honest trace and never panics.

use crate::catalogue::evidence_of_every_kind;
use crate::job::{every_op, Job};
use assay_proof::evidence::Case;
use assay_proof::{check, DType, JobSpec, Op, OpDesc, Reject, Roots, Shape, Source, Tensor, WeightDesc};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Evidence of every kind and op about an honest trace, and the roots of the trace.
fn about_honest(job: &Job) -> (Vec<Vec<u8>>, Roots) {
    (evidence_of_every_kind(job), job.roots(&job.trace()))
}

#[test]
fn all_evidence_about_an_honest_trace_says_honest() {
    let (all, roots) = about_honest(&every_op(6, 40, 70, 7));
    assert!(all.len() > 50);
    for evidence in all {
        assert_eq!(check(&evidence, &roots), Err(Reject::Honest));
    }
}

#[test]
fn no_byte_change_of_evidence_convicts_an_honest_trace() {
    let (all, roots) = about_honest(&every_op(2, 5, 3, 8));
    for evidence in all {
        for at in 0..evidence.len() {
            let mut bent = evidence.clone();
            bent[at] ^= 1 << (at % 8);
            assert!(check(&bent, &roots).is_err(), "byte {at} changed");
        }
    }
}

#[test]
fn evidence_cut_or_extended_is_rejected() {
    let job = every_op(2, 300, 3, 9);
    let mut claimed = job.results[0].clone();
    claimed.set(1, 2, 1);
    let mut trace = job.trace();
    trace[0] = claimed.root();
    let roots = job.roots(&trace);
    let case = job.case(&trace);
    let evidence = case.element(0, (1, 2), &claimed, &job.operands(0)).unwrap();
    assert!(check(&evidence, &roots).is_ok());
    for len in 0..evidence.len() {
        assert!(check(&evidence[..len], &roots).is_err(), "cut to {len}");
    }
    let longer = [evidence.as_slice(), &[0]].concat();
    assert_eq!(check(&longer, &roots), Err(Reject::TrailingBytes));
}

#[test]
fn evidence_of_another_job_or_result_is_rejected_by_name() {
    let job = every_op(2, 5, 3, 10);
    let other = every_op(2, 5, 3, 11);
    let mut claimed = job.results[0].clone();
    claimed.set(0, 0, i32::MAX);
    let mut trace = job.trace();
    trace[0] = claimed.root();
    let case = job.case(&trace);
    let evidence = case.element(0, (0, 0), &claimed, &job.operands(0)).unwrap();
    let roots = job.roots(&trace);
    let theirs = other.roots(&other.trace());
    let with = |change: fn(&mut Roots, Roots)| {
        let mut roots = roots;
        change(&mut roots, theirs);
        check(&evidence, &roots)
    };
    assert_eq!(with(|r, t| r.spec = t.spec), Err(Reject::SpecRoot));
    assert_eq!(with(|r, t| r.trace = t.trace), Err(Reject::TraceRoot));
    assert_eq!(with(|r, t| r.input = t.input), Err(Reject::OperandPath(0)));
    assert!(with(|_, _| ()).is_ok());
}

#[test]
fn evidence_for_another_element_is_rejected() {
    let job = every_op(2, 600, 3, 12);
    let mut claimed = job.results[0].clone();
    claimed.set(0, 0, i32::MAX);
    let mut trace = job.trace();
    trace[0] = claimed.root();
    let (case, roots) = (job.case(&trace), job.roots(&trace));
    let wrong = case.element(0, (0, 0), &claimed, &job.operands(0)).unwrap();
    let right = case.element(0, (1, 1), &claimed, &job.operands(0)).unwrap();
    assert_eq!(check(&right, &roots), Err(Reject::Honest));
    // The same evidence with the position of the other: none of its parts fits.
    let differs = wrong.iter().zip(&right).position(|(a, b)| a != b).unwrap();
    let mut moved = wrong.clone();
    moved[differs] = right[differs];
    assert_eq!(check(&moved, &roots), Err(Reject::ClaimedLeaf));
}

#[test]
fn evidence_for_an_op_that_does_not_exist_is_rejected_by_name() {
    let job = every_op(2, 5, 3, 14);
    let (all, roots) = about_honest(&job);
    let ops = job.spec.ops.len() as u16;
    // Behind magic, kind, and the counts and roots of spec and trace.
    let op_at = 8 + 1 + (12 + 32) + (4 + 32);
    for mut evidence in all.into_iter().filter(|e| e.len() > op_at) {
        for op in [ops, u16::MAX] {
            evidence[op_at..op_at + 2].copy_from_slice(&op.to_le_bytes());
            assert_eq!(check(&evidence, &roots), Err(Reject::OpIndex));
        }
    }
}

/// Evidence about op 5 whose first operand, op 4, was committed to with rows and columns exchanged.
#[test]
fn operands_that_do_not_fit_the_op_never_convict() {
    let job = every_op(4, 9, 6, 13);
    let honest = &job.results[4];
    let exchanged = Shape::new(DType::I8, 6, 4);
    let forged = Tensor::new(exchanged, honest.data().to_vec()).unwrap();
    let mut trace = job.trace();
    trace[4] = forged.root();
    let (case, roots) = (job.case(&trace), job.roots(&trace));
    let evidence = case
        .element(5, (0, 0), &job.results[5], &job.operands(5))
        .unwrap();
    assert_eq!(check(&evidence, &roots), Err(Reject::OperandPath(0)));
    let header = |t: &Tensor| [t.shape().to_bytes().as_slice(), &t.tree().merkle_root()].concat();
    let (from, to) = (header(honest), header(&forged));
    let at = evidence.windows(from.len()).position(|w| w == from).unwrap();
    let mut spliced = evidence.clone();
    spliced[at..at + to.len()].copy_from_slice(&to);
    assert_eq!(check(&spliced, &roots), Err(Reject::OperandShape));
}

/// A spec that no parser accepts still gives no conviction through an op that comes later.
#[test]
fn an_operand_that_comes_later_never_convicts() {
    let x = Tensor::from_i8(1, 1, &[3]).unwrap();
    let narrow = Shape::new(DType::I8, 1, 1);
    let table = Tensor::from_i8(1, 256, &[1; 256]).unwrap();
    let lookup = |x| OpDesc {
        op: Op::Lut {
            x,
            table: Source::Weight(0),
        },
        shape: narrow,
    };
    let spec = JobSpec {
        inputs: vec![narrow],
        weights: vec![WeightDesc {
            shape: table.shape(),
            root: table.root(),
        }],
        ops: vec![lookup(Source::Op(1)), lookup(Source::Input(0))],
    };
    let trace = [x.root(), x.root()];
    let case = Case::new(&spec, &[x.root()], &trace);
    let roots = case.roots(x.root());
    let later = case.element(0, (0, 0), &x, &[&x, &table]).unwrap();
    assert_eq!(check(&later, &roots), Err(Reject::OperandPath(0)));
    let earlier = case.element(1, (0, 0), &x, &[&x, &table]).unwrap();
    assert_eq!(
        check(&earlier, &roots).map(|c| (c.claimed, c.expected)),
        Ok((3, 1))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn arbitrary_bytes_are_rejected_without_a_panic(bytes: Vec<u8>) {
        let roots = Roots { spec: [0; 32], input: [0; 32], trace: [0; 32], output: [0; 32] };
        prop_assert!(check(&bytes, &roots).is_err());
        let framed = [b"ASSAYE01".as_slice(), &bytes].concat();
        prop_assert!(check(&framed, &roots).is_err());
    }

    #[test]
    fn arbitrary_bytes_are_no_spec_and_never_panic(bytes: Vec<u8>) {
        prop_assert!(JobSpec::parse(&bytes).is_err());
        let framed = [b"ASSAYJ01".as_slice(), &bytes].concat();
        if let Ok(spec) = JobSpec::parse(&framed) {
            prop_assert_eq!(spec.to_bytes(), framed);
        }
    }

    /// Whatever parses encodes back to the same bytes: a spec has one encoding, so one root.
    #[test]
    fn a_bent_spec_is_refused_or_canonical(at: usize, value: u8, cut: usize) {
        let bytes = every_op(2, 3, 3, 1).spec.to_bytes();
        let mut bent = bytes.clone();
        bent[at % bytes.len()] = value;
        if let Ok(spec) = JobSpec::parse(&bent) {
            prop_assert_eq!(spec.to_bytes(), bent);
        }
        prop_assert!(JobSpec::parse(&bytes[..cut % bytes.len()]).is_err());
    }

    #[test]
    fn several_changed_bytes_never_convict_an_honest_trace(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8), which: usize,
    ) {
        static HONEST: LazyLock<(Vec<Vec<u8>>, Roots)> =
            LazyLock::new(|| about_honest(&every_op(2, 5, 3, 8)));
        let (all, roots) = &*HONEST;
        let mut bent = all[which % all.len()].clone();
        for (at, value) in changes {
            let len = bent.len();
            bent[at % len] = value;
        }
        prop_assert!(check(&bent, roots).is_err());
    }
}
