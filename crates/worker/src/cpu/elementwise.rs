//! Operators that take one element of each operand to one element of the result. They use
//! `assay_proof::arith`, the one definition, in loops that the compiler vectorises.

use assay_proof::{arith, DType, EvalError, Mult, Shape, Tensor};
use rayon::prelude::*;

use super::isa::{Isa, Vectorised};
use super::linear::multipliers;
use super::sink::Element;
use super::{i32s, i8s, row_task, with_i32, with_i8, TASK};

/// `out[i] = f(x[i])`.
struct Map<'a, X, O, F> {
    x: &'a [X],
    out: &'a mut [O],
    f: F,
}

impl<X: Copy, O, F: Fn(X) -> O> Vectorised for Map<'_, X, O, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (out, &x) in self.out.iter_mut().zip(self.x) {
            *out = (self.f)(x);
        }
    }
}

/// `out[i] = f(x[i], y[i mod y.len()])`: two equal tensors, or a row repeated for every row.
struct Zip<'a, X, Y, O, F> {
    x: &'a [X],
    y: &'a [Y],
    out: &'a mut [O],
    f: F,
}

impl<X: Copy, Y: Copy, O, F: Fn(X, Y) -> O> Vectorised for Zip<'_, X, Y, O, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let width = self.y.len();
        for (out, x) in self.out.chunks_exact_mut(width).zip(self.x.chunks_exact(width)) {
            for ((out, &x), &y) in out.iter_mut().zip(x).zip(self.y) {
                *out = (self.f)(x, y);
            }
        }
    }
}

/// Sums of a row with a bias, and whether one of them left i32.
struct Bias<'a> {
    x: &'a [i32],
    bias: &'a [i32],
    out: &'a mut [i32],
}

impl Vectorised for Bias<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let width = self.bias.len();
        let mut signs = 0;
        for (out, x) in self.out.chunks_exact_mut(width).zip(self.x.chunks_exact(width)) {
            for ((out, &x), &bias) in out.iter_mut().zip(x).zip(self.bias) {
                let sum = x.wrapping_add(bias);
                // The sign bit is set when both terms have a sign that the sum has not.
                signs |= (x ^ sum) & (bias ^ sum);
                *out = sum;
            }
        }
        signs < 0
    }
}

fn map<X: Copy + Sync, F: Fn(X) -> i8 + Copy + Sync>(isa: Isa, x: &[X], f: F) -> Vec<u8> {
    with_i8(x.len(), |out| {
        let tasks = out.par_chunks_mut(TASK).zip(x.par_chunks(TASK));
        tasks.for_each(|(out, x)| isa.run(Map { x, out, f }));
    })
}

fn zip<F: Fn(i8, i8) -> i8 + Copy + Sync>(isa: Isa, x: &Tensor, y: &Tensor, f: F) -> Vec<u8> {
    let (x, y) = (i8s(x), i8s(y));
    with_i8(x.len(), |out| {
        let tasks = out
            .par_chunks_mut(TASK)
            .zip(x.par_chunks(TASK))
            .zip(y.par_chunks(TASK));
        tasks.for_each(|((out, x), y)| isa.run(Zip { x, y, out, f }));
    })
}

/// AddBias.
///
/// # Errors
///
/// When a bias is out of range, or a sum leaves i32, which no op of a parsed spec can.
pub(super) fn add_bias(isa: Isa, x: &Tensor, bias: &Tensor) -> Result<Vec<u8>, EvalError> {
    let (x, bias) = (i32s(x), i32s(bias));
    let width = bias.len();
    if let Some(column) = bias.iter().position(|&b| !arith::bias_in_range(b)) {
        let value = bias[column];
        return Err(EvalError::BiasOutOfRange { column, value });
    }
    let mut overflow = false;
    let data = with_i32(x.len(), |out| {
        let task = row_task(width);
        let tasks = out.par_chunks_mut(task).zip(x.par_chunks(task));
        overflow = tasks
            .map(|(out, x)| isa.run(Bias { x, bias: &bias, out }))
            .reduce(|| false, |a, b| a | b);
    });
    let leaves = |(at, x): (usize, &i32)| x.checked_add(bias[at % width]).is_none().then_some(at);
    match x.iter().enumerate().filter(|_| overflow).find_map(leaves) {
        Some(at) => Err(EvalError::Overflow {
            row: at / width,
            column: at % width,
        }),
        None => Ok(data),
    }
}

