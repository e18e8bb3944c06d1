"""Entry by entry: where comparisons turn, and derivatives far out."""

from __future__ import annotations

import numpy as np
import pytest
from exported import (
    ACTIVATIONS,
    check,
    jax,
    jnp,
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
