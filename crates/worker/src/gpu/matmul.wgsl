// Exact int8 matrix product: out[i, j] = Σ_t left[i, t] · right[j, t].
//
// Both operands are rows of K packed four elements to a word. A workgroup of 16 × 16 threads computes
// a tile of 64 × 64 results, each thread 4 × 4 of them; a slab of 16 words along K of both operands is
// shared through workgroup memory. `dot4I8Packed` becomes one instruction where the device has it and
// plain integer arithmetic where it has not: the bits are the same.

struct Size {
    // Rows of one block of the left operand, and of the right.
    m: u32,
    n: u32,
    // Words along K.
    words: u32,
    // Keeps the struct a multiple of 16 bytes.
    reserved: u32,
}

@group(0) @binding(0) var<uniform> size: Size;
@group(0) @binding(1) var<storage, read> left: array<u32>;
@group(0) @binding(2) var<storage, read> right: array<u32>;
@group(0) @binding(3) var<storage, read_write> result: array<i32>;

const TILE: u32 = 64u;
const SLAB: u32 = 16u;
const THREADS: u32 = 16u;
const EACH: u32 = 4u;

// Slabs are stored word by word, so that the rows a thread needs are next to each other.
var<workgroup> left_slab: array<u32, 1024>;
var<workgroup> right_slab: array<u32, 1024>;

@compute @workgroup_size(16, 16, 1)
fn matmul(
    @builtin(workgroup_id) tile: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    let first_row = tile.y * TILE;
    let first_col = tile.x * TILE;
    let left_base = tile.z * size.m;
    let right_base = tile.z * size.n;

    var sums: array<array<i32, 4>, 4>;
    for (var slab = 0u; slab < size.words; slab += SLAB) {
        for (var step = 0u; step < EACH; step++) {
            // Sixteen neighbouring threads read sixteen neighbouring words.
            let word = index % SLAB;
            let row = index / SLAB + step * THREADS;
            let inside = slab + word < size.words;
            let slot = word * TILE + row;
            left_slab[slot] = 0u;
            right_slab[slot] = 0u;
            if (inside && first_row + row < size.m) {
                left_slab[slot] = left[(left_base + first_row + row) * size.words + slab + word];
            }
            if (inside && first_col + row < size.n) {
                right_slab[slot] = right[(right_base + first_col + row) * size.words + slab + word];
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

    for (var i = 0u; i < EACH; i++) {
        let row = first_row + thread.y * EACH + i;
        if (row >= size.m) {
            break;
        }
        for (var j = 0u; j < EACH; j++) {
            let col = first_col + thread.x * EACH + j;
            if (col < size.n) {
                result[(left_base + row) * size.n + col] = sums[i][j];
            }
        }
    }
}
