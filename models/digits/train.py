#!/usr/bin/env python3
"""Digits classifier: trained on real images, quantised to integer operators, ready as a job.

    python3 -m venv /tmp/digits && /tmp/digits/bin/pip install -r models/digits/requirements.txt
    /tmp/digits/bin/python models/digits/train.py            # rewrites the files below, ~10 s
    /tmp/digits/bin/python models/digits/train.py --out DIR  # writes them elsewhere, to compare

Data: the UCI "Optical Recognition of Handwritten Digits" images that scikit-learn carries
(E. Alpaydin, C. Kaynak, 1998; CC BY 4.0, doi:10.24432/C50P49): 1,797 images of 8×8 pixels of
0..16. A quarter, drawn per class with a fixed seed, is held out: neither training nor calibration
sees it.

    network.py    the float network and its training
    quantise.py   float network → integer job graph, and a numpy evaluation of the graph
    jobspec.py    canonical bytes and commitments of a job, as crates/proof defines them

Written, and committed:

    spec.bin             JobSpec: classify all held-out images in one job
    weights.safetensors  "weight.0", "weight.1", ... in JobSpec order
    inputs.safetensors   "input.0": held-out images, i8 [450, 64], one pixel's ink per byte
    labels.json          the true digit of each held-out image, in row order
    model.json           what the model is, its accuracy before and after quantisation, its roots

The last op's output is i32 [450, 10]; a row's digit is the index of its largest logit, the first
on a tie.

Two runs write identical files. Across processors the float sums may differ in their last bits
(the BLAS picks its kernels by processor), which can move single quantised weights by one; the
committed files are what counts, and everything after them is integers.
"""

import os

# One thread and one kernel: sums are then always taken in the same order.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import json
from pathlib import Path

import numpy as np
import sklearn
from safetensors.numpy import save
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from jobspec import Job, list_root, spec_bytes, spec_root, tensor_root
from network import Network, train
from quantise import INPUT_SCALE, evaluate, quantise

SEED = 2026
HELD_OUT = 0.25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="directory")
    out = parser.parse_args().out

    digits = load_digits()
    pixels, labels = digits.data.astype(np.int8), digits.target
    train_x, test_x, train_y, test_y = train_test_split(
        pixels, labels, test_size=HELD_OUT, random_state=SEED, stratify=labels
    )
    net = train(train_x * INPUT_SCALE, train_y, SEED)
    float_hits = hits(net.forward(test_x * INPUT_SCALE).logits, test_y)

    job = quantise(net, train_x * INPUT_SCALE, rows=len(test_x))
    trace = evaluate(job, [test_x])
    int_hits = hits(trace[-1], test_y)

    out.mkdir(parents=True, exist_ok=True)
    (out / "spec.bin").write_bytes(spec_bytes(job))
    save_tensors(out / "weights.safetensors", "weight", job.weights)
    save_tensors(out / "inputs.safetensors", "input", [test_x])
    (out / "labels.json").write_text(json.dumps(test_y.tolist()) + "\n")
    description = describe(job, net, test_x, trace, float_hits, int_hits)
    (out / "model.json").write_text(json.dumps(description, indent=2) + "\n")
    print(f"held out {len(test_x)}: float {float_hits} right, integer {int_hits} right")
    print(f"{len(job.ops)} ops, spec root {description['spec_root']}")


def hits(logits: np.ndarray, labels: np.ndarray) -> int:
    return int((logits.argmax(axis=1) == labels).sum())


def save_tensors(path: Path, name: str, tensors: list[np.ndarray]) -> None:
    named = {f"{name}.{i}": np.ascontiguousarray(t) for i, t in enumerate(tensors)}
    path.write_bytes(save(named))


def describe(job: Job, net: Network, test_x, trace, float_hits: int, int_hits: int) -> dict:
    roots = [tensor_root(t) for t in trace]
    return {
        "name": "digits",
        "description": "Handwritten digits, 8x8 pixels: 64-256-256-128-10 with a residual "
        "connection, quantised after training to int8 with int32 sums",
        "dataset": "UCI Optical Recognition of Handwritten Digits, as scikit-learn carries it",
        "labels": [str(d) for d in range(10)],
        "held_out": len(test_x),
        "float_correct": float_hits,
        "int_correct": int_hits,
        "float_accuracy": float_hits / len(test_x),
        "int_accuracy": int_hits / len(test_x),
        "parameters": sum(p.size for p in net.weights + net.biases),
        "ops": [type(op).__name__ for op in job.ops],
        "spec_root": spec_root(job).hex(),
        "input_root": list_root(b"assay:inputs:v1", [tensor_root(test_x)]).hex(),
        "trace_root": list_root(b"assay:trace:v1", roots).hex(),
        "output_root": roots[-1].hex(),
        "seed": SEED,
        "made_with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    }


if __name__ == "__main__":
    main()
