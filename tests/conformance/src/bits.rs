//! Shifts, byte swaps and rotations, for which sBPF lacks eBPF's instructions.

pub fn shift(a: u128, b: u128) -> [u128; 2] {
    let by = b as u32 % 128;
    [a << by, a >> by]
}

pub fn signed_shift(a: u128, b: u128) -> [u128; 2] {
    let (by, word) = (b as u32, a as i64);
    let wide = (a as i128) >> (by % 128);
    [
        wide as u128,
        pair((word >> (by % 64)) as u64, ((word as i32) >> (by % 32)) as u64),
    ]
}

pub fn swap_bytes(a: u128, b: u128) -> [u128; 2] {
    let (word, half, quarter) = (b as u64, (b >> 64) as u32, (b >> 96) as u16);
    [
        a.swap_bytes(),
        pair(
            word.swap_bytes(),
            u64::from(half.swap_bytes()) << 16 | u64::from(quarter.swap_bytes()),
        ),
    ]
}

pub fn rotate(a: u128, b: u128) -> [u128; 2] {
    let (word, by) = (a as u64, b as u32);
    let narrow = u64::from((word as u32).rotate_left(by)) << 32
        | u64::from((word as u16).rotate_left(by)) << 8
        | u64::from((word as u8).rotate_right(by));
    [
        a.rotate_left(by),
        pair(word.rotate_left(by), narrow ^ word.rotate_right(by)),
    ]
}

pub fn count(a: u128, b: u128) -> [u128; 2] {
    let (word, half) = (b as u64, (b >> 64) as u32);
    let sum = word.leading_zeros() << 16 | word.trailing_zeros() << 8 | word.count_ones();
    let narrow = half.leading_zeros() << 16 | half.trailing_zeros() << 8 | half.count_ones();
    [
        u128::from(a.leading_zeros() << 16 | a.trailing_zeros() << 8 | a.count_ones()),
        pair(u64::from(sum), u64::from(narrow)),
    ]
}

fn pair(high: u64, low: u64) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}
