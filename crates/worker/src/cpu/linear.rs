//! Products: MatMul and Linear.

use std::borrow::Cow;

use assay_proof::{DType, Mult, Shape, Tensor};

use super::gemm::{gemm, Size};
use super::isa::Isa;
use super::sink::{Requantised, Sums};
use super::{i32s, i8s, with_i32, with_i8};

/// Every block of `a` by its block of `b`.
pub(super) fn matmul(isa: Isa, a: &Tensor, b: &Tensor, batch: u32, out: Shape) -> Vec<u8> {
    let size = size(a, b, batch);
    with_i32(out.elements() as usize, |out| {
        gemm(isa, i8s(a), i8s(b), size, batch as usize, Sums, out);
    })
}

/// The bias and the multiplier of every column of a Linear.
pub(super) struct Scale<'a> {
    bias: Cow<'a, [i32]>,
    mult: Cow<'a, [i32]>,
}

impl<'a> Scale<'a> {
    /// Of the operands after the two factors.
    pub(super) fn of(biased: bool, mult: Mult, cols: usize, operands: &[&'a Tensor]) -> Self {
        let mut rows = operands.iter().map(|row| i32s(row));
        let bias = if biased { rows.next() } else { None };
        let bias = bias.unwrap_or_else(|| Cow::Owned(vec![0; cols]));
        let mult = multipliers(mult, cols, &mut rows);
        Self { bias, mult }
    }
}

/// The multiplier of every column, which is taken from `rows` when it is not the same for all.
pub(super) fn multipliers<'a>(
    mult: Mult,
    cols: usize,
    rows: &mut impl Iterator<Item = Cow<'a, [i32]>>,
) -> Cow<'a, [i32]> {
    match mult {
        Mult::Scalar(mult) => Cow::Owned(vec![mult; cols]),
        Mult::PerColumn(_) => rows.next().expect("the operands were counted with the shapes"),
    }
}

/// The products, each sum with its bias requantised before it leaves the processor.
pub(super) fn linear(
    isa: Isa,
    [a, b]: [&Tensor; 2],
    scale: &Scale<'_>,
    shift: u8,
    batch: u32,
    out: Shape,
) -> Vec<u8> {
    let (size, elements) = (size(a, b, batch), out.elements() as usize);
    let (a, b, batch) = (i8s(a), i8s(b), batch as usize);
    let Scale { bias, mult } = scale;
    match out.dtype {
        DType::I8 => with_i8(elements, |out| {
            gemm(
                isa,
                a,
                b,
                size,
                batch,
                Requantised::<i8>::new(bias, mult, shift),
                out,
            );
        }),
        DType::I32 => with_i32(elements, |out| {
            gemm(
                isa,
                a,
                b,
                size,
                batch,
                Requantised::<i32>::new(bias, mult, shift),
                out,
            );
        }),
    }
}

fn size(a: &Tensor, b: &Tensor, batch: u32) -> Size {
    let (a, b) = (a.shape(), b.shape());
    Size {
        m: (a.rows / batch) as usize,
        n: (b.rows / batch) as usize,
        k: a.cols as usize,
    }
}
