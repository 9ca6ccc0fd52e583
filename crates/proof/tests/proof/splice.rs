//! Evidence put together from true parts, the way an attacker would: each part opens its root, and what
//! keeps it from convicting an honest trace is one rule each.

use crate::job::{every_op, i32s, i8s, Job};
use assay_proof::{check, DType, JobSpec, ListTree, Op, OpDesc, Reject, Shape, Source, Tensor, WeightDesc};
use rand::rngs::StdRng;
use rand::SeedableRng;

/// Where the op index is: behind magic, kind, and the counts and roots of spec and trace.
const OP_AT: usize = 8 + 1 + (12 + 32) + (4 + 32);
const HEADER: usize = 9 + 32;

/// Bytes of a path in a list of so many entries.
fn path(entries: usize) -> usize {
    entries.next_power_of_two().trailing_zeros() as usize * 32
}

fn descriptors(spec: &JobSpec) -> usize {
    spec.inputs.len() + spec.weights.len() + spec.ops.len()
}

/// Where the claimed tensor's header is, in evidence about an element of op `op`.
fn claimed_at(spec: &JobSpec, op: usize) -> usize {
    OP_AT + 2 + 1 + spec.ops[op].to_bytes().len() + path(descriptors(spec))
}

/// Where the row and column are.
fn position_at(spec: &JobSpec, op: usize) -> usize {
    claimed_at(spec, op) + HEADER + path(spec.ops.len())
}

#[test]
fn a_frame_of_another_kind_is_rejected_by_name() {
    let job = every_op(2, 3, 3, 30);
    let trace = job.trace();
    let (evidence, roots) = (job.case(&trace).trace_length(), job.roots(&trace));
    let with = |at: usize, value: u8| {
        let mut bent = evidence.clone();
        bent[at] = value;
        check(&bent, &roots)
    };
    assert_eq!(with(7, b'2'), Err(Reject::Magic));
    assert_eq!(with(8, 0), Err(Reject::Kind));
    assert_eq!(with(8, 6), Err(Reject::Kind));
}

#[test]
fn the_output_is_compared_with_the_last_tensor_only() {
    let job = every_op(2, 3, 3, 31);
    let trace = job.trace();
    let roots = job.roots(&trace);
    let mut evidence = job.case(&trace).output().unwrap();
    evidence.truncate(OP_AT);
    evidence.extend(0u16.to_le_bytes());
    evidence.extend(trace[0]);
    evidence.extend_from_slice(ListTree::new(&trace).path(0).as_flattened());
    assert_eq!(check(&evidence, &roots), Err(Reject::OpIndex));
}

#[test]
fn a_claimed_tensor_of_another_shape_is_not_judged_by_its_elements() {
    let job = every_op(4, 9, 6, 32);
    let (op, honest) = (4, &job.results[4]);
    let exchanged = Tensor::new(Shape::new(DType::I8, 6, 4), honest.data().to_vec()).unwrap();
    let mut trace = job.trace();
    trace[op] = exchanged.root();
    let mut evidence = job
        .case(&trace)
        .element(op as u16, (0, 0), honest, &job.operands(op))
        .unwrap();
    let at = claimed_at(&job.spec, op);
    evidence[at..at + 9].copy_from_slice(&exchanged.shape().to_bytes());
    evidence[at + 9..at + HEADER].copy_from_slice(&exchanged.tree().merkle_root());
    assert_eq!(check(&evidence, &job.roots(&trace)), Err(Reject::ClaimedShape));
}

