#!/usr/bin/env python3
"""Writes the golden vectors of verifiers' proofs: `python3 crates/proof/vectors/generate_pov.py`.

A second implementation of `assay_proof::pov`, on Python's unbounded integers and hashlib, that shares nothing with the
Rust one. The file, pov.json, has the numbers that a seed decides, the vectors of a small job with their roots, and one
piece of evidence of each kind with the conviction that must follow.
"""

import hashlib
import json
import pathlib
import random
import struct

HERE = pathlib.Path(__file__).parent
P = 2**61 - 1
ROWS, CHUNK, COVERED = 64, 4096, 128
VECTORS = "wtezy"
I8, I32 = 1, 2
SIZE = {I8: 1, I32: 4}
rng = random.Random(20261127)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u16(n):
    return struct.pack("<H", n)


def u32(n):
    return struct.pack("<I", n)


# Trees: `levels[0]` are leaves, every level padded to a power of two ------------------------------------


def levels(leaves, padding, tag):
    count = 1 << max(0, len(leaves) - 1).bit_length()
    all_levels = [leaves + [padding] * (count - len(leaves))]
    while len(all_levels[-1]) > 1:
        below = all_levels[-1]
        all_levels.append([sha(tag, below[i], below[i + 1]) for i in range(0, len(below), 2)])
    return all_levels


def path(tree, index):
    return b"".join(level[(index >> n) ^ 1] for n, level in enumerate(tree[:-1]))


def siblings(tree, first, last):
    """The largest nodes that hold none of the leaves `first` to `last`, from the left."""

    def walk(level, index):
        start, end = index << level, (index + 1) << level
        if start > last or end <= first:
            return tree[level][index]
        if level == 0:
            return b""
        return walk(level - 1, 2 * index) + walk(level - 1, 2 * index + 1)

    return walk(len(tree) - 1, 0)


def list_tree(hashes):
    return levels(hashes, bytes(32), b"\2")


# Tensors ------------------------------------------------------------------------------------------------


