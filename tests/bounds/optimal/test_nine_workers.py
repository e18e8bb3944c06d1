"""The largest error of nine workers with one of them silent, against exact errors."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from thirteen import codes_without_large_overlaps, encoding

from adversary.decoding.error import error
from bounds.optimal.four_more import residual_of
from bounds.optimal.nine_workers import largest_of_nine
from designs.codes import GradientCode


def exact(columns, rows):
    code = GradientCode(encoding(columns, rows))
    return max(Fraction(error(code, (w,))) for w in range(rows))


def test_it_is_the_largest_error_of_a_whole_residual():
    for columns in codes_without_large_overlaps(6, seed=1):
        rest = residual_of(columns, 0)
        assert largest_of_nine(rest) == pytest.approx(float(exact(rest, 9)), abs=1e-9)


def test_it_never_falls_as_columns_are_placed():
    for columns in codes_without_large_overlaps(6, seed=2):
        rest = residual_of(columns, 3)
        bounds = [largest_of_nine(rest[:m]) for m in range(7, 13)]
        assert all(bound <= bounds[-1] + 1e-9 for bound in bounds)
        assert bounds[-1] > 0


def test_dependent_rows_are_bounded_by_the_columns_alone():
    doubled = np.array([3 << (2 * (j % 4)) for j in range(8)] + [256] * 4)
    assert largest_of_nine(doubled) == pytest.approx(4.0)
