"""Errors of residuals, column by column."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from adversary.decoding.error import error
from bounds.optimal.residual_kernel import error_of_columns, residuals
from designs.codes import GradientCode


def test_a_residual_of_two_disjoint_pairs():
    room = np.zeros((9, 4), np.int64)
    sizes = np.array([2, 2, 2, 2])
    count = residuals(sizes, 4, 2, 9.0, np.array([1]), room)
    assert count == len({tuple(row) for row in room[:count].tolist()}) >= 2
    code = GradientCode([[1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 1, 1]])
    columns = np.array([0b1011, 0b1110, 0b1101])
    for lost in combinations(range(4), 2):
        bits = sum(1 << w for w in lost)
        assert error_of_columns(columns, 4, bits) == pytest.approx(float(error(code, lost)))
