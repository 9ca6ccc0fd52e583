//! The inner loops on 256-bit integer SIMD.

use super::scalar;
use super::vectors::Elements;
use crate::field::join21;
use std::arch::x86_64::*;
use std::ops::Range;

/// Elements of `i8` per step.
const STEP: usize = 16;
/// Rows of `b` folded in one pass over the accumulators.
const ROWS: usize = 8;
/// Passes before 32-bit accumulators are emptied. A pair of products is at most 2 · 2⁷ · 2¹⁵ = 2²³ in
/// magnitude, and `ROWS / 2` of them go into an accumulator per pass: 2³¹ would need 64 passes.
const PASSES: usize = 60;
/// Steps of a dot product before its 32-bit accumulators are emptied, by the same bound: below 256.
const STEPS: usize = 128;

/// See [`kernels::fold`](super::kernels::fold).
pub(super) fn fold(b: &[i8], k: usize, columns: Range<usize>, r: &[[i16; 4]]) -> Vec<[i64; 4]> {
    let mut sums = vec![[0i64; 4]; columns.len()];
    let whole = columns.len() / STEP * STEP;
    let row = |j: usize| &b[j * k..][columns.clone()];
    let mut accumulators = vec![[[0i32; 8]; 8]; whole / STEP];
    let blocks = r.len() / ROWS;
    for block in 0..blocks {
        let first = block * ROWS;
        let rows: [&[i8]; ROWS] = std::array::from_fn(|n| row(first + n));
        let digits: &[[i16; 4]; ROWS] = r[first..][..ROWS].try_into().expect("a block of rows");
        // SAFETY: `Kernel::Avx2` is only made when the processor has AVX2, and every row holds
        // `STEP` elements per accumulator.
        unsafe { fold_rows(&rows, digits, &mut accumulators) };
        if block % PASSES == PASSES - 1 || block == blocks - 1 {
            empty(&mut accumulators, &mut sums);
        }
    }
    for (j, digits) in r.iter().enumerate().skip(blocks * ROWS) {
        scalar::add_row(&mut sums[..whole], &row(j)[..whole], digits);
    }
    for (j, digits) in r.iter().enumerate() {
        scalar::add_row(&mut sums[whole..], &row(j)[whole..], digits);
    }
    sums
}

/// Adds `ROWS` rows times their challenge elements. Accumulator `2 · digit + half` of a step holds the
/// columns that unpacking puts into that half; [`empty`] puts them back in order.
///
/// # Safety
///
/// The processor has AVX2 and each row holds `STEP` elements per accumulator.
#[target_feature(enable = "avx2")]
unsafe fn fold_rows(rows: &[&[i8]; ROWS], digits: &[[i16; 4]; ROWS], accumulators: &mut [[[i32; 8]; 8]]) {
    let mut weights = [[_mm256_setzero_si256(); 4]; ROWS / 2];
    for (pair, weights) in weights.iter_mut().enumerate() {
        for (d, weight) in weights.iter_mut().enumerate() {
            let (even, odd) = (digits[2 * pair][d], digits[2 * pair + 1][d]);
            *weight = _mm256_set1_epi32(i32::from(odd) << 16 | i32::from(even as u16));
        }
    }
    for (step, accumulators) in accumulators.iter_mut().enumerate() {
        let mut sums: [__m256i; 8] =
            // SAFETY: an accumulator is 32 bytes.
            std::array::from_fn(|n| unsafe { _mm256_loadu_si256(accumulators[n].as_ptr().cast()) });
        for (pair, weights) in weights.iter().enumerate() {
            // SAFETY: the caller's rows hold `STEP` bytes from here.
            let load = |row: &[i8]| unsafe { _mm_loadu_si128(row.as_ptr().add(step * STEP).cast()) };
            let even = _mm256_cvtepi8_epi16(load(rows[2 * pair]));
            let odd = _mm256_cvtepi8_epi16(load(rows[2 * pair + 1]));
            let low = _mm256_unpacklo_epi16(even, odd);
            let high = _mm256_unpackhi_epi16(even, odd);
            for d in 0..4 {
                let add = |sum, half| _mm256_add_epi32(sum, _mm256_madd_epi16(half, weights[d]));
                sums[2 * d] = add(sums[2 * d], low);
                sums[2 * d + 1] = add(sums[2 * d + 1], high);
            }
        }
        for (accumulator, sum) in accumulators.iter_mut().zip(sums) {
            // SAFETY: an accumulator is 32 bytes.
            unsafe { _mm256_storeu_si256(accumulator.as_mut_ptr().cast(), sum) };
        }
    }
}

