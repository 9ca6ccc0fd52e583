//! Chooses the implementation of the inner loops.

#[cfg(target_arch = "aarch64")]
use super::neon;
use super::scalar;
use super::vectors::Elements;
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512};
use crate::kernel::Kernel;
use std::ops::Range;

/// Columns that [`claims`] takes at most: a sum of products of an `i32` and a base-2²¹ digit, each at most 2⁵¹ in
/// magnitude, stays in `i64`.
pub(super) const CLAIM_COLUMNS: usize = 2048;

/// `Σ_j b[j, t] · r[j]` digit by digit, for each column `t`; `b` is row-major with rows of `k`.
pub(super) fn fold(
    kernel: Kernel,
    b: &[i8],
    k: usize,
    columns: Range<usize>,
    r: &[[i16; 4]],
) -> Vec<[i64; 4]> {
    match kernel {
        Kernel::Scalar => scalar::fold(b, k, columns, r),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::fold(b, k, columns, r),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::fold(b, k, columns, r),
        #[cfg(target_arch = "aarch64")]
        Kernel::Neon => neon::fold(b, k, columns, r),
    }
}

/// `Σ_t a[t] · v[t]` digit by digit, for some rows at once: they share the loads of `v`.
pub(super) fn products<const R: usize>(kernel: Kernel, a: [&[i8]; R], v: [&[i16]; 4]) -> [[i64; 4]; R] {
    match kernel {
        Kernel::Scalar => scalar::products(a, v),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::products(a, v),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::products(a, v),
        #[cfg(target_arch = "aarch64")]
        Kernel::Neon => neon::products(a, v),
    }
}

/// `Σ_j (c[j] + offset) · r[j]` for some rows at once, over at most [`CLAIM_COLUMNS`] columns; `c` is
/// little-endian `i32`, the offset is [`claim_offset`].
pub(super) fn claims<const R: usize>(kernel: Kernel, c: [&[u8]; R], r: Elements<'_>) -> [i128; R] {
    match kernel {
        Kernel::Scalar => scalar::claims(c, r),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::claims(c, r),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::claims(c, r),
        #[cfg(target_arch = "aarch64")]
        Kernel::Neon => neon::claims(c, r),
    }
}

/// What a kernel adds to every claim, to make it unsigned.
pub(super) const fn claim_offset(kernel: Kernel) -> i128 {
    match kernel {
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::CLAIM_OFFSET,
        _ => 0,
    }
}
