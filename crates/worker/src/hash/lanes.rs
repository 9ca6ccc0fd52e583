//! SHA-256 of many messages of one length at once: each lane of a vector register works on its own
//! message, so a processor without SHA instructions hashes many times faster than one message at a
//! time (S. Gueron and V. Krasnov, "Simultaneous hashing of multiple messages", 2012).
//!
//! Written as plain loops over lanes, which the compiler turns into vector instructions; only turning sixteen messages
//! into words of sixteen lanes is written for AVX-512.

use assay_proof::Hash;

use super::tree::Batch;
#[cfg(target_arch = "x86_64")]
use crate::cpu::Vnni;
use crate::cpu::{Isa, Vectorised};

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

/// One 32-bit word of each message.
#[derive(Clone, Copy)]
pub(super) struct Word<const L: usize>([u32; L]);

impl<const L: usize> Word<L> {
    #[inline(always)]
    fn each(f: impl Fn(usize) -> u32) -> Self {
        let mut out = [0; L];
        for (lane, out) in out.iter_mut().enumerate() {
            *out = f(lane);
        }
        Self(out)
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self::each(|lane| self.0[lane].wrapping_add(other.0[lane]))
    }

    #[inline(always)]
    fn plus_constant(self, constant: u32) -> Self {
        Self::each(|lane| self.0[lane].wrapping_add(constant))
    }

    /// Σ of FIPS 180-4: three rotations.
    #[inline(always)]
    fn rotations(self, a: u32, b: u32, c: u32) -> Self {
        Self::each(|lane| {
            let x = self.0[lane];
            x.rotate_right(a) ^ x.rotate_right(b) ^ x.rotate_right(c)
        })
    }

    /// σ of FIPS 180-4: two rotations and a shift.
    #[inline(always)]
    fn mix(self, a: u32, b: u32, shift: u32) -> Self {
        Self::each(|lane| {
            let x = self.0[lane];
            x.rotate_right(a) ^ x.rotate_right(b) ^ (x >> shift)
        })
    }
}

/// Round `R` of sixteen. Instead of moving the eight letters of the state on, every round counts them from another one,
/// so that nothing is moved and everything stays in registers.
#[inline(always)]
fn round<const L: usize, const R: usize>(s: &mut [Word<L>; 8], word: Word<L>, constant: u32) {
    let [a, b, c, d, e, f, g, h] = core::array::from_fn(|letter| (letter + 16 - R) % 8);
    let choice = Word::each(|lane| (s[e].0[lane] & s[f].0[lane]) ^ (!s[e].0[lane] & s[g].0[lane]));
    let majority = Word::each(|lane| {
        let (a, b, c) = (s[a].0[lane], s[b].0[lane], s[c].0[lane]);
        (a & b) ^ (a & c) ^ (b & c)
    });
    let t1 = s[h]
        .plus(s[e].rotations(6, 11, 25))
        .plus(choice)
        .plus_constant(constant)
        .plus(word);
    let t2 = s[a].rotations(2, 13, 22).plus(majority);
    s[d] = s[d].plus(t1);
    s[h] = t1.plus(t2);
}

/// Replaces word `R` of a message by the one sixteen rounds on.
#[inline(always)]
fn schedule<const L: usize, const R: usize>(w: &mut [Word<L>; 16]) {
    let s0 = w[(R + 1) % 16].mix(7, 18, 3);
    let s1 = w[(R + 14) % 16].mix(17, 19, 10);
    w[R] = w[R].plus(s0).plus(w[(R + 9) % 16]).plus(s1);
}

/// Adds one block of each message to its state. A function of its own for each instruction set: it is long, and called
/// from several places.
struct Compress<'a, const L: usize> {
    state: &'a mut [Word<L>; 8],
    words: &'a [Word<L>; 16],
}

impl<const L: usize> Vectorised for Compress<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (mut s, mut w) = (*self.state, *self.words);
        macro_rules! sixteen {
            ($($round:literal)*) => {
                $(round::<L, $round>(&mut s, w[$round], ROUND[$round]);)*
                for constants in ROUND[16..].chunks_exact(16) {
                    $(
                        schedule::<L, $round>(&mut w);
                        round::<L, $round>(&mut s, w[$round], constants[$round]);
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
    /// The words of one block of each message.
    #[inline(always)]
    fn words(self, blocks: [&[u8]; L]) -> [Word<L>; 16] {
        core::array::from_fn(|word| {
            Word::each(|lane| {
                let at = &blocks[lane][4 * word..][..4];
                u32::from_be_bytes([at[0], at[1], at[2], at[3]])
            })
        })
    }

    /// The hashes of finished states.
    #[inline(always)]
    fn hashes(self, state: &[Word<L>; 8]) -> [Hash; L] {
        core::array::from_fn(|lane| {
            let mut hash = [0; 32];
            for (bytes, word) in hash.chunks_exact_mut(4).zip(state) {
                bytes.copy_from_slice(&word.0[lane].to_be_bytes());
            }
            hash
        })
    }
}

/// Any number of lanes, a word at a time.
#[derive(Clone, Copy)]
pub(super) struct Plain<const L: usize>;

impl<const L: usize> Lanes<L> for Plain<L> {}

#[cfg(target_arch = "x86_64")]
impl Lanes<16> for Vnni {
    #[inline(always)]
    fn words(self, blocks: [&[u8]; 16]) -> [Word<16>; 16] {
        let words = self.transpose(blocks.map(|block| block.first_chunk().expect("a block has 64 bytes")));
        words.map(|word| Word(word.map(u32::from_be)))
    }

    #[inline(always)]
    fn hashes(self, state: &[Word<16>; 8]) -> [Hash; 16] {
        // The upper half of each line is not looked at.
        let lines: [[u8; 64]; 16] =
            core::array::from_fn(|word| bytemuck::cast(state[word % 8].0.map(u32::to_be)));
        let turned = self.transpose(core::array::from_fn(|word| &lines[word]));
        turned.map(|line| {
            let bytes: [u8; 64] = bytemuck::cast(line);
            *bytes.first_chunk().expect("a hash is half a line")
        })
    }
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
        let mut state = INITIAL.map(|word| Word([word; L]));
        // The tag in front moves everything by a byte, which is done to words in lanes rather than to bytes in memory.
        let mut before = Word([u32::from(tag); L]);
        let mut moved = [Word([0; L]); 16];
        for block in 0..=BLOCKS {
            if block < BLOCKS {
                for (moved, word) in moved
                    .iter_mut()
                    .zip(self.lanes.words(data.map(|data| &data[64 * block..][..64])))
                {
                    *moved = Word::each(|lane| (before.0[lane] << 24) | (word.0[lane] >> 8));
                    before = word;
                }
            } else {
                moved = [Word([0; L]); 16];
                moved[0] = Word::each(|lane| (before.0[lane] << 24) | 0x0080_0000);
                moved[15] = Word([8 * (1 + 64 * BLOCKS as u32); L]);
            }
            self.isa.run(Compress {
                state: &mut state,
                words: &moved,
            });
        }
        self.lanes.hashes(&state)
    }
}
