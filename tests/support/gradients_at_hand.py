"""Losses as people write them: 42 of them in JAX, each with examples of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp, lax, nn = jax.numpy, jax.lax, jax.nn

Loss = Callable[..., Any]
LOSSES: dict[str, tuple[Loss, tuple[Any, ...]]] = {}


def _normal(seed: int, *shapes: tuple[int, ...]) -> list[Any]:
    draw = np.random.default_rng(seed)
    return [draw.normal(size=shape).astype(np.float32) for shape in shapes]


def _loss(*examples: Any) -> Callable[[Loss], Loss]:
    def enter(function: Loss) -> Loss:
        LOSSES[function.__name__] = function, examples
        return function

    return enter


X, IMAGE, LABELS = *_normal(1, (6, 4), (3, 8, 8, 2)), np.array([0, 2, 1, 2, 0, 1], np.int32)
Y, SEQUENCE = _normal(2, (6,), (5, 4))
TWO_LAYERS = dict(zip("abcd", _normal(3, (4, 5), (5,), (5, 3), (3,)), strict=True))


def _picked(scores: Any, labels: Any) -> Any:
    return -jnp.take_along_axis(nn.log_softmax(scores), labels[:, None], axis=1).sum()


def _network(p: Any, x: Any, activation: Any) -> Any:
    return activation(x @ p["a"] + p["b"]) @ p["c"] + p["d"]


# Linear models and robust losses.


@_loss(*_normal(4, (4,)), X, Y)
def least_squares(w, x, y):
    return jnp.sum((x @ w - y) ** 2) / 2


@_loss(*_normal(4, (4,)), X, np.sign(Y))
def logistic_regression(w, x, y):
    return jnp.sum(jnp.logaddexp(0.0, -y * (x @ w)))


@_loss(*_normal(4, (4, 3)), X, LABELS)
def softmax_regression(w, x, labels):
    return _picked(x @ w, labels)


@_loss(*_normal(4, (4,)), X, np.sign(Y))
def hinge_with_a_penalty(w, x, y):
    return jnp.sum(jnp.maximum(0.0, 1 - y * (x @ w))) + 0.1 * jnp.sum(jnp.abs(w))


@_loss(*_normal(4, (4,)), X, Y)
def huber(w, x, y):
    error = jnp.abs(x @ w - y)
    return jnp.sum(jnp.where(error < 1, error**2 / 2, error - 0.5))


@_loss(*_normal(4, (4,)), X, Y)
def quantile(w, x, y):
    error = y - x @ w
    return jnp.sum(jnp.maximum(0.9 * error, -0.1 * error))


@_loss(*_normal(4, (4,)), X, np.abs(np.round(3 * Y)))
def poisson_regression(w, x, counts):
    rate = x @ w
    return jnp.sum(jnp.exp(rate) - counts * rate + lax.lgamma(counts + 1))


@_loss(*_normal(4, (4,)), X, np.abs(np.round(3 * Y)))
def negative_binomial(w, x, counts):
    size = nn.softplus(w[0]) + 0.5
    rate = jnp.exp(x @ w)
    log = jax.scipy.special.gammaln
    return -jnp.sum(log(counts + size) - log(size) - (counts + size) * jnp.log(size + rate))


@_loss(*_normal(4, (4,)), X, Y > 0)
def probit(w, x, y):
    return -jnp.sum(jax.scipy.stats.norm.logcdf(jnp.where(y, 1.0, -1.0) * (x @ w)))


@_loss(*_normal(4, (4,)), X, np.clip(np.abs(Y), 0.05, 0.95))
def beta_regression(w, x, y):
    mean = nn.sigmoid(x @ w)
    return -jnp.sum(jax.scipy.stats.beta.logpdf(y, 4 * mean, 4 * (1 - mean)))


# Networks.


@_loss(TWO_LAYERS, X, LABELS)
def perceptron_tanh(p, x, labels):
    return _picked(_network(p, x, jnp.tanh), labels)


@_loss(TWO_LAYERS, X, LABELS)
def perceptron_gelu(p, x, labels):
    return _picked(_network(p, x, nn.gelu), labels)


@_loss(TWO_LAYERS, X, LABELS)
def perceptron_with_layer_norm(p, x, labels):
    def normed(h):
        mean, spread = h.mean(-1, keepdims=True), h.var(-1, keepdims=True)
        return (h - mean) / jnp.sqrt(spread + 1e-5)

    return _picked(_network(p, x, lambda h: normed(nn.silu(h))), labels)


@_loss(TWO_LAYERS, X, LABELS)
def residual_with_batch_norm(p, x, labels):
    h = x @ p["a"] + p["b"]
    h = h + nn.relu((h - h.mean(0)) * lax.rsqrt(h.var(0) + 1e-3))
    return _picked(h @ p["c"] + p["d"], labels)


@_loss(TWO_LAYERS, X, LABELS)
def smoothed_labels(p, x, labels):
    wanted = nn.one_hot(labels, 3) * 0.9 + 0.1 / 3
    return -jnp.sum(wanted * nn.log_softmax(_network(p, x, nn.elu)))


@_loss(TWO_LAYERS, X, LABELS)
def focal_loss(p, x, labels):
    share = jnp.take_along_axis(nn.softmax(_network(p, x, nn.relu)), labels[:, None], 1)
    return -jnp.sum((1 - share) ** 2 * jnp.log(share))


@_loss(TWO_LAYERS, X)
def autoencoder(p, x):
    hidden = nn.sigmoid(x @ p["a"] + p["b"])
    return jnp.sum((hidden @ p["a"].T - x) ** 2)


@_loss(TWO_LAYERS, X, *_normal(5, (6, 5)))
def variational_autoencoder(p, x, noise):
    mean, deviation = x @ p["a"], nn.softplus(p["b"])
    back = (mean + deviation * noise) @ p["a"].T
    return jnp.sum((back - x) ** 2) + jnp.sum(mean**2 + deviation**2 - 2 * jnp.log(deviation))


@_loss(TWO_LAYERS, X, LABELS, np.uint32(7))
def dropout_by_seed(p, x, labels, seed):
    keep = jax.random.bernoulli(jax.random.key(seed), 0.8, (x.shape[0], 5))
    h = jnp.where(keep, nn.relu(x @ p["a"] + p["b"]) / 0.8, 0)
    return _picked(h @ p["c"] + p["d"], labels)


@_loss(TWO_LAYERS, X, LABELS, np.uint32(7))
def gaussian_noise_by_round(p, x, labels, seed):
    key = jax.random.fold_in(jax.random.PRNGKey(3), seed)
    return _picked(_network(p, x + 0.1 * jax.random.normal(key, x.shape), jnp.tanh), labels)


# Convolution and pooling.


@_loss(*_normal(6, (3, 3, 2, 4)), IMAGE)
def convolution(w, x):
    y = lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return jnp.sum(nn.relu(y) ** 2)


@_loss(*_normal(6, (3, 3, 2, 4)), IMAGE)
def strided_convolution_with_max_pooling(w, x):
    y = lax.conv_general_dilated(x, w, (2, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    y = lax.reduce_window(y, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 1, 2, 1), "VALID")
    return jnp.sum(y**2)


@_loss(*_normal(6, (3, 3, 2, 4)), IMAGE)
def convolution_with_average_pooling(w, x):
    y = lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    y = lax.reduce_window(jnp.tanh(y), 0.0, lax.add, (1, 2, 2, 1), (1, 2, 2, 1), "VALID") / 4
    return jnp.sum(y**2)


@_loss(*_normal(6, (3, 3, 1, 2)), IMAGE)
def depthwise_convolution(w, x):
    y = lax.conv_general_dilated(x, w, (1, 1), "SAME", rhs_dilation=(2, 2), feature_group_count=2,
                                 dimension_numbers=("NHWC", "HWIO", "NHWC"))  # fmt: skip
    return jnp.sum(y**2)


@_loss(*_normal(6, (3, 3, 2, 4)), IMAGE)
def transposed_convolution(w, x):
    y = lax.conv_transpose(x, w, (2, 2), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return jnp.sum(nn.silu(y))


@_loss(*_normal(6, (3,)), *_normal(7, (20,)))
def filtered_signal(w, x):
    return jnp.sum(jnp.convolve(x, w, mode="same") ** 2)


# Attention and recurrence.


@_loss(dict(zip("qkv", _normal(8, (4, 4), (4, 4), (4, 4)), strict=True)), SEQUENCE)
def attention(p, x):
    scores = (x @ p["q"]) @ (x @ p["k"]).T / 2
    return jnp.sum((nn.softmax(scores) @ (x @ p["v"])) ** 2)


@_loss(dict(zip("qkv", _normal(8, (4, 4), (4, 4), (4, 4)), strict=True)), SEQUENCE)
def causal_attention_of_two_heads(p, x):
    q, k, v = (jnp.moveaxis((x @ p[i]).reshape(5, 2, 2), 1, 0) for i in "qkv")
    scores = jnp.einsum("hid,hjd->hij", q, k)
    scores = jnp.where(jnp.tril(jnp.ones((5, 5), bool)), scores, -1e9)
    return jnp.sum(jnp.einsum("hij,hjd->hid", nn.softmax(scores), v) ** 2)


@_loss(*_normal(8, (7, 4)), np.array([1, 3, 3, 0, 6], np.int32))
def embedding(table, words):
    return jnp.sum(jnp.tanh(table[words]).mean(0) ** 2)


@_loss(*_normal(8, (4, 4)), SEQUENCE)
def recurrent_by_scan(w, xs):
    state, kept = lax.scan(lambda h, x: (jnp.tanh(w @ h + x), h), jnp.zeros(4), xs)
    return jnp.sum(state**2) + jnp.sum(kept**2)


@_loss(dict(zip("zrh", _normal(9, (8, 4), (8, 4), (8, 4)), strict=True)), SEQUENCE)
def gated_recurrent_unit(p, xs):
    def step(h, x):
        both = jnp.concatenate([x, h])
        z, r = nn.sigmoid(both @ p["z"]), nn.sigmoid(both @ p["r"])
        new = jnp.tanh(jnp.concatenate([x, r * h]) @ p["h"])
        return (1 - z) * h + z * new, None

    return jnp.sum(lax.scan(step, jnp.zeros(4), xs)[0] ** 2)


@_loss(*_normal(9, (4,)), SEQUENCE)
def associative_scan(w, xs):
    decay = jnp.broadcast_to(nn.sigmoid(w), xs.shape)
    both = lax.associative_scan(lambda a, b: (a[0] * b[0], a[1] * b[0] + b[1]), (decay, xs))
    return jnp.sum(both[1] ** 2)


# Control flow, sorting, segments, linear algebra.


@_loss(*_normal(9, (4,)), X, np.float32(0.3))
def choice_by_cond(w, x, level):
    return lax.cond(level > 0, lambda w: jnp.sum(x @ w), lambda w: jnp.sum(jnp.sin(x @ w)), w)


@_loss(*_normal(9, (4,)), X, np.int32(2))
def choice_by_switch(w, x, kind):
    branches = [jnp.sin, lambda w: jnp.float32(2) * w, jnp.exp]
    return jnp.sum(x @ lax.switch(kind, branches, w))


@_loss(*_normal(9, (4, 4)), X)
def fixed_number_of_iterations(w, x):
    return jnp.sum(lax.fori_loop(0, 3, lambda _, h: jnp.tanh(h @ w) + x, x) ** 2)


@_loss(*_normal(9, (4,)), X, Y)
def trimmed_least_squares(w, x, y):
    return jnp.sum(jnp.sort((x @ w - y) ** 2)[:4])


@_loss(*_normal(9, (4,)), X, Y)
def hardest_examples_by_top_k(w, x, y):
    return jnp.sum(lax.top_k((x @ w - y) ** 2, 3)[0])


@_loss(*_normal(9, (4,)), X, LABELS)
def sums_by_segment(w, x, labels):
    return jnp.sum(jax.ops.segment_sum(x @ w, labels, num_segments=3) ** 2)


@_loss(*_normal(9, (5,)), Y)
def spline_by_searchsorted(heights, x):
    knots = jnp.linspace(-2.0, 2.0, 5)
    place = jnp.clip(jnp.searchsorted(knots, x) - 1, 0, 3)
    share = (x - knots[place]) / (knots[place + 1] - knots[place])
    return jnp.sum((heights[place] * (1 - share) + heights[place + 1] * share) ** 2)


@_loss(*_normal(9, (3,)), X[:, :2], Y)
def gaussian_process_by_cholesky(p, x, y):
    near = jnp.exp(-jnp.sum((x[:, None] - x[None]) ** 2, -1) * nn.softplus(p[0]))
    factor = jnp.linalg.cholesky(near + (0.1 + nn.softplus(p[1])) * jnp.eye(6))
    white = jax.scipy.linalg.solve_triangular(factor, y, lower=True)
    return jnp.sum(white**2) / 2 + jnp.sum(jnp.log(jnp.diag(factor)))


@_loss(*_normal(9, (4, 4)), X)
def determinant_and_solution(w, x):
    matrix = w @ w.T + 2 * jnp.eye(4)
    return jnp.linalg.slogdet(matrix)[1] + jnp.sum(jnp.linalg.solve(matrix, x.T) ** 2)


@_loss(*_normal(9, (6, 3)), np.array([[0, 1], [1, 2], [3, 4], [4, 5]], np.int32))
def neighbours_in_a_graph(table, edges):
    gap = table[edges[:, 0]] - table[edges[:, 1]]
    mean = jnp.zeros_like(table).at[edges[:, 1]].add(table[edges[:, 0]])
    return jnp.sum(jnp.sqrt(jnp.sum(gap**2, -1) + 1e-6)) + jnp.sum(mean.max(0))
