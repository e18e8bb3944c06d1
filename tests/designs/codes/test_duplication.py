"""Copies of workers and of partitions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_matrices import matrices

from designs import BadInput, block_design, uncoded
from designs.codes.duplication import duplicated


@given(matrices(), st.integers(1, 4))
def test_copies_are_next_to_each_other(code, copies):
    rows = [row for row in code.encoding for _ in range(copies)]
    assert duplicated(code, copies).encoding == tuple(rows)
    wide = [tuple(x for x in row for _ in range(copies)) for row in code.encoding]
    assert duplicated(code, copies, "partitions").encoding == tuple(wide)


def test_copies_of_one_code_can_be_turned():
    turning = duplicated(block_design(3, 2, 1), 3).symmetries[-1]
    assert turning.workers == (1, 2, 0, 4, 5, 3, 7, 8, 6)
    assert turning.partitions == (0, 1, 2)


@pytest.mark.parametrize("call", [lambda: duplicated(uncoded(2), 0),
                                  lambda: duplicated(uncoded(2), 2, "rows")])  # fmt: skip
def test_malformed_copies(call):
    with pytest.raises(BadInput, match="must be"):
        call()
