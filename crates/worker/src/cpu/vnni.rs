//! AVX-512 VNNI micro-kernel: `vpdpbusd` multiplies 64 byte pairs and adds fours into i32 lanes
//! without saturating.
//!
//! The instruction wants one unsigned operand, so the right operand is packed with 128 added and
//! `128 · Σ a` is subtracted from the result: exact, since everything is taken modulo 2³² and the
//! true sum of at most 16,384 products fits an i32.

use core::arch::x86_64::*;

use super::dots::Corner;
use super::gemm::Kernel;
use super::pack::{self, Biased4, Line, Signed4, LINE_WORDS};
use assay_hash::{turn, Avx512};

/// Marker of a machine whose AVX-512 F, BW, DQ, VL and VNNI were detected at run time.
#[derive(Clone, Copy)]
pub(crate) struct Vnni(Avx512);

/// i32 lanes of a 512-bit register.
const LANES: usize = 16;
/// Registers across one tile.
const WIDE: usize = 2;
/// Bytes ahead of what is packed that are called into the cache: every row is a stream of its own, more than the
/// processor follows by itself.
const AHEAD: usize = 256;
const MR: usize = 12;
const NR: usize = WIDE * LANES;

impl Vnni {
    /// `Some` when this processor runs the kernel.
    pub(super) fn detect() -> Option<Self> {
        let wide = Avx512::detect()?;
        is_x86_feature_detected!("avx512vnni").then_some(Self(wide))
    }

    /// What it has besides.
    pub(super) fn wide(self) -> Avx512 {
        self.0
    }
}

impl Corner for Vnni {
    #[inline(always)]
    fn corner(self, long: [&[i8]; 4], short: [&[i8]; 4], sums: [i32; 4]) -> [[i32; 4]; 4] {
        let k = long[0].len();
        assert!(long.iter().chain(&short).all(|row| row.len() == k));
        // SAFETY: a value of `Vnni` exists only after detection, and all rows are `k` long.
        unsafe { corner(long, short, sums, k) }
    }
}

impl Kernel for Vnni {
    type Left = Signed4;
    type Right = Biased4;
    type Session = ();
    const MR: usize = MR;
    const NR: usize = NR;
    const LEFT_SUMS: bool = true;

    #[inline(always)]
    fn begin(self) {}

    #[inline(always)]
    fn tile(self, (): &(), left: &[Line], sums: &[i32], right: &[Line], steps: usize, out: &mut [i32]) {
        let lines = steps.div_ceil(LINE_WORDS);
        assert!(left.len() >= lines * MR && right.len() >= lines * NR);
        assert!(sums.len() >= MR && out.len() >= MR * NR);
        // SAFETY: a value of `Vnni` exists only after detection, and the lengths were asserted.
        unsafe { tile(left, sums, right, steps, out) }
    }

    #[inline(always)]
    fn interleave(self, rows: [&[i8]; LINE_WORDS], out: &mut [Line]) {
        let whole = interleave_whole(self, rows, out, i8::MIN);
        pack::interleave::<Self>(rows, whole, out);
    }
}

/// # Safety
/// AVX-512 F, BW and VNNI must be present; for every sixteen of `steps`, begun or whole, `left` holds `MR` lines and
/// `right` `NR`; `sums` holds `MR` values and `out` `MR · NR`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn tile(left: &[Line], sums: &[i32], right: &[Line], steps: usize, out: &mut [i32]) {
    let mut acc = [[_mm512_setzero_si512(); WIDE]; MR];
    let mut a = left.as_ptr().cast::<i32>();
    let mut b = right.as_ptr();
    for at in (0..steps).step_by(LINE_WORDS) {
        for step in 0..LINE_WORDS.min(steps - at) {
            let b0 = _mm512_load_si512(b.cast());
            let b1 = _mm512_load_si512(b.add(1).cast());
            for (row, acc) in acc.iter_mut().enumerate() {
                let word = _mm512_set1_epi32(*a.add(row * LINE_WORDS + step));
                acc[0] = _mm512_dpbusd_epi32(acc[0], b0, word);
                acc[1] = _mm512_dpbusd_epi32(acc[1], b1, word);
            }
            b = b.add(WIDE);
        }
        a = a.add(MR * LINE_WORDS);
    }
    for (row, acc) in acc.iter().enumerate() {
        let bias = _mm512_set1_epi32(sums[row].wrapping_mul(128));
        for (wide, acc) in acc.iter().enumerate() {
            let at = out.as_mut_ptr().add(row * NR + wide * LANES);
            _mm512_storeu_si512(at.cast(), _mm512_sub_epi32(*acc, bias));
        }
    }
}

/// [`Kernel::interleave`] of the lines that every row fills, elements moved by `bias`; returns how many those are.
#[inline(always)]
pub(super) fn interleave_whole(_vnni: Vnni, rows: [&[i8]; LINE_WORDS], out: &mut [Line], bias: i8) -> usize {
    let k = rows[0].len();
    let whole = if rows.iter().all(|row| row.len() == k) {
        k / 64
    } else {
        0
    };
    assert!(out.len() + WIDE > whole * NR);
    // SAFETY: a value of `Vnni` exists only after detection; all rows hold `whole` lines, and `out` their words.
    unsafe { interleave(rows.map(<[i8]>::as_ptr), whole, out, bias) }
    whole
}

/// Turns `whole` lines of sixteen rows into lines of one word of each; elements are moved by `bias`.
///
/// # Safety
/// AVX-512 F must be present; every row holds `whole` lines and `out` room for `whole · NR` less what is beside the
/// last word.
#[target_feature(enable = "avx512f")]
unsafe fn interleave(rows: [*const i8; LINE_WORDS], whole: usize, out: &mut [Line], bias: i8) {
    let bias = _mm512_set1_epi8(bias);
    let out = out.as_mut_ptr();
    for chunk in 0..whole {
        let lines = rows.map(|row| {
            let at = row.add(64 * chunk);
            _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(AHEAD));
            _mm512_xor_si512(bias, _mm512_loadu_si512(at.cast()))
        });
        for (word, turned) in turn(lines).into_iter().enumerate() {
            _mm512_store_si512(out.add(chunk * NR + word * WIDE).cast(), turned);
        }
    }
}

/// # Safety
/// AVX-512 F, BW and VNNI must be present; every row holds `k` elements.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn corner(long: [&[i8]; 4], short: [&[i8]; 4], sums: [i32; 4], k: usize) -> [[i32; 4]; 4] {
    const WIDTH: usize = 64;
    let bias = _mm512_set1_epi8(i8::MIN);
    let mut acc = [[_mm512_setzero_si512(); 4]; 4];
    for at in (0..k).step_by(WIDTH) {
        // Lanes past the end load as zero on both sides, so that they add nothing.
        let mask = if k - at >= WIDTH {
            u64::MAX
        } else {
            (1 << (k - at)) - 1
        };
        let b = short.map(|row| _mm512_maskz_loadu_epi8(mask, row.as_ptr().add(at)));
        for (acc, row) in acc.iter_mut().zip(long) {
            let a = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, row.as_ptr().add(at)), bias);
            for (acc, b) in acc.iter_mut().zip(b) {
                *acc = _mm512_dpbusd_epi32(*acc, a, b);
            }
        }
    }
    let mut out = [[0i32; 4]; 4];
    for (out, acc) in out.iter_mut().zip(acc) {
        for ((out, acc), sum) in out.iter_mut().zip(acc).zip(sums) {
            *out = _mm512_reduce_add_epi32(acc).wrapping_sub(sum.wrapping_mul(128));
        }
    }
    out
}
