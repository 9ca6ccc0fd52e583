//! What becomes of the sums of a product while they are still in the first-level cache.

use assay_proof::arith;

/// Takes the sums of one row of a tile to elements of the result.
pub(super) trait Sink: Copy + Send + Sync {
    /// Element of the result.
    type Out: Copy + Send + Sync;

    /// Writes what becomes of `sums`, which stand at `column` and after, to `out`.
    fn put(self, column: usize, sums: &[i32], out: &mut [Self::Out]);
}

/// The sums themselves: MatMul.
#[derive(Clone, Copy)]
pub(super) struct Sums;

impl Sink for Sums {
    type Out = i32;

    #[inline(always)]
    fn put(self, _column: usize, sums: &[i32], out: &mut [i32]) {
        out.copy_from_slice(sums);
    }
}

/// Sums with a bias, requantised to `i8` or `i32`: Linear.
#[derive(Clone, Copy)]
pub(super) struct Requantised<'a, O> {
    bias: &'a [i32],
    mult: &'a [i32],
    shift: u8,
    /// Whether every sum with its bias fits an `i32`, so that one multiplication of 32 bits is enough.
    fits: bool,
    out: core::marker::PhantomData<O>,
}

impl<'a, O> Requantised<'a, O> {
    /// One bias and one multiplier for every column.
    pub(super) fn new(bias: &'a [i32], mult: &'a [i32], shift: u8) -> Self {
        Self {
            bias,
            mult,
            shift,
            // A sum of at most 16,384 products is within ±2²⁸.
            fits: bias.iter().all(|&bias| arith::bias_in_range(bias)),
            out: core::marker::PhantomData,
        }
    }
}

/// An element that sums are requantised to.
pub(super) trait Element: Copy + Send + Sync {
    /// The scaled sum, rounded and clamped.
    fn round(scaled: i64, shift: u8) -> Self;
}

impl Element for i8 {
    #[inline(always)]
    fn round(scaled: i64, shift: u8) -> Self {
        arith::round_shift_clamp(scaled, shift)
    }
}

impl Element for i32 {
    #[inline(always)]
    fn round(scaled: i64, shift: u8) -> Self {
        let limit = arith::limit(assay_proof::DType::I32);
        arith::round_shift(scaled, shift).clamp(-limit, limit) as i32
    }
}

impl<O: Element> Sink for Requantised<'_, O> {
    type Out = O;

    #[inline(always)]
    fn put(self, column: usize, sums: &[i32], out: &mut [O]) {
        let bias = &self.bias[column..][..sums.len()];
        let mult = &self.mult[column..][..sums.len()];
        let each = sums.iter().zip(bias).zip(mult).zip(out);
        if self.fits {
            for (((&sum, &bias), &mult), out) in each {
                *out = O::round(i64::from(sum.wrapping_add(bias)) * i64::from(mult), self.shift);
            }
        } else {
            for (((&sum, &bias), &mult), out) in each {
                *out = O::round((i64::from(sum) + i64::from(bias)) * i64::from(mult), self.shift);
            }
        }
    }
}
