//! The inner loops on 128-bit SIMD of 64-bit Arm, which every such processor has.

use super::scalar;
use super::vectors::Elements;
use crate::field::join21;
use std::arch::aarch64::*;
use std::ops::Range;

/// Elements of `i8` per step.
const STEP: usize = 8;
/// Rows of `b` folded before the 32-bit accumulators are emptied. A product is at most 2⁷ · 2¹⁵ = 2²² in magnitude:
/// 2³¹ would need 512.
const ROWS: usize = 504;
/// Rows of `b` folded in one pass over the accumulators.
const ROWS_PER_PASS: usize = 8;
/// Steps of a dot product before its 32-bit accumulators are emptied: two products go into a lane per step, so below
/// 256.
const STEPS: usize = 128;

/// See [`kernels::fold`](super::kernels::fold).
pub(super) fn fold(b: &[i8], k: usize, columns: Range<usize>, r: &[[i16; 4]]) -> Vec<[i64; 4]> {
    let mut sums = vec![[0i64; 4]; columns.len()];
    let whole = columns.len() / STEP * STEP;
    let row = |j: usize| &b[j * k..][columns.clone()];
    let mut accumulators = vec![[[0i32; STEP]; 4]; whole / STEP];
    for (block, digits) in r.chunks(ROWS).enumerate() {
        for (pass, digits) in digits.chunks(ROWS_PER_PASS).enumerate() {
            let first = block * ROWS + pass * ROWS_PER_PASS;
            let rows: Vec<&[i8]> = (first..first + digits.len()).map(row).collect();
            // SAFETY: every row holds `STEP` elements per accumulator, and there is a row per challenge element.
            unsafe { fold_rows(&rows, digits, &mut accumulators) };
        }
        for (accumulators, sums) in accumulators.iter_mut().zip(sums.chunks_exact_mut(STEP)) {
            for (d, accumulator) in accumulators.iter_mut().enumerate() {
                for (value, sum) in accumulator.iter_mut().zip(sums.iter_mut()) {
                    sum[d] += i64::from(std::mem::take(value));
                }
            }
        }
    }
    for (j, digits) in r.iter().enumerate() {
        scalar::add_row(&mut sums[whole..], &row(j)[whole..], digits);
    }
    sums
}

/// Adds some rows times their challenge elements.
///
/// # Safety
///
/// Each row holds `STEP` elements per accumulator, and there are as many as challenge elements.
#[target_feature(enable = "neon")]
unsafe fn fold_rows(rows: &[&[i8]], digits: &[[i16; 4]], accumulators: &mut [[[i32; STEP]; 4]]) {
    for (step, accumulators) in accumulators.iter_mut().enumerate() {
        let mut sums: [[int32x4_t; 2]; 4] = std::array::from_fn(|d| {
            let accumulator = accumulators[d].as_ptr();
            // SAFETY: an accumulator is eight elements.
            unsafe { [vld1q_s32(accumulator), vld1q_s32(accumulator.add(4))] }
        });
        for (row, digits) in rows.iter().zip(digits) {
            // SAFETY: the caller's rows hold `STEP` bytes from here.
            let b = vmovl_s8(unsafe { vld1_s8(row.as_ptr().add(step * STEP)) });
            for (sums, &digit) in sums.iter_mut().zip(digits) {
                sums[0] = vmlal_n_s16(sums[0], vget_low_s16(b), digit);
                sums[1] = vmlal_high_n_s16(sums[1], b, digit);
            }
        }
        for (accumulator, sums) in accumulators.iter_mut().zip(sums) {
            // SAFETY: an accumulator is eight elements.
            unsafe {
                vst1q_s32(accumulator.as_mut_ptr(), sums[0]);
                vst1q_s32(accumulator.as_mut_ptr().add(4), sums[1]);
            }
        }
    }
}

/// See [`kernels::products`](super::kernels::products).
pub(super) fn products<const R: usize>(a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    let whole = v[0].len() / STEP * STEP;
    let steps = a.map(|row| &row[..whole]);
    // SAFETY: the parts have equal lengths, a multiple of `STEP`.
    let mut sums = unsafe { products_steps(steps, v.map(|digit| &digit[..whole])) };
    let tail = scalar::products(a.map(|row| &row[whole..]), v.map(|digit| &digit[whole..]));
    let all = sums.as_flattened_mut().iter_mut();
    all.zip(tail.as_flattened()).for_each(|(sum, tail)| *sum += tail);
    sums
}

/// # Safety
///
/// Each row of `a` and each digit of `v` have the same length, a multiple of `STEP`.
#[target_feature(enable = "neon")]
unsafe fn products_steps<const R: usize>(a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    let mut totals = [[0; 4]; R];
    let steps = v[0].len() / STEP;
    for first in (0..steps).step_by(STEPS) {
        let mut sums = [[vdupq_n_s32(0); 4]; R];
        for step in first..steps.min(first + STEPS) {
            let at = step * STEP;
            // SAFETY: `at + STEP` is within every row.
            let a = a.map(|row| vmovl_s8(unsafe { vld1_s8(row.as_ptr().add(at)) }));
            for (d, digit) in v.iter().enumerate() {
                // SAFETY: `at + STEP` is within every digit.
                let digit = unsafe { vld1q_s16(digit.as_ptr().add(at)) };
                for row in 0..R {
                    let low = vmlal_s16(sums[row][d], vget_low_s16(a[row]), vget_low_s16(digit));
                    sums[row][d] = vmlal_high_s16(low, a[row], digit);
                }
            }
        }
        let all = totals.as_flattened_mut().iter_mut();
        for (total, &sum) in all.zip(sums.as_flattened()) {
            *total += vaddlvq_s32(sum);
        }
    }
    totals
}

/// See [`kernels::claims`](super::kernels::claims); the offset is 0.
pub(super) fn claims<const R: usize>(c: [&[u8]; R], r: Elements<'_>) -> [i128; R] {
    let whole = r.digits21[0].len() / 4 * 4;
    let steps = c.map(|row| &row[..whole * 4]);
    // SAFETY: rows and digits hold as many elements, a multiple of four.
    let sums = unsafe { claims_steps(steps, r.digits21.map(|digit| &digit[..whole])) };
    let tails = scalar::claims(c.map(|row| &row[whole * 4..]), r.from(whole));
    std::array::from_fn(|row| join21(sums[row]) + tails[row])
}

/// # Safety
///
/// Each row of `c` and each digit of `r` holds the same number of elements, a multiple of four.
#[target_feature(enable = "neon")]
unsafe fn claims_steps<const R: usize>(c: [&[u8]; R], r: [&[i32]; 3]) -> [[i64; 3]; R] {
    let mut sums = [[vdupq_n_s64(0); 3]; R];
    for at in (0..r[0].len()).step_by(4) {
        // SAFETY: 16 bytes from element `at` are within every row; a load of bytes needs no alignment.
        let c = c.map(|row| vreinterpretq_s32_u8(unsafe { vld1q_u8(row.as_ptr().add(at * 4)) }));
        for (d, digit) in r.iter().enumerate() {
            // SAFETY: `at + 4` elements are within every digit.
            let digit = unsafe { vld1q_s32(digit.as_ptr().add(at)) };
            for row in 0..R {
                let low = vmlal_s32(sums[row][d], vget_low_s32(c[row]), vget_low_s32(digit));
                sums[row][d] = vmlal_high_s32(low, c[row], digit);
            }
        }
    }
    sums.map(|digits| digits.map(|sum| vaddvq_s64(sum)))
}
