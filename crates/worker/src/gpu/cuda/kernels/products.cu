// Exact int8 matrix products: out[i, j] = sum over t of left[i, t] * right[j, t], as they are or requantised. These run
// where cuBLASLt has no kernel for a shape; `epilogue` requantises what it has summed.
//
// A block of 16 x 16 threads computes a tile of 64 x 64 results, each thread 4 x 4 of them; a slab of 16 words along K of
// both operands is shared.

struct Product {
    u32 m, n, words, out_pitch, out_wide, shift, bias_step, mult_step;
};

#define TILE 64u
#define SLAB 16u
#define EACH 4u

// The 4 x 4 sums of a thread; `row` and `col` are set to the first one's place within the block of the batch.
__device__ inline void tile_of(const Product &p, const u32 *first, const u32 *second, i32 sums[4][4], u32 &row, u32 &col) {
    // Word by word, so that the rows a thread needs are next to each other; one word more, so that sixteen threads that
    // write down a column meet different banks.
    __shared__ u32 left_slab[SLAB][TILE + 1u];
    __shared__ u32 right_slab[SLAB][TILE + 1u];
    u32 index = threadIdx.y * 16u + threadIdx.x;
    u32 first_row = blockIdx.y * TILE, first_col = blockIdx.x * TILE;
    u64 left_base = (u64)blockIdx.z * p.m, right_base = (u64)blockIdx.z * p.n;
    for (u32 i = 0u; i < EACH; i++) {
        for (u32 j = 0u; j < EACH; j++) {
            sums[i][j] = 0;
        }
    }
    for (u32 slab = 0u; slab < p.words; slab += SLAB) {
        for (u32 step = 0u; step < EACH; step++) {
            // Sixteen neighbouring threads read sixteen neighbouring words.
            u32 word = index % SLAB, at = index / SLAB + step * 16u;
            bool inside = slab + word < p.words;
            bool in_left = inside && first_row + at < p.m, in_right = inside && first_col + at < p.n;
            left_slab[word][at] = in_left ? first[(left_base + first_row + at) * p.words + slab + word] : 0u;
            right_slab[word][at] = in_right ? second[(right_base + first_col + at) * p.words + slab + word] : 0u;
        }
        __syncthreads();
        for (u32 word = 0u; word < SLAB; word++) {
            for (u32 i = 0u; i < EACH; i++) {
                for (u32 j = 0u; j < EACH; j++) {
                    u32 a = left_slab[word][threadIdx.y * EACH + i], b = right_slab[word][threadIdx.x * EACH + j];
                    sums[i][j] = __dp4a((i32)a, (i32)b, sums[i][j]);
                }
            }
        }
        __syncthreads();
    }
    row = first_row + threadIdx.y * EACH;
    col = first_col + threadIdx.x * EACH;
}

KERNEL(matmul, Product) {
    i32 sums[4][4];
    u32 row, col;
    tile_of(p, first, second, sums, row, col);
    for (u32 i = 0u; i < EACH && row + i < p.m; i++) {
        u32 *out = result + ((u64)blockIdx.z * p.m + row + i) * p.out_pitch;
        for (u32 j = 0u; j < EACH && col + j < p.n; j++) {
            out[col + j] = (u32)sums[i][j];
        }
    }
}

// One element of a Linear: (sum + bias) may have 33 bits.
__device__ inline i32 linear_element(const Product &p, i32 sum, const u32 *biases, const u32 *mults, u32 col) {
    i64 biased = (i64)sum + (i32)biases[col * p.bias_step];
    return requantised(biased * (i32)mults[col * p.mult_step], p.shift, p.out_wide);
}

KERNEL(linear, Product) {
    i32 sums[4][4];
    u32 row, col;
    tile_of(p, first, second, sums, row, col);
    if (col >= p.n) {
        return;
    }
    for (u32 i = 0u; i < EACH && row + i < p.m; i++) {
        u32 *out = result + ((u64)blockIdx.z * p.m + row + i) * p.out_pitch;
        u32 word = 0u;
        for (u32 j = 0u; j < EACH && col + j < p.n; j++) {
            i32 value = linear_element(p, sums[i][j], third, fourth, col + j);
            if (p.out_wide) {
                out[col + j] = (u32)value;
            } else {
                word = with_byte(word, j, value);
            }
        }
        // Four columns from a multiple of four: one word. The rest of a row's last 16 bytes is filled by the block that
        // has its last column.
        if (!p.out_wide) {
            out[col / 4u] = word;
            for (u32 rest = col / 4u + 1u; col + EACH >= p.n && rest < p.out_pitch; rest++) {
                out[rest] = 0u;
            }
        }
    }
}

// The parameters of `epilogue`: a Product's, of which `m` counts all rows of the result and `words` the words of a row of
// sums.
KERNEL(epilogue, Product) {
    u32 each = lanes(p.out_wide);
    FOR_EACH_WORD(at, p.m, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch * each, word = 0u;
        for (u32 lane = 0u; lane < each && col + lane < p.n; lane++) {
            i32 sum = (i32)first[(u64)row * p.words + col + lane];
            word = with_element(word, lane, linear_element(p, sum, third, fourth, col + lane), p.out_wide);
        }
        result[at] = word;
    }
}
