//! A job with every operator there is.

use super::{i32s, i8s, numbers, tensor, Work};
use assay_proof::{Mask, Mult, Op, OpDesc, Shape, Source, Tensor, View};

/// Rows, inner dimension, columns. A row of `i32` takes two leaves.
const M: u32 = 4;
const K: u32 = 8;
const N: u32 = 70;

impl Work {
    /// Every operator once.
    ///
    /// # Panics
    /// Never: the shapes fit.
    pub fn every_op() -> Self {
        let shapes = [i8s(N, K), i32s(1, N), i32s(1, N), i8s(1, 256)];
        let mut weights: Vec<Tensor> = shapes
            .iter()
            .zip(21..)
            .map(|(&shape, seed)| tensor(shape, seed))
            .collect();
        let exponents: Vec<i32> = numbers(256, 25).iter().map(|value| value.abs() + 1).collect();
        weights.push(Tensor::from_i32(1, 256, &exponents).expect("a small shape"));
        weights.push(Tensor::from_i32(2, 3, &[3, 0, 1, 2, 3, 1]).expect("a small shape"));
        let inputs = vec![tensor(i8s(M, K), 31), tensor(i8s(M, N), 32)];
        let described = products().into_iter().chain(rows()).chain(views());
        let ops = described.map(|(op, shape)| OpDesc { op, shape });
        Self::of(weights, inputs, ops.collect())
    }
}

/// Ops 0 to 6.
fn products() -> [(Op, Shape); 7] {
    use Source::{Input, Op as Result, Weight};
    let matmul = Op::MatMul {
        a: Input(0),
        b: Weight(0),
        batch: 1,
    };
    let linear = Op::Linear {
        a: Input(0),
        b: Weight(0),
        bias: Some(Weight(1)),
        mult: Mult::PerColumn(Weight(2)),
        shift: 12,
        batch: 1,
    };
    let add_bias = Op::AddBias {
        x: Result(0),
        bias: Weight(1),
    };
    let requant = Op::Requant {
        x: Result(2),
        mult: Mult::Scalar(3),
        shift: 10,
    };
    let lut = Op::Lut {
        x: Result(3),
        table: Weight(3),
    };
    let add = Op::Add {
        x: Result(3),
        y: Result(4),
        mx: Mult::Scalar(3),
        my: Mult::Scalar(-2),
        shift: 2,
    };
    let mul = Op::Mul {
        x: Result(5),
        y: Input(1),
        mult: 5,
        shift: 7,
    };
    [
        (matmul, i32s(M, N)),
        (linear, i8s(M, N)),
        (add_bias, i32s(M, N)),
        (requant, i8s(M, N)),
        (lut, i8s(M, N)),
        (add, i8s(M, N)),
        (mul, i8s(M, N)),
    ]
}

/// Ops 7 to 10, on the sums of op 2.
fn rows() -> [(Op, Shape); 4] {
    use Source::{Op as Result, Weight};
    let layer_norm = Op::LayerNorm {
        x: Result(2),
        gain: Weight(2),
        bias: Weight(1),
        eps: 3,
        shift: 20,
    };
    let rms_norm = Op::RmsNorm {
        x: Result(2),
        gain: Weight(2),
        eps: 3,
        shift: 20,
    };
    let softmax = Op::Softmax {
        x: Result(2),
        table: Weight(4),
        mask: Mask::None,
        mult: 3,
        shift: 10,
    };
    let gather = Op::Gather {
        ids: Weight(5),
        table: Result(4),
    };
    [
        (layer_norm, i8s(M, N)),
        (rms_norm, i8s(M, N)),
        (softmax, i8s(M, N)),
        (gather, i8s(6, N)),
    ]
}

/// Ops 11 to 16.
fn views() -> [(Op, Shape); 6] {
    use Source::Op as Result;
    let (x, y) = (Result(4), Result(6));
    let slice = View::Slice {
        x: Result(2),
        row: 1,
        col: 2,
    };
    let permute = View::Permute {
        x,
        dims: [2, M / 2, 1, N],
        order: [1, 3, 0, 2],
    };
    [
        (View::Transpose { x }, i8s(N, M)),
        (slice, i32s(M - 1, N - 2)),
        (View::Reshape { x: Result(12) }, i32s(N - 2, M - 1)),
        (View::ConcatRows { x, y }, i8s(2 * M, N)),
        (View::ConcatCols { x, y }, i8s(M, 2 * N)),
        (permute, i8s(M / 2 * N, 2)),
    ]
    .map(|(view, shape)| (Op::View(view), shape))
}
