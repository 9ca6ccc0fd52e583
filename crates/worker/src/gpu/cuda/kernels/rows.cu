// Operators that need whole rows: a block works on one row at a time. The definitions are those of
// crates/proof/src/arith/norm.rs and softmax.rs, whose names are used here.

struct Rows {
    u32 rows, cols, out_pitch, x_pitch, x_wide, shift, eps, centred, mult, masked, mask_pitch, first, mask_divisor,
        mask_modulus, mask_first;
};

struct Or {
    template <class T> static __device__ T of(T a, T b) { return a | b; }
};
struct Max {
    template <class T> static __device__ T of(T a, T b) { return a > b ? a : b; }
};
struct Sum {
    template <class T> static __device__ T of(T a, T b) { return a + b; }
};

// What all threads of a block have found, brought together.
template <class With, class T> __device__ T of_all(T value) {
    __shared__ T found[GROUP];
    found[threadIdx.x] = value;
    __syncthreads();
    for (u32 half = GROUP / 2u; half > 0u; half /= 2u) {
        if (threadIdx.x < half) {
            found[threadIdx.x] = With::of(found[threadIdx.x], found[threadIdx.x + half]);
        }
        __syncthreads();
    }
    T all = found[0];
    // Nobody writes before everybody has read.
    __syncthreads();
    return all;
}

// The largest number of 32 bits whose square is at most `value`.
__device__ inline u32 root_of(u64 value) {
    u32 root = 0u;
    for (u32 bit = 1u << 31; bit != 0u; bit >>= 1) {
        u64 candidate = root | bit;
        if (candidate * candidate <= value) {
            root |= bit;
        }
    }
    return root;
}

// Step 1: (x + floor(2^e / 2)) >> e.
__device__ inline i32 narrowed(i32 x, u32 narrow) {
    return (i32)round_shift(x, narrow);
}

KERNEL(normalise, Rows) {
    // What the elements of a row share, found by one thread: I, and h.
    __shared__ i64 inverse;
    __shared__ u32 down;
    for (u32 row = blockIdx.x; row < p.rows; row += gridDim.x) {
        u32 narrow = 0u;
        if (p.x_wide) {
            // Or-ing is enough: only the highest bit counts.
            u32 magnitudes = 0u;
            for (u32 col = threadIdx.x; col < p.cols; col += GROUP) {
                i32 x = element_at(first, p.x_pitch, 1u, row, col);
                magnitudes |= x < 0 ? 0u - (u32)x : (u32)x;
            }
            u32 used = 32u - (u32)__clz((i32)of_all<Or>(magnitudes));
            narrow = used > 15u ? used - 15u : 0u;
        }
        i64 sum = 0, squares = 0;
        for (u32 col = threadIdx.x; col < p.cols; col += GROUP) {
            i64 x = narrowed(element_at(first, p.x_pitch, p.x_wide, row, col), narrow);
            sum += x;
            squares += x * x;
        }
        sum = of_all<Sum>(sum);
        squares = of_all<Sum>(squares);
        // S
        i64 mean = p.centred ? sum : 0;

        if (threadIdx.x == 0u) {
            u64 n = p.cols;
            u64 variance = n * (u64)squares - (u64)(mean * mean);
            // W
            u64 spread = variance + ((p.eps * (n * n)) >> (2u * narrow));
            u32 zeros = spread ? (u32)__clzll((i64)spread) : 63u;
            // s
            u32 up = (zeros - 1u) & ~1u;
            down = 46u - up / 2u;
            inverse = spread ? (i64)((1ull << 62) / root_of(spread << up)) : 0;
        }
        __syncthreads();

        for (u32 at = threadIdx.x; at < p.out_pitch; at += GROUP) {
            u32 word = 0u;
            for (u32 lane = 0u; lane < 4u && at * 4u + lane < p.cols; lane++) {
                u32 col = at * 4u + lane;
                i64 x = narrowed(element_at(first, p.x_pitch, p.x_wide, row, col), narrow);
                // t
                i64 normalised = round_shift((p.cols * x - mean) * inverse, down);
                i64 value = normalised * (i32)second[col];
                if (p.centred) {
                    value += (i64)(i32)third[col] * (1 << 16);
                }
                word = with_byte(word, lane, requantised(value, p.shift, 0u));
            }
            result[(u64)row * p.out_pitch + at] = word;
        }
        // The next row's statistics must not come before this row's last element.
        __syncthreads();
    }
}

// Whether the mask leaves this column.
__device__ inline bool left_by_mask(const Rows &p, const u32 *mask, u32 row, u32 col) {
    if (!p.masked) {
        return true;
    }
    u32 mask_row = (p.first + row) / p.mask_divisor % p.mask_modulus - p.mask_first;
    return element_at(mask, p.mask_pitch, 0u, mask_row, col) != 0;
}

// E
__device__ inline u32 exponential(const Rows &p, const u32 *table, i32 x, i32 largest) {
    u64 scaled = (u64)((u32)largest - (u32)x) * p.mult;
    u64 index = p.shift ? (scaled + (1ull << (p.shift - 1u))) >> p.shift : scaled;
    i32 entry = (i32)table[index > 255u ? 255u : (u32)index];
    return entry < 0 ? 0u : entry > 65535 ? 65535u : (u32)entry;
}

KERNEL(softmax, Rows) {
    __shared__ u64 inverse;
    for (u32 row = blockIdx.x; row < p.rows; row += gridDim.x) {
        i32 own = -0x7fffffff - 1;
        for (u32 col = threadIdx.x; col < p.cols; col += GROUP) {
            if (left_by_mask(p, third, row, col)) {
                own = Max::of(own, element_at(first, p.x_pitch, 1u, row, col));
            }
        }
        i32 largest = of_all<Max>(own);
        u32 sum = 0u;
        for (u32 col = threadIdx.x; col < p.cols; col += GROUP) {
            if (left_by_mask(p, third, row, col)) {
                sum += exponential(p, second, element_at(first, p.x_pitch, 1u, row, col), largest);
            }
        }
        // T; 0 when nothing is left.
        u32 total = of_all<Sum>(sum);
        if (threadIdx.x == 0u) {
            inverse = total ? (127ull << 40) / total : 0ull;
        }
        __syncthreads();

        for (u32 at = threadIdx.x; at < p.out_pitch; at += GROUP) {
            u32 word = 0u;
            for (u32 lane = 0u; lane < 4u && at * 4u + lane < p.cols; lane++) {
                u32 col = at * 4u + lane;
                if (left_by_mask(p, third, row, col)) {
                    u64 share = exponential(p, second, element_at(first, p.x_pitch, 1u, row, col), largest) * inverse;
                    word = with_byte(word, lane, (i32)((share + (1ull << 39)) >> 40));
                }
            }
            result[(u64)row * p.out_pitch + at] = word;
        }
        __syncthreads();
    }
}
