//! LayerNorm and RmsNorm of one row, in integers.
//!
//! With `n` elements `x`, whatever they are:
//!
//! 1. Rows of large numbers are brought to 16 bits: `M = max |x|`, `e = max(0, bits(M) − 15)`, `x' = (x + ⌊2^e / 2⌋) >> e`,
//!    so `|x'| ≤ 2¹⁵`. Elements of an `i8` are left as they are.
//! 2. `S = Σ x'` and `Q = Σ x'²`. A LayerNorm has `d = n · x' − S` and `V = n · Q − S²`, which are n times the
//!    deviation and n² times the variance, both exact. A RmsNorm has `d = n · x'` and `V = n · Q`.
//! 3. `W = V + ((eps · n²) >> 2e)`, below 2⁶¹. When it is 0, every normalised element is 0.
//! 4. `s` is the largest even number for which `W · 2^s < 2⁶³`; `σ = ⌊√(W · 2^s)⌋`, of 31 or 32 bits, and `I = ⌊2⁶² / σ⌋`.
//! 5. The normalised element, with 16 bits behind the point: `t = (d · I + 2^(h − 1)) >> h` with `h = 46 − s / 2`, 15 to 45.
//!    `|t| ≤ √n · 2¹⁶` but for rounding: no element is more than √n standard deviations off.
//! 6. The result: `clamp((t · gain + bias · 2¹⁶ + 2^(shift − 1)) >> shift, −127, 127)`.
//!
//! Nothing leaves `i64`, for any row. With `n ≤ 2¹⁴`: `|S| ≤ 2²⁹` and `Q ≤ 2⁴⁴`, so `n · Q` and `S²` are at most 2⁵⁸, and
//! `S² ≤ n · Q` (Cauchy and Schwarz); `eps · n²` is below 2⁶⁰. `|d| ≤ 2³⁰`, and `σ ≥ ⌊√2⁶¹⌋` makes `I` at most 3,037,000,500,
//! so `|d · I|` is below 2⁶². The squares of all `d` add up to `n · V`, so `|d| ≤ √(n · W)`, which bounds `t` by 2²³ but for
//! rounding, and `t · gain + bias · 2¹⁶` by 2⁵⁵; the rounding term of the result is at most 2⁶¹. All this holds for the
//! elements of the row, and for no others.

use super::round_shift_clamp;
use crate::shape::DType;

/// Bits behind the point of a normalised element.
const POINT: u32 = 16;
/// Bits of magnitude that rows of large numbers are brought to.
const ROW_BITS: u32 = 15;

/// What normalising one row needs: step 1 to 4 of the [definition](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowNorm {
    /// `e`
    narrow: u32,
    /// `n`
    len: i64,
    /// `S` of a LayerNorm, 0 of a RmsNorm.
    sum: i64,
    /// `I`, 0 when `W` is 0.
    inverse: i64,
    /// `h`
    down: u32,
}

/// Step 1 and 2 of the [definition](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// `e`
    pub narrow: u32,
    /// `S`
    pub sum: i64,
    /// `Q`
    pub squares: u64,
}

impl Moments {
    /// `e` of a row of `i32`, from the magnitudes of all its elements or-ed: only the highest bit counts.
    #[inline]
    #[must_use]
    pub const fn narrowing(magnitudes: u32) -> u32 {
        (32 - magnitudes.leading_zeros()).saturating_sub(ROW_BITS)
    }
}

impl RowNorm {
    /// Of a row's bytes: `dtype` little-endian elements, 1 to [`MAX_ROW`](crate::MAX_ROW). `centred` for a LayerNorm.
    #[must_use]
    pub fn of(row: &[u8], dtype: DType, centred: bool, eps: u32) -> Self {
        let moments = match dtype {
            DType::I8 => moments_i8(row),
            DType::I32 => moments_i32(row),
        };
        Self::from_moments(moments, row.len() / dtype.size(), centred, eps)
    }

    /// Of the moments of a row of `len` elements, 1 to [`MAX_ROW`](crate::MAX_ROW): for who sums them faster.
    #[inline]
    #[must_use]
    pub fn from_moments(moments: Moments, len: usize, centred: bool, eps: u32) -> Self {
        let Moments { narrow, sum, squares } = moments;
        let len = len as u64;
        let sum = if centred { sum } else { 0 };
        let spread = len * squares - sum.unsigned_abs() * sum.unsigned_abs();
        let spread = spread + ((u64::from(eps) * len * len) >> (2 * narrow));
        let up = spread.max(1).leading_zeros().saturating_sub(1) & !1;
        let inverse = match spread {
            0 => 0,
            _ => ((1u64 << 62) / isqrt(spread << up)) as i64,
        };
        Self {
            narrow,
            len: len as i64,
            sum,
            inverse,
            down: 46 - up / 2,
        }
    }

    /// The normalised element `t` of an element of the row, with 16 bits behind the point.
    #[inline]
    #[must_use]
    pub const fn normalised(&self, x: i32) -> i64 {
        let deviation = self.len * narrowed(x, self.narrow) - self.sum;
        (deviation * self.inverse + (1 << (self.down - 1))) >> self.down
    }

    /// The result's element.
    #[inline]
    #[must_use]
    pub const fn element(&self, x: i32, gain: i32, bias: i32, shift: u8) -> i8 {
        let scaled = self.normalised(x) * gain as i64 + ((bias as i64) << POINT);
        round_shift_clamp(scaled, shift)
    }

    /// `e`, `n`, `S`, `I` and `h` of the [definition](self), for backends.
    #[must_use]
    pub const fn parts(&self) -> (u32, i64, i64, i64, u32) {
        (self.narrow, self.len, self.sum, self.inverse, self.down)
    }
}

