"""Numbers, arrays and tuples as source: read back, they are what they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from adversary.portable.program import Scalar, Step, Value
from adversary.portable.text import Line, array_text, dtype_text, number, pair, tuple_text, typed

DTYPES = ["bool", "int8", "int64", "uint32", "float16", "float32", "float64"]


def same(found, wanted):
    assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("dtype", DTYPES)
@given(st.data())
def test_numbers_read_back_exactly(dtype, data):
    value = data.draw(arrays.from_dtype(np.dtype(dtype)))
    same(eval(typed(Scalar(value.item(), dtype), {})), value)


@pytest.mark.parametrize("dtype", DTYPES)
@given(st.data())
def test_arrays_read_back_exactly(dtype, data):
    shape = data.draw(arrays.array_shapes(min_dims=0, min_side=0, max_side=3))
    array = data.draw(arrays.arrays(dtype, shape))
    same(eval(array_text(array)), array)
    assert eval(dtype_text(dtype)) is np.dtype(dtype).type


@given(st.lists(st.integers(), max_size=4))
def test_tuples_read_back(entries):
    assert eval(tuple_text(entries)) == tuple(entries)


@pytest.mark.parametrize(("x", "short"), [(0.1, "0.1"), (1 / 3, "0.33333334"), (1e30, "1e+30")])
def test_numbers_are_no_longer_than_their_type_needs(x, short):
    assert number(float(np.float32(x)), "float32") == short


def test_plain_numbers_stand_beside_arrays_alone():
    two, x = Scalar(2.0, "float32"), Value((3,), "float32")
    texts = ("np.float32(2.0)", "x")
    assert pair(Line(Step("add", (two, x), {}, (x,)), texts)) == ("2.0", "x")
    assert pair(Line(Step("add", (x, two), {}, (x,)), texts[::-1])) == ("x", "2.0")
    assert pair(Line(Step("add", (two, two), {}, (x,)), texts[:1] * 2)) == (texts[0], texts[0])
