//! Softmax of one row, in integers.
//!
//! With scores `x`, of which the mask leaves some:
//!
//! 1. `M` is the largest of those left. When none is, the result is all zeros.
//! 2. Each left one has the index `min(255, ((M − x) · mult + 2^(shift − 1)) >> shift)` and the exponential
//!    `E = min(max(table[index], 0), 65535)`; the others have 0.
//! 3. `T = Σ E`, at most 2³⁰. When it is 0, the result is all zeros.
//! 4. `I = ⌊127 · 2⁴⁰ / T⌋`, and the result is `(E · I + 2³⁹) >> 40`, 0 to 127.
//!
//! A shift of 0 has no rounding term. `I` is rounded down, so an exact half of a result is not always reached.
//!
//! Nothing leaves `u64`: `(M − x) · mult + 2^(shift − 1)` is below 2⁶³ + 2⁶¹ for `x ≤ M`, which every score has that the mask
//! leaves; `E · I ≤ 127 · 2⁴⁰`, because `E` is one of the terms of `T`. `I` is at least 127 · 2¹⁰: it is 0 only when it was
//! never divided.

use super::MAX_SHIFT;

/// Bytes of a table: 256 little-endian `i32`.
pub const TABLE_BYTES: usize = 1024;
/// Bits behind the point of the inverse of the sum.
const POINT: u32 = 40;

/// What the elements of one row share: step 1 to 4 of the [definition](self).
#[derive(Clone, Copy, Debug)]
pub struct RowSoftmax<'a> {
    table: &'a [[u8; 4]],
    mult: u64,
    shift: u8,
    /// `M`
    largest: i32,
    /// `I`, 0 when nothing is left or `T` is 0.
    inverse: u64,
}

impl<'a> RowSoftmax<'a> {
    /// Of a row's bytes: `scores` are little-endian `i32`, 1 to [`MAX_ROW`](crate::MAX_ROW); `mask`, if there is
    /// one, as many bytes; `table` [`TABLE_BYTES`]; `mult` below 2³¹; `shift` at most [`MAX_SHIFT`].
    #[must_use]
    pub fn of(scores: &[u8], mask: Option<&[u8]>, table: &'a [u8], mult: u32, shift: u8) -> Self {
        let (scores, _) = scores.as_chunks::<4>();
        let mut row = Self::from_parts(table, mult, shift, i32::MIN, 0);
        let mut largest = i32::MIN;
        for_each_left(scores, mask, |x| largest = largest.max(x));
        row.largest = largest;
        let mut sum = 0u64;
        for_each_left(scores, mask, |x| sum = sum.wrapping_add(row.exponential(x)));
        row.inverse = inverse(sum);
        row
    }

    /// Of a row whose `M` and `T` are known: for who finds them faster. The other arguments are those of
    /// [`RowSoftmax::of`]; `total` is 0 when no score is left.
    #[inline]
    #[must_use]
    pub fn from_parts(table: &'a [u8], mult: u32, shift: u8, largest: i32, total: u64) -> Self {
        Self {
            table: table.as_chunks::<4>().0,
            mult: u64::from(mult),
            shift: shift.min(MAX_SHIFT),
            largest,
            inverse: inverse(total),
        }
    }

    /// `E` of a score that the mask leaves.
    #[inline]
    fn exponential(&self, x: i32) -> u64 {
        let distance = i64::from(self.largest).wrapping_sub(i64::from(x)) as u64;
        let shift = u32::from(self.shift);
        let rounding = 1u64.wrapping_shl(shift) >> 1;
        // Never wraps, see the definition; a checked product of 64 bits is a call where programs run.
        let index = distance
            .wrapping_mul(self.mult)
            .wrapping_add(rounding)
            .wrapping_shr(shift);
        let entry = self.table.get(index.min(255) as usize);
        entry.map_or(0, |entry| i32::from_le_bytes(*entry).clamp(0, 65_535) as u64)
    }

    /// The result's element for score `x`, which the mask leaves or not.
    #[inline]
    #[must_use]
    pub fn element(&self, x: i32, left: bool) -> i8 {
        if !left || self.inverse == 0 {
            return 0;
        }
        ((self.exponential(x) * self.inverse + (1 << (POINT - 1))) >> POINT) as i8
    }

