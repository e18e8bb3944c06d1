"""Replaced rows and their products: exactly what Python's integers give, or not at all."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.tree.integers import (
    EXACT,
    integer_products,
    policy_fits,
    replaced_rows,
)
from adversary.worst_case.tree.sweep_operator import sweep


def drawn(seed, n=6, k=9, most=3):
    rng = np.random.default_rng(seed)
    rows = rng.integers(-most, most + 1, (n, k))
    rows[:, :n] += np.eye(n, dtype=int) * (2 * most)
    augmented = np.vstack([rows, np.ones(k, dtype=int)]).astype(float)
    matrix = augmented @ augmented.T
    swept = np.sort(rng.permutation(n)[:3])
    for p in swept:
        sweep(matrix, p)
    undecided = np.array([w for w in range(n) if w not in swept])
    return rows, matrix, swept, undecided


@given(st.integers(0, 10**6), st.integers(0, 12))
@settings(max_examples=60)
def test_replaced_rows_are_integer_combinations_near_the_projections(seed, bits):
    rows, matrix, swept, undecided = drawn(seed)
    scale, out = float(1 << bits), np.zeros((9, len(undecided) + 1))
    sizes = np.abs(rows).max(axis=1).astype(float)
    high = replaced_rows(rows.astype(float), sizes, matrix, swept, undecided, scale, out)
    kept = [[int(x) for x in rows[p]] for p in swept]
    for i, j in enumerate([*undecided, len(rows)]):
        own = [int(x) for x in rows[j]] if j < len(rows) else [1] * 9
        weights = [round(matrix[j, p] * scale) for p in swept]
        expected = [
            int(scale) * own[x] - sum(a * row[x] for a, row in zip(weights, kept, strict=True))
            for x in range(9)
        ]
        assert out[:, i].tolist() == expected
        assert max(map(abs, expected)) <= high
        projected = np.array([float(Fraction(x) / int(scale)) for x in expected])
        assert np.abs(projected @ np.array(kept).T).max() <= len(swept) * 9 * 81 / scale


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_products_are_exact(seed):
    rng = np.random.default_rng(seed)
    replaced = rng.integers(-(2**20), 2**20, (8, 5))
    products = np.zeros((5, 5))
    assert integer_products(replaced.astype(float), 2.0**40, products)
    exact = replaced.astype(object).T @ replaced.astype(object)
    assert [[int(x) for x in row] for row in products] == exact.tolist()


def test_what_may_not_be_exact_is_not_used():
    products = np.zeros((2, 2))
    assert not integer_products(np.ones((3, 2)), EXACT, products)
    assert not integer_products(np.full((3, 2), 2.0**26), 2.0**30, products)
    assert integer_products(np.full((3, 2), 2.0**25), 2.0**30, products)


@given(st.integers(0, 10**6), st.integers(1, 30))
@settings(max_examples=60)
def test_a_policy_that_fits_makes_no_sum_beyond_53_bits(seed, bits):
    rng = np.random.default_rng(seed)
    replaced = rng.integers(-9, 10, (6, 4)).astype(object)
    products = replaced.T @ replaced
    V, q = [int(x) for x in rng.integers(-(2**bits), 2**bits, 3)], 1 << bits
    if policy_fits(np.array(V, dtype=float), float(q), products.astype(float)):
        own = sum(abs(V[i] * V[j] * products[i][j]) for i in range(3) for j in range(3))
        sums = sum(abs(2 * V[j] * q * products[3][j]) for j in range(3))
        assert own + sums + q * q * products[3][3] < EXACT
    assert not policy_fits(np.full(3, 2.0**40), 2.0**40, products.astype(float) + np.eye(4))
