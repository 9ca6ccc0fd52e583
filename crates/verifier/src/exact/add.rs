//! Rows of Add and AddBias.

use super::element::{Element, I32, I8};
use super::high::High;
use crate::kernel::{Kernel, Vectorised};
use assay_proof::DType;

/// The multipliers of an Add.
pub(super) struct Sum {
    mx: Vec<i32>,
    my: Vec<i32>,
    shift: u8,
    /// Largest magnitude of `x` with which nothing leaves `i32` when it is shifted.
    reach: u32,
}

impl Sum {
    /// A multiplier for each column; the shift is at most [`MAX_SHIFT`](assay_proof::arith::MAX_SHIFT). `None` when
    /// they are so large that no `x` is in reach.
    pub(super) fn new(mx: &[i32], my: &[i32], shift: u8) -> Option<Self> {
        let largest = |mult: &[i32]| {
            mult.iter()
                .map(|mult| mult.unsigned_abs())
                .max()
                .map_or(0, u64::from)
        };
        // A shift of 33 or more leaves only what is in the high half, whatever it was.
        let reach = if shift > 32 {
            u32::MAX
        } else {
            let rest = (1u64 << (30 + shift)).checked_sub(largest(my) << 7)?;
            u32::try_from(rest / largest(mx).max(1)).unwrap_or(u32::MAX)
        };
        Some(Self {
            mx: mx.to_vec(),
            my: my.to_vec(),
            shift,
            reach,
        })
    }

    /// Whether a row is right and in reach; the types are those of `x` and of the result.
    pub(super) fn agrees(
        &self,
        x: &[u8],
        y: &[u8],
        claimed: &[u8],
        dtypes: (DType, DType),
        kernel: Kernel,
    ) -> bool {
        let (wide_x, wide_claimed) = (x.as_chunks().0, claimed.as_chunks().0);
        match dtypes {
            (DType::I8, DType::I8) => self.row::<I8, I8>(x, y, claimed, kernel),
            (DType::I8, DType::I32) => self.row::<I8, I32>(x, y, wide_claimed, kernel),
            (DType::I32, DType::I8) => self.row::<I32, I8>(wide_x, y, claimed, kernel),
            (DType::I32, DType::I32) => self.row::<I32, I32>(wide_x, y, wide_claimed, kernel),
        }
    }

    fn row<X: Element, C: Element>(&self, x: &[X], y: &[I8], claimed: &[C], kernel: Kernel) -> bool {
        let sum = self;
        if self.shift > 32 {
            kernel.run(Added::<X, C, true> { sum, x, y, claimed })
        } else {
            kernel.run(Added::<X, C, false> { sum, x, y, claimed })
        }
    }
}

/// A row is right and in reach. `HIGH` for shifts of 33 and more.
struct Added<'a, X, C, const HIGH: bool> {
    sum: &'a Sum,
    x: &'a [X],
    y: &'a [I8],
    claimed: &'a [C],
}

impl<X: Element, C: Element, const HIGH: bool> Vectorised for Added<'_, X, C, HIGH> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let Sum { mx, my, shift, reach } = self.sum;
        let shift = u32::from(*shift);
        let high = High::new(shift as u8).0;
        let round = (1i64 << shift) >> 1;
        let columns = self.x.iter().zip(self.y).zip(mx).zip(my).zip(self.claimed);
        let (mut wrong, mut largest) = (0, 0);
        for ((((x, y), &mx), &my), claimed) in columns {
            let x = x.value();
            largest = largest.max(x.unsigned_abs());
            let y = i64::from(y.value()).wrapping_mul(i64::from(my));
            let sum = i64::from(x).wrapping_mul(i64::from(mx)).wrapping_add(y);
            let shifted = if HIGH {
                high.round(sum)
            } else {
                // In reach, it has at most 32 bits: what a logical shift brings in is cut off.
                (sum.wrapping_add(round) as u64).wrapping_shr(shift) as i32
            };
            wrong |= C::limited(shifted) ^ claimed.value();
        }
        wrong == 0 && largest <= *reach
    }
}

/// A row of an AddBias is right.
pub(super) struct Biased<'a> {
    pub(super) x: &'a [I32],
    pub(super) bias: &'a [i32],
    pub(super) claimed: &'a [I32],
}

impl Vectorised for Biased<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let mut wrong = 0;
        for ((x, &bias), claimed) in self.x.iter().zip(self.bias).zip(self.claimed) {
            let x = x.value();
            let sum = x.wrapping_add(bias);
            // The sign of a sum that left `i32` differs from that of both terms; no claim equals it.
            let overflow = ((x ^ sum) & (bias ^ sum)) >> 31;
            wrong |= (sum ^ claimed.value()) | overflow;
        }
        wrong == 0
    }
}
