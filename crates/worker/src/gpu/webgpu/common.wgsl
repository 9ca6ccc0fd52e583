// What all kernels share. Tensors are rows of words, each row filled up to a whole number of words: four elements of an
// i8 (the first one in the lowest byte, zeros after the last one), or one of an i32.

@group(0) @binding(1) var<storage, read> first: array<u32>;
@group(0) @binding(2) var<storage, read> second: array<u32>;
@group(0) @binding(3) var<storage, read> third: array<u32>;
@group(0) @binding(4) var<storage, read> fourth: array<u32>;
@group(0) @binding(5) var<storage, read_write> result: array<u32>;
// Set when the result is not defined.
@group(0) @binding(6) var<storage, read_write> status: atomic<u32>;

// Threads of a workgroup.
const GROUP: u32 = 256u;

fn byte_of(word: u32, lane: u32) -> i32 {
    return extractBits(bitcast<i32>(word), lane * 8u, 8u);
}

fn with_byte(word: u32, lane: u32, value: i32) -> u32 {
    return insertBits(word, bitcast<u32>(value), lane * 8u, 8u);
}

// Elements of a word of the result.
fn lanes(wide: u32) -> u32 {
    return select(4u, 1u, wide != 0u);
}

fn with_element(word: u32, lane: u32, value: i32, wide: u32) -> u32 {
    if (wide != 0u) {
        return bitcast<u32>(value);
    }
    return with_byte(word, lane, value);
}
