//! Operators on whole rows, look-ups and fused products before the judge: at their longest, with true parts of other
//! rows put in, and with ids that no table has.

use crate::job::{every_op, i32s, i8s, Job};
use assay_proof::evidence::EvidenceError;
use assay_proof::{
    check, eval, DType, EvalError, JobSpec, Mask, Mult, Op, OpDesc, Reject, Shape, Source, Tensor,
    WeightDesc, MAX_ROW,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const X: Source = Source::Input(0);

const fn weight(n: u16) -> Source {
    Source::Weight(n)
}

/// A job of one op on one input, run honestly.
fn one_op(x: Tensor, weights: Vec<Tensor>, op: Op, shape: Shape) -> Job {
    Job::run(vec![x], weights, vec![OpDesc { op, shape }])
}

/// Expects element `(i, j)` of the only op to be convicted when it is one off, and to be honest as it is.
fn expect_conviction(job: &Job, i: u32, j: u32) {
    let honest = &job.results[0];
    let name = job.spec.ops[0].op.name();
    assert_eq!(
        job.try_element(0, (i, j), honest),
        Err(Reject::Honest),
        "{name} at ({i}, {j})"
    );
    let expected = honest.get(i as usize, j as usize);
    let mut claimed = honest.clone();
    claimed.set(i as usize, j as usize, expected ^ 1);
    let conviction = job.try_element(0, (i, j), &claimed).expect("a wrong element");
    assert_eq!(
        (
            conviction.i,
            conviction.j,
            conviction.claimed,
            conviction.expected
        ),
        (i, j, i64::from(expected ^ 1), i64::from(expected)),
        "{name}"
    );
}

/// A tensor of two of the longest rows, its values spread over the whole type.
fn longest(rng: &mut StdRng, dtype: DType) -> Tensor {
    let shape = Shape::new(dtype, 2, MAX_ROW);
    let data = (0..shape.bytes()).map(|_| rng.random()).collect();
    Tensor::new(shape, data).expect("two rows")
}

#[test]
fn the_longest_rows_convict_at_both_ends() {
    let mut rng = StdRng::seed_from_u64(40);
    let [gain, bias] = [weight(0), weight(1)];
    let (eps, shift) = (u32::MAX, 50);
    let narrow = Shape::new(DType::I8, 2, MAX_ROW);
    let norms = [
        Op::LayerNorm {
            x: X,
            gain,
            bias,
            eps,
            shift,
        },
        Op::RmsNorm {
            x: X,
            gain,
            eps,
            shift,
        },
    ];
    for op in norms {
        for dtype in [DType::I8, DType::I32] {
            let weights = vec![i32s(&mut rng, 1, MAX_ROW), i32s(&mut rng, 1, MAX_ROW)];
            let job = one_op(longest(&mut rng, dtype), weights, op, narrow);
            for (i, j) in [(0, 0), (1, 8191), (1, MAX_ROW - 1)] {
                expect_conviction(&job, i, j);
            }
        }
    }
    let table = Tensor::from_i32(1, 256, &[65_535; 256]).expect("a table");
    for mask in [Mask::None, Mask::Blocks(weight(1)), Mask::Cycle(weight(1))] {
        let op = Op::Softmax {
            x: X,
            table: weight(0),
            mask,
            mult: (1 << 31) - 1,
            shift: 55,
        };
        let weights = vec![table.clone(), longest(&mut rng, DType::I8)];
        let job = one_op(longest(&mut rng, DType::I32), weights, op, narrow);
        for (i, j) in [(0, 0), (1, 8191), (1, MAX_ROW - 1)] {
            expect_conviction(&job, i, j);
        }
    }
}

#[test]
fn a_fused_product_of_the_longest_rows_convicts_in_both_types() {
    let longest = MAX_ROW as usize;
    for (a, b) in [(-128, -128), (-128, 127), (127, 127)] {
        let x = Tensor::from_i8(1, MAX_ROW, &vec![a; longest]).expect("a row");
        let w = Tensor::from_i8(2, MAX_ROW, &vec![b; 2 * longest]).expect("two rows");
        for dtype in [DType::I8, DType::I32] {
            let op = Op::Linear {
                a: X,
                b: weight(0),
                bias: Some(weight(1)),
                mult: Mult::PerColumn(weight(2)),
                shift: 58,
                batch: 1,
            };
            let rows = [[i32::MIN, i32::MAX], [i32::MAX, i32::MIN]];
            let rows = rows.map(|row| Tensor::from_i32(1, 2, &row).expect("a row"));
            let weights = [vec![w.clone()], rows.to_vec()].concat();
            let job = one_op(x.clone(), weights, op, Shape::new(dtype, 1, 2));
            // In i64, as defined: nothing of it fits 32 bits.
            let sum = i64::from(a) * i64::from(b) * i64::from(MAX_ROW);
            let real = |bias: i32, mult: i32| {
                let product = i128::from(sum + i64::from(bias)) * i128::from(mult);
                ((product + (1 << 57)) >> 58).clamp(-127, 127) as i32
            };
            assert_eq!(job.results[0].get(0, 0), real(i32::MIN, i32::MAX));
            assert_eq!(job.results[0].get(0, 1), real(i32::MAX, i32::MIN));
            expect_conviction(&job, 0, 0);
            expect_conviction(&job, 0, 1);
        }
    }
}

/// An empty row of a mask gives zeros: anything else convicts, and so does a number where the mask leaves none.
#[test]
fn a_number_in_a_masked_column_convicts() {
    let scores = Tensor::from_i32(2, 3, &[9, 5, 7, 9, 5, 7]).expect("scores");
    let table = Tensor::from_i32(1, 256, &[1000; 256]).expect("a table");
    let mask = Tensor::from_i8(2, 3, &[0, 1, 1, 0, 0, 0]).expect("a mask");
    for mask_kind in [Mask::Blocks(weight(1)), Mask::Cycle(weight(1))] {
        let op = Op::Softmax {
            x: X,
            table: weight(0),
            mask: mask_kind,
            mult: 1,
            shift: 0,
        };
        let shape = Shape::new(DType::I8, 2, 3);
        let job = one_op(scores.clone(), vec![table.clone(), mask.clone()], op, shape);
        // Half of 127 each: the inverse of the sum is rounded down, so the half is not reached.
        assert_eq!(job.results[0].as_i8(), Some(&[0, 63, 63, 0, 0, 0][..]));
        for i in 0..2 {
            for j in 0..3 {
                expect_conviction(&job, i, j);
            }
        }
    }
}

/// Bytes of the parts of evidence behind the operands' headers, the last ones first: each a leaf or a row of a tensor
/// with its path.
fn leaf_bytes(tensor: &Tensor) -> usize {
    256 + 32 * tensor.shape().depth() as usize
}

fn row_bytes(tensor: &Tensor) -> usize {
    let shape = tensor.shape();
    let padding: u32 = (shape.leaves_per_row() as u32).next_power_of_two() - shape.leaves_per_row() as u32;
    let leaves = 256 * shape.leaves_per_row();
    let above = shape.depth() - shape.row_depth();
    leaves + 32 * (padding.count_ones() + above) as usize
}

/// Evidence about element `ours` of op `op` of an honest trace, whose last `tail` bytes are those about element
/// `theirs`: true parts of true tensors, only not those that the element needs. A part of `len` bytes at the tail's
/// start is put in; what follows it stays.
fn with_part_of_another(
    job: &Job,
    op: usize,
    ours: (u32, u32),
    theirs: (u32, u32),
    (tail, len): (usize, usize),
) -> Result<assay_proof::Conviction, Reject> {
    let trace = job.trace();
    let (case, roots) = (job.case(&trace), job.roots(&trace));
    let about = |at| {
        let evidence = case.element(op as u16, at, &job.results[op], &job.operands(op));
        evidence.expect("evidence")
    };
    let (mut spliced, other) = (about(ours), about(theirs));
    assert_eq!(check(&spliced, &roots), Err(Reject::Honest));
    assert_eq!(spliced.len(), other.len());
    let start = spliced.len() - tail;
    assert_ne!(
        spliced[start..start + len],
        other[start..start + len],
        "another part"
    );
    spliced[start..start + len].copy_from_slice(&other[start..start + len]);
    check(&spliced, &roots)
}

/// Columns 0 and 129 of 130 are in different leaves of `i32`.
const FAR: u32 = 129;

#[test]
fn the_row_gain_and_bias_of_another_element_of_a_norm_are_rejected_by_name() {
    let job = every_op(4, 9, 130, 41);
    for (op, name) in [
        (14, "LayerNorm"),
        (15, "LayerNorm"),
        (16, "RmsNorm"),
        (17, "RmsNorm"),
    ] {
        assert_eq!(job.spec.ops[op].op.name(), name);
        let operands = job.operands(op);
        let (row, constant) = (row_bytes(operands[0]), leaf_bytes(operands[1]));
        let constants = operands.len() - 1;
        let all = row + constants * constant;
        let verdict = with_part_of_another(&job, op, (1, 0), (2, 0), (all, row));
        assert_eq!(verdict, Err(Reject::OperandSlice(0)), "{name}");
        for n in 1..=constants {
            let tail = (constants + 1 - n) * constant;
            let verdict = with_part_of_another(&job, op, (1, 0), (1, FAR), (tail, constant));
            assert_eq!(verdict, Err(Reject::OperandSlice(n as u8)), "{name}");
        }
    }
}

#[test]
fn the_scores_and_the_mask_of_another_row_of_a_softmax_are_rejected_by_name() {
    let job = every_op(4, 9, 130, 42);
    for (op, mask) in [(18, false), (19, true), (20, true)] {
        let operands = job.operands(op);
        assert_eq!(
            (job.spec.ops[op].op.name(), operands.len() == 3),
            ("Softmax", mask)
        );
        let (row, table) = (row_bytes(operands[0]), row_bytes(operands[1]));
        let behind = table + operands.get(2).map_or(0, |mask| row_bytes(mask));
        // Rows 0 and 1 of 4 share the first of two rows of a mask by blocks; rows 1 and 2 have others either way.
        let verdict = with_part_of_another(&job, op, (1, 0), (2, 0), (row + behind, row));
        assert_eq!(verdict, Err(Reject::OperandSlice(0)));
        if mask {
            let of_mask = behind - table;
            let verdict = with_part_of_another(&job, op, (1, 0), (2, 0), (of_mask, of_mask));
            assert_eq!(verdict, Err(Reject::OperandSlice(2)));
        }
        // A table has one row: any other bytes of it open nothing.
        let trace = job.trace();
        let case = job.case(&trace);
        let mut bent = case
            .element(op as u16, (1, 0), &job.results[op], &operands)
            .expect("evidence");
        let at = bent.len() - behind + 4 * 77;
        bent[at] ^= 1;
        assert_eq!(check(&bent, &job.roots(&trace)), Err(Reject::OperandSlice(1)));
    }
}

#[test]
fn the_id_and_the_table_row_of_another_element_of_a_gather_are_rejected_by_name() {
    let job = every_op(4, 9, 130, 43);
    let op = 21;
    assert_eq!(job.spec.ops[op].op.name(), "Gather");
    let operands = job.operands(op);
    let (id, row) = (leaf_bytes(operands[0]), leaf_bytes(operands[1]));
    // The ids are 0, 1, 1 in one row and 0, 1, 0 in the other.
    let verdict = with_part_of_another(&job, op, (0, 0), (1, 0), (row, row));
    assert_eq!(verdict, Err(Reject::OperandSlice(1)));
    let verdict = with_part_of_another(&job, op, (2, 0), (5, 0), (id + row, id));
    assert_eq!(verdict, Err(Reject::OperandSlice(0)));
}

#[test]
fn the_constants_of_another_column_of_a_sum_or_product_are_rejected_by_name() {
    let job = every_op(4, 9, 130, 44);
    let constant = leaf_bytes(&job.weights[1]);
    for (op, name, constants) in [
        (22, "Add", 1),
        (23, "Add", 2),
        (24, "Add", 1),
        (25, "Linear", 2),
        (27, "Linear", 1),
        (28, "Linear", 1),
    ] {
        assert_eq!(job.spec.ops[op].op.name(), name);
        assert_eq!(job.operands(op).len(), 2 + constants);
        for n in 0..constants {
            let tail = (constants - n) * constant;
            let verdict = with_part_of_another(&job, op, (1, 0), (1, FAR), (tail, constant));
            assert_eq!(verdict, Err(Reject::OperandSlice(2 + n as u8)), "op {op}");
        }
    }
}

/// A job whose ids nobody checked: five rows of a table, the last id `id`.
fn gather_with(id: i32) -> Job {
    let mut rng = StdRng::seed_from_u64(45);
    let ids = Tensor::from_i32(1, 3, &[4, 0, id]).expect("ids");
    let table = i8s(&mut rng, 5, 7);
    let result = i8s(&mut rng, 3, 7);
    let (op, shape) = (
        Op::Gather {
            ids: X,
            table: weight(0),
        },
        result.shape(),
    );
    let spec = JobSpec {
        inputs: vec![ids.shape()],
        weights: vec![WeightDesc {
            shape: table.shape(),
            root: table.root(),
        }],
        ops: vec![OpDesc { op, shape }],
    };
    spec.validate().expect("a well-formed job");
    Job {
        spec,
        inputs: vec![ids],
        weights: vec![table],
        results: vec![result],
    }
}

#[test]
fn an_id_outside_the_table_is_refused_before_the_job_is_run_and_convicts_nobody() {
    for id in [5, -1, i32::MAX, i32::MIN] {
        let job = gather_with(id);
        let (rows, position) = (5, 2);
        let OpDesc { op, shape } = job.spec.ops[0];
        let refused = EvalError::IdOutOfRange { position, id, rows };
        assert_eq!(eval(&op, shape, &job.operands(0)), Err(refused));

        let trace = job.trace();
        let (case, roots) = (job.case(&trace), job.roots(&trace));
        let about = |i| case.element(0, (i, 3), &job.results[0], &job.operands(0));
        let position = 2;
        assert_eq!(about(2), Err(EvidenceError::Id { position, id, rows }));

        // The ids are in one leaf. Evidence about another's element, moved to this one.
        let mut evidence = about(0).expect("evidence");
        let conviction = check(&evidence, &roots).expect("a result of noise");
        assert_eq!(conviction.i, 0);
        let tensors = [&job.results[0], &job.inputs[0], &job.weights[0]].map(leaf_bytes);
        let leaf = evidence.len() - tensors[1] - tensors[2] - headers(&job) - tensors[0];
        evidence[leaf - 8] = 2;
        let tree = job.results[0].tree();
        evidence[leaf..leaf + 7].copy_from_slice(job.results[0].row(2));
        evidence[leaf + 256..leaf + tensors[0]].copy_from_slice(tree.path(0, 2).as_flattened());
        assert_eq!(check(&evidence, &roots), Err(Reject::IdRange), "id {id}");
    }
    // The last row of the table is inside it.
    let mut job = gather_with(4);
    let OpDesc { op, shape } = job.spec.ops[0];
    let honest = eval(&op, shape, &job.operands(0)).expect("ids inside the table");
    assert_eq!(honest.row(2), job.weights[0].row(4));
    job.results = vec![honest];
    expect_conviction(&job, 2, 6);
}

/// Bytes of the operands' headers and paths: an input among one, a weight among three descriptors.
fn headers(job: &Job) -> usize {
    let descriptors = job.spec.inputs.len() + job.spec.weights.len() + job.spec.ops.len();
    let path = 32 * descriptors.next_power_of_two().trailing_zeros() as usize;
    (4 + 32) + (9 + 32) + (9 + 32) + path
}
