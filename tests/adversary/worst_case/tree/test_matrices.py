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
    for line, row, shift in zip(m.rows, code.integer_rows(), m.shifts, strict=True):
        assert line.tolist() == [float(Fraction(x, 1 << shift)) for x in row]
    assert m.slip > 0 or not any(m.shifts)


def test_large_rows_become_floats_of_balanced_lengths():
    m = Matrices(GradientCode([[10**30, 1, 0], [1, 10**30, 1], [0, 3, 7**20], [1, 1, 1]]))
    assert 0 < m.slip < 1e-14
    assert 0.1 < np.diag(m.matrix).min() <= np.diag(m.matrix).max() < 10


def test_rows_of_medium_size_become_floats_too():
    small, medium = Matrices(GradientCode([[3, 1]])), Matrices(GradientCode([[3001, 1000]]))
    assert small.slip == 0
    assert medium.slip > 0
    assert medium.shifts[0] > 0


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
