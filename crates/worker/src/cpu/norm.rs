//! LayerNorm and RmsNorm. The moments of a row are added up here, in lanes; everything else is
//! [`RowNorm`], the one definition.

use assay_proof::arith::{narrowed, Moments, RowNorm};
use assay_proof::{DType, Tensor};
use rayon::prelude::*;

use super::isa::{Isa, Vectorised};
use super::{i32s, i8s, row_task, with_i8};

/// What a norm has besides its rows.
#[derive(Clone, Copy)]
pub(super) struct Norm<'a> {
    /// Whether the mean is taken off: LayerNorm.
    pub centred: bool,
    pub gain: &'a [i32],
    pub bias: &'a [i32],
    pub eps: u32,
    pub shift: u8,
}

/// An element of a row that is normalised.
trait Element: Copy + Into<i32> + Send + Sync {
    /// `e`, `S` and `Q` of the definition.
    fn moments(row: &[Self]) -> (u32, i64, u64);
}

impl Element for i8 {
    #[inline(always)]
    fn moments(row: &[i8]) -> (u32, i64, u64) {
        // 16,384 squares of at most 2¹⁴ fit an i32.
        let (mut sum, mut squares) = (0i32, 0i32);
        for &x in row {
            let x = i32::from(x);
            sum += x;
            squares += x * x;
        }
        (0, sum.into(), squares as u64)
    }
}

impl Element for i32 {
    #[inline(always)]
    fn moments(row: &[i32]) -> (u32, i64, u64) {
        let largest = row.iter().fold(0, |largest, x| largest | x.unsigned_abs());
        let narrow = Moments::narrowing(largest);
        let (mut sum, mut squares) = (0i64, 0i64);
        for &x in row {
            let x = narrowed(x, narrow);
            sum += x;
            // At most 2¹⁵ in magnitude: a multiplication of 32 bits is enough.
            squares += i64::from(x as i32) * i64::from(x as i32);
        }
        (narrow, sum, squares as u64)
    }
}

struct Rows<'a, X> {
    norm: Norm<'a>,
    x: &'a [X],
    out: &'a mut [i8],
}

impl<X: Element> Vectorised for Rows<'_, X> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Norm {
            centred,
            gain,
            bias,
            eps,
            shift,
        } = self.norm;
        let len = gain.len();
        for (x, out) in self.x.chunks_exact(len).zip(self.out.chunks_exact_mut(len)) {
            let (narrow, sum, squares) = X::moments(x);
            let row = RowNorm::from_moments(Moments { narrow, sum, squares }, len, centred, eps);
            for (((&x, &gain), &bias), out) in x.iter().zip(gain).zip(bias).zip(out) {
                *out = row.element(x.into(), gain, bias, shift);
            }
        }
    }
}

/// Every row of `x` normalised.
pub(super) fn run(isa: Isa, x: &Tensor, norm: Norm<'_>) -> Vec<u8> {
    match x.shape().dtype {
        DType::I8 => rows(isa, i8s(x), norm),
        DType::I32 => rows(isa, &i32s(x), norm),
    }
}

fn rows<X: Element>(isa: Isa, x: &[X], norm: Norm<'_>) -> Vec<u8> {
    let task = row_task(norm.gain.len());
    with_i8(x.len(), |out| {
        let tasks = out.par_chunks_mut(task).zip(x.par_chunks(task));
        tasks.for_each(|(out, x)| isa.run(Rows { norm, x, out }));
    })
}
