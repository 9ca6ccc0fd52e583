//! The secret vector and what it folds a matrix into.

use super::kernels;
use crate::field::{join16, Fp};
use crate::kernel::Kernel;
use rand::CryptoRng;
use rayon::prelude::*;
use std::ops::Range;

/// Columns of `B · r` that one task computes: its accumulators stay in the first-level cache.
const COLUMNS_PER_TASK: usize = 1024;

/// A secret random vector, uniform in F_p^n.
#[derive(Clone)]
pub struct Challenge {
    elements: Vec<Fp>,
    /// Base-2²¹ digits, one vector per digit.
    digits21: [Vec<i32>; 3],
    /// The sum of the representatives.
    sum: i128,
}

/// Some elements of a [`Challenge`] in the forms that kernels multiply claims by.
#[derive(Clone, Copy)]
pub(super) struct Elements<'a> {
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "AVX-512 uses it"))]
    pub(super) whole: &'a [Fp],
    pub(super) digits21: [&'a [i32]; 3],
}

impl Challenge {
    /// Draws `n` elements.
    pub fn random(n: usize, rng: &mut impl CryptoRng) -> Self {
        Self::made((0..n).map(|_| Fp::random(rng)).collect())
    }

    /// The vector of these elements, which are uniform and secret.
    #[must_use]
    pub fn of(elements: &[Fp]) -> Self {
        Self::made(elements.to_vec())
    }

    fn made(elements: Vec<Fp>) -> Self {
        Self {
            digits21: [0, 1, 2].map(|d| elements.iter().map(|r| r.digits21()[d]).collect()),
            sum: elements.iter().map(|r| i128::from(r.value())).sum(),
            elements,
        }
    }

    /// The elements.
    #[must_use]
    pub fn elements(&self) -> &[Fp] {
        &self.elements
    }

    /// Number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// The sum of the representatives.
    pub(super) fn sum(&self) -> i128 {
        self.sum
    }

    pub(super) fn part(&self, range: Range<usize>) -> Elements<'_> {
        Elements {
            whole: &self.elements[range.clone()],
            digits21: self.digits21.each_ref().map(|digit| &digit[range.clone()]),
        }
    }
}

impl Elements<'_> {
    /// The elements from `start` on.
    pub(super) fn from(self, start: usize) -> Self {
        Self {
            whole: &self.whole[start..],
            digits21: self.digits21.map(|digit| &digit[start..]),
        }
    }
}

/// `B · r`: one field element per inner index, as base-2¹⁶ digits, one vector per digit.
#[derive(Clone)]
pub struct Folded {
    digits16: [Vec<i16>; 4],
}

impl Folded {
    /// Folds `b` (row-major `[n, k]`: the right operand's columns) with the challenge.
    ///
    /// # Panics
    ///
    /// When `b` does not hold `r.len()` rows of `k`.
    #[must_use]
    pub fn new(b: &[i8], k: usize, r: &Challenge, kernel: Kernel) -> Self {
        assert_eq!(b.len(), r.len() * k, "one challenge element per row");
        let digits: Vec<[i16; 4]> = r.elements.iter().map(|r| r.digits16()).collect();
        let sums: Vec<[i64; 4]> = (0..k)
            .step_by(COLUMNS_PER_TASK)
            .collect::<Vec<_>>()
            .into_par_iter()
            .flat_map_iter(|start| {
                let columns = start..k.min(start + COLUMNS_PER_TASK);
                kernels::fold(kernel, b, k, columns, &digits)
            })
            .collect();
        let elements: Vec<Fp> = sums.into_iter().map(join16).collect();
        Self::of(&elements)
    }

    /// The folded matrix of these elements, as [`Folded::elements`] gave them.
    #[must_use]
    pub fn of(elements: &[Fp]) -> Self {
        let digits: Vec<[i16; 4]> = elements.iter().map(|e| e.digits16()).collect();
        Self {
            digits16: [0, 1, 2, 3].map(|d| digits.iter().map(|e| e[d]).collect()),
        }
    }

    /// The elements, to keep them.
    #[must_use]
    pub fn elements(&self) -> Vec<Fp> {
        let element = |t: usize| join16(self.digits16.each_ref().map(|digit| i64::from(digit[t])));
        (0..self.len()).map(element).collect()
    }

    /// Number of elements: the inner dimension.
    #[must_use]
    pub fn len(&self) -> usize {
        self.digits16[0].len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.digits16[0].is_empty()
    }

    pub(super) fn digits(&self) -> [&[i16]; 4] {
        self.digits16.each_ref().map(Vec::as_slice)
    }
}
