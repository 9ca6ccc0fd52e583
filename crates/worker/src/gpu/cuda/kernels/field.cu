// Tensors times vectors over the integers modulo p = 2^61 - 1, for Freivalds' check.

#define MODULUS ((1ull << 61) - 1ull)

__device__ inline u64 field_add(u64 a, u64 b) {
    u64 sum = a + b;
    return sum >= MODULUS ? sum - MODULUS : sum;
}

// An element of a tensor times one of the field.
__device__ inline u64 field_times(i32 x, u64 value) {
    u64 size = x < 0 ? 0ull - (u64)(i64)x : (u64)x;
    u64 low = size * value, high = __umul64hi(size, value);
    // 2^61 is 1: the bits from 61 on are added to those below. Both are below p, the upper ones below 2^32.
    u64 folded = field_add(low & MODULUS, (low >> 61) | (high << 3));
    return x < 0 && folded ? MODULUS - folded : folded;
}

struct Field {
    u32 rows, cols, pitch, wide, chunk;
};

struct FieldSum {
    static __device__ u64 of(u64 a, u64 b) { return field_add(a, b); }
};

__device__ inline u64 vector_at(const u32 *vector, u32 n) {
    return ((const u64 *)vector)[n];
}

// For each row, its elements times those of the vector: a block for a row at a time.
KERNEL(field_rows, Field) {
    for (u32 row = blockIdx.x; row < p.rows; row += gridDim.x) {
        u64 sum = 0;
        for (u32 col = threadIdx.x; col < p.cols; col += GROUP) {
            i32 x = element_at(first, p.pitch, p.wide, row, col);
            sum = field_add(sum, field_times(x, vector_at(second, col)));
        }
        sum = of_all<FieldSum>(sum);
        if (threadIdx.x == 0u) {
            ((u64 *)result)[row] = sum;
        }
    }
}

// For each column, its elements times those of the vector, in as many parts as there are chunks of rows: a thread for
// each column of each part.
KERNEL(field_columns, Field) {
    u32 parts = (p.rows + p.chunk - 1u) / p.chunk;
    FOR_EACH_WORD(at, parts, p.cols) {
        u32 part = at / p.cols, col = at % p.cols;
        u64 sum = 0;
        for (u32 row = part * p.chunk; row < p.rows && row < (part + 1u) * p.chunk; row++) {
            i32 x = element_at(first, p.pitch, p.wide, row, col);
            sum = field_add(sum, field_times(x, vector_at(second, row)));
        }
        ((u64 *)result)[at] = sum;
    }
}

// The parts of each column added up: `rows` parts.
KERNEL(field_join, Field) {
    FOR_EACH_WORD(col, 1u, p.cols) {
        u64 sum = 0;
        for (u32 part = 0u; part < p.rows; part++) {
            sum = field_add(sum, ((const u64 *)first)[(u64)part * p.cols + col]);
        }
        ((u64 *)result)[col] = sum;
    }
}
