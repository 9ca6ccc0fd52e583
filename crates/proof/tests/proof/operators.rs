//! Operators on what the job with every op holds, one more op for its spec.

use crate::job::every_op;
use assay_proof::{DType, JobSpec, Mask, Mult, Op, OpDesc, Shape, Source, SpecError, View};

pub const ROWS: u32 = 4;
pub const COLS: u32 = 6;

pub fn spec() -> JobSpec {
    every_op(ROWS, 9, COLS, 1).spec
}

pub fn i8s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I8, rows, cols)
}

pub fn i32s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I32, rows, cols)
}

/// The error of a spec with one more op, parsed from its bytes and as it is built.
pub fn refused(op: Op, shape: Shape) -> SpecError {
    let mut spec = spec();
    spec.ops.push(OpDesc { op, shape });
    let error = JobSpec::parse(&spec.to_bytes()).expect_err("a malformed spec");
    assert_eq!(spec.validate(), Err(error));
    error
}

/// Position of the op that [`refused`] adds.
pub fn added() -> usize {
    spec().ops.len()
}

pub const WIDE: Source = Source::Op(1);
pub const NARROW: Source = Source::Op(4);
pub const A: Source = Source::Input(0);
pub const GATE: Source = Source::Input(1);
pub const B: Source = Source::Weight(0);
pub const CONSTANTS: Source = Source::Weight(1);
pub const IDS: Source = Source::Weight(4);
pub const EXPONENTIALS: Source = Source::Weight(5);

pub const fn layer_norm(x: Source, gain: Source, bias: Source) -> Op {
    let (eps, shift) = (1, 16);
    Op::LayerNorm {
        x,
        gain,
        bias,
        eps,
        shift,
    }
}

pub const fn rms_norm(x: Source, gain: Source) -> Op {
    let (eps, shift) = (1, 16);
    Op::RmsNorm { x, gain, eps, shift }
}

pub const fn softmax(x: Source, table: Source, mask: Mask) -> Op {
    let (mult, shift) = (1, 0);
    Op::Softmax {
        x,
        table,
        mask,
        mult,
        shift,
    }
}

pub const fn linear(bias: Option<Source>, mult: Mult) -> Op {
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

pub const fn add(x: Source, y: Source, mx: Mult, my: Mult) -> Op {
    let shift = 9;
    Op::Add { x, y, mx, my, shift }
}

pub const ONE: Mult = Mult::Scalar(1);
pub const EACH: Mult = Mult::PerColumn(CONSTANTS);

pub const fn permute(dims: [u32; 4], order: [u8; 4]) -> Op {
    Op::View(View::Permute { x: WIDE, dims, order })
}
