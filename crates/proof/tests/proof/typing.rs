//! Which operands, sizes and constants the operators on whole rows, the fused product, the sums with two scales and the
//! permutations refuse, in a spec and by their shapes alone.

use crate::job::every_op;
use assay_proof::{
    DType, DescError, JobSpec, Mask, Mult, Op, OpDesc, Shape, ShapeError, Source, SpecError, View, MAX_ROW,
};

const ROWS: u32 = 4;
const COLS: u32 = 6;

fn spec() -> JobSpec {
    every_op(ROWS, 9, COLS, 1).spec
}

fn i8s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I8, rows, cols)
}

fn i32s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I32, rows, cols)
}

/// The error of a spec with one more op, parsed from its bytes and as it is built.
fn refused(op: Op, shape: Shape) -> SpecError {
    let mut spec = spec();
    spec.ops.push(OpDesc { op, shape });
    let error = JobSpec::parse(&spec.to_bytes()).expect_err("a malformed spec");
    assert_eq!(spec.validate(), Err(error));
    error
}

/// Position of the op that [`refused`] adds.
fn added() -> usize {
    spec().ops.len()
}

const WIDE: Source = Source::Op(1);
const NARROW: Source = Source::Op(4);
const A: Source = Source::Input(0);
const GATE: Source = Source::Input(1);
const B: Source = Source::Weight(0);
const CONSTANTS: Source = Source::Weight(1);
const IDS: Source = Source::Weight(4);
const EXPONENTIALS: Source = Source::Weight(5);

const fn layer_norm(x: Source, gain: Source, bias: Source) -> Op {
    let (eps, shift) = (1, 16);
    Op::LayerNorm {
        x,
        gain,
        bias,
        eps,
        shift,
    }
}

const fn rms_norm(x: Source, gain: Source) -> Op {
    let (eps, shift) = (1, 16);
    Op::RmsNorm { x, gain, eps, shift }
}

const fn softmax(x: Source, table: Source, mask: Mask) -> Op {
    let (mult, shift) = (1, 0);
    Op::Softmax {
        x,
        table,
        mask,
        mult,
        shift,
    }
}

const fn linear(bias: Option<Source>, mult: Mult) -> Op {
    let (a, b, shift, batch) = (A, B, 9, 1);
    Op::Linear {
        a,
        b,
        bias,
        mult,
        shift,
        batch,
    }
}

const fn add(x: Source, y: Source, mx: Mult, my: Mult) -> Op {
    let shift = 9;
    Op::Add { x, y, mx, my, shift }
}

const ONE: Mult = Mult::Scalar(1);
const EACH: Mult = Mult::PerColumn(CONSTANTS);

#[test]
fn constants_that_are_no_weights_are_refused() {
    for source_ref in [GATE, NARROW] {
        let each = Mult::PerColumn(source_ref);
        for op in [
            layer_norm(WIDE, source_ref, CONSTANTS),
            layer_norm(WIDE, CONSTANTS, source_ref),
            rms_norm(WIDE, source_ref),
            softmax(WIDE, source_ref, Mask::None),
            linear(Some(source_ref), ONE),
            linear(None, each),
            linear(Some(CONSTANTS), each),
            add(NARROW, NARROW, each, ONE),
            add(NARROW, NARROW, ONE, each),
            add(NARROW, NARROW, EACH, each),
        ] {
            let error = refused(op, i8s(ROWS, COLS));
            let op = added();
            assert_eq!(error, SpecError::NotWeight { op, source_ref });
        }
    }
}

#[test]
fn ids_are_an_input_or_a_weight() {
    let gather = |ids| Op::Gather { ids, table: GATE };
    let error = refused(gather(WIDE), i8s(ROWS * COLS, COLS));
    let source_ref = WIDE;
    assert_eq!(
        error,
        SpecError::ComputedIds {
            op: added(),
            source_ref
        }
    );
    let mut spec = spec();
    spec.inputs.push(i32s(2, 5));
    for (ids, rows) in [(Source::Input(2), 10), (IDS, 6)] {
        let (op, shape) = (gather(ids), i8s(rows, COLS));
        spec.ops.push(OpDesc { op, shape });
        assert_eq!(spec.validate(), Ok(()));
    }
}

