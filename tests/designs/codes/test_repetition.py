"""Fractional repetition and no repetition."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from exactness import recovers, spans_ones
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, fractional_repetition, uncoded


@given(st.integers(1, 5), st.integers(1, 5))
def test_fractional_repetition(groups, d):
    code = fractional_repetition(groups * d, d)
    assert set(code.load()) == set(code.replication()) == {d}
    assert len(set(code.encoding)) == groups


def test_fractional_repetition_names_the_nearest_numbers():
    with pytest.raises(BadInput, match="12 and 16"):
        fractional_repetition(13, 4)


def test_uncoded_is_the_identity():
    assert np.array_equal(uncoded(4).to_numpy(), np.eye(4))


@given(st.integers(1, 3), st.integers(1, 3))
def test_only_a_whole_group_does_harm(groups, d):
    code = fractional_repetition(groups * d, d)
    assert recovers(code, d - 1)
    rows = code.integer_rows()
    for s in range(groups * d + 1):
        for left in combinations(range(groups * d), groups * d - s):
            hit = {w // d for w in left}
            assert spans_ones([rows[w] for w in left], groups * d) == (len(hit) == groups)


@pytest.mark.parametrize("n", [0, -1])
def test_no_workers_are_refused(n):
    with pytest.raises(BadInput, match="workers must be at least 1"):
        uncoded(n)
