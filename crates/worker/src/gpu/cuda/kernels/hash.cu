// SHA-256 (FIPS 180-4) of the leaves and nodes of a tensor's tree, a thread for each. The layout is that of
// crates/proof/src/tree.rs.

__device__ const u32 ROUND[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
    0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
    0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
    0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u};

__device__ inline u32 rotated(u32 x, u32 by) {
    return (x >> by) | (x << (32u - by));
}

// The four bytes of a word in the other order: memory is little-endian, SHA-256 big-endian.
__device__ inline u32 swapped(u32 x) {
    return (x >> 24) | ((x >> 8) & 0xff00u) | ((x << 8) & 0xff0000u) | (x << 24);
}

__device__ inline void compress(u32 state[8], u32 w[16]) {
    u32 a = state[0], b = state[1], c = state[2], d = state[3];
    u32 e = state[4], f = state[5], g = state[6], h = state[7];
    // Unrolled, so that every position is known and the words stay in registers.
#pragma unroll
    for (u32 round = 0u; round < 64u; round++) {
        u32 at = round % 16u;
        if (round >= 16u) {
            u32 x = w[(at + 1u) % 16u], y = w[(at + 14u) % 16u];
            u32 s0 = rotated(x, 7u) ^ rotated(x, 18u) ^ (x >> 3);
            u32 s1 = rotated(y, 17u) ^ rotated(y, 19u) ^ (y >> 10);
            w[at] += s0 + w[(at + 9u) % 16u] + s1;
        }
        u32 t1 = h + (rotated(e, 6u) ^ rotated(e, 11u) ^ rotated(e, 25u)) + ((e & f) ^ (~e & g)) + ROUND[round] + w[at];
        u32 t2 = (rotated(a, 2u) ^ rotated(a, 13u) ^ rotated(a, 22u)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

// The hash of a tag of one byte and `words` words, which `word_of` gives in the order of memory. One byte shifts them all:
// a word of the message is the end of one and the beginning of the next.
template <class WordOf> __device__ void hash_tagged(u32 tag, u32 words, WordOf word_of, u32 *out) {
    u32 state[8] = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
                    0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
    // The tag, the words, a one, and the length in bits, in whole blocks.
    u32 blocks = (1u + words * 4u + 9u + 63u) / 64u;
    u32 before = tag;
    for (u32 block = 0u; block < blocks; block++) {
        u32 w[16];
#pragma unroll
        for (u32 at = 0u; at < 16u; at++) {
            u32 n = block * 16u + at;
            u32 next = n < words ? swapped(word_of(n)) : n == words ? 0x80000000u : 0u;
            w[at] = (before << 24) | (next >> 8);
            before = next;
        }
        if (block + 1u == blocks) {
            w[15] = (1u + words * 4u) * 8u;
        }
        compress(state, w);
    }
    for (u32 at = 0u; at < 8u; at++) {
        out[at] = swapped(state[at]);
    }
}

// Leaves of rows of `row_words` words, `pitch` apart; the last leaf of a row is filled up with zeros.
struct Leaves {
    u32 rows, leaves_per_row, row_words, pitch;
};

struct LeafWord {
    const u32 *row;
    u32 start, row_words;

    __device__ u32 operator()(u32 n) const {
        return start + n < row_words ? row[start + n] : 0u;
    }
};

KERNEL(leaves, Leaves) {
    FOR_EACH_WORD(at, p.rows, p.leaves_per_row) {
        u32 row = at / p.leaves_per_row, leaf = at % p.leaves_per_row;
        LeafWord word_of = {first + (u64)row * p.pitch, leaf * 64u, p.row_words};
        hash_tagged(0u, 64u, word_of, result + (u64)at * 8u);
    }
}

// The level above nodes that lie in `groups` groups of `len`, which are paired by themselves; an odd last one is paired
// with the node of the second operand.
struct Pairs {
    u32 groups, len;
};

struct PairWord {
    const u32 *left, *right;

    __device__ u32 operator()(u32 n) const {
        return n < 8u ? left[n] : right[n - 8u];
    }
};

KERNEL(pairs, Pairs) {
    u32 above = (p.len + 1u) / 2u;
    FOR_EACH_WORD(at, p.groups, above) {
        u64 left = (u64)(at / above) * p.len + at % above * 2u;
        bool paired = at % above * 2u + 1u < p.len;
        PairWord word_of = {first + left * 8u, paired ? first + (left + 1u) * 8u : second};
        hash_tagged(1u, 16u, word_of, result + (u64)at * 8u);
    }
}
