"""The float network and its training, in plain numpy.

    h1 = relu(x·W1 + b1)            64 → 256
    h2 = h1 + relu(h1·W2 + b2)      256 → 256, a residual connection
    h3 = relu(h2·W3 + b3)           256 → 128
    y  = h3·W4 + b4                 128 → 10, the logits

x is a pixel's ink, 0..16, divided by 16. Everything is float64: training takes seconds, and
the last bits of a sum then hardly ever reach the quantised weights.
"""

from dataclasses import dataclass

import numpy as np

WIDTHS = [(64, 256), (256, 256), (256, 128), (128, 10)]
# Standard deviation of the training noise; ink runs from 0 to 1.
NOISE = 0.1


@dataclass
class Activations:
    """What each layer saw and produced; `pre` is before the ReLU."""

    x: np.ndarray
    pre1: np.ndarray
    h1: np.ndarray
    pre2: np.ndarray
    h2: np.ndarray
    pre3: np.ndarray
    h3: np.ndarray
    logits: np.ndarray


class Network:
    """Weights as [inputs, outputs] matrices and bias rows."""

    def __init__(self, rng: np.random.Generator):
        # He initialisation: keeps the variance of activations through ReLU layers.
        self.weights = [rng.normal(0.0, np.sqrt(2.0 / k), (k, n)) for k, n in WIDTHS]
        self.biases = [np.zeros(n) for _, n in WIDTHS]

    def forward(self, x: np.ndarray) -> Activations:
        w, b = self.weights, self.biases
        pre1 = x @ w[0] + b[0]
        h1 = np.maximum(pre1, 0.0)
        pre2 = h1 @ w[1] + b[1]
        h2 = h1 + np.maximum(pre2, 0.0)
        pre3 = h2 @ w[2] + b[2]
        h3 = np.maximum(pre3, 0.0)
        return Activations(x, pre1, h1, pre2, h2, pre3, h3, h3 @ w[3] + b[3])

    def gradients(self, x: np.ndarray, target: np.ndarray) -> list[np.ndarray]:
        """Gradients of the mean cross-entropy, weights first, then biases."""
        act = self.forward(x)
        d4 = (softmax(act.logits) - target) / len(x)
        d3 = (d4 @ self.weights[3].T) * (act.pre3 > 0)
        into_h2 = d3 @ self.weights[2].T
        d2 = into_h2 * (act.pre2 > 0)
        d1 = (into_h2 + d2 @ self.weights[1].T) * (act.pre1 > 0)
        deltas = [d1, d2, d3, d4]
        inputs = [act.x, act.h1, act.h2, act.h3]
        return [h.T @ d for h, d in zip(inputs, deltas)] + [d.sum(axis=0) for d in deltas]


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train(x: np.ndarray, labels: np.ndarray, seed: int, epochs: int = 60) -> Network:
    """AdamW (Loshchilov and Hutter, 2019) with a cosine learning rate, label smoothing of
    0.05 and noise added to the pixels. Chosen by five-fold cross-validation within the training
    images (99.1 % with the noise, 98.7 % without); nothing is selected on the held-out images."""
    rng = np.random.default_rng(seed)
    net = Network(rng)
    params = net.weights + net.biases
    first = [np.zeros_like(p) for p in params]
    second = [np.zeros_like(p) for p in params]
    target = np.eye(10)[labels] * 0.95 + 0.005
    batch, peak, decay = 64, 2e-3, 1e-2
    steps = epochs * (len(x) // batch)
    step = 0
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x) - batch + 1, batch):
            take = order[start : start + batch]
            rate = peak * 0.5 * (1.0 + np.cos(np.pi * step / steps))
            step += 1
            grads = net.gradients(x[take] + rng.normal(0.0, NOISE, (batch, 64)), target[take])
            for p, g, m, v in zip(params, grads, first, second):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                unbiased = (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
                # Biases are rows, and are not decayed.
                p -= rate * (unbiased + (decay * p if p.ndim == 2 else 0.0))
    return net
