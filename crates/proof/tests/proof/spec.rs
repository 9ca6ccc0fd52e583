//! What a spec must not say, each refused with its op named.

use crate::job::every_op;
use assay_proof::{DType, DescError, JobSpec, Mult, Op, OpDesc, Shape, ShapeError, Source, SpecError, View};

fn spec() -> JobSpec {
    every_op(4, 9, 6, 1).spec
}

/// The error of `every_op`'s spec after `change`, parsed from its bytes.
fn refused(change: impl Fn(&mut JobSpec)) -> SpecError {
    let mut spec = spec();
    change(&mut spec);
    let error = JobSpec::parse(&spec.to_bytes()).expect_err("a malformed spec");
    assert_eq!(
        spec.validate(),
        Err(error),
        "built and parsed specs meet the same rules"
    );
    error
}

#[test]
fn a_good_spec_survives_its_bytes() {
    let spec = spec();
    assert_eq!(JobSpec::parse(&spec.to_bytes()), Ok(spec));
}

#[test]
fn an_unknown_op_is_refused() {
    let good = spec();
    let bytes = good.to_bytes();
    let descriptor = good.ops[3].to_bytes();
    let at = bytes
        .windows(descriptor.len())
        .position(|w| w == descriptor)
        .unwrap();
    for opcode in [0, 12, 31, 38, 255] {
        let mut bent = bytes.clone();
        bent[at + 1] = opcode;
        let error = DescError::Opcode(opcode);
        assert_eq!(JobSpec::parse(&bent), Err(SpecError::Op { op: 3, error }));
    }
}

#[test]
fn a_wrong_result_shape_is_refused() {
    let good = spec();
    for op in 0..good.ops.len() {
        let error = refused(|s| s.ops[op].shape.rows += 1);
        assert!(
            matches!(error, SpecError::Shape { op: named, .. } if named == op),
            "{error}"
        );
        if let Op::Add { .. } | Op::Linear { .. } = good.ops[op].op {
            // These give either type, as declared.
            continue;
        }
        let error = refused(|s| {
            s.ops[op].shape.dtype = match s.ops[op].shape.dtype {
                DType::I8 => DType::I32,
                DType::I32 => DType::I8,
            };
        });
        assert!(
            matches!(error, SpecError::Shape { op: named, .. } if named == op),
            "{error}"
        );
    }
}

#[test]
fn references_forward_to_itself_or_to_nothing_are_refused() {
    for (source_ref, op) in [(Source::Op(2), 2), (Source::Op(5), 2)] {
        let error = refused(|s| {
            s.ops[op].op = Op::Requant {
                x: source_ref,
                mult: Mult::Scalar(1),
                shift: 0,
            };
        });
        assert_eq!(error, SpecError::Forward { op, source_ref });
    }
    let good = spec();
    for source_ref in [
        Source::Op(good.ops.len() as u16),
        Source::Input(good.inputs.len() as u16),
        Source::Weight(good.weights.len() as u16),
    ] {
        let error = refused(|s| {
            s.ops[2].op = Op::Requant {
                x: source_ref,
                mult: Mult::Scalar(1),
                shift: 0,
            };
        });
        assert_eq!(error, SpecError::Dangling { op: 2, source_ref });
    }
}

#[test]
fn bytes_behind_the_last_op_are_refused() {
    let mut bytes = spec().to_bytes();
    bytes.extend([0, 0]);
    assert_eq!(JobSpec::parse(&bytes), Err(SpecError::TrailingBytes { count: 2 }));
}

#[test]
fn an_empty_or_huge_spec_is_refused() {
    assert_eq!(JobSpec::parse(b"ASSAYJ02"), Err(SpecError::Magic));
    assert_eq!(JobSpec::parse(b"ASSAYJ01"), Err(SpecError::Header));
    let good = spec();
    let [inputs, weights, ops] =
        [good.inputs.len(), good.weights.len(), good.ops.len()].map(|count| count as u32);
    let counts = SpecError::Counts {
        inputs: 0,
        weights,
        ops,
    };
    assert_eq!(refused(|s| s.inputs.clear()), counts);
    let counts = SpecError::Counts {
        inputs,
        weights,
        ops: 0,
    };
    assert_eq!(refused(|s| s.ops.clear()), counts);
    let mut bytes = b"ASSAYJ01".to_vec();
    bytes.extend([255; 12]);
    let counts = SpecError::Counts {
        inputs: u32::MAX,
        weights: u32::MAX,
        ops: u32::MAX,
    };
    assert_eq!(JobSpec::parse(&bytes), Err(counts));
}