#[test]
fn a_bent_row_of_a_product_is_rejected_by_name() {
    let job = every_op(2, 600, 3, 35);
    let trace = job.trace();
    let evidence = job
        .case(&trace)
        .element(0, (1, 2), &job.results[0], &job.operands(0))
        .unwrap();
    let with_flipped = |at: usize| {
        let mut bent = evidence.clone();
        bent[at] ^= 1;
        check(&bent, &job.roots(&trace))
    };
    // The first row is behind both operands' headers; an input's comes with the root of all inputs.
    let operands = position_at(&job.spec, 0) + 8 + 256 + job.results[0].shape().depth() as usize * 32;
    let input = 36 + HEADER + path(job.spec.inputs.len());
    let slices = operands + input + HEADER + path(descriptors(&job.spec));
    assert_eq!(with_flipped(slices), Err(Reject::OperandSlice(0)));
    assert_eq!(with_flipped(slices + 2 * 512 + 87), Err(Reject::OperandSlice(0)));
    assert_eq!(with_flipped(slices + 256), Err(Reject::OperandSlice(1)));
    assert_eq!(with_flipped(evidence.len() - 1), Err(Reject::OperandSlice(1)));
}

/// Column 70 of 70 is in the same leaf as column 69, and zero, where a table gives something else.
#[test]
fn a_column_of_padding_never_convicts() {
    let job = every_op(2, 3, 70, 33);
    let op = 6;
    assert_eq!(job.spec.ops[op].op.name(), "Lut");
    let trace = job.trace();
    let evidence = job
        .case(&trace)
        .element(op as u16, (0, 69), &job.results[op], &job.operands(op));
    let mut evidence = evidence.unwrap();
    let column = position_at(&job.spec, op) + 4;
    assert_eq!(evidence[column], 69);
    evidence[column] = 70;
    assert_eq!(check(&evidence, &job.roots(&trace)), Err(Reject::Position));
}

/// Row 6 of 6 is padding: zeros, though the bias of no product is not zero. A tensor with explicit rows of
/// zeros has the same Merkle tree, so its openings open the honest trace.
#[test]
fn a_row_of_padding_never_convicts() {
    let mut rng = StdRng::seed_from_u64(34);
    let input = i8s(&mut rng, 6, 5);
    let weights = vec![i8s(&mut rng, 7, 5), i32s(&mut rng, 1, 7)];
    let ops = |rows| {
        let shape = Shape::new(DType::I32, rows, 7);
        let (a, b) = (Source::Input(0), Source::Weight(0));
        let (x, bias) = (Source::Op(0), Source::Weight(1));
        let product = Op::MatMul { a, b, batch: 1 };
        [product, Op::AddBias { x, bias }]
            .map(|op| OpDesc { op, shape })
            .to_vec()
    };
    let grown = |t: &Tensor| {
        let shape = Shape { rows: 8, ..t.shape() };
        let mut data = t.data().to_vec();
        data.resize(shape.bytes() as usize, 0);
        Tensor::new(shape, data).unwrap()
    };
    let job = Job::run(vec![input.clone()], weights.clone(), ops(6));
    let larger = Job {
        spec: JobSpec {
            inputs: vec![grown(&input).shape()],
            weights: weights
                .iter()
                .map(|w| WeightDesc {
                    shape: w.shape(),
                    root: w.root(),
                })
                .collect(),
            ops: ops(8),
        },
        inputs: vec![grown(&input)],
        weights,
        results: job.results.iter().map(grown).collect(),
    };
    let element = |job: &Job, i| {
        let case = job
            .case(&job.trace())
            .element(1, (i, 3), &job.results[1], &job.operands(1));
        case.unwrap()
    };
    let (honest, mut spliced) = (element(&job, 5), element(&larger, 6));
    let position = position_at(&job.spec, 1);
    let operands = position + 8 + 256 + job.results[1].shape().depth() as usize * 32;
    let slices = operands + 2 * HEADER + path(job.spec.ops.len()) + path(descriptors(&job.spec));
    for range in [0..position, operands..slices] {
        spliced[range.clone()].copy_from_slice(&honest[range]);
    }
    let roots = job.roots(&job.trace());
    assert_eq!(check(&honest, &roots), Err(Reject::Honest));
    assert_eq!(check(&spliced, &roots), Err(Reject::Position));
}
