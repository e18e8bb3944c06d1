"""Exported functions beside JAX: every primitive, arrays to try, and the comparison."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from adversary.portable import export

jax = pytest.importorskip("jax")


jnp, lax = jax.numpy, jax.lax


sizes = st.integers(1, 4)


def loaded(source, name):
    space = {}
    exec(compile(source, "exported", "exec"), space)
    return space[name]


def drawn(seed, *shapes):
    generator = np.random.default_rng(seed)
    return [generator.normal(size=shape).astype(np.float32) for shape in shapes]


def check(function, *arguments, tolerance=1e-5):
    """The exported function gives what JAX gives: shapes, element types and values."""
    written = loaded(export(function, arguments, name="written"), "written")
    leaves = [np.asarray(leaf) for leaf in jax.tree.leaves(arguments)]
    found = written(*leaves)
    found = found if isinstance(found, tuple) else (found,)
    wanted = jax.tree.leaves(jax.jit(function)(*arguments))
    assert len(found) == len(wanted)
    for got, want in zip(found, map(np.asarray, wanted), strict=True):
        assert (got.dtype, got.shape) == (want.dtype, want.shape)
        np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


ACTIVATIONS = {
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "gelu": jax.nn.gelu,
    "exact gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "softplus": jax.nn.softplus,
    "silu": jax.nn.silu,
    "elu": jax.nn.elu,
    "leaky relu": jax.nn.leaky_relu,
}


def picked(scores, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(scores), labels[:, None], axis=1).sum()


X, Y = drawn(5, (3, 4), (3, 4))


POSITIVE = np.abs(X) + np.float32(0.1)


INSIDE = np.tanh(X)


WHOLE = np.array([[7, -7, 2], [-3, 5, 0]], np.int32)


# What JAX 0.4.30 does not have yet.
NEWER = (
    lambda x: [lax.split(x, (1, 3), axis=1)] if hasattr(lax, "split") else [],
    lambda x, i: [x.at[i].subtract(1)] if hasattr(x.at[i], "subtract") else [],
)


EVERYTHING = {
    "unary": (lambda x: [f(x) for f in (
        jnp.abs, jnp.ceil, jnp.cos, jnp.cosh, jnp.exp, jnp.exp2, jnp.expm1, jnp.floor, jnp.sign,
        jnp.sin, jnp.sinh, jnp.square, jnp.tan, jnp.tanh, jnp.arctan, jnp.arcsinh, jnp.cbrt,
        jnp.isfinite, jnp.negative, lax.logistic, lax.erf, lax.erfc, lax.lgamma, lax.digamma,
        jnp.round,
        lambda x: lax.round(x * 2, lax.RoundingMethod.AWAY_FROM_ZERO),
    )], X),
    "positive": (lambda x: [f(x) for f in (
        jnp.log, jnp.log1p, jnp.sqrt, lax.rsqrt, lambda x: jnp.arccosh(x + 1), lambda x: x**2.5,
        lambda x: lax.integer_pow(x, -3), lambda x: lax.pow(x, 3), lambda x: x > 0.1,
    )], POSITIVE),
    "inside": (lambda x: [jnp.arcsin(x), jnp.arccos(x), jnp.arctanh(x), lax.erf_inv(x)], INSIDE),
    "binary": (lambda x, y: [
        x + y, x - y, x * y, x / y, jnp.maximum(x, y), jnp.minimum(x, y), jnp.arctan2(x, y),
        jnp.nextafter(x, y), lax.rem(x, y), jnp.clip(x, -0.5, 0.5), jnp.where(x > y, x, 2.0),
        lax.clamp(jnp.float32(-0.2), x, jnp.float32(0.3)), (x > 0) & (y > 0), (x > 0) | (y >= 0),
        (x < 0) ^ (y <= 0), ~(x == y), x != y,
    ], X, Y),
    "integers": (lambda n: [
        n // 2, n % 3, lax.div(n, 2), lax.rem(n, 3), ~n, n & 3, n.astype(jnp.float32),
        (n * 1.7).astype(jnp.int8), jnp.select([n == 0, n == 2], [n, 2 * n], -n), n.sum(),
        lax.select_n(jnp.clip(n, 0, 2), n, n + 1, n + 2), n.astype(bool), n**3, n.prod(),
        (jnp.full(3, jnp.nan) / n.shape[0]).astype(jnp.int32), jnp.max(n, axis=(0, 1)),
        (n * 1e30).astype(jnp.int32), n << 3, n >> 1, lax.shift_right_logical(n, 2), lax.clz(n),
        lax.population_count(n), lax.bitcast_convert_type(n, jnp.float32),
        lax.bitcast_convert_type(n, jnp.int8),
    ], WHOLE),
    "shapes": (lambda x: [
        x.T, x.reshape(2, 6), x[None], x[:, None].squeeze(1), jnp.tile(x, (2, 1)), jnp.flip(x, 1),
        jnp.transpose(x[None], (2, 0, 1)), jnp.concatenate([x, 2 * x], axis=1),
        lax.pad(x, jnp.float32(9), [(1, -1, 2), (-2, 3, 0)]), jnp.split(x, [1, 3], axis=1),
        lax.iota(jnp.int32, 3), lax.broadcasted_iota(jnp.float32, (2, 3, 2), 1),
        lax.broadcast_in_dim(x, (3, 2, 4), (0, 2)), jnp.zeros((2, 2)), lax.stop_gradient(x),
        lax.expand_dims(x, (1,)), [row * i for i, row in enumerate(x)],
        jnp.stack([x, 2 * x], axis=1), jnp.repeat(x, 2, axis=0), *NEWER[0](x),
    ], X),
    "sums along": (lambda x: [
        jnp.cumsum(x, 1), lax.cumsum(x, 0, reverse=True), jnp.cumprod(x, 0), lax.cummax(x, 1),
        lax.cummin(x, 0), lax.cumlogsumexp(x, 1), x.sum(), x.max(axis=(0, 1)), jnp.argmax(x),
        jnp.any(x > 1), jnp.all(x > -9, axis=0), jnp.mean(x, axis=0), jnp.prod(x, axis=1),
        lax.argmin(x, 0, jnp.int32),
    ], X),
    "sorting": (lambda x, y: [
        jnp.sort(x, axis=0), jnp.argsort(x, axis=1), lax.sort((jnp.round(x), y), num_keys=2),
        lax.top_k(x, 2), jnp.searchsorted(jnp.sort(x[0]), y),
    ], X, Y),
    "moving": (lambda x, i: [
        lax.dynamic_slice(x, (i, i), (2, 2)), lax.dynamic_update_slice(x, x[:2, :2], (i, 1)),
        x[i], x.at[i].set(0), x.at[i].add(1),
        *NEWER[1](x, i), x.at[:, 1].mul(2), x.at[0, 1:3].min(0), x.at[1, :].max(0),
        jnp.take(x, jnp.array([0, 2]), axis=1), x[jnp.array([0, 1]), jnp.array([3, 3])],
    ], X, np.int32(2)),
    "convolution": (lambda x, w: [
        lax.conv_general_dilated(x, w, (1, 2), "SAME"),
        lax.conv_general_dilated(x, w, (1, 1), [(-1, 2), (3, 0)], (2, 1), (1, 2)),
        lax.conv_general_dilated(x, w[:, :1], (1, 1), "VALID", feature_group_count=2),
        lax.conv_general_dilated(x, w, (1, 1), "VALID", batch_group_count=2),
    ], *drawn(6, (2, 2, 5, 6), (4, 2, 2, 3))),
    "pooling": (lambda x: [
        lax.reduce_window(x, -jnp.inf, lax.max, (1, 2), (1, 2), "VALID"),
        lax.reduce_window(x, jnp.inf, lax.min, (2, 2), (1, 1), "SAME"),
        lax.reduce_window(x, 0.0, lax.add, (2, 2), (2, 1), [(1, 0), (0, 2)], (1, 2), (1, 1)),
        jax.grad(lambda x: jnp.sum(
            lax.reduce_window(x, -jnp.inf, lax.max, (2, 2), (1, 1), "SAME") ** 2))(x),
        jax.jvp(lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (2, 2), (1, 1), "SAME"),
                (x,), (x * x,))[1],
    ], X),
    "factors": (lambda x: [
        jnp.linalg.cholesky(x @ x.T + jnp.eye(3)), jnp.linalg.qr(x), jnp.linalg.eigvalsh(x @ x.T),
        jnp.linalg.svd(x, compute_uv=False), jnp.linalg.svd(x[:2, :2])[1],
        jax.scipy.linalg.solve_triangular(x[:, :3], x), jax.scipy.linalg.lu(x),
        jax.scipy.linalg.lu_solve(jax.scipy.linalg.lu_factor(x[:, 1:]), x[:, 0]),
        jnp.linalg.solve(x[:, 1:], x[:, 0]), jnp.linalg.det(x[:, :3]),
        jnp.linalg.inv(jnp.stack([x[:, :3], x[:, 1:]])),
    ], X),
    "random": (lambda seed: [
        jax.random.bits(jax.random.key(seed), (3,)), jax.random.PRNGKey(seed + 1),
        jax.random.normal(jax.random.fold_in(jax.random.key(3), seed), (2, 3)),
        [jax.random.uniform(k, (2,)) for k in jax.random.split(jax.random.key(seed), 3)],
        jax.random.permutation(jax.random.key(seed), 7), jax.random.randint(
            jax.random.key(seed), (3,), 0, 9),
        jax.vmap(jax.random.bits)(jax.random.split(jax.random.key(seed), 4)),
        lax.scan(lambda k, _: (jax.random.split(k)[0], jax.random.uniform(k)),
                 jax.random.key(seed), None, length=3)[1],
    ], np.uint32(7)),
    "control": (lambda x: [
        lax.cond(x[0, 0] > 0, jnp.sum, lambda x: -jnp.sum(x), x),
        lax.switch(x.shape[0] * 5, [jnp.sum, jnp.max], x),
        lax.switch((x[0, 0] * 0).astype(int) + 1, [jnp.sum, jnp.max, jnp.min], x),
        lax.scan(lambda c, row: (c + row.sum(), c * row), jnp.float32(0), x),
        lax.scan(lambda c, row: (c * row, c + row), jnp.ones(4), x, reverse=True),
        lax.while_loop(lambda s: s[0] < 5, lambda s: (s[0] + 1, s[1] * x), (0, x)),
        lax.fori_loop(0, 3, lambda i, s: s + i * x, x),
        jax.checkpoint(jnp.sin)(x), jax.jit(jnp.cos)(x),
    ], X),
    "products": (lambda x, y: [
        x @ y.T, x.T @ y, x[0] @ y[0], x @ y[0], jnp.einsum("ij,ij->i", x, y),
        jnp.einsum("ij,kj->kij", x, y), jnp.tensordot(x, y, 2), jnp.outer(x[0], y[0]),
        jnp.einsum("ij,kl->ijkl", x, y),
        lax.dot_general(x, y, (((1,), (1,)), ((), ())), preferred_element_type=jnp.float32),
    ], X, Y),
}  # fmt: skip