/// Masks, tables of a Gather and what is permuted may be computed.
#[test]
fn masks_and_tables_of_a_gather_may_be_computed() {
    let mut spec = spec();
    for (op, shape) in [
        (softmax(WIDE, EXPONENTIALS, Mask::Blocks(NARROW)), i8s(ROWS, COLS)),
        (softmax(WIDE, EXPONENTIALS, Mask::Cycle(GATE)), i8s(ROWS, COLS)),
        (
            Op::Gather {
                ids: IDS,
                table: NARROW,
            },
            i8s(6, COLS),
        ),
    ] {
        spec.ops.push(OpDesc { op, shape });
    }
    assert_eq!(spec.validate(), Ok(()));
}

/// Expects `op` to take `operands` for `result`, and to refuse each of `wrong` in the place of one of them.
fn takes(op: &Op, operands: &[Shape], result: Shape, wrong: &[(usize, Shape)]) {
    assert_eq!(op.check_shapes(operands, result), Ok(()), "{}", op.name());
    for &(operand, found) in wrong {
        let mut operands = operands.to_vec();
        operands[operand] = found;
        let refused = Err(ShapeError::Operand { operand, found });
        assert_eq!(
            op.check_shapes(&operands, result),
            refused,
            "{}: {found}",
            op.name()
        );
    }
    let given = operands.len() - 1;
    let takes = operands.len();
    let error = ShapeError::Count { given, takes };
    assert_eq!(op.check_shapes(&operands[1..], result), Err(error));
}

#[test]
fn rows_of_constants_are_as_long_as_the_rows_and_wide() {
    let constants = |operand: usize| {
        [i8s(1, COLS), i32s(1, COLS - 1), i32s(2, COLS), i32s(COLS, 1)].map(|shape| (operand, shape))
    };
    let (row, out) = (i32s(1, COLS), i8s(ROWS, COLS));
    for x in [i8s(ROWS, COLS), i32s(ROWS, COLS)] {
        let op = layer_norm(WIDE, CONSTANTS, CONSTANTS);
        let wrong = [constants(1), constants(2)].concat();
        takes(&op, &[x, row, row], out, &wrong);
        takes(&rms_norm(WIDE, CONSTANTS), &[x, row], out, &constants(1));
        for result in [out, i32s(ROWS, COLS)] {
            let wrong = [constants(2), constants(3)].concat();
            takes(&add(WIDE, GATE, EACH, EACH), &[x, out, row, row], result, &wrong);
            takes(&add(WIDE, GATE, ONE, EACH), &[x, out, row], result, &constants(2));
            takes(&add(WIDE, GATE, EACH, ONE), &[x, out, row], result, &constants(2));
        }
    }
    let (a, b) = (i8s(ROWS, 9), i8s(COLS, 9));
    for result in [out, i32s(ROWS, COLS)] {
        let wrong = [constants(2), constants(3)].concat();
        takes(&linear(Some(CONSTANTS), EACH), &[a, b, row, row], result, &wrong);
        takes(&linear(None, EACH), &[a, b, row], result, &constants(2));
        takes(&linear(Some(CONSTANTS), ONE), &[a, b, row], result, &constants(2));
    }
}

