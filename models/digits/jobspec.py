"""Job graphs in python: operators, canonical bytes and commitments.

The definition is `crates/proof`; this module writes the same bytes and the same roots, and
`crates/proof/tests/digits_model.rs` holds the two against each other. SHA-256 throughout.
"""

import struct
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

DTYPES = {"i8": (1, np.dtype("<i1")), "i32": (2, np.dtype("<i4"))}
LEAF_BYTES = 256


@dataclass(frozen=True)
class Input:
    index: int


@dataclass(frozen=True)
class Weight:
    index: int


@dataclass(frozen=True)
class Op:
    index: int


Ref = Input | Weight | Op


@dataclass(frozen=True)
class MatMul:
    a: Ref
    b: Ref


@dataclass(frozen=True)
class AddBias:
    x: Ref
    bias: Ref


@dataclass(frozen=True)
class Requant:
    """Per column: `mult` is an i32 weight tensor [1, n]."""

    x: Ref
    mult: Ref
    shift: int


@dataclass(frozen=True)
class Add:
    x: Ref
    y: Ref
    mx: int
    my: int
    shift: int


@dataclass(frozen=True)
class Lut:
    x: Ref
    table: Ref


Shape = tuple[str, int, int]


@dataclass
class Job:
    inputs: list[Shape]
    weights: list[np.ndarray] = field(default_factory=list)
    ops: list = field(default_factory=list)

    def weight(self, tensor: np.ndarray) -> Weight:
        self.weights.append(tensor)
        return Weight(len(self.weights) - 1)

    def op(self, op) -> Op:
        self.ops.append(op)
        return Op(len(self.ops) - 1)

    def shape(self, ref: Ref) -> Shape:
        if isinstance(ref, Input):
            return self.inputs[ref.index]
        if isinstance(ref, Weight):
            return tensor_shape(self.weights[ref.index])
        return self.op_shape(self.ops[ref.index])

    def op_shape(self, op) -> Shape:
        match op:
            case MatMul(a, b):
                return ("i32", self.shape(a)[1], self.shape(b)[1])
            case AddBias(x, _):
                return self.shape(x)
            case Requant() | Add() | Lut():
                return ("i8", *self.shape(op.x)[1:])
            case _:
                raise TypeError(f"{op!r} is not an operator of this module")


def tensor_shape(tensor: np.ndarray) -> Shape:
    name = {1: "i8", 4: "i32"}[tensor.dtype.itemsize]
    return (name, *tensor.shape)


def merkle(level: list[bytes], tag: bytes, padding: bytes) -> bytes:
    """Root over `level`, padded to a power of two."""
    width = 1 << max(len(level) - 1, 0).bit_length()
    level = level + [padding] * (width - len(level))
    while len(level) > 1:
        level = [sha256(tag + l + r).digest() for l, r in zip(level[::2], level[1::2])]
    return level[0]


def tensor_root(tensor: np.ndarray) -> bytes:
    """Rows are cut into 256-byte leaves, so a row is a subtree; rows are padded with zero rows."""
    dtype, rows, cols = tensor_shape(tensor)
    code, stored = DTYPES[dtype]
    zero_leaf = sha256(b"\0" + bytes(LEAF_BYTES)).digest()

    def row_root(row: bytes) -> bytes:
        cuts = [row[at : at + LEAF_BYTES] for at in range(0, len(row), LEAF_BYTES)]
        leaves = [sha256(b"\0" + cut.ljust(LEAF_BYTES, b"\0")).digest() for cut in cuts]
        return merkle(leaves, b"\1", zero_leaf)

    roots = [row_root(row.astype(stored).tobytes()) for row in tensor]
    root = merkle(roots, b"\1", row_root(bytes(cols * stored.itemsize)))
    return sha256(b"assay:tensor:v1" + struct.pack("<BII", code, rows, cols) + root).digest()


def list_root(tag: bytes, hashes: list[bytes]) -> bytes:
    """Root of the lists of tensor roots that a job commits to: its inputs, its trace."""
    return sha256(tag + struct.pack("<I", len(hashes)) + merkle(hashes, b"\2", bytes(32))).digest()


def spec_descriptors(job: Job) -> list[bytes]:
    """One per input, weight and op: kind, shape, then a weight's root or an op's fields in order."""
    inputs = [b"\1" + shape_bytes(shape) for shape in job.inputs]
    weights = [b"\2" + shape_bytes(tensor_shape(w)) + tensor_root(w) for w in job.weights]
    return inputs + weights + [op_bytes(op, job.op_shape(op)) for op in job.ops]


def spec_bytes(job: Job) -> bytes:
    return b"ASSAYJ01" + spec_counts(job) + b"".join(spec_descriptors(job))


def spec_root(job: Job) -> bytes:
    leaves = [sha256(b"assay:desc:v1" + d).digest() for d in spec_descriptors(job)]
    root = merkle(leaves, b"\2", bytes(32))
    return sha256(b"assay:spec:v1" + spec_counts(job) + root).digest()


def spec_counts(job: Job) -> bytes:
    return struct.pack("<III", len(job.inputs), len(job.weights), len(job.ops))


def shape_bytes(shape: Shape) -> bytes:
    dtype, rows, cols = shape
    return struct.pack("<BII", DTYPES[dtype][0], rows, cols)


def ref_bytes(ref: Ref) -> bytes:
    return struct.pack("<BH", [Input, Weight, Op].index(type(ref)), ref.index)


def op_bytes(op, result: Shape) -> bytes:
    match op:
        case MatMul(a, b):
            # One block: the whole of A meets the whole of B.
            code, fields = 1, ref_bytes(a) + ref_bytes(b) + struct.pack("<I", 1)
        case AddBias(x, bias):
            code, fields = 2, ref_bytes(x) + ref_bytes(bias)
        case Requant(x, mult, shift):
            per_column = b"\1"
            code, fields = 3, ref_bytes(x) + per_column + ref_bytes(mult) + bytes([shift])
        case Add(x, y, mx, my, shift):
            # Both multipliers are scalars, of kind 0.
            scales = struct.pack("<BiBi", 0, mx, 0, my)
            code, fields = 4, ref_bytes(x) + ref_bytes(y) + scales + bytes([shift])
        case Lut(x, table):
            code, fields = 6, ref_bytes(x) + ref_bytes(table)
        case _:
            raise TypeError(f"{op!r} is not an operator of this module")
    return bytes([3, code]) + shape_bytes(result) + fields
