"""Sweeping is projecting, and can be undone."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.tree.sweep_operator import sweep, unsweep


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_sweeping_is_projecting(seed):
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 2, (6, 12)).astype(float) + np.eye(6, 12)
    augmented = np.vstack([rows, np.ones(12)])
    matrix = augmented @ augmented.T
    whole = matrix.copy()
    kept = rng.permutation(6)[:3]
    for p in kept:
        sweep(matrix, p)
    left = [i for i in range(7) if i not in kept]
    inverse = np.linalg.inv(whole[np.ix_(kept, kept)])
    cross = whole[np.ix_(left, kept)]
    assert np.allclose(
        matrix[np.ix_(left, left)], whole[np.ix_(left, left)] - cross @ inverse @ cross.T
    )
    assert np.allclose(matrix[np.ix_(left, kept)], cross @ inverse)
    for p in reversed(kept):
        unsweep(matrix, p)
    assert np.allclose(matrix, whole)


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_the_order_of_sweeping_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(7, 12))
    first = rows @ rows.T
    second = first.copy()
    kept = rng.permutation(7)[:4]
    for p in kept:
        sweep(first, p)
    for p in sorted(kept):
        sweep(second, p)
    assert np.allclose(first, second)
    assert np.allclose(first, first.T)
