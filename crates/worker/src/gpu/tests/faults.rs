//! Operands without a result, and devices that fail.

use assay_proof::{eval, DType, EvalError, Op, Shape, Source, Tensor};

use super::cases::Case;
use super::{graphics, on_every_device, Tester};
use crate::backend::BackendError;
use crate::gpu::device::Device;
use crate::gpu::engine::Engine;

fn add_bias(x: &[i32], bias: &[i32]) -> Case {
    let cols = bias.len() as u32;
    let rows = x.len() as u32 / cols;
    Case {
        op: Op::AddBias {
            x: Source::Input(0),
            bias: Source::Weight(0),
        },
        out: Shape::new(DType::I32, rows, cols),
        operands: vec![
            Tensor::from_i32(rows, cols, x).unwrap(),
            Tensor::from_i32(1, cols, bias).unwrap(),
        ],
    }
}

fn gather(ids: &[i32]) -> Case {
    Case {
        op: Op::Gather {
            ids: Source::Input(0),
            table: Source::Weight(0),
        },
        out: Shape::new(DType::I8, ids.len() as u32, 4),
        operands: vec![
            Tensor::from_i32(1, ids.len() as u32, ids).unwrap(),
            Tensor::from_i8(3, 4, &[7; 12]).unwrap(),
        ],
    }
}

struct Undefined;

impl Tester for Undefined {
    fn run<D: Device>(&self, engine: &mut Engine<D>) {
        let limit = 1 << 30;
        let cases = [
            add_bias(&[0, 0, 0, i32::MAX], &[5, 1]),
            add_bias(&[0, i32::MIN, 0, 0], &[5, -1]),
            add_bias(&[0, 0], &[3, limit]),
            add_bias(&[0, 0], &[-limit, 3]),
            gather(&[2, 0, 3]),
            gather(&[-1]),
            Case {
                out: Shape::new(DType::I32, 2, 3),
                ..add_bias(&[0, 0], &[3, 4])
            },
        ];
        for case in cases {
            let tensors: Vec<&Tensor> = case.operands.iter().collect();
            let expected = eval(&case.op, case.out, &tensors).unwrap_err();
            match engine.run_case(&case) {
                Err(BackendError::Eval(error)) => assert_eq!(error, expected),
                other => panic!("{other:?} for {case:?}"),
            }
        }
        // A sum that left i32 does not spoil the next one.
        let exact = add_bias(&[i32::MAX, i32::MIN], &[0, limit - 1]);
        assert_eq!(
            engine.run_case(&exact).unwrap(),
            Tensor::from_i32(1, 2, &[i32::MAX, i32::MIN + limit - 1]).unwrap()
        );
    }
}

#[test]
fn operands_without_a_result_are_refused_in_the_words_of_the_reference() {
    on_every_device(Undefined);
}

#[test]
fn the_row_and_column_of_a_sum_that_leaves_i32_are_named() {
    for mut engine in graphics() {
        let error = engine
            .run_case(&add_bias(&[0, 0, 0, i32::MAX], &[5, 1]))
            .unwrap_err();
        let BackendError::Eval(EvalError::Overflow { row, column }) = error else {
            panic!("{error}")
        };
        assert_eq!((row, column), (1, 1));
    }
}

/// The device goes away while the processor waits for a result; the op is tried again on the device that is there then.
#[test]
fn an_op_whose_device_is_lost_fails_and_can_be_tried_again() {
    for mut engine in graphics() {
        let case = gather(&[1, 2, 0]);
        let expected = engine.run_case(&case).unwrap();
        engine.device().destroy_next.set(true);
        let error = engine.run_case(&case).unwrap_err();
        let BackendError::Lost { op, reason, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(*op, "Gather");
        assert!(reason.contains("Destroyed"), "{reason}");
        assert_eq!(engine.run_case(&case).unwrap(), expected);
    }
}

/// The same between two ops, with tensors on the device that are lost with it.
#[test]
fn what_a_lost_device_held_is_uploaded_again() {
    use crate::backend::{Operand, TensorId};
    for mut engine in graphics() {
        let case = gather(&[1, 2, 0]);
        let ids = [TensorId::fresh(), TensorId::fresh()];
        let operands: Vec<Operand<'_>> = case
            .operands
            .iter()
            .zip(ids)
            .map(|(tensor, id)| Operand { tensor, id: Some(id) })
            .collect();
        let result = TensorId::fresh();
        let expected = engine.run(&case.op, case.out, &operands, Some(result)).unwrap();
        engine.device().destroy();
        let error = engine
            .run(&case.op, case.out, &operands, Some(result))
            .unwrap_err();
        assert!(matches!(error, BackendError::Lost { .. }), "{error}");
        let again = engine.run(&case.op, case.out, &operands, Some(result)).unwrap();
        assert_eq!(again, expected);
    }
}