#[test]
fn operands_of_another_type_or_size_are_refused() {
    let (narrow, wide) = (i8s(ROWS, COLS), i32s(ROWS, COLS));
    let y = [wide, i8s(ROWS, COLS + 1), i8s(ROWS + 1, COLS)].map(|shape| (1, shape));
    takes(&add(WIDE, GATE, ONE, ONE), &[wide, narrow], wide, &y);
    takes(&add(NARROW, GATE, ONE, ONE), &[narrow, narrow], narrow, &y);

    let op = softmax(WIDE, EXPONENTIALS, Mask::None);
    let table = [i8s(1, 256), i32s(1, 255), i32s(2, 256), i32s(256, 1)].map(|shape| (1, shape));
    let wrong = [&[(0, narrow)], &table[..]].concat();
    takes(&op, &[wide, i32s(1, 256)], narrow, &wrong);
    for mask in [Mask::Blocks(GATE), Mask::Cycle(GATE)] {
        let op = softmax(WIDE, EXPONENTIALS, mask);
        let wrong = [(2, wide), (2, i8s(ROWS, COLS + 1)), (2, i8s(ROWS, 1))];
        takes(&op, &[wide, i32s(1, 256), narrow], narrow, &wrong);
    }

    let op = Op::Gather {
        ids: IDS,
        table: GATE,
    };
    let wrong = [(0, i8s(2, 3)), (1, i32s(9, COLS))];
    takes(&op, &[i32s(2, 3), i8s(9, COLS)], i8s(6, COLS), &wrong);

    let op = linear(None, ONE);
    let wrong = [(0, i32s(ROWS, 9)), (1, i32s(COLS, 9)), (1, i8s(COLS, 8))];
    takes(&op, &[i8s(ROWS, 9), i8s(COLS, 9)], wide, &wrong);
}

#[test]
fn results_of_another_size_or_type_are_refused() {
    let (narrow, wide, row) = (i8s(ROWS, COLS), i32s(ROWS, COLS), i32s(1, COLS));
    let cases: &[(Op, &[Shape], Shape, bool)] = &[
        (
            layer_norm(WIDE, CONSTANTS, CONSTANTS),
            &[wide, row, row],
            narrow,
            false,
        ),
        (rms_norm(NARROW, CONSTANTS), &[narrow, row], narrow, false),
        (
            softmax(WIDE, EXPONENTIALS, Mask::None),
            &[wide, i32s(1, 256)],
            narrow,
            false,
        ),
        (
            Op::Gather {
                ids: IDS,
                table: GATE,
            },
            &[i32s(2, 3), i8s(9, COLS)],
            i8s(6, COLS),
            false,
        ),
        (add(WIDE, GATE, ONE, ONE), &[wide, narrow], narrow, true),
        (linear(None, ONE), &[i8s(ROWS, 9), i8s(COLS, 9)], narrow, true),
    ];
    for (op, operands, gives, either) in cases {
        let other = Shape {
            dtype: DType::I32,
            ..*gives
        };
        let verdict = op.check_shapes(operands, other);
        if *either {
            assert_eq!(verdict, Ok(()), "{}", op.name());
        } else {
            let (declared, gives) = (other, *gives);
            assert_eq!(
                verdict,
                Err(ShapeError::Result { declared, gives }),
                "{}",
                op.name()
            );
        }
        for declared in [i8s(gives.rows + 1, gives.cols), i8s(gives.rows, gives.cols - 1)] {
            let error = ShapeError::Result {
                declared,
                gives: *gives,
            };
            assert_eq!(op.check_shapes(operands, declared), Err(error), "{}", op.name());
        }
    }
}

#[test]
fn rows_longer_than_16384_are_refused_where_whole_rows_are_needed() {
    for (cols, expected) in [
        (MAX_ROW, Ok(())),
        (MAX_ROW + 1, Err(ShapeError::Row(MAX_ROW + 1))),
    ] {
        let (narrow, wide, row) = (i8s(ROWS, cols), i32s(ROWS, cols), i32s(1, cols));
        let table = i32s(1, 256);
        for x in [narrow, wide] {
            let op = layer_norm(WIDE, CONSTANTS, CONSTANTS);
            assert_eq!(op.check_shapes(&[x, row, row], narrow), expected);
            assert_eq!(
                rms_norm(WIDE, CONSTANTS).check_shapes(&[x, row], narrow),
                expected
            );
        }
        let op = softmax(WIDE, EXPONENTIALS, Mask::None);
        assert_eq!(op.check_shapes(&[wide, table], narrow), expected);
        let op = softmax(WIDE, EXPONENTIALS, Mask::Blocks(GATE));
        assert_eq!(op.check_shapes(&[wide, table, narrow], narrow), expected);
    }
    let (cols, op) = (16_385, linear(None, ONE));
    let operands = [i8s(ROWS, cols), i8s(COLS, cols)];
    assert_eq!(
        op.check_shapes(&operands, i8s(ROWS, COLS)),
        Err(ShapeError::Inner(cols))
    );
}

