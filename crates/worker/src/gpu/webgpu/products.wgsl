// Exact int8 matrix products: out[i, j] = Σ_t left[i, t] · right[j, t], as they are or requantised.
//
// A workgroup of 16 × 16 threads computes
// a tile of 64 × 64 results, each thread 4 × 4 of them; a slab of 16 words along K of both operands is
// shared through workgroup memory. `dot4I8Packed` becomes one instruction where the device has it and
// plain integer arithmetic where it has not: the bits are the same.

struct Product {
    // Rows of one block of the left operand, and of the right.
    m: u32,
    n: u32,
    // Words of a row of either.
    words: u32,
    out_pitch: u32,
    out_wide: u32,
    shift: u32,
    bias_step: u32,
    mult_step: u32,
}

@group(0) @binding(0) var<uniform> p: Product;

const TILE: u32 = 64u;
const SLAB: u32 = 16u;
const THREADS: u32 = 16u;
const EACH: u32 = 4u;

// Slabs are stored word by word, so that the rows a thread needs are next to each other.
var<workgroup> left_slab: array<u32, 1024>;
var<workgroup> right_slab: array<u32, 1024>;

// What a thread works on: 4 x 4 results of one block.
struct Tile {
    sums: array<array<i32, 4>, 4>,
    // Of the first of them, within the block.
    row: u32,
    col: u32,
}

fn tile_of(tile: vec3<u32>, thread: vec3<u32>, index: u32) -> Tile {
    let first_row = tile.y * TILE;
    let first_col = tile.x * TILE;
    let left_base = tile.z * p.m;
    let right_base = tile.z * p.n;

    var sums: array<array<i32, 4>, 4>;
    for (var slab = 0u; slab < p.words; slab += SLAB) {
        for (var step = 0u; step < EACH; step++) {
            // Sixteen neighbouring threads read sixteen neighbouring words.
            let word = index % SLAB;
            let row = index / SLAB + step * THREADS;
            let inside = slab + word < p.words;
            let slot = word * TILE + row;
            left_slab[slot] = 0u;
            right_slab[slot] = 0u;
            if (inside && first_row + row < p.m) {
                left_slab[slot] = first[(left_base + first_row + row) * p.words + slab + word];
            }
            if (inside && first_col + row < p.n) {
                right_slab[slot] = second[(right_base + first_col + row) * p.words + slab + word];
            }
        }
        workgroupBarrier();
        for (var word = 0u; word < SLAB; word++) {
            let a = word * TILE + thread.y * EACH;
            let b = word * TILE + thread.x * EACH;
            let columns = vec4<u32>(
                right_slab[b], right_slab[b + 1u], right_slab[b + 2u], right_slab[b + 3u],
            );
            for (var i = 0u; i < EACH; i++) {
                let row = left_slab[a + i];
                sums[i][0] += dot4I8Packed(row, columns.x);
                sums[i][1] += dot4I8Packed(row, columns.y);
                sums[i][2] += dot4I8Packed(row, columns.z);
                sums[i][3] += dot4I8Packed(row, columns.w);
            }
        }
        workgroupBarrier();
    }

    return Tile(sums, first_row + thread.y * EACH, first_col + thread.x * EACH);
}

@compute @workgroup_size(16, 16, 1)
fn matmul(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    var tile = tile_of(group, thread, index);
    for (var i = 0u; i < EACH && tile.row + i < p.m; i++) {
        let start = (group.z * p.m + tile.row + i) * p.out_pitch;
        for (var j = 0u; j < EACH && tile.col + j < p.n; j++) {
            result[start + tile.col + j] = bitcast<u32>(tile.sums[i][j]);
        }
    }
}

@compute @workgroup_size(16, 16, 1)
fn linear(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    var tile = tile_of(group, thread, index);
    if (tile.col >= p.n) {
        return;
    }
    for (var i = 0u; i < EACH && tile.row + i < p.m; i++) {
        let start = (group.z * p.m + tile.row + i) * p.out_pitch;
        var word = 0u;
        for (var j = 0u; j < EACH && tile.col + j < p.n; j++) {
            let col = tile.col + j;
            // (sum + bias) mult, of which the first factor may have 33 bits.
            let mult = bitcast<i32>(fourth[col * p.mult_step]);
            let bias = bitcast<i32>(third[col * p.bias_step]);
            let scaled = plus(product(tile.sums[i][j], mult), product(bias, mult));
            let value = requantised(scaled, p.shift, p.out_wide);
            if (p.out_wide != 0u) {
                result[start + col] = bitcast<u32>(value);
            } else {
                word = with_byte(word, j, value);
            }
        }
        // Four columns from a multiple of four: one word.
        if (p.out_wide == 0u) {
            result[start + tile.col / 4u] = word;
        }
    }
}
