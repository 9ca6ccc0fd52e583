//! Rows of Softmax: the definition is [`assay_proof::arith::RowSoftmax`]'s.

use super::element::{Element, I32, I8};
use super::lookup::{Table, ENTRIES};
use crate::kernel::{Kernel, Vectorised};
use assay_proof::arith::RowSoftmax;
use assay_proof::{Mask, Tensor};
use std::cell::RefCell;

/// Bits of the low half of an index's product.
const HALF: u32 = 32;
/// Largest exponential.
const LARGEST: i32 = 65_535;

thread_local! {
    /// Indices and exponentials of the row at hand.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The exponentials of a Softmax, and how scores become indices.
pub(super) struct Exponentials<'a> {
    table: &'a [u8],
    /// Low and high bytes of the exponentials.
    bytes: [Table; 2],
    mask: Option<(Mask, &'a Tensor)>,
    rows: u32,
    mult: u32,
    shift: u8,
    index: Index,
}

/// `(distance · mult + 2^(shift − 1)) >> shift` from the high half of the product, as in [`High`](super::high::High).
#[derive(Clone, Copy)]
struct Index {
    mult: u32,
    rounding: u32,
    down: u32,
}

impl Index {
    /// `None` when the raised multiplier has more than 31 bits.
    fn new(mult: u32, shift: u8) -> Option<Self> {
        let shift = u32::from(shift);
        let up = (HALF + 1).saturating_sub(shift);
        let raised = u128::from(mult) << up;
        let down = shift + up - HALF;
        Some(Self {
            mult: i32::try_from(raised).ok()? as u32,
            rounding: 1 << (down - 1),
            down,
        })
    }

    #[inline(always)]
    fn of(self, distance: u32) -> u8 {
        let high = (u64::from(distance).wrapping_mul(u64::from(self.mult)) >> HALF) as u32;
        let index = high.wrapping_add(self.rounding).wrapping_shr(self.down);
        index.min(255) as u8
    }
}

impl<'a> Exponentials<'a> {
    /// Of a table of 256 `i32` and of `rows` rows. `None` when the multiplier is too large for the shift.
    pub(super) fn new(
        table: &'a [u8],
        mask: Option<(Mask, &'a Tensor)>,
        mult: u32,
        shift: u8,
        rows: u32,
    ) -> Option<Self> {
        let entries = table
            .as_chunks::<4>()
            .0
            .iter()
            .map(|e: &I32| e.value().clamp(0, LARGEST));
        let entries: Vec<i32> = entries.collect();
        let byte = |n: usize| {
            let bytes: Vec<u8> = entries.iter().map(|e| e.to_le_bytes()[n]).collect();
            Table::new(&bytes)
        };
        Some(Self {
            table,
            bytes: [byte(0), byte(1)],
            mask,
            rows,
            mult,
            shift,
            index: Index::new(mult, shift)?,
        })
    }

    /// Whether row `i` is right.
    pub(super) fn agrees(&self, i: u32, scores: &[u8], claimed: &[I8], kernel: Kernel) -> bool {
        let (scores, _) = scores.as_chunks();
        match self.mask {
            None => self.row_agrees(
                Left::<false> {
                    scores,
                    mask: claimed,
                },
                claimed,
                kernel,
            ),
            Some((mask, tensor)) => {
                let mask = tensor.row(mask.row(i, self.rows, tensor.shape().rows) as usize);
                self.row_agrees(Left::<true> { scores, mask }, claimed, kernel)
            }
        }
    }

    fn row_agrees<const MASKED: bool>(&self, left: Left<'_, MASKED>, claimed: &[I8], kernel: Kernel) -> bool {
        let Some(largest) = kernel.run(left) else {
            return claimed.iter().all(|&byte| byte == 0);
        };
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.resize(left.scores.len() * 3, 0);
            self.shares_agree(left, largest, scratch, claimed, kernel)
        })
    }

    /// Whether the shares of a row whose largest score is `largest` are right. `scratch` has three bytes for each.
    fn shares_agree<const MASKED: bool>(
        &self,
        left: Left<'_, MASKED>,
        largest: i32,
        scratch: &mut [u8],
        claimed: &[I8],
        kernel: Kernel,
    ) -> bool {
        let (indices, bytes) = scratch.split_at_mut(left.scores.len());
        let (low, high) = bytes.split_at_mut(left.scores.len());
        kernel.run(Indices {
            left,
            largest,
            index: self.index,
            indices,
        });
        self.bytes[0].look_up(indices, low, kernel);
        self.bytes[1].look_up(indices, high, kernel);
        let total = kernel.run(Total { left, low, high });
        let row = RowSoftmax::from_parts(self.table, self.mult, self.shift, largest, total);
        let (_, inverse) = row.parts();
        kernel.run(Divided {
            low,
            high,
            inverse,
            claimed,
        })
    }
}

