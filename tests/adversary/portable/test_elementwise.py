"""Entry by entry: where comparisons turn, and derivatives far out."""

from __future__ import annotations

import numpy as np
import pytest
from exported import (
    ACTIVATIONS,
    check,
    jax,
    jnp,
    lax,
)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_derivatives_of_activations(activation):
    f = ACTIVATIONS[activation]
    points = np.array([-100, -20, -1.5, -0.2, 0, 0.3, 1, 2, 30], np.float32)
    check(lambda x: jnp.sum(f(x)), points)
    check(jax.grad(lambda x: jnp.sum(f(x))), points)


@pytest.mark.parametrize("compare", [jnp.less, jnp.greater, jnp.less_equal, jnp.greater_equal,
                                     jnp.equal, jnp.not_equal])  # fmt: skip
def test_comparisons_are_strict_where_they_should_be(compare):
    check(lambda x: compare(x, 1), np.array([0.5, 1.0, 1.5], np.float32))


# Edges of the element types. Denormal numbers are left out: XLA takes them as zeros.
EDGES = {
    "float32": [0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, 1e-3, -1e3, 1e30, -1e30, 3e38,
                np.inf, -np.inf, np.nan, 7.25, 100, -88.7, 88.7, 0.4999999, -3],
    "int32": [0, 1, -1, 2, -2, 7, -7, 2**31 - 1, -(2**31), 31, 32, 33, -33, 100],
    "int8": [0, 1, -1, 7, -7, 127, -128, 8, 9],
    "uint32": [0, 1, 2, 31, 32, 33, 2**32 - 1, 2**31, 7],
    "bool": [False, True],
}  # fmt: skip
UNARY = [
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "bitwise_not", "cbrt", "ceil", "clz",
    "cos", "cosh", "digamma", "erf", "erf_inv", "erfc", "exp", "exp2", "expm1", "floor",
    "is_finite", "lgamma", "log", "log1p", "logistic", "neg", "population_count", "rsqrt", "sign",
    "sin", "sinh", "sqrt", "square", "tan", "tanh",
]  # fmt: skip
BINARY = [
    "add", "atan2", "bitwise_and", "bitwise_or", "bitwise_xor", "div", "eq", "ge", "gt", "le",
    "lt", "max", "min", "mul", "ne", "nextafter", "pow", "rem", "shift_left",
    "shift_right_arithmetic", "shift_right_logical", "sub",
]  # fmt: skip


def takes(function, *arguments):
    """Whether JAX has the function for these element types."""
    try:
        jax.eval_shape(function, *arguments)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("dtype", EDGES)
def test_every_function_of_one_entry_at_the_edges(dtype):
    x = np.array(EDGES[dtype], dtype)
    functions = [f for f in (getattr(lax, name, None) for name in UNARY) if f and takes(f, x)]
    assert functions
    check(lambda x: [f(x) for f in functions], x)


@pytest.mark.parametrize("dtype", EDGES)
def test_every_function_of_two_entries_at_the_edges(dtype):
    edges = np.array(EDGES[dtype], dtype)
    pairs = np.repeat(edges, len(edges)), np.tile(edges, len(edges))
    functions = [getattr(lax, name) for name in BINARY if takes(getattr(lax, name), *pairs)]
    assert len(functions) >= 5
    check(lambda x, y: [f(x, y) for f in functions], *pairs)


@pytest.mark.parametrize("method", list(lax.RoundingMethod))
def test_every_way_to_round(method):
    check(lambda x: lax.round(x, method), np.array(EDGES["float32"], np.float32))


def test_every_power_at_the_edges():
    x = np.array(EDGES["float32"], np.float32)
    exponents = (0.5, -0.5, 0.0, 1, 1.5, 2, -2.5, 3, -3)
    check(lambda x: [x**p for p in exponents], x)
    check(lambda x: [p**x for p in exponents], x)
    check(lambda x: [lax.integer_pow(x, p) for p in range(-5, 6)], x)


@pytest.mark.parametrize("given", EDGES)
def test_every_conversion_at_the_edges(given):
    wanted = [*EDGES, "float16", "uint8", "int16"]
    check(lambda x: [x.astype(dtype) for dtype in wanted], np.array(EDGES[given], given))