/// Requant with one multiplier.
pub(super) fn requant(isa: Isa, x: &Tensor, mult: i32, shift: u8) -> Vec<u8> {
    map(isa, &i32s(x), |x| arith::requant(x, mult, shift))
}

/// Requant with a multiplier per column.
pub(super) fn requant_columns(isa: Isa, x: &Tensor, mults: &Tensor, shift: u8) -> Vec<u8> {
    let (x, mults) = (i32s(x), i32s(mults));
    let f = |x, mult| arith::requant(x, mult, shift);
    with_i8(x.len(), |out| {
        let task = row_task(mults.len());
        let tasks = out.par_chunks_mut(task).zip(x.par_chunks(task));
        tasks.for_each(|(out, x)| isa.run(Zip { x, y: &mults, out, f }));
    })
}

/// `out[i] = clamp((x[i] · mx[i mod n] + y[i] · my[i mod n]) >> shift)`, `n` multipliers of each.
struct Sum<'a, X, O> {
    x: &'a [X],
    y: &'a [i8],
    mx: &'a [i32],
    my: &'a [i32],
    shift: u8,
    out: &'a mut [O],
}

impl<X: Copy + Into<i32>, O: Element> Vectorised for Sum<'_, X, O> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let width = self.mx.len();
        let rows = self.x.chunks(width).zip(self.y.chunks(width));
        for ((x, y), out) in rows.zip(self.out.chunks_mut(width)) {
            let factors = self.mx.iter().zip(self.my);
            for (((&x, &y), out), (&mx, &my)) in x.iter().zip(y).zip(out).zip(factors) {
                let x: i32 = x.into();
                let sum = i64::from(x) * i64::from(mx) + i64::from(y) * i64::from(my);
                *out = O::round(sum, self.shift);
            }
        }
    }
}

/// Add of a wide or narrow `x` and a narrow `y`, to a wide or narrow result.
pub(super) fn add(isa: Isa, operands: &[&Tensor], mx: Mult, my: Mult, shift: u8, out: Shape) -> Vec<u8> {
    let (x, y) = (operands[0], i8s(operands[1]));
    let per_column = mx.source().is_some() || my.source().is_some();
    // Without columns of their own, elements may be taken a task at a time.
    let width = if per_column { out.cols as usize } else { TASK };
    let mut rows = operands[2..].iter().map(|row| i32s(row));
    let mx = multipliers(mx, width, &mut rows);
    let my = multipliers(my, width, &mut rows);
    match (x.shape().dtype, out.dtype) {
        (DType::I8, DType::I8) => with_i8(y.len(), |out| sums(isa, i8s(x), y, &mx, &my, shift, out)),
        (DType::I8, DType::I32) => with_i32(y.len(), |out| sums(isa, i8s(x), y, &mx, &my, shift, out)),
        (DType::I32, DType::I8) => with_i8(y.len(), |out| sums(isa, &i32s(x), y, &mx, &my, shift, out)),
        (DType::I32, DType::I32) => with_i32(y.len(), |out| sums(isa, &i32s(x), y, &mx, &my, shift, out)),
    }
}

fn sums<X: Copy + Into<i32> + Sync, O: Element>(
    isa: Isa,
    x: &[X],
    y: &[i8],
    mx: &[i32],
    my: &[i32],
    shift: u8,
    out: &mut [O],
) {
    let task = row_task(mx.len());
    let tasks = out
        .par_chunks_mut(task)
        .zip(x.par_chunks(task))
        .zip(y.par_chunks(task));
    tasks.for_each(|((out, x), y)| {
        isa.run(Sum {
            x,
            y,
            mx,
            my,
            shift,
            out,
        })
    });
}

/// Scaled product.
pub(super) fn mul(isa: Isa, x: &Tensor, y: &Tensor, mult: i32, shift: u8) -> Vec<u8> {
    zip(isa, x, y, |x, y| arith::mul(x, y, mult, shift))
}

/// Table look-up.
pub(super) fn lut(isa: Isa, x: &Tensor, table: &Tensor) -> Vec<u8> {
    let mut entries = [0i8; 256];
    entries.copy_from_slice(i8s(table));
    map(isa, i8s(x), |x| entries[arith::lut_index(x)])
}
