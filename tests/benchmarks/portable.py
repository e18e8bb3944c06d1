"""Seconds a gradient: exported NumPy source beside JAX itself, compiled, and NumPy by hand.

python tests/benchmarks/portable.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from adversary.portable import export_gradient

_REPEATS = 30


def seconds(run: Callable[[], Any]) -> float:
    """The least time of some runs, after one that does not count."""
    run()
    times = []
    for _ in range(_REPEATS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


def compare(name: str, loss: Callable[..., Any], *arguments: Any) -> None:
    """Print how long the exported gradient takes, and the compiled one."""
    space: dict[str, Any] = {}
    exec(export_gradient(loss, arguments), space)
    leaves = [np.asarray(leaf) for leaf in jax.tree.leaves(arguments)]
    compiled = jax.jit(jax.grad(loss))
    ours = seconds(lambda: space["gradient"](*leaves))
    theirs = seconds(lambda: jax.block_until_ready(compiled(*arguments)))
    print(f"{name}: exported {ours * 1e3:.2f} ms, JAX compiled {theirs * 1e3:.2f} ms")


def softmax_loss(weights: Any, features: Any, labels: Any) -> Any:
    """Cross-entropy of softmax regression, summed."""
    chances = jax.nn.log_softmax(features @ weights.reshape(-1, 10))
    return -jnp.take_along_axis(chances, labels[:, None], axis=1).sum()


def softmax_by_hand(weights: Any, features: Any, labels: Any) -> Any:
    """The gradient of that loss, as one writes it in NumPy."""
    scores = features @ weights.reshape(-1, 10)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[np.arange(len(labels)), labels] -= 1
    return (features.T @ chances).ravel()


def network_loss(layers: Any, features: Any, targets: Any) -> Any:
    """Squares of the errors of a network of tanh layers."""
    for weights, bias in layers:
        features = jnp.tanh(features @ weights + bias)
    return jnp.sum((features - targets) ** 2)


def main() -> None:
    """Softmax regression of the size of the digits task, and two networks."""
    draw = np.random.default_rng(0)

    def array(*shape: int) -> Any:
        return draw.normal(size=shape).astype(np.float32)

    weights, features = array(650), array(1348, 65)
    labels = draw.integers(0, 10, 1348).astype(np.int32)
    compare("softmax regression, 1348 rows of 65", softmax_loss, weights, features, labels)
    by_hand = seconds(lambda: softmax_by_hand(weights, features, labels))
    print(f"  by hand in NumPy: {by_hand * 1e3:.2f} ms")
    for depth, width in [(2, 256), (16, 64)]:
        layers = [(array(width, width) / np.sqrt(width), array(width)) for _ in range(depth)]
        data = array(256, width), array(256, width)
        compare(f"network, {depth} layers of {width}, 256 rows", network_loss, layers, *data)


if __name__ == "__main__":
    main()
