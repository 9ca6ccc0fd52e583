//! SHA-256 of many messages of one length at once: each lane of a vector register works on its own
//! message, so a processor without SHA instructions hashes many times faster than one message at a
//! time (S. Gueron and V. Krasnov, "Simultaneous hashing of multiple messages", 2012).
//!
//! Written as plain loops over lanes, which the compiler turns into vector instructions.

use assay_proof::Hash;

/// First 32 bits of the fractional parts of the square roots of the first eight primes (FIPS 180-4).
const INITIAL: [u32; 8] = [
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
const ROUND: [u32; 64] = [
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

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// One 32-bit word of each message.
#[derive(Clone, Copy)]
struct Word<const L: usize>([u32; L]);

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

/// Adds one block of each message to its state.
#[inline(always)]
fn compress<const L: usize>(state: &mut [Word<L>; 8], block: &[Word<L>; 16]) {
    let mut w = *block;
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (round, constant) in ROUND.into_iter().enumerate() {
        let at = round % 16;
        if round >= 16 {
            let s0 = w[(at + 1) % 16].mix(7, 18, 3);
            let s1 = w[(at + 14) % 16].mix(17, 19, 10);
            w[at] = w[at].plus(s0).plus(w[(at + 9) % 16]).plus(s1);
        }
        let choice = Word::each(|lane| (e.0[lane] & f.0[lane]) ^ (!e.0[lane] & g.0[lane]));
        let majority =
            Word::each(|lane| (a.0[lane] & b.0[lane]) ^ (a.0[lane] & c.0[lane]) ^ (b.0[lane] & c.0[lane]));
        let t1 = h
            .plus(e.rotations(6, 11, 25))
            .plus(choice)
            .plus_constant(constant)
            .plus(w[at]);
        let t2 = a.rotations(2, 13, 22).plus(majority);
        (h, g, f, e, d, c, b, a) = (g, f, e, d.plus(t1), c, b, a, t1.plus(t2));
    }
    for (state, word) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *state = state.plus(word);
    }
}

/// Hashes `L` messages that are padded to whole blocks already ([`padding`]), all equally long.
#[inline(always)]
pub(super) fn hash_padded<const L: usize, const BYTES: usize>(messages: &[[u8; BYTES]; L]) -> [Hash; L] {
    let mut state = INITIAL.map(|word| Word([word; L]));
    for at in (0..BYTES).step_by(BLOCK) {
        let mut block = [Word([0; L]); 16];
        for (lane, message) in messages.iter().enumerate() {
            for (word, bytes) in block.iter_mut().zip(message[at..at + BLOCK].chunks_exact(4)) {
                word.0[lane] = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
        }
        compress(&mut state, &block);
    }
    let mut hashes = [[0; 32]; L];
    for (lane, hash) in hashes.iter_mut().enumerate() {
        for (bytes, word) in hash.chunks_exact_mut(4).zip(&state) {
            bytes.copy_from_slice(&word.0[lane].to_be_bytes());
        }
    }
    hashes
}

/// A buffer of whole blocks with the padding of a message of `length` bytes; the message goes to its
/// front.
pub(super) const fn padding<const BYTES: usize>(length: usize) -> [u8; BYTES] {
    assert!(BYTES.is_multiple_of(BLOCK) && length + 9 <= BYTES && BYTES < length + 9 + BLOCK);
    let mut buffer = [0; BYTES];
    buffer[length] = 0x80;
    let bits = ((length * 8) as u64).to_be_bytes();
    let mut at = 0;
    while at < 8 {
        buffer[BYTES - 8 + at] = bits[at];
        at += 1;
    }
    buffer
}
