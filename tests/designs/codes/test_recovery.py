"""Proofs of exact recovery, against the rank of what every straggler set leaves."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from any_codes import codes
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import GradientCode
from designs.algebra.linear import independent_rows
from designs.codes import keeps_full_span
from designs.codes.recovery import _PRIME, left_null_space


@given(codes(st.integers(-2, 2)), st.integers(0, 4))
def test_keeps_full_span_is_right_when_it_says_yes(code, s):
    if s > code.workers:
        return
    rows = code.integer_rows()
    rank = len(independent_rows(rows))
    ones = (1,) * code.partitions
    whole = all(
        len(independent_rows(left)) == rank == len(independent_rows([*left, ones]))
        for silent in combinations(range(code.workers), s)
        for left in [[r for w, r in enumerate(rows) if w not in silent]]
    )
    assert keeps_full_span(code, s) == whole


def test_a_deadline_that_has_passed_proves_nothing():
    code = GradientCode([[1, 0], [0, 1], [1, 1]])
    assert keeps_full_span(code, 1)
    assert not keeps_full_span(code, 1, deadline=0.0)


def test_a_smaller_span_may_do_but_is_not_proved():
    code = GradientCode([[1, 1], [1, 1], [1, 0]])
    assert not keeps_full_span(code, 1)
    assert recovers(code, 1)


def test_left_null_space_annihilates():
    matrix = np.array([[1, 2, 3], [4, 5, 6], [5, 7, 9], [0, 1, 1]])
    null = left_null_space(matrix)
    assert len(null) == 4 - 3
    assert not (null @ matrix % _PRIME).any()
