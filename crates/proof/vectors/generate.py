#!/usr/bin/env python3
"""Writes the golden vectors of the operators and commitments: `python3 crates/proof/vectors/generate.py`.

A second implementation, on Python's unbounded integers and hashlib, that shares nothing with the Rust
one. Every backend and the judge must reproduce the files; README.md describes their format. Two runs write the same.
"""

import hashlib
import itertools
import json
import math
import pathlib
import random
import struct

HERE = pathlib.Path(__file__).parent
I8, I32 = "i8", "i32"
SIZE = {I8: 1, I32: 4}
DTYPE = {I8: 1, I32: 2}
I32_MIN, I32_MAX = -(2**31), 2**31 - 1
# Seeded again for each file, so that a new case changes no other file.
rng = random.Random()


# Tensors -----------------------------------------------------------------------------------------


def tensor(dtype, rows, cols, values=None, fill=None, repeat=None):
    if fill is not None:
        repeat = [fill]
    if repeat is not None:
        values = list(itertools.islice(itertools.cycle(repeat), rows * cols))
    assert len(values) == rows * cols
    low, high = (-128, 127) if dtype == I8 else (I32_MIN, I32_MAX)
    assert all(low <= v <= high for v in values), "a value leaves its type"
    return {"dtype": dtype, "rows": rows, "cols": cols, "values": values}


def noise(dtype, rows, cols, low=None, high=None):
    bounds = (-128, 127) if dtype == I8 else (-(2**28), 2**28)
    low, high = (bounds[0] if low is None else low), (bounds[1] if high is None else high)
    return tensor(dtype, rows, cols, [rng.randint(low, high) for _ in range(rows * cols)])


def at(t, i, j):
    return t["values"][i * t["cols"] + j]


def build(dtype, rows, cols, f):
    return tensor(dtype, rows, cols, [f(i, j) for i in range(rows) for j in range(cols)])


def written(t):
    """A tensor as it goes into a file: one number when all are equal, a few when they are repeated."""
    head = {k: t[k] for k in ("dtype", "rows", "cols")}
    values = t["values"]
    if len(values) > 1 and len(set(values)) == 1:
        return {**head, "fill": values[0]}
    for period in range(2, 17):
        if len(values) >= 4 * period and values[period:] == values[:-period]:
            return {**head, "repeat": values[:period]}
    return {**head, "values": values}


# Operators: operands are weights 0, 1, ... of the descriptor ------------------------------------------