class Tensor:
    def __init__(self, dtype, rows, cols, values):
        assert len(values) == rows * cols
        self.dtype, self.rows, self.cols, self.values = dtype, rows, cols, values
        self.shape = struct.pack("<BII", dtype, rows, cols)
        self.row_leaves = -(-cols * SIZE[dtype] // 256)
        self.row_depth = (self.row_leaves - 1).bit_length()
        zero = sha(b"\0", bytes(256))
        leaves = []
        for i in range(rows):
            row = [sha(b"\0", leaf) for leaf in self.leaves(i)]
            leaves += row + [zero] * ((1 << self.row_depth) - len(row))
        self.tree = levels(leaves, zero, b"\1")
        self.merkle_root = self.tree[-1][0]
        self.root = sha(b"assay:tensor:v1", self.shape, self.merkle_root)

    def row(self, i):
        return self.values[i * self.cols : (i + 1) * self.cols]

    def leaves(self, i):
        size = SIZE[self.dtype]
        data = b"".join(v.to_bytes(size, "little", signed=True) for v in self.row(i))
        return [data[n : n + 256].ljust(256, b"\0") for n in range(0, len(data), 256)]

    def opened_row(self, i):
        """A whole row: its leaves, what pads them to a subtree (from the bottom), the path of the subtree."""
        last = (i << self.row_depth) + self.row_leaves - 1
        padding = b""
        for level in range(self.row_depth):
            if (last >> level) & 1 == 0:
                padding += self.tree[level][(last >> level) + 1]
        above = b"".join(
            self.tree[level][(i >> (level - self.row_depth)) ^ 1]
            for level in range(self.row_depth, len(self.tree) - 1)
        )
        return b"".join(self.leaves(i)) + padding + above

    def written(self):
        return {"dtype": self.dtype, "rows": self.rows, "cols": self.cols, "values": self.values}


def noise(rows, cols):
    return Tensor(I8, rows, cols, [rng.randint(-128, 127) for _ in range(rows * cols)])


# The job: op 0 multiplies an input by a weight, op 1 rescales that product in one op, op 2 multiplies blocks of the
# result of op 1 by blocks of another input ---------------------------------------------------------------


def product(a, b, batch):
    block, cols = a.rows // batch, b.rows // batch
    return [
        [sum(x * y for x, y in zip(a.row(i), b.row(i // block * cols + j))) for j in range(cols)]
        for i in range(a.rows)
    ]


def flat(rows):
    return [v for row in rows for v in row]


def clamp(value):
    return max(-127, min(127, value))


x, y = noise(70, 40), noise(210, 5)
weight = noise(5, 40)
sums = product(x, weight, 1)
matmul = Tensor(I32, 70, 5, flat(sums))
linear = Tensor(I8, 70, 5, [clamp((v * 3 + 512) // 1024) for v in flat(sums)])
blocks = Tensor(I32, 70, 3, flat(product(linear, y, 70)))
inputs, weights, results = [x, y], [weight], [matmul, linear, blocks]
descriptors = [
    b"\1" + x.shape,
    b"\1" + y.shape,
    b"\2" + weight.shape + weight.root,
    bytes([3, 1]) + matmul.shape + struct.pack("<BHBHI", 0, 0, 1, 0, 1),
    bytes([3, 11]) + linear.shape + struct.pack("<BHBHBBiBI", 0, 0, 1, 0, 0, 0, 3, 10, 1),
    bytes([3, 1]) + blocks.shape + struct.pack("<BHBHI", 2, 1, 0, 1, 70),
]
OPS = 3
# Operands A and B, their positions under the spec root, and the number of blocks.
PRODUCTS = [(x, 0, weight, 2, 1), (x, 0, weight, 2, 1), (linear, 4, y, 1, 70)]

spec_counts = struct.pack("<III", 2, 1, OPS)
spec_tree = list_tree([sha(b"assay:desc:v1", d) for d in descriptors])
trace_tree = list_tree([t.root for t in results])
input_tree = list_tree([t.root for t in inputs])
job, beacon, operator = (bytes([n]) * 32 for n in (1, 2, 3))
seed = sha(b"assay:pov:v1", job, beacon, operator)
frame = spec_counts + spec_tree[-1][0] + u32(OPS) + trace_tree[-1][0]
roots = {
    "spec": sha(b"assay:spec:v1", spec_counts, spec_tree[-1][0]),
    "input": sha(b"assay:inputs:v1", u32(2), input_tree[-1][0]),
    "trace": sha(b"assay:trace:v1", u32(OPS), trace_tree[-1][0]),
    "output": blocks.root,
}


# What a seed decides --------------------------------------------------------------------------------------


def draw(purpose, op, group=0, row=0, of=seed):
    return sha(b"assay:pov:draw:v1", of, bytes([purpose]), u16(op), u32(group), u32(row))


def first(digest, count):
    return int.from_bytes(digest[:count], "little")


def pick(digest, bound, part, parts):
    start, end = part * bound // parts, (part + 1) * bound // parts
    return start + first(digest, 8) % (end - start)


def covers(op, ops, of=seed):
    return ops <= COVERED or first(draw(0, op, of=of), 8) % ops < COVERED


class Layout:
    def __init__(self, op, block_rows, cols, inner, batch, of=seed):
        self.op, self.block_rows, self.cols, self.inner, self.batch, self.of = op, block_rows, cols, inner, batch, of
        self.groups = min(batch, ROWS)
        self.rows = min(block_rows, ROWS // self.groups)
        self.chunks = -(-cols // CHUNK)

    def block(self, group):
        return pick(draw(1, self.op, group, of=self.of), self.batch, group, self.groups)

    def row(self, entry):
        group, row = divmod(entry, self.rows)
        digest = draw(2, self.op, group, row, of=self.of)
        return self.block(group) * self.block_rows + pick(digest, self.block_rows, row, self.rows)


def rho(op, of=seed):
    return first(draw(3, op, of=of), 16) % P


def sigma(op, w_root):
    return first(sha(b"assay:pov:sigma:v1", seed, u16(op), w_root), 16) % P


# Vectors --------------------------------------------------------------------------------------------------


def polynomial(point, terms):
    return sum(term * pow(point, n, P) for n, term in enumerate(terms)) % P


def chunked(point, terms):
    return [polynomial(point, terms[n : n + CHUNK]) for n in range(0, len(terms), CHUNK)]


def vector_tree(entries):
    data = b"".join(struct.pack("<Q", e) for e in entries)
    leaves = [data[n : n + 256].ljust(256, b"\0") for n in range(0, len(data), 256)]
    return levels([sha(b"\3", leaf) for leaf in leaves], sha(b"\3", bytes(256)), b"\4")


def layout_of(op):
    a, _, b, _, batch = PRODUCTS[op]
    return Layout(op, a.rows // batch, b.rows // batch, a.cols, batch)


def vectors(op):
    a, _, b, _, _ = PRODUCTS[op]
    layout, point = layout_of(op), rho(op)
    groups = [[b.row(layout.block(g) * layout.cols + j) for j in range(layout.cols)] for g in range(layout.groups)]
    w = [polynomial(point, [row[k] for row in group]) for group in groups for k in range(layout.inner)]
    second = sigma(op, vector_tree(w)[-1][0])
    t = [polynomial(second, row) for group in groups for row in group]
    e = [v for n in range(layout.groups) for v in chunked(point, t[n * layout.cols : (n + 1) * layout.cols])]
    z, y_ = [], []
    for entry in range(layout.groups * layout.rows):
        row, start = layout.row(entry), entry // layout.rows * layout.inner
        z.append(sum(p * q for p, q in zip(a.row(row), w[start : start + layout.inner])) % P)
        y_ += chunked(point, results[op].row(row))
    return [w, t, e, z, y_]


# Commitments and evidence ---------------------------------------------------------------------------------


class Commitment:
    def __init__(self, ops):
        self.ops = ops
        self.trees = [[vector_tree(v) for v in vs] for vs in ops]
        self.entries = [b"".join(tree[-1][0] for tree in trees) for trees in self.trees]
        self.tree = list_tree([sha(b"assay:pov:op:v1", entry) for entry in self.entries])
        self.list = u32(len(ops)) + self.tree[-1][0]
        self.root = sha(b"assay:pov:root:v1", self.list)

    def entry(self, op):
        return self.entries[op] + path(self.tree, op)

    def opened(self, op, vector, start, count):
        n = VECTORS.index(vector)
        entries = self.ops[op][n]
        lo, hi = start // 32, (start + count - 1) // 32
        data = b"".join(struct.pack("<Q", e) for e in entries[lo * 32 : (hi + 1) * 32])
        return data.ljust((hi - lo + 1) * 256, b"\0") + siblings(self.trees[op][n], lo, hi)


KINDS = {"Length": 1, "Range": 2, "RowSum": 3, "Chunk": 4, "Fold": 5, "Product": 6, "Result": 7, "Equality": 8}


def described(op):
    index = 3 + op
    a_index = PRODUCTS[op][1]
    own, left = descriptors[index], descriptors[a_index]
    if a_index >= 3:
        left = bytes([len(left)]) + left
    else:
        left = left[1:]
    head = u16(op) + bytes([len(own)]) + own + path(spec_tree, index)
    return head + left + path(spec_tree, a_index)


def operand(tensor, index):
    if index < 2:
        header = u32(2) + input_tree[-1][0] + tensor.shape + tensor.merkle_root
        return header + path(input_tree, index)
    if index < 3:
        return tensor.shape + tensor.merkle_root + path(spec_tree, index)
    return tensor.shape + tensor.merkle_root + path(trace_tree, index - 3)


def evidence(accused, kind, op=0, vector="w", index=0):
    data = b"ASSAYV01" + bytes([KINDS[kind]]) + frame + accused.list
    if kind == "Length":
        return data
    a, a_index, b, b_index, _ = PRODUCTS[op]
    layout = layout_of(op)
    data += described(op) + accused.entry(op)
    if kind == "Range":
        data += bytes([VECTORS.index(vector)])
    data += u32(index)
    if kind != "Fold":
        data += accused.opened(op, vector, index, 1)
    if kind == "RowSum":
        group, j = divmod(index, layout.cols)
        data += operand(b, b_index) + b.opened_row(layout.block(group) * layout.cols + j)
    elif kind == "Chunk":
        group, chunk = divmod(index, layout.chunks)
        start = group * layout.cols + chunk * CHUNK
        data += accused.opened(op, "t", start, min(CHUNK, layout.cols - chunk * CHUNK))
    elif kind == "Fold":
        data += accused.opened(op, "e", index * layout.chunks, layout.chunks)
        data += accused.opened(op, "w", index * layout.inner, layout.inner)
    elif kind == "Product":
        data += operand(a, a_index) + a.opened_row(layout.row(index))
        data += accused.opened(op, "w", index // layout.rows * layout.inner, layout.inner)
    elif kind == "Result":
        result = results[op]
        data += result.shape + result.merkle_root + path(trace_tree, op)
        row = layout.row(index // layout.chunks)
        lo = row << result.row_depth
        data += b"".join(result.leaves(row)) + siblings(result.tree, lo, lo + result.row_leaves - 1)
    elif kind == "Equality":
        data += accused.opened(op, "y", index * layout.chunks, layout.chunks)
    return data


honest = [vectors(op) for op in range(OPS)]


def case(kind, op=0, vector="w", index=0, change=None):
    """Evidence against a verifier that changed one entry, or that left the last op out."""
    ops = [[list(v) for v in vs] for vs in honest]
    if kind == "Length":
        ops.pop()
        claimed, expected = OPS - 1, OPS
    else:
        entries = ops[op][VECTORS.index(vector)]
        right = entries[index]
        entries[index] = right + P if kind == "Range" else (right + change) % P
        claimed, expected = entries[index], right
    accused = Commitment(ops)
    if kind == "Fold":
        # `w` is wrong, `t` and `e` are made to fit: what the sum over w is, and what it would have to be.
        layout, (_, _, b, _, _) = layout_of(op), PRODUCTS[op]
        second = sigma(op, accused.trees[op][0][-1][0])
        groups = [[b.row(layout.block(g) * layout.cols + j) for j in range(layout.cols)] for g in range(layout.groups)]
        ops[op][1] = [polynomial(second, row) for group in groups for row in group]
        starts = range(0, len(ops[op][1]), layout.cols)
        ops[op][2] = [v for n in starts for v in chunked(rho(op), ops[op][1][n : n + layout.cols])]
        accused = Commitment(ops)
        index //= layout.inner
        claimed = polynomial(second, ops[op][0][index * layout.inner : (index + 1) * layout.inner])
        expected = polynomial(pow(rho(op), CHUNK, P), ops[op][2][index * layout.chunks : (index + 1) * layout.chunks])
    data = evidence(accused, kind, op, vector, index)
    return {
        "kind": KINDS[kind],
        "op": op,
        "vector": VECTORS.index(vector),
        "index": index,
        "vectors": accused.root.hex(),
        "claimed": str(claimed),
        "expected": str(expected),
        "evidence": data.hex(),
    }


def drawn():
    """Points and rows of layouts that the small job does not have."""
    for n in range(12):
        of = bytes([n]) * 32
        op = 1000 + n
        layout = Layout(op, rng.randint(1, 5000), rng.randint(1, 9000), 7, rng.choice([1, 2, 63, 64, 65, 768]), of)
        entries = layout.groups * layout.rows
        yield {
            "seed": of.hex(),
            "op": op,
            "block_rows": layout.block_rows,
            "cols": layout.cols,
            "inner": layout.inner,
            "batch": layout.batch,
            "covered_of_2000": covers(op, 2000, of),
            "blocks": [layout.block(g) for g in range(layout.groups)],
            "rows": [layout.row(entry) for entry in range(entries)],
            "rho": str(rho(op, of)),
        }


if __name__ == "__main__":
    assert any(covers(1000 + n, 2000, bytes([n]) * 32) for n in range(12))
    commitment = Commitment(honest)
    value = {
        "job": job.hex(),
        "beacon": beacon.hex(),
        "operator": operator.hex(),
        "seed": seed.hex(),
        "roots": {name: root.hex() for name, root in roots.items()},
        "spec": (b"ASSAYJ01" + spec_counts + b"".join(descriptors)).hex(),
        "tensors": [[t.written() for t in ts] for ts in (inputs, weights, results)],
        "vectors": [[[str(e) for e in v] for v in vs] for vs in honest],
        "vector_roots": [[tree[-1][0].hex() for tree in trees] for trees in commitment.trees],
        "root": commitment.root.hex(),
        "drawn": list(drawn()),
        "evidence": [
            case("Length"),
            case("Range", 0, "z", 5),
            case("RowSum", 1, "t", 4, 1),
            case("RowSum", 2, "t", 100, P - 1),
            case("Chunk", 2, "e", 63, 1),
            case("Fold", 0, "w", 33, 7),
            case("Fold", 2, "w", 311, 1),
            case("Product", 0, "z", 63, 1),
            case("Product", 2, "z", 40, 12345),
            case("Result", 0, "y", 0, 1),
            case("Result", 1, "y", 33, 1),
            case("Equality", 2, "z", 1, 1),
        ],
    }
    (HERE / "pov.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")
