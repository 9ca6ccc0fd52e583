//! SHA-256 of many messages of one length at once: each lane of a vector register works on its own
//! message, so a processor without SHA instructions hashes many times faster than one message at a
//! time (S. Gueron and V. Krasnov, "Simultaneous hashing of multiple messages", 2012).
//!
//! The rounds are written once, over the few operations of [`Vector`]; what a vector is differs from one instruction set
//! to the next.

use assay_proof::Hash;

use super::isa::{Isa, Vectorised};
use super::tree::Batch;

/// First 32 bits of the fractional parts of the square roots of the first eight primes (FIPS 180-4).
pub(super) const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4).
pub(super) const ROUND: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// The same 32-bit word of several messages.
pub(super) trait Vector: Copy {
    /// The word in every lane.
    fn splat(word: u32) -> Self;
    /// Sums modulo 2³².
    fn plus(self, other: Self) -> Self;
    /// `self ^ b ^ c`
    fn xor(self, b: Self, c: Self) -> Self;
    /// Bits of `b` where `self` has ones, else of `c`.
    fn choice(self, b: Self, c: Self) -> Self;
    /// Bits that most of the three have.
    fn majority(self, b: Self, c: Self) -> Self;
    fn rotate<const LEFT: i32, const RIGHT: i32>(self) -> Self;
    fn shift<const RIGHT: u32>(self) -> Self;
    /// `self << 24 | next >> 8`: what follows moved back by a byte.
    fn moved(self, next: Self) -> Self;
}

/// Σ of FIPS 180-4, of its first and its second kind, for the compression.
#[inline(always)]
fn big_sigmas<V: Vector>(a: V, e: V) -> (V, V) {
    (
        a.rotate::<30, 2>()
            .xor(a.rotate::<19, 13>(), a.rotate::<10, 22>()),
        e.rotate::<26, 6>().xor(e.rotate::<21, 11>(), e.rotate::<7, 25>()),
    )
}

/// Round `R` of sixteen. Instead of moving the eight letters of the state on, every round counts them from another one,
/// so that nothing is moved and everything stays in registers.
#[inline(always)]
fn round<V: Vector, const R: usize>(s: &mut [V; 8], word: V, constant: u32) {
    let [a, b, c, d, e, f, g, h] = core::array::from_fn(|letter| (letter + 16 - R) % 8);
    let (sigma_a, sigma_e) = big_sigmas(s[a], s[e]);
    let constant = word.plus(V::splat(constant));
    let t1 = s[h].plus(constant).plus(s[e].choice(s[f], s[g])).plus(sigma_e);
    let t2 = sigma_a.plus(s[a].majority(s[b], s[c]));
    s[d] = s[d].plus(t1);
    s[h] = t1.plus(t2);
}

/// Replaces word `R` of a message by the one sixteen rounds on.
#[inline(always)]
fn schedule<V: Vector, const R: usize>(w: &mut [V; 16]) {
    let (x, y) = (w[(R + 1) % 16], w[(R + 14) % 16]);
    let s0 = x.rotate::<25, 7>().xor(x.rotate::<14, 18>(), x.shift::<3>());
    let s1 = y.rotate::<15, 17>().xor(y.rotate::<13, 19>(), y.shift::<10>());
    w[R] = w[R].plus(s0).plus(w[(R + 9) % 16].plus(s1));
}

/// Adds one block of each message to its state. A function of its own for each instruction set: it is long, and called
/// from several places.
struct Compress<'a, V> {
    state: &'a mut [V; 8],
    words: &'a [V; 16],
}

impl<V: Vector> Vectorised for Compress<'_, V> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (mut s, mut w) = (*self.state, *self.words);
        macro_rules! sixteen {
            ($($round:literal)*) => {
                $(round::<V, $round>(&mut s, w[$round], ROUND[$round]);)*
                for constants in ROUND[16..].chunks_exact(16) {
                    $(
                        schedule::<V, $round>(&mut w);
                        round::<V, $round>(&mut s, w[$round], constants[$round]);
                    )*
                }
            };
        }
        sixteen!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        for (state, word) in self.state.iter_mut().zip(s) {
            *state = state.plus(word);
        }
    }
}