/// `x'` of step 1, for `e` = `narrow`.
#[inline]
#[must_use]
pub const fn narrowed(x: i32, narrow: u32) -> i64 {
    let half = 1i64.wrapping_shl(narrow) >> 1;
    (x as i64).wrapping_add(half).wrapping_shr(narrow)
}

/// Adds `x` and its square. Neither sum overflows for any row, see the [definition](self); looking whether it does would be
/// most of what a program spends here, where a checked product of 64 bits is a call.
#[inline(always)]
fn add_moments(sum: &mut i64, squares: &mut i64, x: i64) {
    *sum = sum.wrapping_add(x);
    *squares = squares.wrapping_add(x.wrapping_mul(x));
}

fn moments_i8(row: &[u8]) -> Moments {
    let (mut sum, mut squares) = (0i64, 0i64);
    for &byte in row {
        add_moments(&mut sum, &mut squares, i64::from(byte as i8));
    }
    Moments {
        narrow: 0,
        sum,
        squares: squares as u64,
    }
}

fn moments_i32(row: &[u8]) -> Moments {
    let (elements, _) = row.as_chunks::<4>();
    let mut magnitudes = 0;
    for element in elements {
        magnitudes |= i32::from_le_bytes(*element).unsigned_abs();
    }
    let narrow = Moments::narrowing(magnitudes);
    let (mut sum, mut squares) = (0, 0);
    for element in elements {
        let x = narrowed(i32::from_le_bytes(*element), narrow);
        add_moments(&mut sum, &mut squares, x);
    }
    Moments {
        narrow,
        sum,
        squares: squares as u64,
    }
}

/// `⌊√value⌋`, bit by bit: no table, no division, the same on every machine.
#[must_use]
pub const fn isqrt(value: u64) -> u64 {
    let (mut rest, mut root, mut bit) = (value, 0u64, 1u64 << 62);
    while bit > value {
        bit >>= 2;
    }
    while bit != 0 {
        if rest >= root + bit {
            rest -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
        bit >>= 2;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn roots_are_those_of_the_standard_library() {
        let near = (0..64).flat_map(|bit| {
            let power = 1u64 << bit;
            [power - 1, power, power.saturating_add(1)]
        });
        let squares = [3u64, 1000, 65_535, 3_037_000_499, 4_294_967_295].map(|root| root * root);
        for value in near
            .chain(squares)
            .chain(squares.map(|s| s - 1))
            .chain([u64::MAX])
        {
            assert_eq!(isqrt(value), value.isqrt(), "{value}");
        }
    }

    #[test]
    fn normalised_elements_are_close_to_the_real_ones() {
        let rows: [Vec<i32>; 4] = [
            (0..384).map(|i| (i * 7919 % 255) - 127).collect(),
            (0..4096)
                .map(|i: i32| i.wrapping_mul(1_103_515_245) >> 3)
                .collect(),
            Vec::from([1, 0]),
            (0..16_384).map(|i| if i == 5 { i32::MIN } else { 3 }).collect(),
        ];
        for row in rows {
            let bytes: Vec<u8> = row.iter().flat_map(|x| x.to_le_bytes()).collect();
            for centred in [false, true] {
                let norm = RowNorm::of(&bytes, DType::I32, centred, 0);
                let n = row.len() as f64;
                let mean = if centred {
                    row.iter().map(|&x| f64::from(x)).sum::<f64>() / n
                } else {
                    0.0
                };
                let square = row.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / n;
                let largest = row.iter().map(|x| x.unsigned_abs()).max().unwrap_or(0);
                // Narrowing to 16 bits moves an element by half a unit of the narrowed row.
                let unit = (f64::from(largest) / 32_768.0).max(0.0) / square.sqrt();
                for &x in &row {
                    let real = (f64::from(x) - mean) / square.sqrt();
                    let got = norm.normalised(x) as f64 / 65_536.0;
                    let allowed = 2e-5 + 1e-6 * real.abs() + 1.5 * unit;
                    assert!(
                        (got - real).abs() <= allowed,
                        "{got} for {real}, {} elements",
                        row.len()
                    );
                }
            }
        }
    }

    #[test]
    fn a_row_of_one_value_has_no_deviation() {
        for value in [-128i8, 0, 127] {
            let row = Vec::from([value as u8; 300]);
            let norm = RowNorm::of(&row, DType::I8, true, 0);
            assert_eq!(norm.normalised(value.into()), 0);
            assert_eq!(norm.element(value.into(), i32::MAX, 5, 16), 5);
        }
        assert_eq!(RowNorm::of(&[0; 8], DType::I8, false, 0).normalised(0), 0);
    }

    /// No step leaves `i64` (a debug build would stop).
    #[test]
    fn extremes_stay_inside() {
        let spread = |i: usize| if i.is_multiple_of(2) { i32::MIN } else { i32::MAX };
        let lonely = |i: usize| if i == 0 { i32::MIN } else { 0 };
        for len in [1usize, 2, 16_383, 16_384] {
            for row in [
                spread as fn(usize) -> i32,
                lonely,
                |_| i32::MIN,
                |_| 32_767,
                |_| -32_768,
            ] {
                let bytes: Vec<u8> = (0..len).flat_map(|i| row(i).to_le_bytes()).collect();
                for eps in [0, 1, u32::MAX] {
                    for centred in [false, true] {
                        let norm = RowNorm::of(&bytes, DType::I32, centred, eps);
                        // √n · 2¹⁶ but for rounding.
                        let most = ((len as u64) << 32).isqrt() + 2;
                        for x in [row(0), row(len - 1)] {
                            assert!(norm.normalised(x).unsigned_abs() <= most);
                            for gain in [i32::MIN, i32::MAX] {
                                for shift in [0, 62] {
                                    let _ = norm.element(x, gain, i32::MIN, shift);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
