"""What JAX says of an array, as a value of a program."""

from __future__ import annotations

from types import SimpleNamespace as Like

import numpy as np
import pytest

from adversary.portable.program import DTYPES, value_of
from designs import BadInput


@pytest.mark.parametrize("dtype", DTYPES)
def test_booleans_integers_and_reals(dtype):
    value = value_of(np.empty((2, 0), dtype))
    assert (value.shape, value.dtype) == ((2, 0), dtype)
    assert value != value_of(np.empty((2, 0), dtype))


@pytest.mark.parametrize("dtype", ["complex64", "bfloat16", "float8_e4m3fn", "key<fry>", "int4"])
def test_other_elements(dtype):
    with pytest.raises(BadInput, match=f"at most 64 bits, got {dtype}; convert to float32"):
        value_of(Like(dtype=dtype, shape=()))


@pytest.mark.parametrize("size", ["rows", "2*rows", "rows + -1", "rows*cols + 3"])
def test_sizes_left_open(size):
    assert value_of(Like(dtype="float32", shape=(size, 4))).shape == (size, 4)


@pytest.mark.parametrize("size", ["floordiv(rows, 2)", "mod(rows, 3)", "rows^2", "max(rows, 1)"])
def test_sizes_that_are_no_sums(size):
    with pytest.raises(BadInput, match="sums and products of open sizes"):
        value_of(Like(dtype="float32", shape=(size,)))
