//! Requantisation of rows: `clamp(((x + bias) · mult + 2^(shift − 1)) >> shift)`, of a Requant and of a Linear's sums.

use super::element::{Element, I32};
use super::high::High;
use crate::kernel::{Kernel, Vectorised};
use assay_proof::{arith, DType};
use std::ops::Range;

/// A bias below this in magnitude can be added to a sum of products in `i32`.
const BIAS_LIMIT: u32 = 1 << 30;

/// No sum of products is larger in magnitude. Sums that a provider shows may be, and are cut so that they overflow
/// nothing; what they give does not matter, as they fail Freivalds' check.
const SUM_LIMIT: i32 = 1 << 29;

/// How the rows of a Requant or a Linear are requantised, prepared once for all rows.
#[derive(Clone, Debug)]
pub struct Rescale {
    bias: Vec<i32>,
    mult: Vec<i32>,
    shift: u8,
    dtype: DType,
    /// The multipliers for [`High`] and its shift, when they can be had.
    fast: Option<(Vec<i32>, High)>,
}

impl Rescale {
    /// Of rows as long as `mult`: a `bias` and a multiplier for each column, a shift for all.
    ///
    /// # Panics
    ///
    /// When there is a bias of another length, or the shift is above [`MAX_SHIFT`](arith::MAX_SHIFT).
    #[must_use]
    pub fn new(bias: Option<&[i32]>, mult: &[i32], shift: u8, dtype: DType) -> Self {
        assert!(
            bias.is_none_or(|bias| bias.len() == mult.len()),
            "a bias per column"
        );
        assert!(shift <= arith::MAX_SHIFT, "a shift of {shift}");
        let bias = bias.map_or_else(|| vec![0; mult.len()], <[i32]>::to_vec);
        let (high, up) = High::new(shift);
        let raised: Option<Vec<i32>> = mult.iter().map(|&mult| High::raise(mult, up)).collect();
        let small = bias.iter().all(|bias| bias.unsigned_abs() < BIAS_LIMIT);
        Self {
            bias,
            mult: mult.to_vec(),
            shift,
            dtype,
            fast: raised.filter(|_| small).map(|mult| (mult, high)),
        }
    }

    /// Length of a row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.mult.len()
    }

    /// The result's type.
    #[must_use]
    pub const fn dtype(&self) -> DType {
        self.dtype
    }

    /// Whether `claimed` is what the sums `x` of these columns give. Both are bytes, little-endian.
    pub(crate) fn agrees(&self, columns: Range<usize>, x: &[u8], claimed: &[u8], kernel: Kernel) -> bool {
        let Some((mult, high)) = &self.fast else {
            return self.first_wrong_of(columns, x, claimed).is_none();
        };
        let (x, _) = x.as_chunks::<4>();
        let (bias, mult) = (&self.bias[columns.clone()], &mult[columns]);
        match self.dtype {
            DType::I8 => kernel.run(Agree {
                x,
                bias,
                mult,
                claimed,
                high: *high,
            }),
            DType::I32 => kernel.run(Agree {
                x,
                bias,
                mult,
                claimed: claimed.as_chunks().0,
                high: *high,
            }),
        }
    }

    /// The first column of a row whose claimed element is not what its sum gives.
    pub(crate) fn first_wrong(&self, x: &[u8], claimed: &[u8]) -> Option<usize> {
        self.first_wrong_of(0..self.columns(), x, claimed)
    }

    fn first_wrong_of(&self, columns: Range<usize>, x: &[u8], claimed: &[u8]) -> Option<usize> {
        let (bias, mult) = (&self.bias[columns.clone()], &self.mult[columns]);
        let sums = x.as_chunks::<4>().0.iter().zip(bias).zip(mult);
        let expected = sums.map(|((x, &bias), &mult)| {
            let x = match bias {
                0 => x.value(),
                _ => x.value().clamp(-SUM_LIMIT, SUM_LIMIT),
            };
            arith::linear(x, bias, mult, self.shift, self.dtype)
        });
        super::first_difference(claimed, self.dtype, expected)
    }
}

/// The claimed elements are those of the sums: [`High`] of sum, bias and multiplier.
struct Agree<'a, C> {
    x: &'a [I32],
    bias: &'a [i32],
    mult: &'a [i32],
    claimed: &'a [C],
    high: High,
}

impl<C: Element> Vectorised for Agree<'_, C> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let columns = self.x.iter().zip(self.bias).zip(self.mult).zip(self.claimed);
        let mut wrong = 0;
        for (((x, &bias), &mult), claimed) in columns {
            let product = i64::from(x.value().wrapping_add(bias)).wrapping_mul(i64::from(mult));
            wrong |= C::limited(self.high.round(product)) ^ claimed.value();
        }
        wrong == 0
    }
}