#[test]
fn a_shift_above_62_is_refused() {
    let error = refused(|s| {
        s.ops[2].op = Op::Requant {
            x: Source::Op(1),
            mult: Mult::Scalar(1),
            shift: 63,
        };
    });
    assert_eq!(
        error,
        SpecError::Op {
            op: 2,
            error: DescError::Shift(63)
        }
    );
}

#[test]
fn an_impossible_dimension_is_refused() {
    for (rows, cols) in [(0, 6), (4, 0), (1 << 25, 1), (1 << 24, 1 << 24)] {
        let error = DescError::Shape;
        let shape = Shape::new(DType::I8, rows, cols);
        assert_eq!(
            refused(|s| s.inputs[1] = shape),
            SpecError::Input { index: 1, error }
        );
        assert_eq!(
            refused(|s| s.weights[2].shape = shape),
            SpecError::Weight { index: 2, error }
        );
        assert_eq!(
            refused(|s| s.ops[6].shape = shape),
            SpecError::Op { op: 6, error }
        );
    }
}

#[test]
fn a_matmul_too_long_or_unevenly_batched_is_refused() {
    let error = refused(|s| {
        s.inputs[0].cols = 16_385;
        s.weights[0].shape.cols = 16_385;
    });
    assert_eq!(
        error,
        SpecError::Shape {
            op: 0,
            error: ShapeError::Inner(16_385)
        }
    );
    for batch in [0, 3] {
        let error = refused(|s| {
            s.ops[0].op = Op::MatMul {
                a: Source::Input(0),
                b: Source::Weight(0),
                batch,
            };
        });
        let shape = ShapeError::Batch {
            batch,
            a_rows: 4,
            b_rows: 6,
        };
        assert_eq!(error, SpecError::Shape { op: 0, error: shape });
    }
}

#[test]
fn a_slice_outside_its_operand_is_refused() {
    for (row, col) in [(2, 2), (1, 3), (u32::MAX, 0), (0, u32::MAX)] {
        let error = refused(|s| {
            s.ops[8].op = Op::View(View::Slice {
                x: Source::Op(1),
                row,
                col,
            });
        });
        let (size, of) = (spec().ops[8].shape, spec().ops[1].shape);
        let error_at = ShapeError::Slice { row, col, size, of };
        assert_eq!(
            error,
            SpecError::Shape {
                op: 8,
                error: error_at
            }
        );
    }
}

#[test]
fn a_bias_multiplier_or_table_that_is_no_weight_is_refused() {
    let source_ref = Source::Input(1);
    let bias = Op::AddBias {
        x: Source::Op(0),
        bias: source_ref,
    };
    let mult = Op::Requant {
        x: Source::Op(0),
        mult: Mult::PerColumn(source_ref),
        shift: 1,
    };
    let table = Op::Lut {
        x: Source::Op(5),
        table: source_ref,
    };
    for (op, change) in [(1, bias), (3, mult), (6, table)] {
        let error = refused(|s| s.ops[op].op = change);
        assert_eq!(error, SpecError::NotWeight { op, source_ref });
    }
}

#[test]
fn sums_that_the_shapes_let_overflow_are_refused() {
    let biased = |x| OpDesc {
        op: Op::AddBias {
            x,
            bias: Source::Weight(1),
        },
        shape: Shape::new(DType::I32, 4, 6),
    };
    // What is added to the job, behind its own ops.
    let op = spec().ops.len();
    let last = Source::Op(op as u16);
    // A MatMul's result is bounded, one bias on it too; a second bias could leave i32.
    assert_eq!(
        refused(|s| s.ops.push(biased(Source::Op(1)))),
        SpecError::Overflow { op }
    );
    let unbounded = |s: &mut JobSpec| {
        s.inputs.push(Shape::new(DType::I32, 4, 6));
        s.ops.push(biased(Source::Input(2)));
    };
    assert_eq!(refused(unbounded), SpecError::Overflow { op });
    let through_views = |s: &mut JobSpec| {
        let shape = Shape::new(DType::I32, 8, 6);
        let both = View::ConcatRows {
            x: Source::Op(0),
            y: Source::Op(1),
        };
        s.ops.push(OpDesc {
            op: Op::View(both),
            shape,
        });
        let op = Op::AddBias {
            x: last,
            bias: Source::Weight(1),
        };
        s.ops.push(OpDesc { op, shape });
    };
    assert_eq!(refused(through_views), SpecError::Overflow { op: op + 1 });
}