/// Moves the accumulators into `sums` and clears them.
fn empty(accumulators: &mut [[[i32; 8]; 8]], sums: &mut [[i64; 4]]) {
    for (accumulators, sums) in accumulators.iter_mut().zip(sums.chunks_exact_mut(STEP)) {
        for (n, accumulator) in accumulators.iter_mut().enumerate() {
            let (digit, half) = (n / 2, n % 2);
            for (lane, value) in accumulator.iter_mut().enumerate() {
                // Unpacking works within 128-bit lanes: four columns of each.
                let column = lane / 4 * 8 + half * 4 + lane % 4;
                sums[column][digit] += i64::from(std::mem::take(value));
            }
        }
    }
}

/// See [`kernels::products`](super::kernels::products).
pub(super) fn products<const R: usize>(a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    let whole = v[0].len() / STEP * STEP;
    let steps = a.map(|row| &row[..whole]);
    // SAFETY: `Kernel::Avx2` is only made when the processor has AVX2; the parts have equal lengths,
    // a multiple of `STEP`.
    let mut sums = unsafe { products_steps(steps, v.map(|digit| &digit[..whole])) };
    let tail = scalar::products(a.map(|row| &row[whole..]), v.map(|digit| &digit[whole..]));
    let all = sums.as_flattened_mut().iter_mut();
    all.zip(tail.as_flattened()).for_each(|(sum, tail)| *sum += tail);
    sums
}

/// # Safety
///
/// The processor has AVX2; each row of `a` and each digit of `v` have the same length, a multiple of `STEP`.
#[target_feature(enable = "avx2")]
unsafe fn products_steps<const R: usize>(a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    let mut totals = [[0; 4]; R];
    let steps = v[0].len() / STEP;
    for first in (0..steps).step_by(STEPS) {
        let mut sums = [[_mm256_setzero_si256(); 4]; R];
        for step in first..steps.min(first + STEPS) {
            let at = step * STEP;
            // SAFETY: `at + STEP` is within every row.
            let load = |row: &[i8]| unsafe { _mm_loadu_si128(row.as_ptr().add(at).cast()) };
            let a = a.map(|row| _mm256_cvtepi8_epi16(load(row)));
            for (d, digit) in v.iter().enumerate() {
                // SAFETY: `at + STEP` is within every digit.
                let digit = unsafe { _mm256_loadu_si256(digit.as_ptr().add(at).cast()) };
                for row in 0..R {
                    sums[row][d] = _mm256_add_epi32(sums[row][d], _mm256_madd_epi16(a[row], digit));
                }
            }
        }
        let all = totals.as_flattened_mut().iter_mut();
        for (total, &sum) in all.zip(sums.as_flattened()) {
            let mut lanes = [0i32; 8];
            // SAFETY: the lanes are 32 bytes.
            unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sum) };
            *total += lanes.iter().map(|&lane| i64::from(lane)).sum::<i64>();
        }
    }
    totals
}

/// See [`kernels::claims`](super::kernels::claims); the offset is 0.
pub(super) fn claims<const R: usize>(c: [&[u8]; R], r: Elements<'_>) -> [i128; R] {
    let whole = r.digits21[0].len() / 8 * 8;
    let steps = c.map(|row| &row[..whole * 4]);
    // SAFETY: `Kernel::Avx2` is only made when the processor has AVX2; rows and digits hold as many
    // elements, a multiple of eight.
    let sums = unsafe { claims_steps(steps, r.digits21.map(|digit| &digit[..whole])) };
    let tails = scalar::claims(c.map(|row| &row[whole * 4..]), r.from(whole));
    std::array::from_fn(|row| join21(sums[row]) + tails[row])
}

/// # Safety
///
/// The processor has AVX2; each row of `c` and each digit of `r` holds the same number of elements, a
/// multiple of eight.
#[target_feature(enable = "avx2")]
unsafe fn claims_steps<const R: usize>(c: [&[u8]; R], r: [&[i32]; 3]) -> [[i64; 3]; R] {
    let mut sums = [[_mm256_setzero_si256(); 3]; R];
    for at in (0..r[0].len()).step_by(8) {
        // SAFETY: `at + 8` elements are within every row.
        let c = c.map(|row| unsafe { _mm256_loadu_si256(row.as_ptr().add(at * 4).cast()) });
        // A multiplication takes the even elements of both; shifting brings the odd ones there.
        let c_odd = c.map(|row| _mm256_srli_epi64::<32>(row));
        for (d, digit) in r.iter().enumerate() {
            // SAFETY: `at + 8` elements are within every digit.
            let digit = unsafe { _mm256_loadu_si256(digit.as_ptr().add(at).cast()) };
            let digit_odd = _mm256_srli_epi64::<32>(digit);
            for row in 0..R {
                let even = _mm256_mul_epi32(c[row], digit);
                let odd = _mm256_mul_epi32(c_odd[row], digit_odd);
                let both = _mm256_add_epi64(even, odd);
                sums[row][d] = _mm256_add_epi64(sums[row][d], both);
            }
        }
    }
    sums.map(|digits| {
        digits.map(|sum| {
            let mut lanes = [0i64; 4];
            // SAFETY: the lanes are 32 bytes.
            unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sum) };
            lanes.iter().sum()
        })
    })
}
