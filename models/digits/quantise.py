"""Quantisation after training: float network → integer job graph, and the graph in numpy.

A tensor's integers times its scale approximate the float values. Weights of the hidden
layers get one scale per output column, activations one per tensor, chosen so that the
largest activation of the training images lands on 127. Requant then multiplies an i32
accumulator by (scale in / scale out) in fixed point. The last layer has one scale for all ten
columns, so that its i32 logits compare as they are and need no Requant.
"""

import numpy as np

from jobspec import Add, AddBias, Input, Job, Lut, MatMul, Op, Requant, Weight
from network import Network

INPUT_SCALE = 1.0 / 16.0
# Multipliers are brought into [2^29, 2^30): the precision an i32 holds, with a bit to spare.
MULT_BITS = 30


def half_up(x: np.ndarray | float) -> np.ndarray:
    return np.floor(np.asarray(x) + 0.5).astype(np.int64)


def fixed_point(ratios: np.ndarray) -> tuple[np.ndarray, int]:
    """`ratios` (all positive) as integers over a common 2^shift."""
    shift = MULT_BITS - int(np.floor(np.log2(ratios.max()))) - 1
    if not 1 <= shift <= 62:
        raise ValueError(f"ratios up to {ratios.max():g} need shift {shift}, outside 1..=62")
    return half_up(ratios * 2.0**shift), shift


def activation_scale(values: np.ndarray) -> float:
    return float(values.max()) / 127.0


def weight_scale(w: np.ndarray, per_column: bool) -> np.ndarray:
    """Scale of each output column. A column far weaker than the layer keeps 1/64 of the layer's
    scale, so that its bias, counted in units of that scale, stays small."""
    layer = np.abs(w).max() / 127.0
    if not per_column:
        return np.full(w.shape[1], layer)
    return np.maximum(np.abs(w).max(axis=0) / 127.0, layer / 64.0)


def quantise(net: Network, calibration: np.ndarray, rows: int) -> Job:
    """The integer job that classifies `rows` images, scales taken from `calibration` (float
    images of the training set)."""
    act = net.forward(calibration)
    job = Job(inputs=[("i8", rows, 64)])
    relu = job.weight(relu_table())

    def dense(x, scale_in: float, layer: int, per_column: bool):
        w, b = net.weights[layer], net.biases[layer]
        scale = weight_scale(w, per_column)
        # Stored by output column, as MatMul reads its right operand: [n, k].
        product = job.op(MatMul(x, job.weight(half_up(w / scale).T.astype(np.int8))))
        unit = scale_in * scale
        bias = half_up(b / unit)
        if np.abs(bias).max() >= 1 << 30:
            raise ValueError(f"layer {layer}: bias {np.abs(bias).max()} is not below 2^30")
        return job.op(AddBias(product, job.weight(bias.astype(np.int32)[None, :]))), unit

    def hidden(x, scale_in: float, layer: int, pre: np.ndarray):
        total, unit = dense(x, scale_in, layer, per_column=True)
        scale_out = activation_scale(pre)
        mult, shift = fixed_point(unit / scale_out)
        narrow = job.op(Requant(total, job.weight(mult.astype(np.int32)[None, :]), shift))
        return job.op(Lut(narrow, relu)), scale_out

    h1, s1 = hidden(Input(0), INPUT_SCALE, 0, act.pre1)
    r2, s2 = hidden(h1, s1, 1, act.pre2)
    s_sum = activation_scale(act.h2)
    (m1, m2), shift = fixed_point(np.array([s1, s2]) / s_sum)
    h2 = job.op(Add(h1, r2, int(m1), int(m2), shift))
    h3, s3 = hidden(h2, s_sum, 2, act.pre3)
    dense(h3, s3, 3, per_column=False)
    return job


def relu_table() -> np.ndarray:
    """Indexed by the byte of x read as unsigned: 0..127 are themselves, 128..255 are negative."""
    return np.maximum(np.arange(256, dtype=np.uint8).view(np.int8), 0)[None, :]


def evaluate(job: Job, inputs: list[np.ndarray]) -> list[np.ndarray]:
    """Output of every op, in int64 inside, exactly as `assay_proof::eval` defines it."""
    outputs: list[np.ndarray] = []

    def get(ref):
        source = {Input: inputs, Weight: job.weights, Op: outputs}[type(ref)]
        return source[ref.index].astype(np.int64)

    def narrow(total, shift: int):
        # `fixed_point` never gives shift 0, which would have no rounding term.
        return np.clip((total + (1 << (shift - 1))) >> shift, -127, 127).astype(np.int8)

    for op in job.ops:
        match op:
            case MatMul(a, b):
                out = (get(a) @ get(b).T).astype(np.int32)
            case AddBias(x, bias):
                out = (get(x) + get(bias)).astype(np.int32)
            case Requant(x, mult, shift):
                out = narrow(get(x) * get(mult), shift)
            case Add(x, y, mx, my, shift):
                out = narrow(get(x) * mx + get(y) * my, shift)
            case Lut(x, table):
                out = get(table)[0][get(x).astype(np.int8).view(np.uint8)].astype(np.int8)
        outputs.append(out)
    return outputs
