//! SHA-256 with the processor's SHA instructions. One message uses half of what they can do, because each round waits
//! for the one before; two messages at once fill the gaps.

use core::arch::x86_64::*;

use assay_proof::Hash;

use super::lanes::{INITIAL, ROUND};
use super::tree::Batch;

/// Marker of a machine whose SHA instructions were detected at run time.
#[derive(Clone, Copy)]
pub(super) struct Sha(());

impl Sha {
    /// `Some` when this processor has them.
    pub(super) fn detect() -> Option<Self> {
        (is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1")).then_some(Self(()))
    }
}

impl<const L: usize> Batch<L> for Sha {
    #[inline(always)]
    fn hash<const BLOCKS: usize>(self, tag: u8, data: [&[u8]; L]) -> [Hash; L] {
        // SAFETY: a value of `Sha` exists only after detection.
        unsafe { hash::<L, BLOCKS>(tag, data) }
    }
}

/// # Safety
/// The SHA instructions and SSE4.1 must be present.
#[target_feature(enable = "sha,sse4.1")]
unsafe fn hash<const L: usize, const BLOCKS: usize>(tag: u8, data: [&[u8]; L]) -> [Hash; L] {
    let mut states = [initial(); L];
    let mut block = [[0; 64]; L];
    for (block, data) in block.iter_mut().zip(data) {
        block[0] = tag;
        block[1..].copy_from_slice(&data[..63]);
    }
    compress(&mut states, block.each_ref());
    for at in 1..BLOCKS {
        // The tag in front moves everything by a byte.
        let blocks = data.map(|data| data[64 * at - 1..].first_chunk().expect("data of whole blocks"));
        compress(&mut states, blocks);
    }
    for (block, data) in block.iter_mut().zip(data) {
        *block = [0; 64];
        block[0] = data[64 * BLOCKS - 1];
        block[1] = 0x80;
        block[60..].copy_from_slice(&(8 * (1 + 64 * BLOCKS as u32)).to_be_bytes());
    }
    compress(&mut states, block.each_ref());
    states.map(|state| digest(state))
}

/// The state as the instructions want it: words A, B, E, F and C, D, G, H, the first the highest.
type State = [__m128i; 2];

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn initial() -> State {
    let [a, b, c, d, e, f, g, h] = INITIAL.map(|word| word as i32);
    [_mm_set_epi32(a, b, e, f), _mm_set_epi32(c, d, g, h)]
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn digest([abef, cdgh]: State) -> Hash {
    let abcd = _mm_unpackhi_epi64(cdgh, abef);
    let efgh = _mm_unpacklo_epi64(cdgh, abef);
    let mut hash = [0; 32];
    for (half, words) in hash.chunks_exact_mut(16).zip([abcd, efgh]) {
        // The first word is the highest and big-endian: all bytes turned round.
        let reversed = _mm_shuffle_epi8(
            words,
            _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        );
        // SAFETY: `half` has sixteen bytes.
        unsafe { _mm_storeu_si128(half.as_mut_ptr().cast(), reversed) };
    }
    hash
}

/// Adds one block of each message to its state.
#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn compress<const L: usize>(states: &mut [State; L], blocks: [&[u8; 64]; L]) {
    let swap = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    let mut w = blocks.map(|block| {
        core::array::from_fn::<__m128i, 4, _>(|four| {
            // SAFETY: the block has four times sixteen bytes.
            let bytes = unsafe { _mm_loadu_si128(block.as_ptr().add(16 * four).cast()) };
            _mm_shuffle_epi8(bytes, swap)
        })
    });
    let mut new = *states;
    for (four, constants) in ROUND.chunks_exact(4).enumerate() {
        // SAFETY: the chunk has sixteen bytes.
        let constants = unsafe { _mm_loadu_si128(constants.as_ptr().cast()) };
        let at = four % 4;
        for ([abef, cdgh], w) in new.iter_mut().zip(&mut w) {
            let words = _mm_add_epi32(w[at], constants);
            *cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, words);
            *abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32::<0x0e>(words));
            let [one, two, three] = [(at + 1) % 4, (at + 2) % 4, (at + 3) % 4];
            let mixed = _mm_sha256msg1_epu32(w[at], w[one]);
            let mixed = _mm_add_epi32(mixed, _mm_alignr_epi8::<4>(w[three], w[two]));
            w[at] = _mm_sha256msg2_epu32(mixed, w[three]);
        }
    }
    for (state, new) in states.iter_mut().zip(new) {
        *state = [_mm_add_epi32(state[0], new[0]), _mm_add_epi32(state[1], new[1])];
    }
}
