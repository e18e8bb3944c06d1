"""A code as the search sees it: scales that leave room, and floats that stand for the integers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from small_codes import searched_code

from adversary.worst_case.tree.matrices import Matrices
from designs import GradientCode, block_design


@pytest.mark.parametrize("seed", range(60))
def test_floats_are_the_scaled_integers(seed):
    code = searched_code(seed)
    m = Matrices(code)
    shifts = [*m.shifts, 0]
    for a, line in enumerate(m.exact):
        for b, x in enumerate(line):
            assert m.matrix[a, b] == float(Fraction(x, 1 << (shifts[a] + shifts[b])))
    assert m.holders.tolist() == [[x != 0 for x in c] for c in zip(*code.encoding, strict=True)]
    if m.row_scale:
        assert m.rows.tolist() == [list(row) for row in code.integer_rows()]
        assert not any(m.shifts)
    else:
        assert not m.rows.any()


def test_large_rows_have_no_row_scale_and_balanced_floats():
    m = Matrices(GradientCode([[10**30, 1, 0], [1, 10**30, 1], [0, 3, 7**20], [1, 1, 1]]))
    assert m.row_scale == 0
    assert 0.1 < np.diag(m.matrix).min() <= np.diag(m.matrix).max() < 10


def test_the_first_policy_is_the_best_common_weight():
    m = Matrices(block_design(7, 3, 1))
    weight = Fraction(int(m.first_policy()[0]), m.policy_scale)
    assert len(set(m.first_policy().tolist())) == 1
    assert abs(weight - Fraction(21, 63)) <= Fraction(1, m.policy_scale)


def test_weights_and_their_common_denominator():
    m = Matrices(GradientCode([[10**30, 1, 0], [0, 3, 7**20], [1, 1, 1]]))
    q, numerators = m.common([0, 1, 2], [5, -6, 7])
    assert m.weights([0, 1, 2], [5, -6, 7]) == [Fraction(a, q) for a in numerators]
    assert m.weights([2], [m.policy_scale]) == [Fraction(1, 1 << m.shifts[2])]
