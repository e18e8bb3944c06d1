"""Convolution and pooling, against loops and against JAX."""

from __future__ import annotations

import numpy as np
from exported import check, jax, lax
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.portable.convolution import chosen_entries, pooled, spread_to_chosen

PLAIN = ((1,), (1,))


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2))
def test_pooling_window_by_window(window, stride, before, after):
    x = np.array([3, 1, 4, 1, 5, 9, 2])
    wide = [0] * before + x.tolist() + [0] * after
    wanted = [
        sum(wide[i : i + window]) for i in range(0, len(wide) - window + 1, stride)
    ]  # fmt: skip
    found = pooled(x, 0, np.add, (window,), (stride,), ((before, after),), PLAIN)
    assert found.tolist() == wanted


@given(st.lists(st.integers(0, 3), min_size=2, max_size=6), st.booleans())
def test_updates_go_to_the_first_of_the_largest(entries, least):
    x, bound = np.array(entries), 9 if least else -9
    updates = np.arange(1, len(x))
    wanted = [0] * len(x)
    for i, update in enumerate(updates):
        best = (min if least else max)((i, i + 1), key=lambda j: x[j])
        wanted[best] += update
    window = (2,), (1,), ((0, 0),)
    assert spread_to_chosen(x, updates, bound, least, *window).tolist() == wanted
    picked = chosen_entries(np.arange(len(x)), x, bound, least, *window).tolist()
    assert [x[j] for j in picked] == [
        (min if least else max)(x[i : i + 2]) for i in range(len(updates))
    ]


shapes = st.tuples(
    st.integers(1, 2), st.integers(1, 2), st.integers(2, 5), st.integers(1, 2), st.integers(1, 3)
)
options = st.tuples(
    st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.integers(-1, 2), st.integers(0, 2)
)


@settings(max_examples=20, deadline=None)
@given(shapes, options, st.sampled_from(["plain", "features", "batch"]))
def test_convolutions_and_their_gradients(sizes, numbers, groups):
    batch, features, length, outputs, window = sizes
    stride, inside, apart, before, after = numbers
    many = 1 if groups == "plain" else 2
    draw = np.random.default_rng(1)
    x = draw.normal(size=(batch * (many if groups == "batch" else 1),
                          features * (many if groups == "features" else 1), length))  # fmt: skip
    w = draw.normal(size=(outputs * many, features, window))

    def convolution(x, w):
        return lax.conv_general_dilated(
            x, w, (stride,), [(before, after)], (inside,), (apart,),
            feature_group_count=many if groups == "features" else 1,
            batch_group_count=many if groups == "batch" else 1,
        )  # fmt: skip

    x, w = x.astype(np.float32), w.astype(np.float32)
    covered = (length - 1) * inside + 1 + before + after
    if covered >= (window - 1) * apart + 1:
        check(convolution, x, w, tolerance=1e-4)
        check(jax.grad(lambda x, w: (convolution(x, w) ** 2).sum(), (0, 1)), x, w, tolerance=1e-3)
