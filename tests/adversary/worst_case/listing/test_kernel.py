"""The walk against its definition: every set once, images left out, exact Schur complements."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest

from adversary.worst_case.listing.kernel import (
    advance,
    eliminate,
    is_first,
    later,
    note_pairs,
    walk,
)

NONE = np.empty((0, 8), np.int64)
CYCLE = np.array([[(w + i) % 8 for w in range(8)] for i in range(1, 8)])


def positive(n, seed=0):
    """A positive definite matrix of integers."""
    half = np.random.default_rng(seed).integers(-3, 4, (n, n))
    return (half @ half.T + np.identity(n)).astype(float)


def walked(n, m, symmetries=NONE, looked=0, most=1 << 30):
    """All sets that the walk meets: the best is below any error, so that all are noted."""
    levels = np.empty((m - 1, n + 1, n + 1))
    levels[0] = positive(n + 1)
    found, column = np.empty((n * n, m), np.int64), np.empty((3, n + 1))
    prefix, sets = np.arange(m - 2), []
    while prefix[0] >= 0:
        size = walk(levels, prefix, symmetries, looked, 1.0, -1e9, 0.0, most, found, column)
        sets += [tuple(row) for row in found[:size].tolist()]
    return sets


@pytest.mark.parametrize(("n", "m"), [(5, 3), (8, 3), (8, 5), (8, 8), (9, 7)])
@pytest.mark.parametrize("most", [1, 1 << 30])
def test_every_set_is_met_once_whatever_the_pieces(n, m, most):
    none = np.empty((0, n), np.int64)
    assert walked(n, m, none, most=most) == list(combinations(range(n), m))


@pytest.mark.parametrize("m", [3, 4, 5, 6])
@pytest.mark.parametrize("looked", [1, 2, 3])
def test_every_set_has_an_image_that_is_met(m, looked):
    met = set(walked(8, m, CYCLE, looked))
    for chosen in combinations(range(8), m):
        images = {tuple(sorted((w + i) % 8 for w in chosen)) for i in range(8)}
        assert images & met
    assert len(met) < comb(8, m)


def test_a_schur_complement_is_exact_up_to_rounding():
    before, after = positive(6, 3), np.zeros((6, 6))
    eliminate(before, after, 2)
    exact = [[Fraction(x) for x in row] for row in before.tolist()]
    for a in range(3, 6):
        for b in range(a, 6):
            truth = exact[a][b] - exact[2][a] * exact[2][b] / exact[2][2]
            assert abs(after[a, b] - float(truth)) < 1e-13 * abs(before).max()
    assert not after[:3].any()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_pairs_are_noted_exactly_where_the_error_exceeds_the_best(sign):
    n, seen = 7, 0
    for seed in range(20):
        matrix = positive(n + 1, seed)
        column, found = np.empty((3, n + 1)), np.empty((n * n, 2), np.int64)
        values = {}
        for a, b in combinations(range(n), 2):
            block = matrix[np.ix_([a, b], [a, b])]
            x = matrix[[a, b], n]
            values[a, b] = sign * (x @ np.linalg.solve(block, x) - matrix[n, n])
        best = float(np.median(list(values.values()))) + 1e-6
        size = note_pairs(matrix, 0, sign, best, 0.0, column, found, 0)
        noted = {tuple(row) for row in found[:size].tolist()}
        assert noted == {pair for pair, value in values.items() if value > best}
        seen += len(noted)
    assert seen > 100


def test_the_first_of_all_images_has_beginnings_that_are_first():
    prefix = np.array([0, 3, 5])
    assert is_first(np.array([0, 1, 2]), 3, CYCLE)
    assert not is_first(np.array([0, 2, 7]), 3, CYCLE)
    assert not is_first(np.array([1]), 1, CYCLE)
    assert later(np.array([1, 2, 3]), 0, 1, CYCLE) == 0
    assert later(prefix, 0, 0, CYCLE) == 3


def test_advancing_ends_with_minus_one():
    prefix = np.array([0, 1])
    seen = []
    while prefix[0] >= 0:
        seen.append(tuple(prefix.tolist()))
        advance(prefix, 1, 6)
    assert seen == [(a, b) for a, b in combinations(range(6), 2) if b < 4]
