//! Looking bytes up in tables of 256.

use crate::kernel::Kernel;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Entries of a table.
pub(super) const ENTRIES: usize = 256;
/// Bytes that are looked up at once when they are only compared.
const PIECE: usize = 1024;

/// Entries that a shuffle of bytes looks up.
#[cfg(target_arch = "x86_64")]
const SHUFFLED: usize = 16;

/// A table that a byte is an index of.
pub(super) struct Table {
    entries: [u8; ENTRIES],
    /// What [`Table::look_up_avx2`] shuffles: each sixteenth of the entries, twice, xor-ed with the sixteenth before it
    /// in its half of the table.
    #[cfg(target_arch = "x86_64")]
    steps: [[u8; 2 * SHUFFLED]; ENTRIES / SHUFFLED],
}

impl Table {
    /// # Panics
    ///
    /// When there are not 256 entries.
    pub(super) fn new(entries: &[u8]) -> Self {
        let entries: [u8; ENTRIES] = entries.try_into().expect("a table of 256 entries");
        Self {
            entries,
            #[cfg(target_arch = "x86_64")]
            steps: std::array::from_fn(|step| {
                std::array::from_fn(|at| {
                    let entry = step * SHUFFLED + at % SHUFFLED;
                    let first = entry % (ENTRIES / 2) < SHUFFLED;
                    entries[entry] ^ if first { 0 } else { entries[entry - SHUFFLED] }
                })
            }),
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
            // SAFETY: `Kernel::Avx2` is only made when the processor has AVX2.
            Kernel::Avx2 => unsafe { self.look_up_avx2(x, out) },
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
    /// A shuffle looks up the low four bits of a byte, or gives 0 when the highest is set. Going through a half of the
    /// table in steps of sixteen entries and taking sixteen off the bytes at each, the highest bit is set from the step
    /// on that is past a byte's entry, and what was xor-ed until there is the entry.
    ///
    /// # Safety
    ///
    /// The processor has AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn look_up_avx2(&self, x: &[u8], out: &mut [u8]) -> usize {
        let step = _mm256_set1_epi8(SHUFFLED as i8);
        let half = _mm256_set1_epi8(i8::MIN);
        let (x, _) = x.as_chunks::<32>();
        let (out, _) = out.as_chunks_mut::<32>();
        for (x, out) in x.iter().zip(out) {
            // SAFETY: 32 bytes.
            let mut low = unsafe { _mm256_loadu_si256(x.as_ptr().cast()) };
            // The bytes of the upper half, as if they were of the lower, whose bytes get the highest bit here.
            let mut high = _mm256_xor_si256(low, half);
            let mut entries = _mm256_setzero_si256();
            let (lower, upper) = self.steps.split_at(ENTRIES / SHUFFLED / 2);
            for (lower, upper) in lower.iter().zip(upper) {
                // SAFETY: 32 bytes each.
                let load = |step: &[u8; 32]| unsafe { _mm256_loadu_si256(step.as_ptr().cast()) };
                let found = _mm256_xor_si256(
                    _mm256_shuffle_epi8(load(lower), low),
                    _mm256_shuffle_epi8(load(upper), high),
                );
                entries = _mm256_xor_si256(entries, found);
                // Saturating: a byte below 0 stays there.
                low = _mm256_subs_epi8(low, step);
                high = _mm256_subs_epi8(high, step);
            }
            // SAFETY: 32 bytes.
            unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), entries) };
        }
        x.len() * 32
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
