"""Circulant codes: shifts of one base, and which bases give one code."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import circulant


@st.composite
def bases(draw):
    n = draw(st.integers(1, 12))
    return n, sorted(draw(st.sets(st.integers(0, n - 1), min_size=1)))


@given(bases())
def test_rows_are_the_first_one_rolled(drawn):
    n, base = drawn
    matrix = circulant(n, base).to_numpy()
    assert np.flatnonzero(matrix[0]).tolist() == base
    assert all(np.array_equal(matrix[w], np.roll(matrix[0], w)) for w in range(n))


@given(bases(), st.integers(0, 11))
def test_a_shifted_base_has_the_same_rows_in_another_order(drawn, shift):
    n, base = drawn
    moved = circulant(n, [(b + shift) % n for b in base])
    rows = circulant(n, base).encoding
    assert moved.encoding == (*rows[shift % n :], *rows[: shift % n])


@given(bases(), st.integers(1, 11))
def test_a_multiplied_base_renames_workers_and_partitions(drawn, factor):
    n, base = drawn
    if gcd(n, factor) > 1:
        return
    code, other = circulant(n, base), circulant(n, [b * factor % n for b in base])
    for w in range(n):
        for j in range(n):
            assert other.encoding[w * factor % n][j * factor % n] == code.encoding[w][j]


@pytest.mark.parametrize(("n", "base", "lam"), [(7, [1, 2, 4], 1), (13, [0, 1, 3, 9], 1),
                                                (11, [1, 3, 4, 5, 9], 2)])  # fmt: skip
def test_a_difference_set_is_a_symmetric_design(n, base, lam):
    matrix = circulant(n, base).to_numpy()
    wanted = (len(base) - lam) * np.eye(n) + lam
    assert np.array_equal(matrix @ matrix.T, wanted)
    assert np.array_equal(matrix.T @ matrix, wanted)


@pytest.mark.parametrize(
    ("n", "base", "text"),
    [
        (0, [0], "at least one worker"),
        (4, [], r"distinct numbers 0\.\.3, got \[\]"),
        (4, [1, 1], "distinct"),
        (4, [4], r"0\.\.3, got \[4\]"),
        (4, [-1, 0], "distinct"),
        (5000, [0], "entries"),
    ],
)
def test_circulant_codes_that_cannot_be(n, base, text):
    with pytest.raises(BadInput, match=text):
        circulant(n, base)
