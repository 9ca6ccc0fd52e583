//! The operands: every pair of extremes, random pairs of all magnitudes, and memory to move.

use conformance::{Arena, Record, ARENA_BYTES, RECORD_BYTES};
use rand::{rngs::StdRng, Rng as _, SeedableRng as _};

/// Fixed, so that a failure is seen again.
const SEED: u64 = 0x5eed_a55a;
const LONGEST: u16 = 300;

/// Numbers at which carries, digits, signs and estimates of division change.
const EXTREMES: [u128; 30] = [
    0,
    1,
    2,
    3,
    10,
    0xffff_ffff,
    0x1_0000_0000,
    0x1_0000_0001,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0x8000_0000_0000_0001,
    0xffff_ffff_0000_0000,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
    0x1_0000_0000_0000_0000,
    0x1_0000_0000_0000_0001,
    0x1_ffff_ffff_ffff_ffff,
    0x7fff_ffff_8000_0000_0000_0000,
    0xffff_ffff_ffff_ffff_ffff_ffff,
    0x1_0000_0000_0000_0000_0000_0000,
    0x7fff_ffff_ffff_ffff_ffff_ffff_ffff_fffe,
    0x7fff_ffff_ffff_ffff_ffff_ffff_ffff_ffff,
    0x8000_0000_0000_0000_0000_0000_0000_0000,
    0x8000_0000_0000_0000_0000_0000_0000_0001,
    0x8000_0000_0000_0000_ffff_ffff_ffff_ffff,
    0xffff_ffff_0000_0000_0000_0000_0000_0000,
    0xffff_ffff_ffff_ffff_0000_0000_0000_0000,
    0xffff_ffff_ffff_ffff_0000_0000_0000_0001,
    0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff,
];

/// All pairs of extremes, then `random` pairs whose lengths in bits are spread evenly.
pub fn pairs(random: usize) -> Vec<u8> {
    let mut generator = StdRng::seed_from_u64(SEED);
    let mut number = || generator.random::<u128>() >> generator.random_range(0..128);
    let extremes = EXTREMES
        .iter()
        .flat_map(|&a| EXTREMES.iter().map(move |&b| (a, b)));
    let random: Vec<_> = (0..random).map(|_| (number(), number())).collect();
    let mut bytes = Vec::new();
    for (a, b) in extremes.chain(random) {
        let at = bytes.len();
        bytes.resize(at + RECORD_BYTES, 0);
        let out = [0; 2];
        Record { a, b, out }.write(&mut bytes[at..]);
    }
    bytes
}

/// Every length, between ranges that do not meet, at several alignments of both.
pub fn apart() -> Vec<u8> {
    arenas(
        (0..=LONGEST).flat_map(|size| {
            [(0, 500), (1, 500), (3, 507), (8, 512)].map(|(from, to)| Arena { size, from, to })
        }),
    )
}

/// Every length, with the destination from far below to far above the source.
pub fn overlapping() -> Vec<u8> {
    const DISTANCES: [i16; 13] = [-299, -64, -9, -8, -7, -1, 0, 1, 7, 8, 9, 64, 299];
    arenas((0..=LONGEST).flat_map(|size| {
        DISTANCES.map(|distance| Arena {
            size,
            from: 320,
            to: 320u16.wrapping_add_signed(distance),
        })
    }))
}

/// Every length, with the two ranges equal or differing at one place.
pub fn nearly_equal() -> Vec<u8> {
    let mut generator = StdRng::seed_from_u64(SEED);
    let mut bytes = arenas((0..=LONGEST).flat_map(|size| {
        [0; 5].map(|_| Arena {
            size,
            from: 5,
            to: 512,
        })
    }));
    for (index, bytes) in bytes.chunks_exact_mut(ARENA_BYTES).enumerate() {
        let (from, to, size) = Arena::read(bytes).ranges();
        bytes.copy_within(from..from + size, to);
        let place = match index % 5 {
            1 => 0,
            2 => size.saturating_sub(1),
            3 => size,
            4 => generator.random_range(0..=size),
            _ => continue,
        };
        bytes[to + place] ^= 1 << generator.random_range(0..8);
    }
    bytes
}

fn arenas(cases: impl Iterator<Item = Arena>) -> Vec<u8> {
    let mut generator = StdRng::seed_from_u64(SEED);
    let mut bytes = Vec::new();
    for arena in cases {
        let at = bytes.len();
        bytes.resize(at + ARENA_BYTES, 0);
        generator.fill(&mut bytes[at..]);
        arena.write(&mut bytes[at..]);
    }
    bytes
}
