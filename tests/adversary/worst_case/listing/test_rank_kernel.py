"""Ranks modulo a prime: elimination, pairs, and the walk over all sets of rows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from adversary.worst_case.listing.rank_kernel import (
    PRIME,
    eliminate_row,
    inverse,
    pairs_are_independent,
    ranks_are_full,
)

NONE = np.empty((0, 8), np.int64)


def full(rows, s, most=1 << 30):
    """What the walk says of all s rows, and whether it came to its end."""
    levels, prefix = np.empty((s - 1, *rows.shape), np.int64), np.arange(s - 2)
    levels[0] = rows
    while prefix[0] >= 0:
        if not ranks_are_full(levels, prefix, NONE, 0, most):
            return False
    return True


@pytest.mark.parametrize("most", [1, 1 << 30])
@pytest.mark.parametrize("s", [3, 4])
def test_every_s_rows_are_tested(s, most):
    seen = set()
    for seed in range(40):
        rows = np.random.default_rng(seed).integers(-3, 4, (8, s))
        truth = all(abs(np.linalg.det(rows[list(c)])) > 0.5 for c in combinations(range(8), s))
        vandermonde = np.array([[x**i for i in range(s)] for x in range(seed, seed + 8)])
        assert full(rows % PRIME, s, most) == truth
        assert full(vandermonde % PRIME, s, most)
        vandermonde[7] = vandermonde[2]
        assert not full(vandermonde % PRIME, s, most)
        seen.add(truth)
    assert False in seen


def test_inverses_modulo_the_prime():
    assert all(inverse(x) * x % PRIME == 1 for x in (1, 2, 12345, PRIME - 1))
    assert inverse(0) == 0


def test_a_zero_row_is_told_and_a_pivot_is_found_in_any_column():
    before = np.array([[0, 0, 0], [0, 0, 5], [1, 2, 3], [4, 5, 6]])
    after = np.zeros_like(before)
    assert not eliminate_row(before, after, 0, 0)
    assert eliminate_row(before, after, 1, 0)
    assert after[2:, 1:].tolist() == [[2, 1], [5, 4]]


def test_pairs_of_proportional_rows_are_seen():
    rows = np.array([[9, 1, 2], [9, 2, 5], [9, 2, 4], [9, 0, 1]])
    assert not pairs_are_independent(rows, 0)
    assert pairs_are_independent(rows, 1)
    assert not pairs_are_independent(np.array([[9, 0, 0], [9, 1, 1]]), 0)
