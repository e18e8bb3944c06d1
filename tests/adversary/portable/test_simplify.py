"""Shorter programs compute the same to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from exported import (
    X,
    check,
    jnp,
)
from hypothesis import given
from hypothesis import strategies as st

from adversary.portable import export_gradient
from adversary.portable.program import Scalar, Step, Value
from adversary.portable.simplify import simplified


def test_what_need_not_be_computed_is_not():
    source = export_gradient(lambda x: jnp.sum(x * x) / 2 + jnp.sum(x) * (0.5 - 0.25), [X[0]])
    body = source[source.index("def gradient") :]
    assert "np.full" not in body
    assert "np.float32(1.0)" not in body
    assert "0.25" in body
    check(lambda x: jnp.ones(3) * jnp.full(3, 2.0) - x * jnp.ones(3), X[0, :3])
    check(lambda x: jnp.where(x > 0, jnp.ones(3), jnp.zeros(3)), X[0, :3])
    check(lambda x: jnp.where(x.sum() > 0, jnp.ones(3), jnp.zeros(3)), X[0, :3])
    check(lambda x: jnp.float32(1) / jnp.zeros(3) * jnp.ones(3) * x, X[0, :3])


def test_numbers_keep_their_element_type():
    check(lambda x: jnp.float32(1) / 3 + 0 * x, np.float32(2))
    check(lambda x: (x + 0.1) * jnp.inf, np.float16(2))
    check(lambda x: x / (1 - jnp.float32(1)), np.float32(-2))
    check(lambda _: 5, np.float32(1))


OPERATIONS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide}


@pytest.mark.parametrize(("dtype", "width"), [("float16", 16), ("float32", 32), ("float64", 64)])
@given(name=st.sampled_from(sorted(OPERATIONS)), data=st.data())
def test_folded_numbers_are_what_numpy_computes(dtype, width, name, data):
    x, y = data.draw(st.floats(width=width)), data.draw(st.floats(width=width))
    kind, out = np.dtype(dtype).type, Value((), dtype)
    step = Step(name, (Scalar(x, dtype), Scalar(y, dtype)), {}, (out,))
    steps, (found,) = simplified([step], [out])
    assert (steps, found.dtype) == ([], dtype)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(kind(found.value), OPERATIONS[name](kind(x), kind(y)))


def test_integers_are_not_folded_and_a_one_that_widens_is_kept():
    n, out = Value((), "int32"), Value((3,), "float32")
    whole = Step("add", (Scalar(1, "int32"), Scalar(2, "int32")), {}, (n,))
    wide = Step("mul", (Scalar(1.0, "float32"), Value((), "float32")), {}, (out,))
    assert simplified([whole, wide], [n, out]) == ([whole, wide], (n, out))
