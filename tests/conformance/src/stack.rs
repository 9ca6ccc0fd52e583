//! Frames as large as the machine allows, and the heap.

use std::{collections::BTreeMap, hint::black_box};

/// Of the 4,096 bytes of a frame; the rest is for what the compiler spills.
const LOCAL_WORDS: usize = 488;
const DEPTH: u64 = 12;

/// Recursion with an almost full frame at each level: a frame smaller than the compiler believes
/// would let a callee overwrite its caller's words.
pub fn frames(a: u128, b: u128) -> [u128; 2] {
    [
        u128::from(black_box(fill_frame)(a as u64, DEPTH)),
        u128::from(black_box(fill_frame)(b as u64, 1)),
    ]
}

#[inline(never)]
fn fill_frame(seed: u64, depth: u64) -> u64 {
    let mut words = [0u64; LOCAL_WORDS];
    let mut state = seed;
    for word in &mut words {
        state = next(state);
        *word = state;
    }
    let words = black_box(&mut words);
    let below = if depth > 1 {
        black_box(fill_frame)(state, depth - 1)
    } else {
        0
    };
    words.iter().fold(below, |sum, &word| sum.rotate_left(5) ^ word)
}

/// A vector that grows, a map and a string: less than the heap's 32 KiB in all, once.
pub fn heap(a: u128, b: u128) -> [u128; 2] {
    let mut state = a as u64;
    let mut vector = Vec::new();
    for _ in 0..500 {
        state = next(state);
        vector.push(state);
    }
    vector.sort_unstable();
    // Not `collect`, which sorts through a buffer of 4 KiB on the stack: more than a frame holds.
    let mut map = BTreeMap::new();
    for (index, &word) in vector[..64].iter().enumerate() {
        map.insert(word, index);
    }
    let text = format!("{:x}-{}", b, map.range(vector[10]..).count());
    let digest = vector.iter().fold(0, |sum: u64, &word| sum.rotate_left(3) ^ word);
    let characters = text.bytes().fold(0u128, |sum, byte| {
        sum.wrapping_mul(257).wrapping_add(u128::from(byte))
    });
    [u128::from(digest), characters]
}

/// Steele and Vigna's linear congruential generator of 64 bits.
fn next(state: u64) -> u64 {
    state
        .wrapping_mul(0xd134_2543_de82_ef95)
        .wrapping_add(0x9e37_79b9_7f4a_7c15)
}
