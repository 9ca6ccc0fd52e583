//! What a spec must not say of the operators on whole rows, the fused product, the sums with two scales and the
//! permutations, besides their shapes.

use crate::operators::*;
use assay_proof::{DescError, Mask, Mult, Op, OpDesc, Source, SpecError, View};

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
    type Named = fn(u8) -> DescError;
    let cases: [(&[u8], usize, Named); 5] = [
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
