//! Every wrong element convicts; nothing convicts an honest trace.

use crate::job::{every_op, Job};
use assay_proof::{check, Conviction, ConvictionKind, DType, Op, OpDesc, Reject, Shape, Source, Tensor};
use proptest::prelude::*;

/// Claims `value + change` for one element and expects to be convicted for exactly that.
fn expect_conviction(job: &Job, op: usize, i: u32, j: u32, change: i32) {
    let honest = &job.results[op];
    let expected = honest.get(i as usize, j as usize);
    let mut claimed = honest.clone();
    claimed.set(i as usize, j as usize, expected.wrapping_add(change));
    let claimed_value = i64::from(claimed.get(i as usize, j as usize));
    let verdict = job.try_element(op, (i, j), &claimed);
    let name = job.spec.ops[op].op.name();
    assert_eq!(
        verdict,
        Ok(Conviction {
            kind: ConvictionKind::Element,
            op: op as u16,
            i,
            j,
            claimed: claimed_value,
            expected: expected.into(),
        }),
        "{name} at ({i}, {j})"
    );
}

#[test]
fn every_wrong_element_of_every_op_convicts() {
    let job = every_op(4, 9, 6, 1);
    for op in 0..job.results.len() {
        let shape = job.results[op].shape();
        for i in 0..shape.rows {
            for j in 0..shape.cols {
                expect_conviction(&job, op, i, j, 1);
            }
        }
    }
}

#[test]
fn no_element_of_an_honest_trace_convicts() {
    let job = every_op(4, 9, 6, 2);
    for op in 0..job.results.len() {
        let shape = job.results[op].shape();
        for i in 0..shape.rows {
            for j in 0..shape.cols {
                let verdict = job.try_element(op, (i, j), &job.results[op]);
                assert_eq!(verdict, Err(Reject::Honest));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Sizes around and across leaves, any element, any wrong value.
    #[test]
    fn any_wrong_element_of_any_size_convicts(
        half_rows in 1u32..5, k in 1u32..900, n in 3u32..150, seed: u64, pick: u64, change in 1i32..256,
    ) {
        let job = every_op(2 * half_rows, k, n, seed);
        for op in 0..job.results.len() {
            let shape = job.results[op].shape();
            let at = pick % shape.elements();
            let (i, j) = (at / u64::from(shape.cols), at % u64::from(shape.cols));
            let change = if shape.dtype == DType::I8 { change % 255 + 1 } else { change };
            expect_conviction(&job, op, i as u32, j as u32, change);
            let verdict = job.try_element(op, (i as u32, j as u32), &job.results[op]);
            prop_assert_eq!(verdict, Err(Reject::Honest));
        }
    }
}

#[test]
fn a_row_of_the_longest_matmul_convicts() {
    for value in [127, -128] {
        let k = 16_384;
        let a = Tensor::from_i8(1, k, &vec![-128; k as usize]).unwrap();
        let b = Tensor::from_i8(2, k, &vec![value; 2 * k as usize]).unwrap();
        let op = Op::MatMul {
            a: Source::Input(0),
            b: Source::Weight(0),
            batch: 1,
        };
        let shape = Shape::new(DType::I32, 1, 2);
        let job = Job::run(vec![a], vec![b], vec![OpDesc { op, shape }]);
        assert_eq!(job.results[0].get(0, 1), -128 * 16_384 * i32::from(value));
        expect_conviction(&job, 0, 0, 1, -1);
    }
}

#[test]
fn a_bias_out_of_range_never_convicts() {
    let x = Source::Input(0);
    let shape = Shape::new(DType::I32, 1, 2);
    let product = Op::MatMul { a: x, b: x, batch: 1 };
    let biased = Op::AddBias {
        x: Source::Op(0),
        bias: Source::Weight(0),
    };
    let ops = vec![
        OpDesc {
            op: product,
            shape: Shape::new(DType::I32, 1, 1),
        },
        OpDesc {
            op: biased,
            shape: Shape::new(DType::I32, 1, 1),
        },
    ];
    assert_eq!(shape.elements(), 2);
    for (bias, convicts) in [((1 << 30) - 1, true), (1 << 30, false), (i32::MIN, false)] {
        let input = Tensor::from_i8(1, 1, &[3]).unwrap();
        let weight = Tensor::from_i32(1, 1, &[0]).unwrap();
        let mut job = Job::run(vec![input], vec![weight], ops.clone());
        // The weight changes after the honest run, which would have refused it.
        job.weights[0] = Tensor::from_i32(1, 1, &[bias]).unwrap();
        job.spec.weights[0].root = job.weights[0].root();
        let verdict = job.try_element(1, (0, 0), &job.results[1].clone());
        match convicts {
            true => assert_eq!(verdict.unwrap().expected, 9 + i64::from(bias)),
            false => assert_eq!(verdict, Err(Reject::BiasRange)),
        }
    }
}

#[test]
fn a_wrong_header_convicts_and_its_elements_do_not() {
    let job = every_op(4, 9, 6, 3);
    let op = 4;
    let transposed = Tensor::new(Shape::new(DType::I8, 6, 4), job.results[op].data().to_vec());
    let claimed = transposed.unwrap();
    let mut trace = job.trace();
    trace[op] = claimed.root();
    let (case, roots) = (job.case(&trace), job.roots(&trace));
    let tree = claimed.tree();
    let evidence = case.header(op as u16, claimed.shape(), &tree.merkle_root());
    let conviction = check(&evidence.unwrap(), &roots).unwrap();
    assert_eq!(conviction.kind, ConvictionKind::Header);
    assert_eq!((conviction.op, conviction.i), (op as u16, 1));
    assert_eq!((conviction.claimed, conviction.expected), (6, 4));
    // Its readers cannot be recomputed from it, and are not convicted for that.
    let operands = [&claimed, &job.inputs[1]];
    let reader = case.element(5, (0, 0), &job.results[5], &operands);
    assert!(reader.is_err());
    let honest = job.results[op].tree();
    let trace = job.trace();
    let evidence = job
        .case(&trace)
        .header(op as u16, honest.shape(), &honest.merkle_root());
    let verdict = check(&evidence.unwrap(), &job.roots(&trace));
    assert_eq!(verdict, Err(Reject::Honest));
}

#[test]
fn a_trace_of_the_wrong_length_convicts() {
    let job = every_op(2, 3, 3, 4);
    let ops = job.spec.ops.len() as i64;
    let mut short = job.trace();
    short.pop();
    let mut long = job.trace();
    long.push([9; 32]);
    for (trace, claimed) in [(short, ops - 1), (long, ops + 1)] {
        let evidence = job.case(&trace).trace_length();
        let conviction = check(&evidence, &job.roots(&trace)).unwrap();
        assert_eq!(conviction.kind, ConvictionKind::TraceLength);
        assert_eq!((conviction.claimed, conviction.expected), (claimed, ops));
    }
    let honest = job.trace();
    let verdict = check(&job.case(&honest).trace_length(), &job.roots(&honest));
    assert_eq!(verdict, Err(Reject::Honest));
}

#[test]
fn an_output_that_is_not_the_last_tensor_convicts() {
    let job = every_op(2, 3, 3, 5);
    let trace = job.trace();
    let case = job.case(&trace);
    let evidence = case.output().unwrap();
    let conviction = check(&evidence, &case.roots(trace[0])).unwrap();
    assert_eq!(conviction.kind, ConvictionKind::Output);
    assert_ne!(conviction.claimed, conviction.expected);
    let verdict = check(&evidence, &job.roots(&trace));
    assert_eq!(verdict, Err(Reject::Honest));
}