def round_shift(value, shift):
    return (value + 2**shift // 2) // 2**shift


def clamp(value, low, high):
    return max(low, min(high, value))


def round_shift_clamp(value, shift, dtype=I8):
    limit = {I8: 127, I32: I32_MAX}[dtype]
    return clamp(round_shift(value, shift), -limit, limit)


def source(n):
    return struct.pack("<BH", 1, n)


def case(name, opcode, operands, result, tail):
    shape = struct.pack("<BII", DTYPE[result["dtype"]], result["rows"], result["cols"])
    return {
        "name": name,
        "descriptor": (bytes([3, opcode]) + shape + tail).hex(),
        "operands": [written(t) for t in operands],
        "result": written(result),
    }


def products(a, b, batch, dtype, f=lambda total, j: total):
    """The sums of products, each turned into an element of the result by `f`."""
    m, n, k = a["rows"], b["rows"], a["cols"]
    block_m, block_n = m // batch, n // batch

    def element(i, j):
        row = i // block_m * block_n + j
        return f(sum(at(a, i, t) * at(b, row, t) for t in range(k)), j)

    return build(dtype, m, block_n, element)


def matmul(name, a, b, batch=1):
    result = products(a, b, batch, I32)
    return case(name, 1, [a, b], result, source(0) + source(1) + struct.pack("<I", batch))


def add_bias(name, x, bias):
    result = build(I32, x["rows"], x["cols"], lambda i, j: at(x, i, j) + at(bias, 0, j))
    return case(name, 2, [x, bias], result, source(0) + source(1))


def multiplier(mult, operands):
    """Its bytes, and itself as a function of the column. A row of them becomes the next operand."""
    if not isinstance(mult, dict):
        return struct.pack("<Bi", 0, mult), lambda j: mult
    operands.append(mult)
    return b"\1" + source(len(operands) - 1), lambda j: at(mult, 0, j)


def requant(name, x, mult, shift):
    operands = [x]
    scale, m = multiplier(mult, operands)
    result = build(I8, x["rows"], x["cols"], lambda i, j: round_shift_clamp(at(x, i, j) * m(j), shift))
    return case(name, 3, operands, result, source(0) + scale + bytes([shift]))


def add(name, x, y, mx, my, shift, dtype=I8):
    operands = [x, y]
    scale_x, m = multiplier(mx, operands)
    scale_y, n = multiplier(my, operands)
    f = lambda i, j: round_shift_clamp(at(x, i, j) * m(j) + at(y, i, j) * n(j), shift, dtype)
    result = build(dtype, x["rows"], x["cols"], f)
    return case(name, 4, operands, result, source(0) + source(1) + scale_x + scale_y + bytes([shift]))


def mul(name, x, y, mult, shift):
    f = lambda i, j: round_shift_clamp(at(x, i, j) * at(y, i, j) * mult, shift)
    result = build(I8, x["rows"], x["cols"], f)
    return case(name, 5, [x, y], result, source(0) + source(1) + struct.pack("<iB", mult, shift))


def lut(name, x, table):
    result = build(I8, x["rows"], x["cols"], lambda i, j: at(table, 0, at(x, i, j) % 256))
    return case(name, 6, [x, table], result, source(0) + source(1))


def normalised(xs, centred, eps):
    """The row with 16 bits behind the point, by the steps that `arith/norm.rs` defines."""
    n = len(xs)
    e = max(0, max(abs(x) for x in xs).bit_length() - 15)
    xs = [(x + 2**e // 2) // 2**e for x in xs]
    total = sum(xs) if centred else 0
    spread = n * sum(x * x for x in xs) - total * total + eps * n * n // 4**e
    if spread == 0:
        return [0] * n
    s = max(s for s in range(0, 64, 2) if spread * 2**s < 2**63)
    inverse = 2**62 // math.isqrt(spread * 2**s)
    return [round_shift((n * x - total) * inverse, 46 - s // 2) for x in xs]


def norm(x, centred, eps, shift, gain, bias):
    rows = [x["values"][i * x["cols"] : (i + 1) * x["cols"]] for i in range(x["rows"])]
    rows = [normalised(row, centred, eps) for row in rows]
    f = lambda i, j: round_shift_clamp(rows[i][j] * at(gain, 0, j) + bias(j) * 2**16, shift)
    return build(I8, x["rows"], x["cols"], f)


def layer_norm(name, x, gain, bias, eps, shift):
    result = norm(x, True, eps, shift, gain, lambda j: at(bias, 0, j))
    tail = source(0) + source(1) + source(2) + struct.pack("<IB", eps, shift)
    return case(name, 7, [x, gain, bias], result, tail)


def rms_norm(name, x, gain, eps, shift):
    result = norm(x, False, eps, shift, gain, lambda j: 0)
    return case(name, 8, [x, gain], result, source(0) + source(1) + struct.pack("<IB", eps, shift))


def softmax_row(xs, left, table, mult, shift):
    """By the steps that `arith/softmax.rs` defines. `left` says which columns the mask leaves."""
    largest = max((x for x, l in zip(xs, left) if l), default=None)

    def exponential(x):
        index = min(255, round_shift((largest - x) * mult, shift))
        return clamp(table["values"][index], 0, 65535)

    e = [exponential(x) if l else 0 for x, l in zip(xs, left)]
    if sum(e) == 0:
        return [0] * len(xs)
    inverse = 127 * 2**40 // sum(e)
    return [round_shift(v * inverse, 40) for v in e]


BLOCKS, CYCLE = 1, 2


def softmax(name, x, table, mult, shift, mask=None, kind=0):
    cols, values = x["cols"], []
    for i in range(x["rows"]):
        left = [True] * cols
        if mask is not None:
            per_block = x["rows"] // mask["rows"]
            row = i // per_block if kind == BLOCKS else i % mask["rows"]
            left = [at(mask, row, j) != 0 for j in range(cols)]
        values += softmax_row([at(x, i, j) for j in range(cols)], left, table, mult, shift)
    operands = [x, table] if mask is None else [x, table, mask]
    tail = bytes([kind]) if mask is None else bytes([kind]) + source(2)
    tail = source(0) + source(1) + tail + struct.pack("<IB", mult, shift)
    return case(name, 9, operands, tensor(I8, x["rows"], cols, values), tail)


def gather(name, ids, table):
    result = build(I8, len(ids["values"]), table["cols"], lambda i, j: at(table, ids["values"][i], j))
    return case(name, 10, [ids, table], result, source(0) + source(1))


def linear(name, a, b, bias, mult, shift, dtype=I8, batch=1):
    operands = [a, b] if bias is None else [a, b, bias]
    optional = b"\0" if bias is None else b"\1" + source(2)
    scale, m = multiplier(mult, operands)
    biased = lambda total, j: total + (0 if bias is None else at(bias, 0, j))
    f = lambda total, j: round_shift_clamp(biased(total, j) * m(j), shift, dtype)
    result = products(a, b, batch, dtype, f)
    tail = source(0) + source(1) + optional + scale + struct.pack("<BI", shift, batch)
    return case(name, 11, operands, result, tail)


def transpose(name, x):
    result = build(x["dtype"], x["cols"], x["rows"], lambda i, j: at(x, j, i))
    return case(name, 32, [x], result, source(0))


def slice_(name, x, row, col, rows, cols):
    result = build(x["dtype"], rows, cols, lambda i, j: at(x, row + i, col + j))
    return case(name, 33, [x], result, source(0) + struct.pack("<II", row, col))


def reshape(name, x, rows, cols):
    result = tensor(x["dtype"], rows, cols, x["values"])
    return case(name, 34, [x], result, source(0))


def concat_rows(name, x, y):
    result = tensor(x["dtype"], x["rows"] + y["rows"], x["cols"], x["values"] + y["values"])
    return case(name, 35, [x, y], result, source(0) + source(1))


def concat_cols(name, x, y):
    width = x["cols"]
    f = lambda i, j: at(x, i, j) if j < width else at(y, i, j - width)
    result = build(x["dtype"], x["rows"], width + y["cols"], f)
    return case(name, 36, [x, y], result, source(0) + source(1))


def permute(name, x, dims, order, rows, cols):
    values = []
    for index in itertools.product(*(range(dims[d]) for d in order)):
        from_index = [0] * 4
        for d, i in zip(order, index):
            from_index[d] = i
        flat = 0
        for d, i in zip(dims, from_index):
            flat = flat * d + i
        values.append(x["values"][flat])
    tail = source(0) + struct.pack("<4I", *dims) + bytes(order)
    return case(name, 37, [x], tensor(x["dtype"], rows, cols, values), tail)


def row(*values):
    return tensor(I32, 1, len(values), list(values))


def row8(*values):
    return tensor(I8, 1, len(values), list(values))


# Cases -------------------------------------------------------------------------------------------


def matmul_cases():
    longest = 16384
    yield matmul("one product of the most negative", row8(-128), row8(-128))
    for a in (127, -127, -128):
        for b in (127, -128):
            left, right = tensor(I8, 1, longest, fill=a), tensor(I8, 2, longest, fill=b)
            yield matmul(f"longest row, {a} by {b}", left, right)
    alternating = tensor(I8, 1, longest, [(-128, 127)[t % 2] for t in range(longest)])
    yield matmul("longest row, alternating signs", alternating, tensor(I8, 1, longest, fill=-128))
    for k in (1, 3, 4, 7, 8, 31, 32, 33, 63, 64, 65, 255, 256, 257, 300):
        yield matmul(f"inner dimension {k}", noise(I8, 3, k), noise(I8, 5, k))
    yield matmul("many rows", noise(I8, 19, 20), noise(I8, 37, 20))
    yield matmul("two blocks", noise(I8, 6, 33), noise(I8, 4, 33), batch=2)
    yield matmul("as many blocks as rows", noise(I8, 3, 17), noise(I8, 9, 17), batch=3)


def add_bias_cases():
    top = 2**30 - 1
    x = tensor(I32, 2, 4, [2**28, -(2**28), 0, 1, -1, 2**28, -(2**28), 7])
    yield add_bias("largest biases", x, row(top, -top, top, -top))
    yield add_bias("no bias", noise(I32, 3, 5), tensor(I32, 1, 5, fill=0))
    yield add_bias("several leaves", noise(I32, 2, 130), noise(I32, 1, 130, -top, top))


def requant_cases():
    edges = row(I32_MIN, I32_MIN + 1, -129, -128, -127, -1, 0, 1, 127, 128, I32_MAX - 1, I32_MAX)
    for shift in (0, 1, 31, 61, 62):
        for mult in (I32_MIN, -1, 0, 1, I32_MAX):
            yield requant(f"edges, multiplier {mult}, shift {shift}", edges, mult, shift)
    halves = row(*range(-20, 21))
    for shift in (1, 2, 3):
        yield requant(f"halves round up, shift {shift}", halves, 1, shift)
        yield requant(f"halves of negatives round up, shift {shift}", halves, -1, shift)
    clamp = row(-2100, -2040, -2033, -2032, -2031, -2025, 2024, 2031, 2032, 2039, 2040, 2100)
    yield requant("around the clamp", clamp, 1, 4)
    yield requant("typical scale", noise(I32, 5, 70, -(2**20), 2**20), 1518500250, 43)
    columns = row(I32_MIN, I32_MAX, 1, -1, 0, 1 << 20)
    x = noise(I32, 4, 6, -(2**30), 2**30)
    for shift in (0, 31, 62):
        yield requant(f"per column, shift {shift}", x, columns, shift)
    yield requant("per column, several leaves", noise(I32, 2, 130), noise(I32, 1, 130), 40)


ALL = list(range(-128, 128))


def pairs():
    values = (-128, -127, -64, -1, 0, 1, 63, 126, 127)
    left = [x for x in values for _ in values]
    right = [y for _ in values for y in values]
    return tensor(I8, 9, 9, left), tensor(I8, 9, 9, right)


def add_cases():
    x, y = pairs()
    for shift in (0, 1, 31, 38, 62):
        for mx, my in ((1, 1), (I32_MAX, I32_MAX), (I32_MIN, I32_MIN), (I32_MAX, I32_MIN), (0, -1)):
            yield add(f"pairs, multipliers {mx} and {my}, shift {shift}", x, y, mx, my, shift)
    yield add("halves round up", tensor(I8, 1, 256, ALL), tensor(I8, 1, 256, fill=0), 1, 0, 1)
    yield add("two scales", noise(I8, 3, 300), noise(I8, 3, 300), 751619277, 1234567890, 31)
    ends = row(I32_MIN, I32_MIN + 1, -1, 0, 1, I32_MAX - 1, I32_MAX)
    for y in (-128, 127):
        small = tensor(I8, 1, 7, fill=y)
        for mult in (I32_MIN, -1, 1, I32_MAX):
            for shift in (0, 31, 62):
                said = f"ends of i32 and {y}, multiplier {mult}, shift {shift}"
                yield add(f"{said}, to i8", ends, small, mult, mult, shift)
                yield add(f"{said}, to i32", ends, small, mult, mult, shift, I32)
    yield add("halves of a wide sum", row(*range(-9, 9)), tensor(I8, 1, 18, fill=0), 1, 0, 1, I32)
    columns = row(I32_MIN, I32_MAX, 1, -1, 0, 1 << 20)
    other = row(7, -7, I32_MAX, I32_MIN, 1 << 24, 0)
    for x in (noise(I32, 4, 6), noise(I8, 4, 6)):
        y = noise(I8, 4, 6)
        for dtype in (I8, I32):
            said = f"{x['dtype']} to {dtype}"
            yield add(f"first scale per column, {said}", x, y, columns, -3, 20, dtype)
            yield add(f"second scale per column, {said}", x, y, -3, columns, 20, dtype)
            yield add(f"both scales per column, {said}", x, y, columns, other, 20, dtype)
    x, y = noise(I32, 2, 130, -(2**20), 2**20), noise(I8, 2, 130)
    m, n = noise(I32, 1, 130, 0, 2**30), noise(I32, 1, 130, 0, 2**30)
    yield add("a residual stream, several leaves", x, y, m, n, 24, I32)
    yield add("out of a residual stream, several leaves", x, y, m, n, 44)


def mul_cases():
    x, y = pairs()
    for shift in (0, 7, 31, 45, 62):
        for mult in (1, -1, I32_MAX, I32_MIN, 0):
            yield mul(f"pairs, multiplier {mult}, shift {shift}", x, y, mult, shift)
    yield mul("halves round up", tensor(I8, 1, 256, ALL), tensor(I8, 1, 256, fill=1), 1, 1)
    yield mul("gating", noise(I8, 3, 300), noise(I8, 3, 300), 1234567890, 37)


def lut_cases():
    everything = tensor(I8, 1, 256, ALL)
    relu = tensor(I8, 1, 256, [max(0, v - 256 if v > 127 else v) for v in range(256)])
    identity = tensor(I8, 1, 256, [v - 256 if v > 127 else v for v in range(256)])
    yield lut("identity of all values", everything, identity)
    yield lut("rectifier of all values", everything, relu)
    yield lut("shuffled table", everything, tensor(I8, 1, 256, rng.sample(ALL, 256)))
    yield lut("several rows", noise(I8, 4, 300), noise(I8, 1, 256))


# The exponential of minus an eighth of the index, 16 bits.
EXP = tensor(I32, 1, 256, [round(65535 * math.exp(-i / 8)) for i in range(256)])


def spike(dtype, cols, position, value, rest):
    values = [rest] * cols
    values[position] = value
    return tensor(dtype, 1, cols, values)


LONGEST_ROW = 16384
EPS = (0, 1, 2**32 - 1)


def rows_to_normalise():
    """Rows at the extremes of what a norm takes, with what they pin."""
    yield "all -128", tensor(I8, 1, 300, fill=-128)
    yield "all 127", tensor(I8, 1, 5, fill=127)
    yield "all zero", tensor(I8, 1, 4, fill=0)
    yield "every i8", tensor(I8, 1, 256, ALL)
    yield "the ends of i8", tensor(I8, 2, 3, [-128, 127, -128, 127, 127, 127])
    yield "one i8", tensor(I8, 3, 1, [-128, 0, 127])
    yield "longest row of i8", tensor(I8, 1, LONGEST_ROW, repeat=[-128, 127, 0, 1])
    yield "longest row of -128", tensor(I8, 1, LONGEST_ROW, fill=-128)
    yield "one i32", tensor(I32, 5, 1, [I32_MIN, I32_MAX, -1, 0, 1])
    yield "all i32::MIN", tensor(I32, 1, 70, fill=I32_MIN)
    yield "all i32::MAX", tensor(I32, 1, 70, fill=I32_MAX)
    yield "the ends of i32", tensor(I32, 1, 64, repeat=[I32_MIN, I32_MAX])
    yield "longest row of the ends of i32", tensor(I32, 1, LONGEST_ROW, repeat=[I32_MIN, I32_MAX])
    yield "longest row of i32::MIN", tensor(I32, 1, LONGEST_ROW, fill=I32_MIN)
    yield "one i32::MIN among 16384", spike(I32, LONGEST_ROW, LONGEST_ROW - 1, I32_MIN, 0)
    for largest in (32767, 32768, 65535, 65536, 2**30):
        for sign in (1, -1):
            yield f"where rows are narrowed, {sign * largest}", row(sign * largest, 3, -2, 1, 0, -32767)
    yield "halves where rows are narrowed", row(65536, 5, 6, 7, -5, -6, -7, 2, -2)


def gains(cols):
    return noise(I32, 1, cols, -(2**15), 2**15)


def layer_norm_cases():
    for said, x in rows_to_normalise():
        cols = x["cols"]
        gain = tensor(I32, 1, cols, repeat=[3000, -70, 1])
        bias = tensor(I32, 1, cols, repeat=[5, -9])
        for eps in EPS:
            yield layer_norm(f"{said}, eps {eps}", x, gain, bias, eps, 18)
    x = row8(-128, 127, 5, 0)
    for shift in (0, 1, 62):
        for gain in (I32_MIN, I32_MAX):
            for bias in (I32_MIN, 0, I32_MAX):
                ends = [tensor(I32, 1, 4, fill=v) for v in (gain, bias)]
                yield layer_norm(f"gain {gain}, bias {bias}, shift {shift}", x, *ends, 1, shift)
    ones, none = tensor(I32, 1, 2, fill=1), tensor(I32, 1, 2, fill=0)
    yield layer_norm("halves round up", row8(-1, 1), ones, none, 0, 17)
    yield layer_norm("hidden states", noise(I8, 3, 384), gains(384), noise(I32, 1, 384, -(2**13), 2**13), 7, 24)
    residual = noise(I32, 2, 384, -(2**19), 2**19)
    yield layer_norm("a residual stream", residual, gains(384), noise(I32, 1, 384, -(2**13), 2**13), 99, 24)


def rms_norm_cases():
    for said, x in rows_to_normalise():
        gain = tensor(I32, 1, x["cols"], repeat=[3000, -70, 1])
        for eps in EPS:
            yield rms_norm(f"{said}, eps {eps}", x, gain, eps, 18)
    x = row8(-128, 127, 5, 0)
    for shift in (0, 1, 62):
        for gain in (I32_MIN, I32_MAX):
            yield rms_norm(f"gain {gain}, shift {shift}", x, tensor(I32, 1, 4, fill=gain), 1, shift)
    yield rms_norm("halves round up", row8(-1, 1), tensor(I32, 1, 2, fill=1), 0, 17)
    yield rms_norm("hidden states", noise(I8, 3, 384), gains(384), 7, 24)
    yield rms_norm("a residual stream", noise(I32, 2, 384, -(2**19), 2**19), gains(384), 99, 24)


def softmax_cases():
    most = 2**31 - 1
    ends = row(I32_MIN, I32_MAX, 0, -1, I32_MAX - 1, I32_MIN + 1)
    for mult in (0, 1, most):
        for shift in (0, 1, 31, 62):
            yield softmax(f"ends, multiplier {mult}, shift {shift}", ends, EXP, mult, shift)
    yield softmax("one score", tensor(I32, 3, 1, [I32_MIN, 0, I32_MAX]), EXP, most, 0)
    yield softmax("all equal", tensor(I32, 2, 300, fill=I32_MIN), EXP, most, 62)
    yield softmax("longest row, all equal", tensor(I32, 1, LONGEST_ROW, fill=I32_MAX), EXP, 1, 0)
    yield softmax("longest row, ends", tensor(I32, 1, LONGEST_ROW, repeat=[I32_MIN, I32_MAX]), EXP, 3, 20)
    longest = spike(I32, LONGEST_ROW, LONGEST_ROW - 1, 48, 0)
    yield softmax("longest row, one above", longest, EXP, 1, 0)
    yield softmax("every index, the last for all beyond", row(*range(0, -300, -1)), EXP, 1, 0)
    yield softmax("halves of an index round up", row(*range(0, -20, -1)), EXP, 1, 1)
    yield softmax("quarters of an index", row(*range(20)), EXP, 3, 2)
    scores = row(*range(0, -16, -1))
    yield softmax("a table of zeros", scores, tensor(I32, 1, 256, fill=0), 1, 0)
    yield softmax("a table of negatives", scores, tensor(I32, 1, 256, fill=I32_MIN), 1, 0)
    yield softmax("a table of ones", scores, tensor(I32, 1, 256, fill=1), 1, 0)
    yield softmax("a table of i32::MAX", scores, tensor(I32, 1, 256, fill=I32_MAX), 1, 0)
    beyond = [65535, 65536, -1, 0, 1, I32_MAX, I32_MIN, 65534]
    yield softmax("entries outside 16 bits", scores, tensor(I32, 1, 256, repeat=beyond), 1, 0)
    longest = tensor(I32, 1, LONGEST_ROW, repeat=list(range(0, -8, -1)))
    yield softmax("longest row, the largest sum", longest, tensor(I32, 1, 256, fill=65535), 1, 0)
    rising = tensor(I32, 1, 256, [50 * i for i in range(256)])
    yield softmax("a table that rises", noise(I32, 2, 70, -255, 0), rising, 1, 0)
    yield softmax("scores of attention", noise(I32, 4, 130, -(2**18), 2**18), EXP, 2**18, 30)

    x = noise(I32, 12, 7, -90, 90)
    mask = noise(I8, 3, 7, 0, 1)
    yield softmax("mask by blocks", x, EXP, 1, 0, mask, BLOCKS)
    yield softmax("mask by cycle", x, EXP, 1, 0, mask, CYCLE)
    every = noise(I8, 12, 7, 0, 1)
    yield softmax("a mask for each row, by blocks", x, EXP, 1, 0, every, BLOCKS)
    yield softmax("a mask for each row, by cycle", x, EXP, 1, 0, every, CYCLE)
    yield softmax("one mask for all, by blocks", x, EXP, 1, 0, row8(1, 0, 1, 1, 0, 0, 1), BLOCKS)
    yield softmax("one mask for all, by cycle", x, EXP, 1, 0, row8(1, 0, 1, 1, 0, 0, 1), CYCLE)
    causal = build(I8, 7, 7, lambda i, j: int(j <= i))
    yield softmax("causal mask of two heads", noise(I32, 14, 7, -90, 90), EXP, 1, 0, causal, CYCLE)
    yield softmax("a mask that leaves all", x, EXP, 1, 0, tensor(I8, 1, 7, fill=-128), BLOCKS)
    yield softmax("a mask that leaves nothing", x, EXP, most, 0, tensor(I8, 1, 7, fill=0), BLOCKS)
    some = tensor(I8, 2, 7, [0] * 7 + [0, 0, -1, 0, 0, 0, 0])
    yield softmax("a mask of an empty row and a row of one", x, EXP, most, 0, some, CYCLE)
    hidden = tensor(I32, 1, 4, [I32_MAX, 0, I32_MIN, -3])
    yield softmax("the largest is masked", hidden, EXP, 1, 0, row8(0, 127, 0, -128), BLOCKS)
    long = tensor(I32, 2, LONGEST_ROW, repeat=[I32_MAX, 5, I32_MIN, 3])
    half = tensor(I8, 1, LONGEST_ROW, repeat=[0, 1])
    yield softmax("longest row, half of it masked", long, EXP, 1, 0, half, CYCLE)


def gather_cases():
    table = noise(I8, 9, 5)
    yield gather("ends of the table", row(0, 8, 0, 8), table)
    yield gather("ids in a column", tensor(I32, 3, 1, [4, 4, 1]), table)
    yield gather("ids in rows", tensor(I32, 2, 3, [0, 1, 2, 8, 7, 6]), table)
    yield gather("a table of one row", tensor(I32, 1, 3, fill=0), row8(-128, 127, 0))
    yield gather("a table of one column", row(2, 0, 1), tensor(I8, 3, 1, [-128, 127, 5]))
    yield gather("one id", row(3), table)
    yield gather("rows of several leaves", noise(I32, 2, 3, 0, 3), noise(I8, 4, 600))
    yield gather("ids of several leaves", noise(I32, 2, 130, 0, 69), noise(I8, 70, 3))


def linear_cases():
    longest = 16384
    for a in (127, -127, -128):
        for b in (127, -128):
            left, right = tensor(I8, 1, longest, fill=a), tensor(I8, 2, longest, fill=b)
            said = f"longest row, {a} by {b}"
            yield linear(f"{said}, to i8", left, right, row(I32_MAX, I32_MIN), 1 << 20, 41)
            yield linear(f"{said}, to i32", left, right, row(I32_MAX, I32_MIN), I32_MAX, 31, I32)
    a, b = tensor(I8, 1, 2, [-128, 127]), tensor(I8, 5, 2, [-128, 127, 127, -128, 0, 0, 1, 0, 0, 1])
    bias = row(I32_MIN, I32_MAX, -1, 0, 1)
    for mult in (I32_MIN, -1, 0, 1, I32_MAX):
        for shift in (0, 1, 31, 62):
            for dtype in (I8, I32):
                yield linear(f"ends, multiplier {mult}, shift {shift}, to {dtype}", a, b, bias, mult, shift, dtype)
    b = tensor(I8, 9, 1, [-4, -3, -2, -1, 0, 1, 2, 3, 4])
    for dtype in (I8, I32):
        yield linear(f"halves round up, to {dtype}", row8(1), b, None, 1, 1, dtype)
    for k in (1, 3, 8, 32, 33, 65, 255, 256, 257, 300):
        a, b = noise(I8, 3, k), noise(I8, 5, k)
        yield linear(f"inner dimension {k}", a, b, noise(I32, 1, 5, -(2**12), 2**12), 1 << 20, 29)
    x, w, bias = noise(I8, 4, 20), noise(I8, 6, 20), noise(I32, 1, 6, -(2**15), 2**15)
    columns = row(I32_MIN, I32_MAX, 1, -1, 0, 1 << 20)
    for dtype, shift in ((I8, 31), (I8, 62), (I32, 0), (I32, 31)):
        said = f"per column, shift {shift}, to {dtype}"
        yield linear(said, x, w, bias, columns, shift, dtype)
        yield linear(f"{said}, no bias", x, w, None, columns, shift, dtype)
        yield linear(f"{said}, one scale", x, w, bias, -77777, shift, dtype)
    bias, scales = noise(I32, 1, 300, -(2**14), 2**14), noise(I32, 1, 300, 0, 2**24)
    wide = noise(I8, 300, 9)
    yield linear("several leaves, to i8", noise(I8, 2, 9), wide, bias, scales, 32)
    yield linear("several leaves, to i32", noise(I8, 2, 9), wide, bias, scales, 9, I32)
    yield linear("two blocks", noise(I8, 6, 33), noise(I8, 4, 33), row(900, -900), 1 << 16, 25, batch=2)
    yield linear("as many blocks as rows", noise(I8, 3, 17), noise(I8, 9, 17), None, row(1, 2, 3), 4, I32, batch=3)


def view_cases():
    for t in (I8, I32):
        dims = [2, 3, 4, 5]
        for order in itertools.permutations(range(4)):
            last = dims[order[3]]
            x = noise(t, 6, 20)
            yield permute(f"permute {t} by {order}", x, dims, order, 120 // last, last)
        yield permute(f"permute {t} with dimensions of 1", noise(t, 7, 3), [1, 7, 1, 3], [3, 0, 2, 1], 3, 7)
        yield permute(f"permute one element of {t}", noise(t, 1, 1), [1] * 4, [3, 2, 1, 0], 1, 1)
        yield permute(f"permute {t} to another width", noise(t, 6, 100), [2, 3, 4, 25], [2, 1, 3, 0], 5, 120)
        heads = noise(t, 6, 96)
        yield permute(f"split the heads of {t}", heads, [2, 3, 4, 24], [0, 2, 1, 3], 24, 24)
        yield permute(f"join the heads of {t}", noise(t, 24, 24), [2, 4, 3, 24], [0, 2, 1, 3], 6, 96)
        x = noise(t, 5, 7)
        wide = noise(t, 3, 300)
        yield transpose(f"transpose {t}", x)
        yield transpose(f"transpose a wide {t}", wide)
        yield slice_(f"slice all of {t}", x, 0, 0, 5, 7)
        yield slice_(f"slice the middle of {t}", x, 2, 3, 2, 3)
        yield slice_(f"slice the last element of {t}", x, 4, 6, 1, 1)
        yield slice_(f"slice across leaves of {t}", wide, 1, 60, 2, 200)
        yield reshape(f"reshape {t} to a row", x, 1, 35)
        yield reshape(f"reshape {t} to a column", x, 35, 1)
        yield reshape(f"reshape {t} to another width", noise(t, 6, 100), 8, 75)
        yield concat_rows(f"concatenate rows of {t}", x, noise(t, 2, 7))
        yield concat_cols(f"concatenate columns of {t}", x, noise(t, 5, 9))
        yield concat_cols(f"concatenate long rows of {t}", wide, noise(t, 3, 60))


# Commitments -------------------------------------------------------------------------------------


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def fold(level, tag):
    while len(level) > 1:
        level = [sha(tag, level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def next_power_of_two(n):
    return 1 << (n - 1).bit_length()


def tensor_root(t):
    size = SIZE[t["dtype"]]
    data = b"".join(v.to_bytes(size, "little", signed=True) for v in t["values"])
    row_bytes = t["cols"] * size
    leaves_per_row = next_power_of_two(-(-row_bytes // 256))
    padded = b""
    for r in range(next_power_of_two(t["rows"])):
        padded += data[r * row_bytes : (r + 1) * row_bytes].ljust(leaves_per_row * 256, b"\0")
    leaves = [sha(b"\0", padded[i : i + 256]) for i in range(0, len(padded), 256)]
    head = struct.pack("<BII", DTYPE[t["dtype"]], t["rows"], t["cols"])
    return sha(b"assay:tensor:v1", head, fold(leaves, b"\1"))


def list_root(hashes):
    return fold(hashes + [bytes(32)] * (next_power_of_two(len(hashes)) - len(hashes)), b"\2")


def counted_root(tag, hashes):
    return sha(tag, struct.pack("<I", len(hashes)), list_root(hashes))


def commitments():
    shapes = [(I8, 1, 1), (I8, 1, 256), (I8, 3, 257), (I8, 5, 700), (I32, 2, 64), (I32, 7, 65), (I32, 9, 200)]
    tensors = [noise(*shape) for shape in shapes] + [tensor(I8, 4, 300, fill=0)]
    roots = [tensor_root(t) for t in tensors]
    shape = lambda t: struct.pack("<BII", DTYPE[t["dtype"]], t["rows"], t["cols"])
    x, w, bias = noise(I8, 2, 8), noise(I8, 3, 8), noise(I32, 1, 3)
    product = struct.pack("<BII", 2, 2, 3)
    narrow = struct.pack("<BII", 1, 2, 3)
    descriptors = [
        b"\1" + shape(x),
        b"\2" + shape(w) + tensor_root(w),
        b"\2" + shape(bias) + tensor_root(bias),
        bytes([3, 1]) + product + struct.pack("<BHBHI", 0, 0, 1, 0, 1),
        bytes([3, 2]) + product + struct.pack("<BHBH", 2, 0, 1, 1),
        bytes([3, 3]) + narrow + struct.pack("<BHBiB", 2, 1, 0, 77, 9),
    ]
    counts = struct.pack("<III", 1, 2, 3)
    leaves = [sha(b"assay:desc:v1", d) for d in descriptors]
    job, provider, salt = (bytes([n]) * 32 for n in (1, 2, 3))
    trace, output = counted_root(b"assay:trace:v1", roots), roots[-1]
    return {
        "tensors": [{**written(t), "root": r.hex()} for t, r in zip(tensors, roots)],
        "trace_root": trace.hex(),
        "input_root": counted_root(b"assay:inputs:v1", roots[:3]).hex(),
        "spec": (b"ASSAYJ01" + counts + b"".join(descriptors)).hex(),
        "spec_root": sha(b"assay:spec:v1", counts, list_root(leaves)).hex(),
        "commitment": {
            "job": job.hex(),
            "provider": provider.hex(),
            "trace_root": trace.hex(),
            "output_root": output.hex(),
            "salt": salt.hex(),
            "hash": sha(b"assay:commit:v1", job, provider, trace, output, salt).hex(),
        },
    }


FILES = {
    "matmul": matmul_cases,
    "add_bias": add_bias_cases,
    "requant": requant_cases,
    "add": add_cases,
    "mul": mul_cases,
    "lut": lut_cases,
    "view": view_cases,
    "layer_norm": layer_norm_cases,
    "rms_norm": rms_norm_cases,
    "softmax": softmax_cases,
    "gather": gather_cases,
    "linear": linear_cases,
    "commitments": commitments,
}

if __name__ == "__main__":
    for name, cases in FILES.items():
        rng.seed(f"assay {name}")
        made = cases()
        if not isinstance(made, dict):
            made = list(made)
        (HERE / f"{name}.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
