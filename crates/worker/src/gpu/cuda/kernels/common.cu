// What all kernels share. Tensors are rows of words, each row filled up to a whole number of 16 bytes: four elements of
// an i8 in a word (the first one in the lowest byte, zeros after the last one), or one of an i32. Every kernel takes its
// parameters, as gpu/params.rs has them, then four operands, the result and the status.
//
// No header is included, so that NVRTC needs none.

typedef signed char i8;
typedef int i32;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;

// Threads of a block.
#define GROUP 256u

#define KERNEL(name, Params)                                                                                  \
    extern "C" __global__ void name(const Params p, const u32 *__restrict__ first,                            \
                                    const u32 *__restrict__ second, const u32 *__restrict__ third,            \
                                    const u32 *__restrict__ fourth, u32 *__restrict__ result,                 \
                                    u32 *__restrict__ status)

// Every word of a result of `rows` rows, shared out among all threads of the grid.
#define FOR_EACH_WORD(at, rows, pitch)                                                                        \
    for (u32 at = blockIdx.x * GROUP + threadIdx.x, end = (rows) * (pitch); at < end; at += gridDim.x * GROUP)

__device__ inline i32 byte_of(u32 word, u32 lane) {
    return (i32)(i8)(word >> (lane * 8u));
}

__device__ inline u32 with_byte(u32 word, u32 lane, i32 value) {
    return (word & ~(0xffu << (lane * 8u))) | (((u32)value & 0xffu) << (lane * 8u));
}

// Elements of a word.
__device__ inline u32 lanes(u32 wide) {
    return wide ? 1u : 4u;
}

__device__ inline u32 with_element(u32 word, u32 lane, i32 value, u32 wide) {
    return wide ? (u32)value : with_byte(word, lane, value);
}

// Element (row, col) of rows `pitch` words apart.
__device__ inline i32 element_at(const u32 *rows, u32 pitch, u32 wide, u32 row, u32 col) {
    const u32 *own = rows + (u64)row * pitch;
    return wide ? (i32)own[col] : byte_of(own[col / 4u], col % 4u);
}

// The arithmetic of crates/proof/src/arith.

// `(value + 2^(shift - 1)) >> shift`. The shift of a negative value keeps its sign, as NVRTC and g++ define it.
__device__ inline i64 round_shift(i64 value, u32 shift) {
    return shift ? (value + (1ll << (shift - 1u))) >> shift : value;
}

// The rounded and shifted value, clamped to 127 in magnitude or, for an i32, to 2^31 - 1.
__device__ inline i32 requantised(i64 value, u32 shift, u32 wide) {
    i64 limit = wide ? 0x7fffffffll : 127ll;
    i64 rounded = round_shift(value, shift);
    return (i32)(rounded > limit ? limit : rounded < -limit ? -limit : rounded);
}