#[test]
fn a_batch_that_does_not_divide_a_linear_is_refused() {
    for batch in [0, 3] {
        let (a, b, bias, mult, shift) = (A, B, None, ONE, 1);
        let op = Op::Linear {
            a,
            b,
            bias,
            mult,
            shift,
            batch,
        };
        let (a_rows, b_rows) = (ROWS, COLS);
        let error = ShapeError::Batch {
            batch,
            a_rows,
            b_rows,
        };
        assert_eq!(
            op.check_shapes(&[i8s(ROWS, 9), i8s(COLS, 9)], i8s(ROWS, 2)),
            Err(error)
        );
    }
    // The constants are as long as a block.
    let (a, b, bias, mult, shift, batch) = (A, B, Some(CONSTANTS), EACH, 1, 2);
    let op = Op::Linear {
        a,
        b,
        bias,
        mult,
        shift,
        batch,
    };
    let (row, wrong) = (i32s(1, COLS / 2), [(2, i32s(1, COLS)), (3, i32s(1, COLS))]);
    takes(
        &op,
        &[i8s(ROWS, 9), i8s(COLS, 9), row, row],
        i8s(ROWS, COLS / 2),
        &wrong,
    );
}

#[test]
fn a_mask_whose_rows_do_not_divide_is_refused() {
    let operands = |rows| [i32s(ROWS, COLS), i32s(1, 256), i8s(rows, COLS)];
    for mask in [Mask::Blocks(GATE), Mask::Cycle(GATE)] {
        let op = softmax(WIDE, EXPONENTIALS, mask);
        for rows in [1, 2, ROWS] {
            assert_eq!(op.check_shapes(&operands(rows), i8s(ROWS, COLS)), Ok(()));
        }
        for mask in [3, ROWS + 1, 2 * ROWS] {
            let error = ShapeError::MaskRows { mask, rows: ROWS };
            assert_eq!(op.check_shapes(&operands(mask), i8s(ROWS, COLS)), Err(error));
        }
    }
}

const fn permute(dims: [u32; 4], order: [u8; 4]) -> Op {
    Op::View(View::Permute { x: WIDE, dims, order })
}

#[test]
fn dimensions_that_do_not_multiply_to_the_elements_are_refused() {
    let (of, order) = (i32s(ROWS, COLS), [3, 0, 1, 2]);
    assert_eq!(
        permute([2, 2, 1, 6], order).check_shapes(&[of], i32s(1, 24)),
        Ok(())
    );
    let wrong = [
        [2, 2, 2, 6],
        [0, 2, 2, 6],
        [4, 6, 1, 0],
        // 24 but for a multiple of 2⁶⁴: what wraps would fit.
        [384_773, 98_954, 52_086, 55_810],
        [u32::MAX; 4],
    ];
    for dims in wrong {
        let error = ShapeError::Dims { of };
        assert_eq!(permute(dims, order).check_shapes(&[of], i32s(1, 24)), Err(error));
    }
    for to in [i32s(1, 23), i32s(5, 5), i8s(1, 24)] {
        let error = ShapeError::Reshape { from: of, to };
        assert_eq!(permute([2, 2, 1, 6], order).check_shapes(&[of], to), Err(error));
    }
}

#[test]
fn an_order_that_names_a_dimension_twice_or_none_is_refused() {
    for order in [
        [0, 0, 1, 2],
        [1, 2, 3, 4],
        [3, 3, 3, 3],
        [0, 1, 2, 8],
        [0, 1, 2, 35],
        [0, 1, 2, 255],
    ] {
        let (op, error) = (added(), DescError::Order);
        let refused = refused(permute([2, 2, 1, 6], order), i32s(1, 24));
        assert_eq!(refused, SpecError::Op { op, error });
    }
}

