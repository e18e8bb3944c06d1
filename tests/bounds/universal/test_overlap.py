"""Bounds by overlaps, for few survivors."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from adversary import worst_case
from bounds.universal.least import stored_results
from bounds.universal.overlap import few_survivors, forced_error
from bounds.universal.shape import Shape
from designs import block_design


@pytest.mark.parametrize(
    ("v", "k", "lam"),
    [(7, 3, 1), (7, 4, 2), (13, 4, 1), (16, 6, 2), (21, 5, 1), (31, 6, 1), (11, 5, 2)],
)
def test_symmetric_designs_are_the_best_for_few_survivors(v, k, lam):
    for left in (2, 3, 4) if (v, k, lam) != (11, 5, 2) else (2, 3):
        s = v - left
        bound = few_survivors(Shape(v, v, k, constant_load=True), s)
        assert bound.value == Fraction(s * (k - lam), k * k - lam * s)
        assert bound.value == worst_case(block_design(v, k, lam), s).error


@pytest.mark.slow
def test_the_biplane_is_the_best_for_five_survivors():
    assert min(forced_error(11, 11, 5, 5).values()) == worst_case(block_design(11, 5, 2), 6).error


def test_two_and_three_survivors_of_all_small_codes():
    tight = Counter()
    for (n, k, d, load, s), entry in stored_results().items():
        if load and n - s in (2, 3) and load <= 6:
            value = few_survivors(Shape(n, k, d, constant_load=True), s).value
            assert value <= entry.error
            tight[value == entry.error] += 1
    assert tight[True] > 4 * tight[False]
