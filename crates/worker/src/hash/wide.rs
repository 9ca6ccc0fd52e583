//! Lanes of AVX2 and AVX-512 registers.

use core::arch::x86_64::*;

use assay_proof::Hash;

use super::lanes::{hashes_of, word_of, Lanes, Vector};
use crate::cpu::{Avx2, Vnni};

/// Sixteen lanes; made only by [`Vnni`], whose existence says that the processor has AVX-512.
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

impl Lanes<16> for Vnni {
    type Vector = Sixteen;

    #[inline(always)]
    fn words(self, blocks: [&[u8; 64]; 16]) -> [Sixteen; 16] {
        self.transpose(blocks)
            .map(|words| sixteen(words.map(u32::from_be)))
    }

    #[inline(always)]
    fn hashes(self, state: [Sixteen; 8]) -> [Hash; 16] {
        // The upper half of each line is not looked at.
        let lines: [[u8; 64]; 16] = core::array::from_fn(|word| {
            // SAFETY: both types are 64 bytes without rules.
            let words: [u32; 16] = unsafe { core::mem::transmute(state[word % 8].0) };
            bytemuck::cast(words.map(u32::to_be))
        });
        self.transpose(lines.each_ref()).map(|line| {
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
