"""Decoders in integers: right weights, and no proof of what is false."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from nasty_codes import tied_codes

from adversary import error
from adversary.worst_case.listing.decoders import (
    EXACT,
    factor,
    in_common,
    rounded,
    settle,
    solve,
    squared_length,
    weights_of,
)
from adversary.worst_case.listing.root import Roots
from designs import random_biregular


def test_a_positive_definite_system_is_solved_also_from_a_common_beginning():
    half = np.random.default_rng(1).normal(size=(7, 7))
    matrix, work, before = half @ half.T, np.empty((7, 4)), np.array([9, 9, 9, 9])
    for chosen in combinations(range(6), 4):
        now = np.array(chosen)
        factor(matrix, now, in_common(before, now), work)
        solve(4, work)
        assert np.allclose(matrix[np.ix_(now, now)] @ work[6], matrix[now, 6])
        before = now


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_weights_are_those_of_least_squares(sign):
    code = random_biregular(9, 9, 4, seed=1)
    roots, rows = Roots(code), np.array(code.encoding, float)
    matrix = roots.plain_matrix(sign)
    for silent in combinations(range(9), 3):
        rest = [w for w in range(9) if w not in silent]
        chosen = np.array(silent if sign > 0 else rest)
        a, m = np.empty(9), len(chosen)
        weights_of(matrix, sign, chosen, 0, np.empty((m + 3, m)), a)
        assert not (a * roots.units)[list(silent)].any()
        residual = (a * roots.units) @ rows - 1
        assert residual @ residual == pytest.approx(float(error(code, silent)), abs=1e-6)


def test_squares_are_exact_or_seen_to_be_too_large():
    assert squared_length(np.array([3.0, -4.0])) == 25
    assert squared_length(np.array([2.0**26, 1.0])) == 2**52 + 1
    assert squared_length(np.array([2.0**27, 1.0])) >= EXACT


def test_weights_are_rounded_and_those_too_large_left_out():
    c = np.empty(3)
    rounded(np.array([0.26, -0.5, 1e9]), np.array([1.0, 0.5, 1.0]), 4.0, c)
    assert c.tolist() == [1, -1, 0]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_what_is_proved_is_true_and_ties_are_proved_on_their_grid(sign):
    for code in (tied_codes()[0], tied_codes()[3]):
        n, roots = code.workers, Roots(code)
        s = n // 2
        sets = list(combinations(range(n), s))
        truth = [error(code, silent) for silent in sets]
        top = max(truth)
        rest = [tuple(w for w in range(n) if w not in silent) for silent in sets]
        chosen = np.array(sets if sign > 0 else rest)
        for limit in (top, top - Fraction(1, 10**6), top / 2):
            grids = [1 << 20, 5040]
            bounds = np.array([int(limit * q * q) for q in grids])
            proved, guesses = np.empty(len(sets), np.bool_), np.empty(len(sets))
            scales = np.array(grids, float)
            matrix = roots.plain_matrix(sign)
            settle(matrix, sign, chosen, roots.rows, roots.units, scales, bounds, proved, guesses)
            assert all(v <= limit for v, good in zip(truth, proved, strict=True) if good)
            assert all(g >= float(v) - 1e-9 for v, g in zip(truth, guesses, strict=True))
            below = [good for v, good in zip(truth, proved, strict=True) if v < limit * 99 / 100]
            assert all(below)
