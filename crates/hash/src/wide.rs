//! Lanes of AVX2 and AVX-512 registers.

use core::arch::x86_64::*;

use assay_proof::Hash;

use super::isa::{Avx2, Avx512};
use super::lanes::{hashes_of, word_of, Lanes, Vector};

/// Sixteen lanes; made only by [`Avx512`], whose existence says that the processor has AVX-512.
#[derive(Clone, Copy)]
pub(super) struct Sixteen(__m512i);

/// Eight lanes; made only by [`Avx2`], whose existence says that the processor has AVX2.
#[derive(Clone, Copy)]
pub(super) struct Eight(__m256i);

/// Each function of [`Vector`] in intrinsics.
macro_rules! vector {
    ($type:ident {
        splat($word:ident) $splat:expr;
        plus($p0:ident, $p1:ident) $plus:expr;
        xor($x0:ident, $x1:ident, $x2:ident) $xor:expr;
        choice($c0:ident, $c1:ident, $c2:ident) $choice:expr;
        majority($m0:ident, $m1:ident, $m2:ident) $majority:expr;
        rotate($r0:ident) $rotate:expr;
        shift($s0:ident) $shift:expr;
        moved($v0:ident, $v1:ident) $moved:expr;
    }) => {
        // SAFETY, of every block below: the type says which processor this runs on.
        impl Vector for $type {
            #[inline(always)]
            fn splat($word: u32) -> Self {
                let $word = $word as i32;
                Self(unsafe { $splat })
            }

            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                let ($p0, $p1) = (self.0, other.0);
                Self(unsafe { $plus })
            }

            #[inline(always)]
            fn xor(self, b: Self, c: Self) -> Self {
                let ($x0, $x1, $x2) = (self.0, b.0, c.0);
                Self(unsafe { $xor })
            }

            #[inline(always)]
            fn choice(self, b: Self, c: Self) -> Self {
                let ($c0, $c1, $c2) = (self.0, b.0, c.0);
                Self(unsafe { $choice })
            }

            #[inline(always)]
            fn majority(self, b: Self, c: Self) -> Self {
                let ($m0, $m1, $m2) = (self.0, b.0, c.0);
                Self(unsafe { $majority })
            }

            #[inline(always)]
            fn rotate<const LEFT: i32, const RIGHT: i32>(self) -> Self {
                let $r0 = self.0;
                Self(unsafe { $rotate })
            }

            #[inline(always)]
            fn shift<const RIGHT: u32>(self) -> Self {
                let $s0 = self.0;
                Self(unsafe { $shift })
            }

            #[inline(always)]
            fn moved(self, next: Self) -> Self {
                let ($v0, $v1) = (self.0, next.0);
                Self(unsafe { $moved })
            }
        }
    };
}

// The three-operand truth tables: exclusive or 0x96, choice 0xca, majority 0xe8.
vector!(Sixteen {
    splat(word) _mm512_set1_epi32(word);
    plus(a, b) _mm512_add_epi32(a, b);
    xor(a, b, c) _mm512_ternarylogic_epi32::<0x96>(a, b, c);
    choice(a, b, c) _mm512_ternarylogic_epi32::<0xca>(a, b, c);
    majority(a, b, c) _mm512_ternarylogic_epi32::<0xe8>(a, b, c);
    rotate(a) _mm512_ror_epi32::<RIGHT>(a);
    shift(a) _mm512_srli_epi32::<RIGHT>(a);
    moved(a, b) _mm512_or_si512(_mm512_slli_epi32::<24>(a), _mm512_srli_epi32::<8>(b));
});

vector!(Eight {
    splat(word) _mm256_set1_epi32(word);
    plus(a, b) _mm256_add_epi32(a, b);
    xor(a, b, c) _mm256_xor_si256(_mm256_xor_si256(a, b), c);
    choice(a, b, c) _mm256_xor_si256(c, _mm256_and_si256(a, _mm256_xor_si256(b, c)));
    majority(a, b, c) _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b)));
    rotate(a) _mm256_or_si256(_mm256_slli_epi32::<LEFT>(a), _mm256_srli_epi32::<RIGHT>(a));
    shift(a) _mm256_srl_epi32(a, _mm_cvtsi32_si128(RIGHT as i32));
    moved(a, b) _mm256_or_si256(_mm256_slli_epi32::<24>(a), _mm256_srli_epi32::<8>(b));
});

impl Lanes<16> for Avx512 {
    type Vector = Sixteen;

