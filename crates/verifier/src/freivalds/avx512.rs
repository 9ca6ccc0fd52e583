//! The inner loops on 512-bit SIMD: 16-bit dot products for what is `i8`, 52-bit multiplication for claims.

use super::scalar;
use super::vectors::Elements;
use crate::field::Fp;
use std::arch::x86_64::*;
use std::ops::Range;

/// Elements of `i8` per step.
const STEP: usize = 32;
/// Rows of `b` folded in one pass over the accumulators.
const ROWS: usize = 16;
/// Passes before 32-bit accumulators are emptied. A pair of products is at most 2 · 2⁷ · 2¹⁵ = 2²³ in
/// magnitude, and `ROWS / 2` of them go into an accumulator per pass: 2³¹ would need 32 passes.
const PASSES: usize = 30;
/// Steps of a dot product before its 32-bit accumulators are emptied, by the same bound: below 256.
const STEPS: usize = 128;
/// Makes an `i32` unsigned, as 52-bit multiplication wants it.
pub(super) const CLAIM_OFFSET: i128 = 1 << 31;
/// Claims per step.
const CLAIMS: usize = 8;

/// See [`kernels::fold`](super::kernels::fold).
pub(super) fn fold(b: &[i8], k: usize, columns: Range<usize>, r: &[[i16; 4]]) -> Vec<[i64; 4]> {
    let mut sums = vec![[0i64; 4]; columns.len()];
    let whole = columns.len() / STEP * STEP;
    let row = |j: usize| &b[j * k..][columns.clone()];
    let mut accumulators = vec![[[0i32; 16]; 8]; whole / STEP];
    let blocks = r.len() / ROWS;
    for block in 0..blocks {
        let first = block * ROWS;
        let rows: [&[i8]; ROWS] = std::array::from_fn(|n| row(first + n));
        let digits: &[[i16; 4]; ROWS] = r[first..][..ROWS].try_into().expect("a block of rows");
        // SAFETY: `Kernel::Avx512` is only made when the processor has these features, and every row holds
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
/// The processor has AVX-512 F, BW and VNNI and each row holds `STEP` elements per accumulator.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn fold_rows(rows: &[&[i8]; ROWS], digits: &[[i16; 4]; ROWS], accumulators: &mut [[[i32; 16]; 8]]) {
    let mut weights = [[0i32; 4]; ROWS / 2];
    for (pair, weights) in weights.iter_mut().enumerate() {
        for (d, weight) in weights.iter_mut().enumerate() {
            let (even, odd) = (digits[2 * pair][d], digits[2 * pair + 1][d]);
            *weight = i32::from(odd) << 16 | i32::from(even as u16);
        }
    }
    for (step, accumulators) in accumulators.iter_mut().enumerate() {
        let mut sums: [__m512i; 8] =
            // SAFETY: an accumulator is 64 bytes.
            std::array::from_fn(|n| unsafe { _mm512_loadu_si512(accumulators[n].as_ptr().cast()) });
        for (pair, weights) in weights.iter().enumerate() {
            // SAFETY: the caller's rows hold `STEP` bytes from here.
            let load = |row: &[i8]| unsafe { _mm256_loadu_si256(row.as_ptr().add(step * STEP).cast()) };
            let even = _mm512_cvtepi8_epi16(load(rows[2 * pair]));
            let odd = _mm512_cvtepi8_epi16(load(rows[2 * pair + 1]));
            let low = _mm512_unpacklo_epi16(even, odd);
            let high = _mm512_unpackhi_epi16(even, odd);
            for d in 0..4 {
                let weight = _mm512_set1_epi32(weights[d]);
                sums[2 * d] = _mm512_dpwssd_epi32(sums[2 * d], low, weight);
                sums[2 * d + 1] = _mm512_dpwssd_epi32(sums[2 * d + 1], high, weight);
            }
        }
        for (accumulator, sum) in accumulators.iter_mut().zip(sums) {
            // SAFETY: an accumulator is 64 bytes.
            unsafe { _mm512_storeu_si512(accumulator.as_mut_ptr().cast(), sum) };
        }
    }
}

/// Moves the accumulators into `sums` and clears them.
fn empty(accumulators: &mut [[[i32; 16]; 8]], sums: &mut [[i64; 4]]) {
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
    // SAFETY: `Kernel::Avx512` is only made when the processor has these features; the parts have equal
    // lengths, a multiple of `STEP`.
    let mut sums = unsafe { products_steps(steps, v.map(|digit| &digit[..whole])) };
    let tail = scalar::products(a.map(|row| &row[whole..]), v.map(|digit| &digit[whole..]));
    let all = sums.as_flattened_mut().iter_mut();
    all.zip(tail.as_flattened()).for_each(|(sum, tail)| *sum += tail);
    sums
}

/// # Safety
///
/// The processor has AVX-512 F, BW and VNNI; each row of `a` and each digit of `v` have the same length, a
/// multiple of `STEP`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn products_steps<const R: usize>(a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    let mut totals = [[0; 4]; R];
    let steps = v[0].len() / STEP;
    for first in (0..steps).step_by(STEPS) {
        let mut sums = [[_mm512_setzero_si512(); 4]; R];
        for step in first..steps.min(first + STEPS) {
            let at = step * STEP;
            // SAFETY: `at + STEP` is within every row.
            let load = |row: &[i8]| unsafe { _mm256_loadu_si256(row.as_ptr().add(at).cast()) };
            let a = a.map(|row| _mm512_cvtepi8_epi16(load(row)));
            for (d, digit) in v.iter().enumerate() {
                // SAFETY: `at + STEP` is within every digit.
                let digit = unsafe { _mm512_loadu_si512(digit.as_ptr().add(at).cast()) };
                for row in 0..R {
                    sums[row][d] = _mm512_dpwssd_epi32(sums[row][d], a[row], digit);
                }
            }
        }
        let all = totals.as_flattened_mut().iter_mut();
        for (total, &sum) in all.zip(sums.as_flattened()) {
            let mut lanes = [0i32; 16];
            // SAFETY: the lanes are 64 bytes.
            unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), sum) };
            *total += lanes.iter().map(|&lane| i64::from(lane)).sum::<i64>();
        }
    }
    totals
}

