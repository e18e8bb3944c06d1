"""Axes, slices, contractions and gathered windows, against JAX."""

from __future__ import annotations

import numpy as np
import pytest
from exported import (
    check,
    drawn,
    jnp,
    lax,
    loaded,
    sizes,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.portable import export


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
@pytest.mark.parametrize("find", [jnp.argmax, jnp.argmin, jnp.max, jnp.min, jnp.prod, jnp.sum,
                                  jnp.all, jnp.any])  # fmt: skip
def test_axes_are_kept(find, axis):
    (x,) = drawn(1, (2, 3, 4))
    check(lambda x: find(jnp.round(x), axis=axis), x)


def test_chained_slices():
    (x,) = drawn(1, (5, 6, 4))
    check(lambda x: x[1:4][0:2][:, 1:5:2][:, :, 3], x)


@st.composite
def contractions(draw):
    """Two shapes, contracted axes and batch axes, in any order."""
    left, right, contract, batch = [], [], ([], []), ([], [])
    for kind in draw(st.permutations(["both", "both", "batch", "batch", "left", "right"])):
        size = draw(sizes)
        if draw(st.booleans()):
            continue
        if kind in ("both", "batch", "left"):
            left.append((kind, size))
        if kind in ("both", "batch", "right"):
            right.append((kind, size))
    right = draw(st.permutations(right))
    for kind, axes in (("both", contract), ("batch", batch)):
        taken = set()
        for i, entry in enumerate(left):
            fits = [j for j, other in enumerate(right) if other == entry and j not in taken]
            if entry[0] == kind:
                axes[0].append(i)
                axes[1].append(fits[0])
                taken.add(fits[0])
    shapes = [tuple(size for _, size in side) for side in (left, right)]
    return shapes, (contract, batch)


@settings(max_examples=25, deadline=None)
@given(contractions())
def test_contractions_of_any_axes_with_any_batches(problem):
    shapes, numbers = problem
    check(lambda x, y: lax.dot_general(x, y, numbers), *drawn(0, *shapes), tolerance=1e-4)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(-7, 7), min_size=1, max_size=4), st.sampled_from(["clip", "fill"]))
def test_gathering_and_scattering_also_outside(places, mode):
    x, updates = drawn(0, (4, 3), (len(places), 3))
    index = np.array(places, np.int32)
    check(lambda x, i: x.at[i].get(mode=mode), x, index)
    mode = "drop" if mode == "fill" else mode
    check(lambda x, i, u: x.at[i].add(u, mode=mode), x, index, updates)
    check(lambda x, i, u: x.at[:, i].max(u.T, mode=mode), drawn(1, (3, 4))[0], index, updates)


@pytest.mark.parametrize("dtype", ["float32", "int32", "uint8"])
def test_the_largest_of_nothing_is_the_bound_of_the_type(dtype):
    real = dtype == "float32"
    low, high = (-np.inf, np.inf) if real else (np.iinfo(dtype).min, np.iinfo(dtype).max)

    def bounds(x):
        largest = lax.reduce(x, np.array(low, dtype), lax.max, (0,))
        return largest, lax.reduce(x, np.array(high, dtype), lax.min, (0,))

    check(bounds, np.zeros((0, 3), dtype))


def test_the_largest_of_no_rows():
    source = export(lambda x: jnp.max(x, axis=0, initial=-jnp.inf), [np.ones((2, 3))], rows=[0])
    assert loaded(source, "function")(np.zeros((0, 3))).tolist() == [-np.inf] * 3
