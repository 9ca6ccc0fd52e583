//! Which types and sizes the operators on whole rows, the fused product, the sums with two scales and the permutations
//! take and give.

use crate::operators::*;
use assay_proof::{DType, Mask, Op, Shape, ShapeError, MAX_ROW};

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
