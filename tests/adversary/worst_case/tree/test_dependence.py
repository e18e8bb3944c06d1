"""Dependence modulo a prime, against ranks in fractions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.tree.dependence import depend
from adversary.worst_case.tree.matrices import PRIME, Matrices
from designs import GradientCode
from designs.algebra.linear import independent_rows


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 5))
@settings(max_examples=150)
def test_rows_depend_if_the_rank_does_not_grow(seed, n, k):
    rng = np.random.default_rng(seed)
    rows = rng.integers(-2, 3, (n, k)) * int(rng.choice([1, 10**9, 2**40 - 1]))
    residues = rows % PRIME
    order = rng.permutation(n)
    kept, others = order[: n // 2], order[n // 2 :]
    expected = all(
        len(independent_rows(rows[[*kept, w]].tolist()))
        == len(independent_rows(rows[kept].tolist()) if len(kept) else [])
        for w in others
    )
    assert depend(residues, kept, others) == expected


def test_a_row_whose_leading_entries_need_the_inverse():
    residues = np.array([[7, 3, 0], [0, 5, 1], [7, 8, 1], [7, 8, 2]])
    assert depend(residues, np.array([0, 1]), np.array([2]))
    assert not depend(residues, np.array([0, 1]), np.array([2, 3]))
    assert depend(residues, np.array([0, 1, 2, 3]), np.array([2, 3]))


@pytest.mark.parametrize("entry", [1e-300, 0.1, 2.0**80 + 2.0**40, -3.5])
def test_residues_are_those_of_the_integer_rows(entry):
    code = GradientCode([[entry, 1, 0], [1, entry, 1]])
    expected = [[x % PRIME for x in row] for row in code.integer_rows()]
    assert Matrices(code).residues.tolist() == expected
