//! AVX-512 VNNI micro-kernel: `vpdpbusd` multiplies 64 byte pairs and adds fours into i32 lanes
//! without saturating.
//!
//! The instruction wants one unsigned operand, so the right operand is packed with 128 added and
//! `128 · Σ a` is subtracted from the result: exact, since everything is taken modulo 2³² and the
//! true sum of at most 16,384 products fits an i32.

use core::arch::x86_64::*;

use super::gemm::Kernel;
use super::pack::{Biased4, Signed4};

/// Marker of a machine whose AVX-512 F, BW, DQ, VL and VNNI were detected at run time.
#[derive(Clone, Copy)]
pub(crate) struct Vnni(());

/// i32 lanes of a 512-bit register.
const LANES: usize = 16;
/// Registers across one tile.
const WIDE: usize = 2;
const MR: usize = 12;
const NR: usize = WIDE * LANES;

impl Vnni {
    /// `Some` when this processor runs the kernel.
    pub(super) fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni"))
        .then_some(Self(()))
    }
}

impl Kernel for Vnni {
    type Left = Signed4;
    type Right = Biased4;
    const MR: usize = MR;
    const NR: usize = NR;
    const KC: usize = 2048;
    const LEFT_SUMS: bool = true;

    #[inline(always)]
    fn tile(self, left: &[u32], sums: &[i32], right: &[u32], steps: usize, out: &mut [i32], stride: usize) {
        assert!(left.len() >= steps * MR && right.len() >= steps * NR);
        assert!(sums.len() >= MR && out.len() >= (MR - 1) * stride + NR && stride >= NR);
        // SAFETY: a value of `Vnni` exists only after detection, and the lengths were asserted.
        unsafe { tile(left, sums, right, steps, out, stride) }
    }

    #[inline(always)]
    fn corner(self, long: [&[i8]; 4], short: [&[i8]; 4], sums: [i32; 4]) -> [[i32; 4]; 4] {
        let k = long[0].len();
        assert!(long.iter().chain(&short).all(|row| row.len() == k));
        // SAFETY: a value of `Vnni` exists only after detection, and all rows are `k` long.
        unsafe { corner(long, short, sums, k) }
    }
}

/// # Safety
/// AVX-512 F, BW and VNNI must be present; `left` holds `steps·MR` words, `right` `steps·NR`,
/// `sums` `MR` values, and `out` an `MR × NR` tile at row distance `stride`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn tile(left: &[u32], sums: &[i32], right: &[u32], steps: usize, out: &mut [i32], stride: usize) {
    let mut acc = [[_mm512_setzero_si512(); WIDE]; MR];
    let mut a = left.as_ptr().cast::<i32>();
    let mut b = right.as_ptr().cast::<i32>();
    for _ in 0..steps {
        let b0 = _mm512_loadu_si512(b.cast());
        let b1 = _mm512_loadu_si512(b.add(LANES).cast());
        for (row, acc) in acc.iter_mut().enumerate() {
            let word = _mm512_set1_epi32(a.add(row).read_unaligned());
            acc[0] = _mm512_dpbusd_epi32(acc[0], b0, word);
            acc[1] = _mm512_dpbusd_epi32(acc[1], b1, word);
        }
        a = a.add(MR);
        b = b.add(NR);
    }
    for (row, acc) in acc.iter().enumerate() {
        let bias = _mm512_set1_epi32(sums[row].wrapping_mul(128));
        for (wide, acc) in acc.iter().enumerate() {
            let at = out.as_mut_ptr().add(row * stride + wide * LANES);
            let sum = _mm512_add_epi32(_mm512_loadu_si512(at.cast()), _mm512_sub_epi32(*acc, bias));
            _mm512_storeu_si512(at.cast(), sum);
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