/// See [`kernels::claims`](super::kernels::claims); the offset is [`CLAIM_OFFSET`].
pub(super) fn claims<const R: usize>(c: [&[u8]; R], r: Elements<'_>) -> [i128; R] {
    let whole = r.whole.len() / CLAIMS * CLAIMS;
    let steps = c.map(|row| &row[..whole * 4]);
    // SAFETY: `Kernel::Avx512` is only made when the processor has these features; rows and elements are as
    // many, a multiple of `CLAIMS`.
    let sums = unsafe { claims_steps(steps, &r.whole[..whole]) };
    std::array::from_fn(|row| {
        let (tail, _) = c[row][whole * 4..].as_chunks::<4>();
        let tail = tail.iter().zip(&r.whole[whole..]).map(|(&c, r)| {
            let claim = i128::from(i32::from_le_bytes(c)) + CLAIM_OFFSET;
            claim * i128::from(r.value())
        });
        sums[row] + tail.sum::<i128>()
    })
}

/// A claim has 32 bits and an element 61. The product of the claim and the element's low 52 bits comes in a low and
/// a high part of 52 bits, that with its high 9 bits in one of 41: sums of [`CLAIM_COLUMNS`] / 8 of them stay far
/// inside 64 bits.
///
/// # Safety
///
/// The processor has AVX-512 F and IFMA; each row of `c` holds as many elements as `r`, a multiple of `CLAIMS`.
///
/// [`CLAIM_COLUMNS`]: super::kernels::CLAIM_COLUMNS
#[target_feature(enable = "avx512f,avx512ifma")]
unsafe fn claims_steps<const R: usize>(c: [&[u8]; R], r: &[Fp]) -> [i128; R] {
    let mut sums = [[_mm512_setzero_si512(); 3]; R];
    // The addition of 2³¹ modulo 2³².
    let offset = _mm512_set1_epi64(CLAIM_OFFSET as i64);
    for at in (0..r.len()).step_by(CLAIMS) {
        // SAFETY: `at + CLAIMS` elements are within every row.
        let load = |row: &[u8]| unsafe { _mm256_loadu_si256(row.as_ptr().add(at * 4).cast()) };
        let c = c.map(|row| _mm512_xor_si512(_mm512_cvtepu32_epi64(load(row)), offset));
        // SAFETY: `at + CLAIMS` elements, each a `u64`, are within `r`. Multiplication takes their low 52 bits.
        let low = unsafe { _mm512_loadu_si512(r.as_ptr().add(at).cast()) };
        let high = _mm512_srli_epi64::<52>(low);
        for row in 0..R {
            let [ones, twos, threes] = &mut sums[row];
            *ones = _mm512_madd52lo_epu64(*ones, c[row], low);
            *twos = _mm512_madd52hi_epu64(*twos, c[row], low);
            *threes = _mm512_madd52lo_epu64(*threes, c[row], high);
        }
    }
    sums.map(|sums| {
        let [ones, twos, threes] = sums.map(|sum| {
            let mut lanes = [0u64; 8];
            // SAFETY: the lanes are 64 bytes.
            unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), sum) };
            lanes.iter().map(|&lane| i128::from(lane)).sum::<i128>()
        });
        ones + ((twos + threes) << 52)
    })
}
