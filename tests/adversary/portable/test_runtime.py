"""The functions that exported source takes along, against plain loops."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isinf, trunc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from adversary.portable import runtime

small = arrays.arrays(np.int64, st.integers(1, 6), elements=st.integers(-9, 9))


@given(st.integers(-40, 40), st.integers(-9, 9).filter(bool))
def test_division_of_integers_is_towards_zero(x, y):
    assert runtime.quotient(np.int32(x), np.int32(y)) == trunc(x / y)
    assert runtime.quotient(np.uint8(abs(x)), np.uint8(abs(y))) == abs(x) // abs(y)
    assert runtime.remainder(np.int32(x), np.int32(y)) == x - y * trunc(x / y)


def test_division_of_integers_by_zero_is_that_of_jax():
    x, zero = np.array([5, -5, 0], np.int32), np.int32(0)
    assert runtime.quotient(x, zero).tolist() == [-1, -1, -1]
    assert runtime.quotient(x.astype(np.uint8), np.uint8(0)).tolist() == [255, 255, 255]
    assert runtime.remainder(x, zero).tolist() == x.tolist()


@given(st.floats(allow_nan=False), st.sampled_from(["int8", "uint8", "int32", "int64"]))
def test_reals_are_cut_to_integers_within_the_type(x, dtype):
    info = np.iinfo(dtype)
    wanted = (info.max if x > 0 else info.min) if isinf(x) else trunc(x)
    assert runtime.to_integers(np.float64(x), dtype) == min(max(wanted, info.min), info.max)
    assert runtime.to_integers(np.float64("nan"), dtype) == 0


@given(st.integers(-60, 60))
def test_halves_are_rounded_away_from_zero(quarters):
    wanted = int(Decimal(quarters / 4).quantize(0, ROUND_HALF_UP))
    assert runtime.half_away(np.array([quarters / 4])).item() == wanted


@given(arrays.arrays(np.int64, st.integers(1, 8), elements=st.integers(0, 3)), st.data())
def test_largest_entries_are_the_first_of_the_sorted(x, data):
    count = data.draw(st.integers(0, len(x)))
    wanted = sorted(range(len(x)), key=lambda i: (-x[i], i))[:count]
    values, places = runtime.largest_entries(x, count, 0)
    assert (values.tolist(), places.tolist()) == (x[wanted].tolist(), wanted)


def test_batched_products_against_einsum():
    x, y = np.random.default_rng(0).normal(size=(2, 3, 4, 5)), np.ones((5, 4, 2, 6))
    y *= np.arange(6)
    found = runtime.batched_product(x, y, ((3, 2), (0, 1)), ((0,), (2,)))
    np.testing.assert_allclose(found, np.einsum("bikj,jkbm->bim", x, y))


@given(small, st.integers(-3, 3), st.integers(-3, 3), st.integers(0, 2))
def test_padding_entry_by_entry(x, before, after, between):
    spread = [y for entry in x.tolist() for y in (entry, *[99] * between)]
    wide = [99] * max(before, 0) + spread[: len(spread) - between] + [99] * max(after, 0)
    wanted = wide[max(-before, 0) : max(len(wide) - max(-after, 0), 0)]
    assert runtime.padded_with(x, 99, [(before, after, between)]).tolist() == wanted


@given(small, st.integers(-9, 9), st.data())
def test_parts_are_moved_so_that_they_fit(x, start, data):
    size = data.draw(st.integers(0, len(x)))
    first = max(0, min(start, len(x) - size))
    assert runtime.part_from(x, (start,), (size,)).tolist() == x[first : first + size].tolist()
    changed = runtime.with_part(x, np.full(size, 99), (start,))
    assert changed.tolist() == [99 if first <= i < first + size else y for i, y in enumerate(x)]
    assert 99 not in x


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=7), st.integers(1, 2))
def test_sorting_together_is_stable(rows, keys):
    columns = tuple(np.array(column) for column in zip(*rows, strict=True))
    found = runtime.sorted_together(columns, 0, keys)
    wanted = sorted(rows, key=lambda row: row[:keys])
    assert list(zip(*(x.tolist() for x in found), strict=True)) == wanted


@given(small, st.booleans())
def test_a_scan_is_a_loop(x, backwards):
    state, wanted = 1, [0] * len(x)
    for i in reversed(range(len(x))) if backwards else range(len(x)):
        wanted[i], state = state * x[i], 2 * state + x[i]
    found = runtime.scan(lambda c, s, y: (c * s + y, s * y), (2,), (1,), (x,), len(x), backwards)
    assert (found[0], found[1].tolist()) == (state, wanted)


@pytest.mark.parametrize(
    ("shape", "got", "fits"),
    [((2, 3), (2, 3), True), ((2, 3), (4, 3), False), ((2, 3), (2,), False), ((), (1,), False),
     ((None, 3), (4, 3), True), ((None, 3), (4, 2), False), ((None, 3), (3,), False)],
)  # fmt: skip
def test_arguments_must_have_the_shape(shape, got, fits):
    if fits:
        found = runtime.checked("x", np.zeros(got), shape, np.float32)
        assert (found.shape, found.dtype) == (got, np.float32)
    else:
        with pytest.raises(ValueError, match="x must have shape"):
            runtime.checked("x", np.zeros(got), shape, np.float32)
