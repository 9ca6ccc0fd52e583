//! What stays on a device between ops.

use assay_proof::{DType, Op, Shape, Source, Tensor, View};

use super::{on_every_device, Tester};
use crate::backend::{Operand, TensorId};
use crate::gpu::device::Device;
use crate::gpu::engine::Engine;

const DOUBLE: Op = Op::Mul {
    x: Source::Input(0),
    y: Source::Input(1),
    mult: 2,
    shift: 0,
};

/// `2 x` of small numbers: `x` times ones.
fn double<D: Device>(engine: &mut Engine<D>, x: &Tensor, id: TensorId, result: TensorId) -> Tensor {
    let ones = Tensor::from_i8(1, 3, &[1, 1, 1]).unwrap();
    let operands = [
        Operand {
            tensor: x,
            id: Some(id),
        },
        Operand {
            tensor: &ones,
            id: None,
        },
    ];
    engine
        .run(&DOUBLE, x.shape(), &operands, Some(result))
        .unwrap()
        .tensor
}

fn row(values: [i8; 3]) -> Tensor {
    Tensor::from_i8(1, 3, &values).unwrap()
}

/// A tensor of another content under a name that is held shows which of the two was used.
struct NamesDecide;

impl Tester for NamesDecide {
    fn run<D: Device>(&self, engine: &mut Engine<D>) {
        let [x, y, other] = [0; 3].map(|_| TensorId::fresh());
        assert_eq!(double(engine, &row([1, 2, 3]), x, y), row([2, 4, 6]));
        // The operand is held, and so is the result.
        assert_eq!(double(engine, &row([9, 9, 9]), x, other), row([2, 4, 6]));
        assert_eq!(double(engine, &row([9, 9, 9]), y, other), row([4, 8, 12]));
        engine.release(x);
        assert_eq!(double(engine, &row([9, 9, 9]), x, other), row([18, 18, 18]));
    }
}

#[test]
fn operands_and_results_stay_on_the_device_until_they_are_released() {
    on_every_device(NamesDecide);
}

/// A reshape of whole words is the operand's memory under another name.
struct Reshapes;

impl Tester for Reshapes {
    fn run<D: Device>(&self, engine: &mut Engine<D>) {
        let [x, y, z] = [0; 3].map(|_| TensorId::fresh());
        let values: Vec<i32> = (0..32).collect();
        let tensor = Tensor::from_i32(4, 8, &values).unwrap();
        let reshape = Op::View(View::Reshape { x: Source::Input(0) });
        let transpose = Op::View(View::Transpose { x: Source::Input(0) });
        let mut run = |op: &Op, (rows, cols), tensor: &Tensor, id, result| {
            let operands = [Operand { tensor, id: Some(id) }];
            let shape = Shape::new(DType::I32, rows, cols);
            engine.run(op, shape, &operands, Some(result)).unwrap().tensor
        };
        let there = run(&transpose, (8, 4), &tensor, x, y);
        let long = run(&reshape, (2, 16), &there, y, z);
        assert_eq!(long.data(), there.data());
        let zeros = Tensor::from_i32(2, 16, &[0; 32]).unwrap();
        let back = run(&reshape, (8, 4), &zeros, z, x);
        // What is returned is the tensor given; what is held is the memory under its name.
        assert_eq!(back.data(), zeros.data());
        let again = run(
            &transpose,
            (4, 8),
            &Tensor::from_i32(8, 4, &[0; 32]).unwrap(),
            x,
            TensorId::fresh(),
        );
        assert_eq!(again, tensor);
    }
}

#[test]
fn a_reshape_moves_nothing() {
    on_every_device(Reshapes);
}