    /// `M` and `I` of the [definition](self), for backends.
    #[must_use]
    pub const fn parts(&self) -> (i32, u64) {
        (self.largest, self.inverse)
    }
}

/// Every score that the mask leaves. Two loops, so that the one without a mask has nothing to look up.
#[inline(always)]
fn for_each_left(scores: &[[u8; 4]], mask: Option<&[u8]>, mut each: impl FnMut(i32)) {
    match mask {
        None => {
            for score in scores {
                each(i32::from_le_bytes(*score));
            }
        }
        Some(mask) => {
            for (score, &left) in scores.iter().zip(mask) {
                if left != 0 {
                    each(i32::from_le_bytes(*score));
                }
            }
        }
    }
}

/// `⌊127 · 2⁴⁰ / T⌋`, 0 when `T` is.
#[inline]
fn inverse(total: u64) -> u64 {
    (127u64 << POINT).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// `exp(−index / 25.6)`, with 16 bits.
    fn table() -> Vec<u8> {
        (0..256)
            .map(|index| (65_535.0 * (-f64::from(index) / 25.6).exp()).round() as i32)
            .flat_map(i32::to_le_bytes)
            .collect()
    }

    fn bytes(scores: &[i32]) -> Vec<u8> {
        scores.iter().flat_map(|x| x.to_le_bytes()).collect()
    }

    #[test]
    fn results_are_close_to_the_real_ones() {
        let table = table();
        let scores: Vec<i32> = (0..40).map(|i| (i * 7919) % 2000).collect();
        // A score of 256 is one step of 1 / 25.6 times 10.
        let row = RowSoftmax::of(&bytes(&scores), None, &table, 1 << 16, 16 + 4);
        let real: Vec<f64> = scores
            .iter()
            .map(|&x| (f64::from(x) / 16.0 / 25.6).exp())
            .collect();
        let sum: f64 = real.iter().sum();
        for (&x, real) in scores.iter().zip(real) {
            let got = f64::from(row.element(x, true));
            assert!(
                (got - 127.0 * real / sum).abs() < 0.75,
                "{got} for {}",
                127.0 * real / sum
            );
        }
    }

    #[test]
    fn what_is_masked_neither_counts_nor_is_counted() {
        let table = table();
        let all = RowSoftmax::of(&bytes(&[5, 9]), None, &table, 1, 0);
        let some = RowSoftmax::of(&bytes(&[1000, 5, -7, 9]), Some(&[0, 1, 0, 255]), &table, 1, 0);
        assert_eq!(
            (all.parts(), all.element(5, true)),
            (some.parts(), some.element(5, true))
        );
        assert_eq!(some.element(1000, false), 0);
    }

    #[test]
    fn an_empty_mask_and_an_empty_table_give_zeros() {
        let table = table();
        let none = RowSoftmax::of(&bytes(&[5, 9]), Some(&[0, 0]), &table, 1, 0);
        assert_eq!((none.element(5, false), none.element(9, true)), (0, 0));
        let empty = [0xff; TABLE_BYTES];
        let row = RowSoftmax::of(&bytes(&[5, 9]), None, &empty, 1, 0);
        assert_eq!(row.element(9, true), 0);
    }

    #[test]
    fn extremes_stay_inside() {
        let table: Vec<u8> = (0..256).flat_map(|_| i32::MAX.to_le_bytes()).collect();
        for len in [1usize, 2, 16_384] {
            let scores: Vec<i32> = (0..len)
                .map(|i| if i == 0 { i32::MAX } else { i32::MIN })
                .collect();
            let most = (1 << 31) - 1;
            for (mult, shift) in [(most, 0), (most, 62), (0, 62), (1, 0)] {
                let row = RowSoftmax::of(&bytes(&scores), None, &table, mult, shift);
                let each = f64::from(row.element(i32::MAX, true));
                assert!((each - 127.0 / len as f64).abs() <= 0.5, "{each} of {len}");
            }
        }
    }
}