#[test]
fn a_softmax_multiplier_of_32_bits_is_refused() {
    let (x, table, mask, shift) = (WIDE, EXPONENTIALS, Mask::None, 3);
    for mult in [1 << 31, u32::MAX] {
        let op = Op::Softmax {
            x,
            table,
            mask,
            mult,
            shift,
        };
        let error = SpecError::Op {
            op: added(),
            error: DescError::SoftmaxMult(mult),
        };
        assert_eq!(refused(op, i8s(ROWS, COLS)), error);
    }
    let mult = (1 << 31) - 1;
    let op = Op::Softmax {
        x,
        table,
        mask,
        mult,
        shift,
    };
    let desc = OpDesc {
        op,
        shape: i8s(ROWS, COLS),
    };
    assert_eq!(OpDesc::parse(&desc.to_bytes()), Ok(desc));
}

#[test]
fn shifts_above_62_are_refused_in_every_op_that_has_one() {
    let (x, shift) = (WIDE, 63);
    let (gain, bias, eps) = (CONSTANTS, CONSTANTS, 0);
    let (a, b, mult, batch) = (A, B, ONE, 1);
    for op in [
        Op::LayerNorm {
            x,
            gain,
            bias,
            eps,
            shift,
        },
        Op::RmsNorm { x, gain, eps, shift },
        Op::Softmax {
            x,
            table: EXPONENTIALS,
            mask: Mask::None,
            mult: 1,
            shift,
        },
        Op::Linear {
            a,
            b,
            bias: None,
            mult,
            shift,
            batch,
        },
        Op::Add {
            x,
            y: GATE,
            mx: ONE,
            my: ONE,
            shift,
        },
    ] {
        let (error, op) = (refused(op, i8s(ROWS, COLS)), added());
        let shift = DescError::Shift(63);
        assert_eq!(error, SpecError::Op { op, error: shift });
    }
}

/// The kind bytes of optional operands, multipliers and masks have one meaning each.
#[test]
fn unknown_kinds_of_operands_are_refused() {
    // Behind kind, opcode and shape, and two operands.
    let third = 2 + 9 + 2 * 3;
    let shape = i8s(ROWS, COLS);
    let linear = OpDesc {
        op: linear(None, ONE),
        shape,
    }
    .to_bytes();
    let add = OpDesc {
        op: add(WIDE, GATE, ONE, ONE),
        shape,
    }
    .to_bytes();
    let op = softmax(WIDE, EXPONENTIALS, Mask::None);
    let softmax = OpDesc { op, shape }.to_bytes();
    let cases: [(&[u8], usize, fn(u8) -> DescError); 5] = [
        (&linear, third, DescError::OptionKind),
        (&linear, third + 1, DescError::MultKind),
        (&add, third, DescError::MultKind),
        (&add, third + 5, DescError::MultKind),
        (&softmax, third, DescError::MaskKind),
    ];
    for (bytes, at, error) in cases {
        assert_eq!(bytes[at], 0);
        for kind in [3, 128, 255] {
            let mut bent = bytes.to_vec();
            bent[at] = kind;
            assert_eq!(OpDesc::parse(&bent), Err(error(kind)));
        }
    }
    let mut bent = linear;
    bent[third] = 2;
    assert_eq!(OpDesc::parse(&bent), Err(DescError::OptionKind(2)));
}

#[test]
fn a_bias_on_a_sum_that_fills_i32_is_refused() {
    let wide = i32s(ROWS, COLS);
    for op in [add(WIDE, GATE, ONE, ONE), linear(None, ONE)] {
        for permuted in [false, true] {
            let mut spec = spec();
            let first = spec.ops.len() as u16;
            spec.ops.push(OpDesc { op, shape: wide });
            let mut x = Source::Op(first);
            if permuted {
                let (dims, order) = ([2, 2, 1, 6], [0, 1, 2, 3]);
                let op = Op::View(View::Permute { x, dims, order });
                spec.ops.push(OpDesc { op, shape: wide });
                x = Source::Op(first + 1);
            }
            assert_eq!(spec.validate(), Ok(()));
            let op = Op::AddBias { x, bias: CONSTANTS };
            spec.ops.push(OpDesc { op, shape: wide });
            let op = spec.ops.len() - 1;
            assert_eq!(
                spec.validate(),
                Err(SpecError::Overflow { op }),
                "{}",
                spec.ops[op - 1].op.name()
            );
        }
    }
}
