// Runs the CUDA kernels on the processor, one block after the other: what g++ needs to compile them, and a way in for the
// tests. The threads of a block are coroutines that take turns at every __syncthreads().

#include <cstring>
#include <tuple>
#include <ucontext.h>
#include <utility>

struct Dim3 {
    unsigned x, y, z;
};

static Dim3 threadIdx, blockIdx, blockDim, gridDim;

#define __global__
#define __device__
#define __shared__ static
#define __restrict__

static const unsigned MOST_THREADS = 256;
static const unsigned STACK_BYTES = 1 << 16;
static ucontext_t scheduler, threads[MOST_THREADS];
static char stacks[MOST_THREADS][STACK_BYTES];
static bool done[MOST_THREADS];
static unsigned current;
static void (*body)(void *);
static void *arguments;

static void __syncthreads() {
    swapcontext(&threads[current], &scheduler);
}

static int __dp4a(int a, int b, int sum) {
    for (int lane = 0; lane < 4; lane++) {
        sum += (int)(signed char)(a >> (8 * lane)) * (int)(signed char)(b >> (8 * lane));
    }
    return sum;
}

static unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return (unsigned long long)(((unsigned __int128)a * b) >> 64);
}

static int __clz(int x) {
    return x == 0 ? 32 : __builtin_clz((unsigned)x);
}

static int __clzll(long long x) {
    return x == 0 ? 64 : __builtin_clzll((unsigned long long)x);
}

#include "kernels.cu"

static void thread_main() {
    body(arguments);
    done[current] = true;
}

static void run_block() {
    unsigned count = blockDim.x * blockDim.y * blockDim.z;
    for (unsigned at = 0; at < count; at++) {
        done[at] = false;
        getcontext(&threads[at]);
        threads[at].uc_stack.ss_sp = stacks[at];
        threads[at].uc_stack.ss_size = STACK_BYTES;
        threads[at].uc_link = &scheduler;
        makecontext(&threads[at], thread_main, 0);
    }
    for (bool running = true; running;) {
        running = false;
        for (current = 0; current < count; current++) {
            if (!done[current]) {
                threadIdx = {current % blockDim.x, current / blockDim.x % blockDim.y, current / blockDim.x / blockDim.y};
                swapcontext(&scheduler, &threads[current]);
                running |= !done[current];
            }
        }
    }
}

template <class Params>
using Entry = void (*)(const Params, const u32 *, const u32 *, const u32 *, const u32 *, u32 *, u32 *);

template <class Params> struct Call {
    Entry<Params> entry;
    Params params;
    u32 **buffers;
};

template <class Params>
static void run(Entry<Params> entry, const u32 *words, u32 **buffers) {
    static_assert(sizeof(Params) <= 64, "parameters have 16 words");
    Call<Params> call = {entry, {}, buffers};
    std::memcpy(&call.params, words, sizeof(Params));
    arguments = &call;
    body = [](void *argument) {
        const Call<Params> &call = *(const Call<Params> *)argument;
        u32 **b = call.buffers;
        call.entry(call.params, b[0], b[1], b[2], b[3], b[4], b[5]);
    };
    for (unsigned z = 0; z < gridDim.z; z++) {
        for (unsigned y = 0; y < gridDim.y; y++) {
            for (unsigned x = 0; x < gridDim.x; x++) {
                blockIdx = {x, y, z};
                run_block();
            }
        }
    }
}

#define TRY(entry)                                                                                            \
    if (std::strcmp(name, #entry) == 0) {                                                                     \
        run(entry, params, buffers);                                                                          \
        return 1;                                                                                             \
    }

// Runs a kernel; 0 when there is none of this name. Not for two threads at once.
extern "C" int emulate(const char *name, const unsigned *grid, const unsigned *block, const unsigned *params,
                       unsigned **buffers) {
    gridDim = {grid[0], grid[1], grid[2]};
    blockDim = {block[0], block[1], block[2]};
    TRY(matmul)
    TRY(linear)
    TRY(epilogue)
    TRY(add_bias)
    TRY(requant)
    TRY(add)
    TRY(mul)
    TRY(lut)
    TRY(normalise)
    TRY(softmax)
    TRY(gather)
    TRY(stride)
    TRY(concat)
    TRY(leaves)
    TRY(pairs)
    TRY(field_rows)
    TRY(field_columns)
    TRY(field_join)
    return 0;
}