/// Turns blocks of `L` messages into words of `L` lanes and back.
pub(super) trait Lanes<const L: usize>: Copy {
    type Vector: Vector;

    /// The words of one block of each message.
    fn words(self, blocks: [&[u8; 64]; L]) -> [Self::Vector; 16];

    /// The hashes of finished states.
    fn hashes(self, state: [Self::Vector; 8]) -> [Hash; L];
}

/// Hashes in all lanes of a vector register.
#[derive(Clone, Copy)]
pub(super) struct InLanes<T> {
    pub isa: Isa,
    pub lanes: T,
}

impl<const L: usize, T: Lanes<L>> Batch<L> for InLanes<T> {
    #[inline(always)]
    fn hash<const BLOCKS: usize>(self, tag: u8, data: [&[u8]; L]) -> [Hash; L] {
        let mut state = INITIAL.map(T::Vector::splat);
        // The tag in front moves everything by a byte, which is done to words in lanes rather than to bytes in memory.
        let mut before = T::Vector::splat(tag.into());
        for block in 0..=BLOCKS {
            let words = if block < BLOCKS {
                let blocks = data.map(|data| data[64 * block..].first_chunk().expect("data of whole blocks"));
                self.lanes.words(blocks).map(|word| {
                    let moved = before.moved(word);
                    before = word;
                    moved
                })
            } else {
                let mut last = [T::Vector::splat(0); 16];
                last[0] = before.moved(T::Vector::splat(0x8000_0000));
                last[15] = T::Vector::splat(8 * (1 + 64 * BLOCKS as u32));
                last
            };
            self.isa.run(Compress {
                state: &mut state,
                words: &words,
            });
        }
        self.lanes.hashes(state)
    }
}

/// Four lanes in plain Rust.
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl Vector for [u32; 4] {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        [word; 4]
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        core::array::from_fn(|lane| self[lane].wrapping_add(other[lane]))
    }

    #[inline(always)]
    fn xor(self, b: Self, c: Self) -> Self {
        core::array::from_fn(|lane| self[lane] ^ b[lane] ^ c[lane])
    }

    #[inline(always)]
    fn choice(self, b: Self, c: Self) -> Self {
        core::array::from_fn(|lane| (self[lane] & b[lane]) ^ (!self[lane] & c[lane]))
    }

    #[inline(always)]
    fn majority(self, b: Self, c: Self) -> Self {
        core::array::from_fn(|lane| (self[lane] & b[lane]) ^ (self[lane] & c[lane]) ^ (b[lane] & c[lane]))
    }

    #[inline(always)]
    fn rotate<const LEFT: i32, const RIGHT: i32>(self) -> Self {
        self.map(|word| word.rotate_right(RIGHT as u32))
    }

    #[inline(always)]
    fn shift<const RIGHT: u32>(self) -> Self {
        self.map(|word| word >> RIGHT)
    }

    #[inline(always)]
    fn moved(self, next: Self) -> Self {
        core::array::from_fn(|lane| (self[lane] << 24) | (next[lane] >> 8))
    }
}

impl Lanes<4> for Plain {
    type Vector = [u32; 4];

    #[inline(always)]
    fn words(self, blocks: [&[u8; 64]; 4]) -> [[u32; 4]; 16] {
        core::array::from_fn(|word| word_of(blocks, word))
    }

    #[inline(always)]
    fn hashes(self, state: [[u32; 4]; 8]) -> [Hash; 4] {
        hashes_of(&state)
    }
}

/// Word `word` of each block, which is big-endian.
#[inline(always)]
pub(super) fn word_of<const L: usize>(blocks: [&[u8; 64]; L], word: usize) -> [u32; L] {
    blocks.map(|block| {
        let at = &block[4 * word..][..4];
        u32::from_be_bytes([at[0], at[1], at[2], at[3]])
    })
}

/// The hash of each lane.
#[inline(always)]
pub(super) fn hashes_of<const L: usize>(state: &[[u32; L]; 8]) -> [Hash; L] {
    core::array::from_fn(|lane| {
        let mut hash = [0; 32];
        for (bytes, word) in hash.chunks_exact_mut(4).zip(state) {
            bytes.copy_from_slice(&word[lane].to_be_bytes());
        }
        hash
    })
}
