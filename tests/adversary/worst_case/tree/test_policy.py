"""Policies: order statistics, row values that bound every choice, steps that lower the bound."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.tree.policy import (
    improve,
    kth_largest,
    largest,
    row_values,
    set_levels,
)

numbers = st.lists(st.integers(-9, 9), min_size=1, max_size=30)


@given(numbers, st.data())
def test_order_statistics(values, data):
    m = data.draw(st.integers(1, len(values)))
    ordered = sorted(values, reverse=True)
    array = np.array(values, dtype=float)
    assert kth_largest(array, len(values), m) == ordered[m - 1]
    assert sorted(array, reverse=True) == ordered
    assert largest(np.array(values, dtype=float), len(values), m) == sum(ordered[:m])


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(max_examples=60)
def test_row_values_bound_every_choice(seed, t):
    rng = np.random.default_rng(seed)
    rows = rng.integers(-2, 3, (6, 9)).astype(float)
    v = rng.normal(0.2, 0.2, 6)
    levels, values, product = np.zeros(6), np.zeros(6), np.zeros(6)
    R, u = rows @ rows.T, rows.sum(axis=1)
    set_levels(v, R, t - 1, levels)
    base = row_values(v, u, R, t - 1, levels, values, product)
    bound = 9 + base + largest(values, 6, t)
    for silent in combinations(range(6), t):
        weights = np.where(np.isin(np.arange(6), silent), 0, v)
        assert ((weights @ rows - 1) ** 2).sum() <= bound + 1e-9


@given(st.integers(0, 10**6), st.integers(0, 5))
@settings(max_examples=60)
def test_integer_row_values_are_exact(seed, m):
    """With integers and whole levels the formula is computed without rounding."""
    rng = np.random.default_rng(seed)
    c = 7
    R = rng.integers(-50, 51, (c, c))
    R, u, v = R + R.T, rng.integers(-50, 51, c), rng.integers(-20, 21, c)
    levels, values, product = rng.integers(0, 500, c).astype(float), np.zeros(c), np.zeros(c)
    base = row_values(v.astype(float), u.astype(float), R.astype(float), m, levels, values, product)
    assert base == v @ R @ v - 2 * u @ v
    for j in range(c):
        couplings = [int(v[j] * v[i] * R[j, i]) for i in range(c) if i != j]
        row = 2 * v[j] * (u[j] - R[j] @ v) + v[j] ** 2 * R[j, j]
        if m:
            row += m * levels[j] + sum(max(z - levels[j], 0) for z in couplings)
            assert m * levels[j] + sum(max(z - levels[j], 0) for z in couplings) >= sum(
                sorted(couplings, reverse=True)[:m]
            )
        assert values[j] == row


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(max_examples=60)
def test_levels_are_near_the_right_ones(seed, m):
    rng = np.random.default_rng(seed)
    rows, v, levels = rng.normal(0.5, 1, (9, 5)), rng.uniform(0.2, 1, 9), np.zeros(9)
    R = rows @ rows.T  # own products are the largest, and count for nothing here
    set_levels(v, R, m, levels)
    for j in range(9):
        couplings = sorted((v[j] * v[i] * R[j, i] for i in range(9) if i != j), reverse=True)
        exact = sum(max(z, 0) for z in couplings[:m])
        bound = m * levels[j] + sum(max(z - levels[j], 0) for z in couplings)
        assert exact - 1e-9 <= bound <= exact + m * max(couplings[0], 0) / 2**5 + 1e-9


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(max_examples=60)
def test_steps_lower_the_bound_and_say_by_how_much(seed, t):
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 2, (8, 12)).astype(float)
    R, u, v = rows @ rows.T, rows.sum(axis=1), rng.uniform(0, 0.4, 8)

    def bound(weights):
        levels, values = np.zeros(8), np.zeros(8)
        if t > 1:
            set_levels(weights, R, t - 1, levels)
        base = row_values(weights, u, R, t - 1, levels, values, np.zeros(8))
        return 12 + base + largest(values, 8, t)

    best, start = np.zeros(8), bound(v)
    lowest = improve(v.copy(), u, R, t, 12.0, 0.0, 12, best)
    assert lowest <= start + 1e-9
    for silent in combinations(range(8), t):
        kept = np.where(np.isin(np.arange(8), silent), 0, best)
        assert ((kept @ rows - 1) ** 2).sum() <= lowest + 1e-9
