//! Rows of Add and AddBias.

use super::element::{Element, I32, I8};
use super::high::High;
use crate::kernel::{Kernel, Vectorised};
use assay_proof::DType;

/// The multipliers of an Add, raised for [`High`].
pub(super) struct Sum {
    mx: Vec<i32>,
    my: Vec<i32>,
    high: High,
}

impl Sum {
    /// `None` when a raised multiplier leaves `i32`.
    pub(super) fn new(mx: &[i32], my: &[i32], shift: u8) -> Option<Self> {
        let (high, up) = High::new(shift);
        let raised =
            |mult: &[i32]| -> Option<Vec<i32>> { mult.iter().map(|&mult| High::raise(mult, up)).collect() };
        Some(Self {
            mx: raised(mx)?,
            my: raised(my)?,
            high,
        })
    }

    /// Whether a row is right; the types are those of `x` and of the result.
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
            (DType::I8, DType::I8) => kernel.run(self.row::<I8, I8>(x, y, claimed)),
            (DType::I8, DType::I32) => kernel.run(self.row::<I8, I32>(x, y, wide_claimed)),
            (DType::I32, DType::I8) => kernel.run(self.row::<I32, I8>(wide_x, y, claimed)),
            (DType::I32, DType::I32) => kernel.run(self.row::<I32, I32>(wide_x, y, wide_claimed)),
        }
    }

    fn row<'a, X, C>(&'a self, x: &'a [X], y: &'a [I8], claimed: &'a [C]) -> Added<'a, X, C> {
        Added {
            sum: self,
            x,
            y,
            claimed,
        }
    }
}

struct Added<'a, X, C> {
    sum: &'a Sum,
    x: &'a [X],
    y: &'a [I8],
    claimed: &'a [C],
}

impl<X: Element, C: Element> Vectorised for Added<'_, X, C> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let Sum { mx, my, high } = self.sum;
        let columns = self.x.iter().zip(self.y).zip(mx).zip(my).zip(self.claimed);
        let mut wrong = 0;
        for ((((x, y), &mx), &my), claimed) in columns {
            let x = i64::from(x.value()).wrapping_mul(i64::from(mx));
            let y = i64::from(y.value()).wrapping_mul(i64::from(my));
            wrong |= C::limited(high.round(x.wrapping_add(y))) ^ claimed.value();
        }
        wrong == 0
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
