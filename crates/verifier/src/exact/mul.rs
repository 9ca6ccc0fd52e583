//! Rows of Mul.

use super::element::{Element, I8};
use super::high::High;
use crate::kernel::{Kernel, Vectorised};

/// The multiplier of a Mul, raised for [`High`].
pub(super) struct Product {
    mult: i32,
    high: High,
}

impl Product {
    /// `None` when the raised multiplier leaves `i32`.
    pub(super) fn new(mult: i32, shift: u8) -> Option<Self> {
        let (high, up) = High::new(shift);
        Some(Self {
            mult: High::raise(mult, up)?,
            high,
        })
    }

    pub(super) fn agrees(&self, x: &[I8], y: &[I8], claimed: &[I8], kernel: Kernel) -> bool {
        kernel.run(Multiplied {
            product: self,
            x,
            y,
            claimed,
        })
    }
}

struct Multiplied<'a> {
    product: &'a Product,
    x: &'a [I8],
    y: &'a [I8],
    claimed: &'a [I8],
}

impl Vectorised for Multiplied<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let Product { mult, high } = *self.product;
        let mut wrong = 0;
        for ((x, y), claimed) in self.x.iter().zip(self.y).zip(self.claimed) {
            let product = x.value() * y.value();
            let scaled = i64::from(product).wrapping_mul(i64::from(mult));
            wrong |= I8::limited(high.round(scaled)) ^ claimed.value();
        }
        wrong == 0
    }
}
