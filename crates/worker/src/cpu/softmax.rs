//! Softmax, a row at a time, in the steps of [`RowSoftmax`](assay_proof::arith::RowSoftmax), which is the definition:
//! there every element stands for itself, here the exponentials are kept from the first pass to the second.

use assay_proof::{Mask, Tensor};
use rayon::prelude::*;

use super::isa::{Isa, Vectorised};
use super::{i32s, i8s, row_task, with_i8};

/// Bits behind the point of the inverse of the sum.
const POINT: u32 = 40;

/// What all rows share.
#[derive(Clone, Copy)]
struct Softmax<'a> {
    /// Exponentials, clamped as the definition clamps them.
    table: &'a [u32; 256],
    mult: u32,
    shift: u8,
    /// Columns.
    len: usize,
    mask: Mask,
    mask_data: &'a [i8],
    /// Rows in all.
    rows: u32,
}

struct Rows<'a> {
    softmax: Softmax<'a>,
    /// First row.
    first: u32,
    x: &'a [i32],
    out: &'a mut [i8],
}

impl Vectorised for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Softmax {
            table,
            mult,
            shift,
            len,
            mask,
            mask_data,
            rows,
        } = self.softmax;
        let mask_rows = (mask_data.len() / len) as u32;
        let mut exponentials = vec![0u32; len];
        let rows_here = self.x.chunks_exact(len).zip(self.out.chunks_exact_mut(len));
        for (row, (x, out)) in (self.first..).zip(rows_here) {
            let mask = match mask {
                Mask::None => None,
                Mask::Blocks(_) | Mask::Cycle(_) => {
                    Some(&mask_data[mask.row(row, rows, mask_rows) as usize * len..][..len])
                }
            };
            let largest = match mask {
                None => x.iter().fold(i32::MIN, |largest, &x| largest.max(x)),
                Some(mask) => {
                    let left = x
                        .iter()
                        .zip(mask)
                        .map(|(&x, &left)| if left != 0 { x } else { i32::MIN });
                    left.fold(i32::MIN, i32::max)
                }
            };
            // A score that the mask leaves out may be larger: its difference wraps, its exponential is not used.
            for (exponential, &x) in exponentials.iter_mut().zip(x) {
                let distance = largest.wrapping_sub(x) as u32;
                let scaled = u64::from(distance) * u64::from(mult) + ((1 << shift) >> 1);
                let index = (scaled >> shift).min(255);
                *exponential = table[index as u8 as usize];
            }
            if let Some(mask) = mask {
                for (exponential, &left) in exponentials.iter_mut().zip(mask) {
                    *exponential = if left != 0 { *exponential } else { 0 };
                }
            }
            // At most 16,384 · 65,535, below 2³⁰; 0 where the mask leaves nothing.
            let sum: u32 = exponentials.iter().sum();
            let inverse = (127u64 << POINT).checked_div(sum.into()).unwrap_or(0);
            for (out, &exponential) in out.iter_mut().zip(&exponentials) {
                *out = ((u64::from(exponential) * inverse + (1 << (POINT - 1))) >> POINT) as i8;
            }
        }
    }
}

/// Every row of `x`; `operands` are the table and the mask, if there is one.
pub(super) fn run(isa: Isa, x: &Tensor, operands: &[&Tensor], mask: Mask, mult: u32, shift: u8) -> Vec<u8> {
    let mut table = [0; 256];
    for (entry, &value) in table.iter_mut().zip(i32s(operands[0]).iter()) {
        *entry = value.clamp(0, 65_535) as u32;
    }
    let len = x.shape().cols as usize;
    let softmax = Softmax {
        table: &table,
        mult,
        shift,
        len,
        mask,
        mask_data: operands.get(1).map_or(&[], |mask| i8s(mask)),
        rows: x.shape().rows,
    };
    let x = i32s(x);
    let task = row_task(len);
    with_i8(x.len(), |out| {
        let tasks = out.par_chunks_mut(task).zip(x.par_chunks(task)).enumerate();
        tasks.for_each(|(at, (out, x))| {
            let first = (at * task / len) as u32;
            isa.run(Rows {
                softmax,
                first,
                x,
                out,
            });
        });
    })
}
