"""The concave bound: what is called semidefinite is, and row values bound every straggler set."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.tree.concave import (
    concave_rows,
    largest_eigenvalue,
    rounded,
    saddle,
    semidefinite_on_sum_zero,
)
from adversary.worst_case.tree.integers import NONE
from adversary.worst_case.tree.policy import largest


@given(st.integers(0, 10**6))
@settings(max_examples=100)
def test_semidefinite_means_semidefinite(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 7))
    root = rng.integers(-20, 21, (n, n))
    S = (root @ root.T - rng.integers(-50, 400) * np.eye(n)).round()
    if semidefinite_on_sum_zero(S.astype(float)):
        project = np.eye(n) - 1 / n
        assert np.linalg.eigvalsh(project @ S @ project).min() > -1e-6
    assert semidefinite_on_sum_zero(1000.0 * np.eye(n))
    assert not semidefinite_on_sum_zero(-1000.0 * np.eye(n))


@given(st.integers(0, 10**6), st.integers(1, 6))
@settings(max_examples=60)
def test_row_values_bound_every_straggler_set(seed, t):
    """In integers: the error of the policy V/q, times the squares of q and of the point's scale."""
    rng = np.random.default_rng(seed)
    c, k, q, scale = 7, 10, 64, 8
    rows = rng.integers(0, 2, (c, k))
    V = rng.integers(5, 25, c)
    augmented = np.vstack([rows, np.ones(k, dtype=int)])
    products = augmented @ augmented.T
    M = V[:, None] * V[None, :] * products[:c, :c]
    size = int(np.linalg.eigvalsh(M).max() * 1.02) + 200
    point, values = np.zeros(c), np.zeros(c)
    rounded(rng.dirichlet(np.ones(c)) * (c - t), scale, scale * (c - t), point)
    base = concave_rows(V.astype(float), q, products.astype(float), size, point, scale, values)
    assert base != NONE
    bound = base + largest(values.copy(), c, t)
    for silent in combinations(range(c), t):
        z = np.where(np.isin(np.arange(c), silent), 0, V)
        error = int(((z @ rows - q) ** 2).sum())
        assert scale**2 * error <= base + values[list(silent)].sum() <= bound


def test_a_size_below_the_eigenvalue_is_not_proved():
    products = np.eye(5)
    products[4, 4] = 10
    values = np.zeros(4)
    V, point = np.full(4, 10.0), np.full(4, 4.0)
    assert concave_rows(V, 64.0, products, 60.0, point, 8.0, values) == NONE
    assert concave_rows(V, 64.0, products, 200.0, point, 8.0, values) != NONE


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(1, 20))
def test_rounding_keeps_the_sum_and_stays_near(point, scale):
    total = round(scale * sum(point))
    out = np.zeros(len(point))
    rounded(np.array(point), scale, total, out)
    assert out.sum() == total
    assert (out == np.rint(out)).all()
    assert np.abs(out - scale * np.array(point)).max() <= 1 + 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_eigenvalues_and_saddles_are_estimated(seed):
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 2, (12, 20)).astype(float)
    R, u = rows @ rows.T, rows.sum(axis=1)
    project = np.eye(12) - 1 / 12
    truth = np.linalg.eigvalsh(project @ R @ project).max()
    value = largest_eigenvalue(R)
    assert 0.8 * truth <= value <= truth + 1e-9
    point = np.zeros(12)
    weight = saddle(R, u, 5, truth, 0.0, point)
    assert point.sum() == pytest.approx(5)
    assert point.min() >= -1e-9
    assert point.max() <= 1 + 1e-9
    assert weight > 0
    given_weight = saddle(R, u, 5, truth, 0.25, point)
    assert given_weight == 0.25