    #[inline(always)]
    fn words(self, blocks: [&[u8; 64]; 16]) -> [Sixteen; 16] {
        transposed(blocks).map(|words| sixteen(words.map(u32::from_be)))
    }

    #[inline(always)]
    fn hashes(self, state: [Sixteen; 8]) -> [Hash; 16] {
        // The upper half of each line is not looked at.
        let lines: [[u8; 64]; 16] = core::array::from_fn(|word| {
            // SAFETY: both types are 64 bytes without rules.
            let words: [u32; 16] = unsafe { core::mem::transmute(state[word % 8].0) };
            bytemuck::cast(words.map(u32::to_be))
        });
        transposed(lines.each_ref()).map(|line| {
            let bytes: [u8; 64] = bytemuck::cast(line);
            *bytes.first_chunk().expect("a hash is half a line")
        })
    }
}

impl Lanes<8> for Avx2 {
    type Vector = Eight;

    #[inline(always)]
    fn words(self, blocks: [&[u8; 64]; 8]) -> [Eight; 16] {
        // SAFETY: both types are 32 bytes without rules.
        core::array::from_fn(|word| {
            Eight(unsafe { core::mem::transmute::<[u32; 8], __m256i>(word_of(blocks, word)) })
        })
    }

    #[inline(always)]
    fn hashes(self, state: [Eight; 8]) -> [Hash; 8] {
        // SAFETY: both types are 32 bytes without rules.
        hashes_of(&state.map(|word| unsafe { core::mem::transmute::<__m256i, [u32; 8]>(word.0) }))
    }
}

#[inline(always)]
fn sixteen(words: [u32; 16]) -> Sixteen {
    // SAFETY: both types are 64 bytes without rules.
    Sixteen(unsafe { core::mem::transmute::<[u32; 16], __m512i>(words) })
}

/// Word `w` of line `l` becomes word `l` of line `w`. Called by lanes of [`Avx512`] only.
#[inline(always)]
fn transposed(lines: [&[u8; 64]; 16]) -> [[u32; 16]; 16] {
    // SAFETY: a value of `Avx512` exists only after detection.
    unsafe { transpose(lines) }
}

/// # Safety
/// AVX-512 F must be present.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn transpose(lines: [&[u8; 64]; 16]) -> [[u32; 16]; 16] {
    let turned = turn(lines.map(|line| _mm512_loadu_si512(line.as_ptr().cast())));
    let mut words = [[0; 16]; 16];
    for (words, turned) in words.iter_mut().zip(turned) {
        _mm512_storeu_si512(words.as_mut_ptr().cast(), turned);
    }
    words
}

/// Word `w` of line `l` becomes word `l` of line `w`: transposed by twos, by fours and by the quarters of registers.
///
/// # Safety
/// AVX-512 F must be present.
#[inline]
#[target_feature(enable = "avx512f")]
pub unsafe fn turn(lines: [__m512i; 16]) -> [__m512i; 16] {
    // In each quarter q of a register: twos[r] has words 4q and 4q + 1 of lines r and r + 1 for an even r, words 4q + 2
    // and 4q + 3 of lines r − 1 and r for an odd one; fours[4g + w] has word 4q + w of lines 4g to 4g + 3.
    let mut twos = lines;
    for r in (0..16).step_by(2) {
        twos[r] = _mm512_unpacklo_epi32(lines[r], lines[r + 1]);
        twos[r + 1] = _mm512_unpackhi_epi32(lines[r], lines[r + 1]);
    }
    let mut fours = twos;
    for r in (0..16).step_by(4) {
        for half in 0..2 {
            let (low, high) = (twos[r + half], twos[r + half + 2]);
            fours[r + 2 * half] = _mm512_unpacklo_epi64(low, high);
            fours[r + 2 * half + 1] = _mm512_unpackhi_epi64(low, high);
        }
    }
    let mut turned = fours;
    for w in 0..4 {
        let [a, b, c, d] = [fours[w], fours[4 + w], fours[8 + w], fours[12 + w]];
        let ab = [
            _mm512_shuffle_i32x4::<0x44>(a, b),
            _mm512_shuffle_i32x4::<0xee>(a, b),
        ];
        let cd = [
            _mm512_shuffle_i32x4::<0x44>(c, d),
            _mm512_shuffle_i32x4::<0xee>(c, d),
        ];
        for half in 0..2 {
            turned[8 * half + w] = _mm512_shuffle_i32x4::<0x88>(ab[half], cd[half]);
            turned[8 * half + 4 + w] = _mm512_shuffle_i32x4::<0xdd>(ab[half], cd[half]);
        }
    }
    turned
}