/// The scores of a row that a mask leaves; without `MASKED`, all. Its run gives the largest.
#[derive(Clone, Copy)]
struct Left<'a, const MASKED: bool> {
    scores: &'a [I32],
    mask: &'a [I8],
}

impl<const MASKED: bool> Left<'_, MASKED> {
    /// All ones for a score that is left, else 0.
    #[inline(always)]
    fn keeps(mask: I8) -> i32 {
        if MASKED {
            -i32::from(mask != 0)
        } else {
            -1
        }
    }
}

impl<const MASKED: bool> Vectorised for Left<'_, MASKED> {
    type Output = Option<i32>;

    #[inline(always)]
    fn run(self) -> Option<i32> {
        let (mut largest, mut any) = (i32::MIN, 0);
        for (score, &mask) in self.scores.iter().zip(self.mask) {
            let keep = Self::keeps(mask);
            any |= keep;
            largest = largest.max((score.value() & keep) | (i32::MIN & !keep));
        }
        (any != 0).then_some(largest)
    }
}

/// Fills in the index of every score. What is masked gets any.
struct Indices<'a, const MASKED: bool> {
    left: Left<'a, MASKED>,
    largest: i32,
    index: Index,
    indices: &'a mut [u8],
}

impl<const MASKED: bool> Vectorised for Indices<'_, MASKED> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (score, index) in self.left.scores.iter().zip(self.indices) {
            *index = self.index.of(self.largest.wrapping_sub(score.value()) as u32);
        }
    }
}

/// Sums the exponentials of a row and clears those of masked scores.
struct Total<'a, const MASKED: bool> {
    left: Left<'a, MASKED>,
    low: &'a mut [u8],
    high: &'a mut [u8],
}

impl<const MASKED: bool> Vectorised for Total<'_, MASKED> {
    type Output = u64;

    #[inline(always)]
    fn run(self) -> u64 {
        let (mut lows, mut highs) = (0u32, 0u32);
        for ((low, high), &mask) in self.low.iter_mut().zip(self.high.iter_mut()).zip(self.left.mask) {
            if MASKED {
                let keep = Left::<MASKED>::keeps(mask) as u8;
                *low &= keep;
                *high &= keep;
            }
            lows = lows.wrapping_add(u32::from(*low));
            highs = highs.wrapping_add(u32::from(*high));
        }
        u64::from(lows) + (u64::from(highs) << 8)
    }
}

/// The claimed elements are `(E · inverse + 2³⁹) >> 40`.
struct Divided<'a> {
    low: &'a [u8],
    high: &'a [u8],
    /// Below 2⁴⁷.
    inverse: u64,
    claimed: &'a [I8],
}

impl Vectorised for Divided<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        // The lower 16 bits of the product are rid of first: they cannot carry into the rest, which has the rounding.
        let (top, bottom) = ((self.inverse >> 16) as u32, (self.inverse & 0xffff) as u32);
        let mut wrong = 0;
        for ((&low, &high), claimed) in self.low.iter().zip(self.high).zip(self.claimed) {
            let exponential = u32::from(low) | u32::from(high) << 8;
            let product = u64::from(exponential).wrapping_mul(u64::from(top));
            let rest = u64::from(exponential.wrapping_mul(bottom) >> 16);
            let expected = product.wrapping_add(rest).wrapping_add(1 << 23) >> 24;
            wrong |= expected as i32 ^ claimed.value();
        }
        wrong == 0
    }
}

const _: () = assert!(ENTRIES == 256, "an index is a byte");
