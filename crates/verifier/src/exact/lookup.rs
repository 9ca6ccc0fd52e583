//! Looking bytes up in tables of 256.

use crate::kernel::Kernel;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Entries of a table.
pub(super) const ENTRIES: usize = 256;
/// Bytes that are looked up at once when they are only compared.
const PIECE: usize = 1024;

/// A table that a byte is an index of.
pub(super) struct Table {
    entries: [u8; ENTRIES],
}

impl Table {
    /// # Panics
    ///
    /// When there are not 256 entries.
    pub(super) fn new(entries: &[u8]) -> Self {
        Self {
            entries: entries.try_into().expect("a table of 256 entries"),
        }
    }

    /// Whether `claimed` are the entries of `x`.
    pub(super) fn agrees(&self, x: &[u8], claimed: &[u8], kernel: Kernel) -> bool {
        let mut expected = [0; PIECE];
        x.chunks(PIECE).zip(claimed.chunks(PIECE)).all(|(x, claimed)| {
            let expected = &mut expected[..x.len()];
            self.look_up(x, expected, kernel);
            expected == claimed
        })
    }

    /// Puts the entry of each of `x` into `out`, which is as long.
    pub(super) fn look_up(&self, x: &[u8], out: &mut [u8], kernel: Kernel) {
        let done = match kernel {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Kernel::Avx512` is only made when the processor has AVX-512 VBMI and BW.
            Kernel::Avx512 => unsafe { self.look_up_avx512(x, out) },
            _ => 0,
        };
        for (x, out) in x.iter().zip(out).skip(done) {
            *out = self.entries[usize::from(*x)];
        }
    }

    /// As [`Table::look_up`], for as many as it says.
    ///
    /// # Safety
    ///
    /// The processor has AVX-512 F, BW and VBMI.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    unsafe fn look_up_avx512(&self, x: &[u8], out: &mut [u8]) -> usize {
        // SAFETY: the table is four times 64 bytes.
        let quarter = |n: usize| unsafe { _mm512_loadu_si512(self.entries.as_ptr().add(n * 64).cast()) };
        let quarters = [0, 1, 2, 3].map(quarter);
        let (x, _) = x.as_chunks::<64>();
        let (out, _) = out.as_chunks_mut::<64>();
        for (x, out) in x.iter().zip(out) {
            // SAFETY: 64 bytes.
            let x = unsafe { _mm512_loadu_si512(x.as_ptr().cast()) };
            let below = _mm512_permutex2var_epi8(quarters[0], x, quarters[1]);
            let above = _mm512_permutex2var_epi8(quarters[2], x, quarters[3]);
            // The highest bit says which half of the table.
            let entries = _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), below, above);
            // SAFETY: 64 bytes.
            unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), entries) };
        }
        x.len() * 64
    }
}
