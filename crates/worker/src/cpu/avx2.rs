//! AVX2 micro-kernel: operands widened to 16 bits while packing, `vpmaddwd` multiplies pairs and
//! adds them into i32 lanes. Exact for every input: a pair is at most 2 · 128² = 2¹⁵.
//!
//! `vpmaddubsw`, twice as wide, saturates at 16 bits and is therefore not used.

use core::arch::x86_64::*;

use assay_hash::Avx2;

use super::dots::{dot, Corner};
use super::gemm::Kernel;
use super::pack::{Line, Wide2, LINE_WORDS};

/// i32 lanes of a 256-bit register.
const LANES: usize = 8;
/// Registers across one tile.
const WIDE: usize = 2;
const MR: usize = 6;
const NR: usize = WIDE * LANES;

impl Corner for Avx2 {
    #[inline(always)]
    fn corner(self, long: [&[i8]; 4], short: [&[i8]; 4], _sums: [i32; 4]) -> [[i32; 4]; 4] {
        let k = long[0].len();
        assert!(long.iter().chain(&short).all(|row| row.len() == k));
        // SAFETY: a value of `Avx2` exists only after detection, and all rows are `k` long.
        let [a, b] = unsafe {
            [
                corner(long, [short[0], short[1]], k),
                corner(long, [short[2], short[3]], k),
            ]
        };
        core::array::from_fn(|row| [a[row][0], a[row][1], b[row][0], b[row][1]])
    }
}

impl Kernel for Avx2 {
    type Left = Wide2;
    type Right = Wide2;
    type Session = ();
    const MR: usize = MR;
    const NR: usize = NR;
    const LEFT_SUMS: bool = false;

    #[inline(always)]
    fn begin(self) {}

    #[inline(always)]
    fn tile(self, (): &(), left: &[Line], _sums: &[i32], right: &[Line], steps: usize, out: &mut [i32]) {
        let lines = steps.div_ceil(LINE_WORDS);
        assert!(left.len() >= lines * MR && right.len() >= lines * NR && out.len() >= MR * NR);
        // SAFETY: a value of `Avx2` exists only after detection, and the lengths were asserted.
        unsafe { tile(left, right, steps, out) }
    }
}

/// # Safety
/// AVX2 must be present; for every sixteen of `steps`, begun or whole, `left` holds `MR` lines and `right` `NR`;
/// `out` holds `MR · NR` values.
#[target_feature(enable = "avx2")]
unsafe fn tile(left: &[Line], right: &[Line], steps: usize, out: &mut [i32]) {
    let mut acc = [[_mm256_setzero_si256(); WIDE]; MR];
    let mut a = left.as_ptr().cast::<i32>();
    let mut b = right.as_ptr().cast::<i32>();
    for at in (0..steps).step_by(LINE_WORDS) {
        for step in 0..LINE_WORDS.min(steps - at) {
            let b0 = _mm256_load_si256(b.cast());
            let b1 = _mm256_load_si256(b.add(LANES).cast());
            for (row, acc) in acc.iter_mut().enumerate() {
                let word = _mm256_set1_epi32(*a.add(row * LINE_WORDS + step));
                acc[0] = _mm256_add_epi32(acc[0], _mm256_madd_epi16(word, b0));
                acc[1] = _mm256_add_epi32(acc[1], _mm256_madd_epi16(word, b1));
            }
            b = b.add(NR);
        }
        a = a.add(MR * LINE_WORDS);
    }
    for (row, acc) in acc.iter().enumerate() {
        for (wide, acc) in acc.iter().enumerate() {
            let at = out.as_mut_ptr().add(row * NR + wide * LANES);
            _mm256_storeu_si256(at.cast(), *acc);
        }
    }
}

/// # Safety
/// AVX2 must be present; every row holds `k` elements.
#[target_feature(enable = "avx2")]
unsafe fn corner(long: [&[i8]; 4], short: [&[i8]; 2], k: usize) -> [[i32; 2]; 4] {
    const WIDTH: usize = 16;
    let mut acc = [[_mm256_setzero_si256(); 2]; 4];
    let whole = k - k % WIDTH;
    for at in (0..whole).step_by(WIDTH) {
        let b = short.map(|row| widen(row.as_ptr().add(at)));
        for (acc, row) in acc.iter_mut().zip(long) {
            let a = widen(row.as_ptr().add(at));
            for (acc, b) in acc.iter_mut().zip(b) {
                *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(a, b));
            }
        }
    }
    let mut out = [[0i32; 2]; 4];
    for ((out, acc), long) in out.iter_mut().zip(acc).zip(long) {
        for ((out, acc), short) in out.iter_mut().zip(acc).zip(short) {
            *out = sum(acc).wrapping_add(dot(&long[whole..], &short[whole..]));
        }
    }
    out
}

/// Loads 16 bytes sign-extended to 16 bits.
///
/// # Safety
/// AVX2 must be present and 16 bytes readable at `at`.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn widen(at: *const i8) -> __m256i {
    _mm256_cvtepi8_epi16(_mm_loadu_si128(at.cast()))
}

/// Sum of the eight lanes, modulo 2³².
#[inline]
#[target_feature(enable = "avx2")]
fn sum(lanes: __m256i) -> i32 {
    let four = _mm_add_epi32(
        _mm256_castsi256_si128(lanes),
        _mm256_extracti128_si256::<1>(lanes),
    );
    let two = _mm_add_epi32(four, _mm_shuffle_epi32::<0b01_00_11_10>(four));
    let one = _mm_add_epi32(two, _mm_shuffle_epi32::<0b10_11_00_01>(two));
    _mm_cvtsi128_si32(one)
}
